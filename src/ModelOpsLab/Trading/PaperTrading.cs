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
        var n = dates.Count;
        if (prediction.Length != n || realised.Length != n || volatility.Length != n)
            throw new ArgumentException($"There are {n} dates, {prediction.Length} predictions, {realised.Length} returns and {volatility.Length} volatilities.", nameof(prediction));
        policy ??= new();
        double[] positions = new double[n], gross = new double[n], cost = new double[n], net = new double[n], turnover = new double[n];
        int noPrediction = 0, noVolatility = 0, noReturn = 0;
        for (var t = 0; t < n; t++)
        {
            if (double.IsInfinity(realised[t])) throw new ArgumentException($"Row {t}, {Format.Time(dates[t])}: the realised return is infinite.", nameof(realised));
            if (!double.IsFinite(prediction[t])) noPrediction++;
            else if (!(double.IsFinite(volatility[t]) && volatility[t] > 0)) noVolatility++;
            if (double.IsNaN(realised[t])) noReturn++;
            positions[t] = policy.Held(prediction[t], volatility[t], before);
            turnover[t] = Math.Abs(positions[t] - before);
            cost[t] = policy.CostPerTurnover * turnover[t];
            gross[t] = positions[t] * realised[t];
            net[t] = gross[t] - cost[t];
            before = positions[t];
        }
        return new(policy, dates, positions, gross, cost, net, turnover)
        {
            AssetReturn = realised.ToArray(), MissingPredictions = noPrediction, MissingVolatilities = noVolatility, MissingReturns = noReturn,
        };
    }

    /// <summary>Runs a frame of one asset: its prediction column, its target as the session's return, and a volatility column.</summary>
    /// <param name="frame">One row a session.</param>
    /// <param name="volatility">Column of the forecast volatility per period.</param>
    /// <param name="realised">Column of the session's return; the schema's target where null.</param>
    /// <param name="policy">Null for the default policy.</param>
    /// <exception cref="KeyNotFoundException">The schema names no prediction or target, or a column is absent.</exception>
    /// <exception cref="ArgumentException">The frame is a panel: run each asset by itself.</exception>
    public static PaperTradingResult Run(Frame frame, string volatility, string? realised = null, PaperTradingPolicy? policy = null)
    {
        for (var row = 1; row < frame.Count; row++)
            if (frame.Time[row] == frame.Time[row - 1])
                throw new ArgumentException($"{Format.Time(frame.Time[row])} has more than one row. Paper trading runs one asset: take its rows.", nameof(frame));
        var prediction = frame.Schema.Prediction ?? throw new KeyNotFoundException("The schema names no prediction column: set Schema.Prediction.");
        var outcome = realised ?? frame.Schema.Target ?? throw new KeyNotFoundException("The schema names no target column: set Schema.Target, or name the column of the session's return.");
        return Run(frame.Time, frame[prediction].Span, frame[outcome].Span, frame[volatility].Span, policy);
    }
}
