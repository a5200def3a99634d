using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Drawdowns of the live period beside the deepest of the backtest.</summary>
static class DrawdownSection
{
    public static Document Of(MonthlyReview review)
    {
        DrawdownTable live = Trading.Drawdowns.Of(review.LiveToDate.Live), backtest = Trading.Drawdowns.Of(review.LiveToDate.Backtest);
        if (live.Because is { } because) return new(new Paragraph($"No drawdowns: {because}."));
        return new(
            new DrawdownChart
            {
                Title = "Loss from the high-water mark since the model went live",
                X = Axis.Days(live.Dates),
                Drawdown = [.. live.Underwater],
                Markers = [new(review.Period.Name, PerformanceSection.Day(review.Period.From), PerformanceSection.Day(review.Period.To.AddDays(1)))],
                Id = "drawdowns",
            },
            new Table(["of", "peak", "trough", "recovery", new("depth", Align.Right), new("sessions", Align.Right), new("days", Align.Right)],
                [.. live.Deepest(3).Select(d => Row("live", d)), .. backtest.Deepest(3).Select(d => Row("backtest", d))]),
            new Table([new("", Align.Left), new("live", Align.Right), new("backtest", Align.Right)],
                [
                    ["drawdowns a year", PerformanceSection.Short(live.FrequencyPerYear), PerformanceSection.Short(backtest.FrequencyPerYear)],
                    ["mean depth", PerformanceSection.Short(live.MeanDepth), PerformanceSection.Short(backtest.MeanDepth)],
                    ["mean length, sessions", PerformanceSection.Short(live.MeanSessions), PerformanceSection.Short(backtest.MeanSessions)],
                    ["longest, sessions", PerformanceSection.Short(live.LongestSessions), PerformanceSection.Short(backtest.LongestSessions)],
                ]),
            new Note("The three deepest of each. Wealth starts at 1 before the first return. Peak: last day at the high-water mark; “start”: before the first return, from which its days count. Open: not recovered by the end of the period, its length so far."));
    }

    static IReadOnlyList<Cell> Row(string of, Drawdown d) =>
    [
        of, d.Peak is { } peak ? Format.Time(peak) : "start", Format.Time(d.Trough), d.Recovery is { } recovery ? Format.Time(recovery) : new SeverityCell(Severity.Unknown, "open"),
        Format.Percent(d.Depth), Format.Count(d.Sessions), Format.Count(d.Days),
    ];
}
