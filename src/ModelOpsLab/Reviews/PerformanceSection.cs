using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The live path inside the fan of resampled backtest paths, the comparison of ratios, and the months.</summary>
static class PerformanceSection
{
    /// <summary>A shorter period is not stretched to a year: a quarter of trading.</summary>
    const int ShortestYearly = 63;

    static readonly double[] Probabilities = [0.025, 0.1, 0.5, 0.9, 0.975];

    public static Document Of(MonthlyReview review)
    {
        var live = review.LiveToDate.Live;
        if (live.CannotCompound is { } because) return new(new Paragraph($"No live performance: {because}."));
        return new([Fan(review), .. Comparison(review), Months(review)]);
    }

    static FanChart Fan(MonthlyReview review)
    {
        var (live, backtest, options) = (review.LiveToDate.Live, review.LiveToDate.Backtest, review.Options);
        var paths = StationaryBootstrap.Paths(backtest.Values, live.Count, options.Paths, options.MeanBlock, options.Seed);
        var quantiles = Probabilities.Select(_ => new double[live.Count]).ToArray();
        var column = new double[paths.Length];
        for (var t = 0; t < live.Count; t++)
        {
            for (var p = 0; p < paths.Length; p++) column[p] = paths[p][t];
            Array.Sort(column);
            for (var q = 0; q < Probabilities.Length; q++) quantiles[q][t] = RobustScale.QuantileSorted(column, Probabilities[q]);
        }
        var path = live.Growth();
        var below = (double)paths.Count(p => p[^1] <= path[^1]) / paths.Length;
        double from = Day(review.Period.From), to = Day(review.Period.To.AddDays(1));
        return new()
        {
            Title = "Live return inside what the backtest leads to expect",
            X = Axis.Days(live.Dates),
            Probabilities = Probabilities,
            Quantiles = quantiles,
            Path = path,
            Markers = [new(review.Period.Name, from, to)],
            Id = "performance",
            Caption = $"Cumulative return after costs since {Format.Date(review.Record.GoLive)}, inside {Format.Count(options.Paths)} paths resampled from {Format.Count(backtest.Count)} backtest sessions in blocks of {Format.Number(options.MeanBlock)} on average (bands 80 % and 95 %). {Format.Percent(below, 0)} of the paths end below the live one.",
        };
    }

    static IEnumerable<Block> Comparison(MonthlyReview review)
    {
        var record = review.Record;
        ReturnSeries period = ReturnSeries.Of(review.Rows, record.Calendar), live = review.LiveToDate.Live, backtest = review.LiveToDate.Backtest;
        var sharpe = SharpeRatio.Of(live);
        var difference = review.LiveToDate.Difference;
        IReadOnlyList<Cell> Row(string name, Func<ReturnSeries, Measurement> metric, Cell? interval = null, Cell? told = null, bool yearly = false) =>
            [name, yearly && period.Count < ShortestYearly ? "–" : Short(metric(period)), Short(metric(live)), Short(metric(backtest)), interval ?? "", told ?? ""];
        yield return new Table(
            ["metric", new(review.Period.Name, Align.Right), new("live to date", Align.Right), new("backtest", Align.Right), "live, 95 % interval", "told apart?"],
            [
                Row("profit and loss", TotalReturn.Of),
                Row("growth a year", CompoundAnnualGrowth.Of, yearly: true),
                Row("volatility", Volatility.Of),
                Row("Sharpe ratio", r => SharpeRatio.Of(r),
                    sharpe.Interval is { } i ? new IntervalCell(i.Low, sharpe.Value, i.High, SharpeRatio.Of(backtest) is { Exists: true } b ? b.Value : double.NaN, Math.Min(-3, Math.Floor(i.Low)), Math.Max(3, Math.Ceiling(i.High))) : null,
                    !difference.Difference.Exists ? new SeverityCell(Severity.Unknown, "no data") : difference.CanBeTold ? new SeverityCell(difference.Difference.Value < 0 ? Severity.Critical : Severity.Healthy, difference.Difference.Value < 0 ? "worse" : "better") : new SeverityCell(Severity.Unknown, "not yet")),
                Row("Sortino ratio", r => SortinoRatio.Of(r)),
                Row("Calmar ratio", CalmarRatio.Of, yearly: true),
                Row("maximum drawdown", r => Trading.Drawdowns.Of(r).Maximum),
                Row("value at risk, 95 %, one session", r => ValueAtRisk.Of(r)),
                [.. new Cell[] { "cost", Cost(record, review.Rows), Cost(record, record.Live), Cost(record, record.Backtest), "modelled, no fills recorded", "" }],
            ], Id: "comparison");
        yield return new Note($"Simple daily returns after costs, as a fraction of capital. Growth a year: actual days over 365.25, from one session before the first return. Volatility, Sharpe and Sortino: arithmetic, {record.Calendar}, divisor n - 1 (Sortino: downside over all sessions), risk-free 0. Profit, drawdown and cost are of the whole span of each column. Sharpe interval of life to date: {(sharpe.Exists ? sharpe.Interval?.Method ?? "none" : "none")}; the tick is the backtest. Calmar: growth a year of {record.Calendar.PeriodsPerYear:0} sessions over maximum drawdown, whole period. Value at risk: historical, type 7. Backtest: walk-forward, out of sample, {Format.Count(backtest.Count)} sessions from {Format.Time(backtest.Dates[0])}. “–”: undefined for want of a loss, or growth of fewer than {ShortestYearly} sessions, which is not stretched to a year.");
        yield return new Paragraph(review.LiveToDate.ToldApart);
    }

    static MonthHeatMap Months(MonthlyReview review)
    {
        var all = ReturnSeries.Of(review.Record.Rows.Complete(review.Record.Rows.Schema.Prediction!, review.Record.Rows.Schema.Return!), review.Record.Calendar);
        var from = review.Period.To.Year - 5;
        return new()
        {
            Title = "Return of each month after costs",
            Months = [.. Trading.ProfitAndLoss.ByMonth(all).Where(m => m.Year >= from)],
            Id = "months",
            Caption = $"Compounded within the month. Live since {Format.Date(review.Record.GoLive)}; out-of-sample backtest before.",
        };
    }

    static string Cost(TrackRecord record, Data.Frame rows)
    {
        var sum = 0.0;
        foreach (var c in rows[record.Cost].Span) if (double.IsFinite(c)) sum += c;
        return Format.Percent(sum, 2);
    }

    internal static string Short(Measurement m) => !m.Exists ? "–" : m.Unit == "%" ? Format.Percent(m.Value, 2) : Math.Abs(m.Value) < 100 ? Format.Fixed(m.Value, 2) : Format.Number(m.Value);
    internal static double Day(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
