using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Every number of a return series, and of the trades and predictions behind it where they are given, under the names thresholds use.</summary>
/// <param name="Returns">The returns that were judged.</param>
/// <param name="Drawdowns">Their drawdowns.</param>
/// <param name="Measurements">The numbers: <c>pnl</c>, <c>sharpe_ratio</c>, <c>max_drawdown</c>, ...; one that does not exist carries its reason.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record PerformanceSummary(ReturnSeries Returns, DrawdownTable Drawdowns, IReadOnlyList<Measurement> Measurements) : IRenderable
{
    /// <summary>Sums up a return series.</summary>
    /// <param name="returns">Net returns.</param>
    /// <param name="trades">Round trips behind them; null where they are unknown.</param>
    /// <param name="quality">Of the predictions behind them; null where they are unknown.</param>
    /// <param name="riskFree">Subtracted in Sharpe and Sortino ratios, and beside the benchmark.</param>
    /// <param name="benchmark">What to compare with, on common dates; null for none.</param>
    /// <param name="trials">Settings tried before this one was chosen, as declared; null where nobody said.</param>
    public static PerformanceSummary Of(
        ReturnSeries returns, IEnumerable<Trade>? trades = null, PredictionQuality? quality = null, Rate riskFree = default, ReturnSeries? benchmark = null, int? trials = null)
    {
        var drawdowns = Trading.Drawdowns.Of(returns);
        return new(returns, drawdowns,
        [
            TotalReturn.Of(returns), CompoundAnnualGrowth.Of(returns), AnnualizedReturn.Of(returns), MeanReturn.Of(returns), MeanReturn.T(returns), Volatility.Of(returns),
            SharpeRatio.Of(returns, riskFree), SharpeRatio.Geometric(returns), SortinoRatio.Of(returns, riskFree), SortinoRatio.Downside(returns), OmegaRatio.Of(returns),
            CalmarRatio.Of(returns), CalmarRatio.Last36Months(returns), TailRatio.Of(returns), Stability.Of(returns),
            ProbabilisticSharpeRatio.Of(returns), DeflatedSharpeRatio.Of(returns, trials), MinimumTrackRecord.Of(returns),
            ValueAtRisk.Of(returns), ValueAtRisk.Normal(returns), ValueAtRisk.CornishFisher(returns), ExpectedShortfall.Of(returns), Skewness.Of(returns), ExcessKurtosis.Of(returns),
            .. GainsAndLosses.Of(returns).Measurements,
            .. drawdowns.Measurements,
            .. quality?.Measurements ?? [],
            .. benchmark is null ? [] : BenchmarkComparison.Of(returns, benchmark, riskFree).Measurements,
            .. trades is null ? [] : TradeStatistics.Of(trades).Measurements,
        ]);
    }

    /// <summary>Sums up paper trading: net returns, trades, turnover and cost.</summary>
    public static PerformanceSummary Of(PaperTradingResult paper, string asset = "", PredictionQuality? quality = null, Rate riskFree = default) =>
        Of(paper.Returns, paper.Trades(asset), quality, riskFree) is var summary ? summary with { Measurements = [.. summary.Measurements, .. paper.Measurements] } : summary;

    /// <summary>The one number of a metric.</summary>
    /// <exception cref="KeyNotFoundException">There is none: the message lists what there is.</exception>
    public Measurement this[string metric] => Measurements.FirstOrDefault(m => m.Metric == metric)
        ?? throw new KeyNotFoundException($"No measurement '{metric}'. There are: {string.Join(", ", Measurements.Select(m => m.Metric))}.");

    /// <summary>The conventions behind the numbers, for the small print under a table.</summary>
    public string Conventions =>
        $"{Returns}. Sharpe: arithmetic mean over standard deviation (n − 1), times √{Format.Number(Returns.Calendar.PeriodsPerYear)}. " +
        "Sortino: downside over all returns. Calmar: annualised by periods over deepest drawdown. Growth: actual days over 365.25. " +
        "Drawdown: start wealth 1 included. VaR: historical, type 7, normal and Cornish-Fisher by their names; expected shortfall: Acerbi and Tasche. " +
        "Omega: threshold 0. Mean return: arithmetic, a year; intervals and t: Newey-West. Tail ratio: 95 % over 5 % quantile.";

    /// <summary>The numbers as a table, with the convention under it.</summary>
    public Document ToDocument() => MeasurementTable.Of(Measurements, Conventions);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
