using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Round trips of the live period against those of the backtest.</summary>
static class TradeSection
{
    public static Document Of(MonthlyReview review)
    {
        TradeStatistics live = TradeStatistics.Of(review.Record.TradesOf(review.Record.Live)), backtest = TradeStatistics.Of(review.Record.TradesOf(review.Record.Backtest));
        IReadOnlyList<Cell> Row(string name, Func<TradeStatistics, Measurement> metric) => [name, Text(metric(live)), Interval(metric(live)), Text(metric(backtest))];
        return new(
            new Table([new(""), new("live", Align.Right), new("95 % interval", Align.Right), new("backtest", Align.Right)],
                [
                    ["trades (open)", $"{Format.Count(live.Count)} ({Format.Count(live.Open)})", "", $"{Format.Count(backtest.Count)} ({Format.Count(backtest.Open)})"],
                    Row("win rate", t => t.WinRate),
                    Row("payoff ratio", t => t.PayoffRatio),
                    Row("profit factor", t => t.ProfitFactor),
                    Row("average gain", t => t.AverageGain),
                    Row("average loss", t => t.AverageLoss),
                    Row("sessions held", t => t.MeanSessions),
                ], Id: "trades"),
            new Note("A trade runs from the session in which a position is first held until it is closed or turned. All but the counts are over closed trades; break-even trades are neither wins nor losses. Profit and loss after costs, as a fraction of capital. Win rate: Wilson's interval. The first live trade starts on the day the model went live."));
    }

    static string Text(Measurement m) => PerformanceSection.Short(m);
    static string Interval(Measurement m) => m.Interval is { } i ? $"{Format.Percent(i.Low, 0)} to {Format.Percent(i.High, 0)}" : "";
}
