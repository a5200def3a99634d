using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Every number of a return series, and of the trades and predictions behind it where they are given, under the names thresholds use.</summary>
/// <param name="Returns">The returns that were judged.</param>
/// <param name="Drawdowns">Their drawdowns.</param>
/// <param name="Measurements">The numbers: <c>pnl</c>, <c>sharpe_ratio</c>, <c>max_drawdown</c>, ...; one that does not exist carries its reason.</param>
public sealed record PerformanceSummary(ReturnSeries Returns, DrawdownTable Drawdowns, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Sums up a return series.</summary>
    /// <param name="returns">Net returns.</param>
    /// <param name="trades">Round trips behind them; null where they are unknown.</param>
    /// <param name="quality">Of the predictions behind them; null where they are unknown.</param>
    /// <param name="riskFree">Subtracted in Sharpe and Sortino ratios.</param>
    public static PerformanceSummary Of(ReturnSeries returns, IEnumerable<Trade>? trades = null, PredictionQuality? quality = null, Rate riskFree = default)
    {
        var drawdowns = Trading.Drawdowns.Of(returns);
        return new(returns, drawdowns,
        [
            TotalReturn.Of(returns), CompoundAnnualGrowth.Of(returns), AnnualizedReturn.Of(returns), Volatility.Of(returns),
            SharpeRatio.Of(returns, riskFree), SortinoRatio.Of(returns, riskFree), CalmarRatio.Of(returns), CalmarRatio.Last36Months(returns),
            ProbabilisticSharpeRatio.Of(returns), ValueAtRisk.Of(returns), ExpectedShortfall.Of(returns), Skewness.Of(returns), ExcessKurtosis.Of(returns),
            .. drawdowns.Measurements,
            .. quality?.Measurements ?? [],
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
        "Drawdown: start wealth 1 included. VaR: historical, type 7; expected shortfall: Acerbi and Tasche.";
}
