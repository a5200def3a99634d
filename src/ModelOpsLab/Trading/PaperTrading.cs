using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Trades a prediction on paper: volatility-targeted positions, costs on turnover, net returns.</summary>
/// <remarks>
/// Row t holds the prediction and the forecast volatility known at the close of session t − 1. The position is entered at that close, so it earns position ×
/// return of session t, and |position of t − position of t − 1| is charged in row t. Nothing of session t is known when its position is set.
/// </remarks>
public static class PaperTrading
{
    /// <summary>Runs one asset.</summary>
    /// <param name="dates">Session of each row, ascending.</param>
    /// <param name="prediction">Of the session's return, known before it. Missing or infinite: position 0, counted.</param>
    /// <param name="realised">Simple return of the session; NaN leaves gross and net NaN, counted.</param>
    /// <param name="volatility">Forecast for the session, per period, known before it. Missing or not positive: position 0, counted.</param>
    /// <param name="policy">Null for the default policy.</param>
    /// <param name="before">Position held before the first row.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a realised return is infinite.</exception>
    public static PaperTradingResult Run(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> prediction, ReadOnlySpan<double> realised,
        ReadOnlySpan<double> volatility, PaperTradingPolicy? policy = null, double before = 0)
    {
        Require(dates, prediction, realised, volatility);
        return Run(policy ?? new(), dates, null, prediction, realised, volatility, before);
    }

    /// <summary>Runs a panel: the positions of a session are sized across its assets, and each asset pays for its own turnover.</summary>
    /// <remarks>An asset without a row in a session keeps its position to its own next row, and earns and pays nothing between; after its last row it is gone, and nothing is paid for that.</remarks>
    /// <param name="dates">Session of each row, not descending; the rows of a session stand together.</param>
    /// <param name="assets">Asset of each row, once a session.</param>
    /// <param name="prediction">Of the asset's return, known before the session. Missing or infinite: position 0, counted.</param>
    /// <param name="realised">Simple return of the asset in the session; NaN leaves gross and net NaN, counted.</param>
    /// <param name="volatility">Forecast for the asset and session, per period, known before it. Missing or not positive: position 0, counted.</param>
    /// <param name="policy">A policy that sizes by <see cref="PositionSizing.CrossSection"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, sessions descend, an asset is missing or stands twice in a session, the policy does not size across assets, or a realised return is infinite.</exception>
    public static PaperTradingResult Run(IReadOnlyList<DateTime> dates, IReadOnlyList<string> assets, ReadOnlySpan<double> prediction, ReadOnlySpan<double> realised,
        ReadOnlySpan<double> volatility, PaperTradingPolicy policy)
    {
        Require(dates, prediction, realised, volatility);
        if (assets.Count != dates.Count) throw new ArgumentException($"There are {dates.Count} dates and {assets.Count} assets.", nameof(assets));
        if (policy.Sizing != PositionSizing.CrossSection)
            throw new ArgumentException($"A panel is sized across its assets, and the policy sizes by {policy.Sizing.ToString().ToLowerInvariant()}: set PaperTradingPolicy.Sizing to CrossSection (\"sizing\": \"crossSection\" in modelops.json), or run one asset.", nameof(policy));
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var row = 0; row < dates.Count; row++)
        {
            if (row > 0 && dates[row] < dates[row - 1]) throw new ArgumentException($"Row {row}, {Format.Time(dates[row])}, comes after {Format.Time(dates[row - 1])}: sort the rows by time.", nameof(dates));
            if (row > 0 && dates[row] != dates[row - 1]) seen.Clear();
            if (assets[row] is null) throw new ArgumentException($"Row {row}, {Format.Time(dates[row])}, has no asset.", nameof(assets));
            if (!seen.Add(assets[row])) throw new ArgumentException($"Row {row}: {assets[row]} stands twice on {Format.Time(dates[row])}.", nameof(assets));
        }
        return Run(policy, dates, assets, prediction, realised, volatility, 0);
    }

    /// <summary>The rows of one session after the other: of one asset each row is one.</summary>
    static PaperTradingResult Run(PaperTradingPolicy policy, IReadOnlyList<DateTime> dates, IReadOnlyList<string>? assets, ReadOnlySpan<double> prediction, ReadOnlySpan<double> realised, ReadOnlySpan<double> volatility, double before)
    {
        var n = dates.Count;
        double[] positions = new double[n], gross = new double[n], cost = new double[n], net = new double[n], turnover = new double[n];
        Dictionary<string, double> held = new(StringComparer.Ordinal) { [""] = before };
        int noPrediction = 0, noVolatility = 0, noReturn = 0;
        for (int start = 0, end; start < n; start = end)
        {
            end = start + 1;
            while (assets is not null && end < n && dates[end] == dates[start]) end++;
            var across = assets is null ? [] : policy.Positions(prediction[start..end], volatility[start..end]);
            for (var t = start; t < end; t++)
            {
                if (double.IsInfinity(realised[t])) throw new ArgumentException($"Row {t}, {Format.Time(dates[t])}: the realised return is infinite.", nameof(realised));
                if (!double.IsFinite(prediction[t])) noPrediction++;
                else if (!(double.IsFinite(volatility[t]) && volatility[t] > 0)) noVolatility++;
                if (double.IsNaN(realised[t])) noReturn++;
                before = held.GetValueOrDefault(assets?[t] ?? "");
                positions[t] = assets is null ? policy.Held(prediction[t], volatility[t], before) : policy.Traded(across[t - start], before);
                turnover[t] = Math.Abs(positions[t] - before);
                cost[t] = policy.CostPerTurnover * turnover[t];
                gross[t] = positions[t] * realised[t];
                net[t] = gross[t] - cost[t];
                held[assets?[t] ?? ""] = positions[t];
            }
        }
        return new(policy, dates, positions, gross, cost, net, turnover)
        {
            Assets = assets, AssetReturn = realised.ToArray(), MissingPredictions = noPrediction, MissingVolatilities = noVolatility, MissingReturns = noReturn,
        };
    }

    /// <summary>Runs a frame, of one asset or a panel: its prediction column, its target as the session's return, and a volatility column.</summary>
    /// <param name="frame">One row a session, and in a panel asset.</param>
    /// <param name="volatility">Column of the forecast volatility per period.</param>
    /// <param name="realised">Column of the session's return; the schema's target where null.</param>
    /// <param name="policy">Null for the default policy.</param>
    /// <exception cref="KeyNotFoundException">The schema names no prediction or target, or a column is absent.</exception>
    /// <exception cref="ArgumentException">The frame is a panel and the policy does not size across assets, or a realised return is infinite.</exception>
    public static PaperTradingResult Run(Frame frame, string volatility, string? realised = null, PaperTradingPolicy? policy = null)
    {
        var prediction = frame.Schema.Prediction ?? throw new KeyNotFoundException("The schema names no prediction column: set Schema.Prediction.");
        var outcome = realised ?? frame.Schema.Target ?? throw new KeyNotFoundException("The schema names no target column: set Schema.Target, or name the column of the session's return.");
        double[] said = frame[prediction].ToArray(), returns = frame[outcome].ToArray(), forecast = frame[volatility].ToArray();
        return frame.Has(frame.Schema.Asset)
            ? Run(frame.Time, [.. frame[frame.Schema.Asset!].Strings.Select(a => a!)], said, returns, forecast, policy ?? new())
            : Run(frame.Time, said, returns, forecast, policy);
    }

    static void Require(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> prediction, ReadOnlySpan<double> realised, ReadOnlySpan<double> volatility)
    {
        var n = dates.Count;
        if (prediction.Length != n || realised.Length != n || volatility.Length != n)
            throw new ArgumentException($"There are {n} dates, {prediction.Length} predictions, {realised.Length} returns and {volatility.Length} volatilities.", nameof(prediction));
    }
}
