using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>A model's past as its monitor would have seen it, row by row: when each alert would have fired, on what evidence, and what a naive rule would have done.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record AlertReplay : IRenderable
{
    /// <summary>First day that is shown.</summary>
    public required DateOnly From { get; init; }
    /// <summary>The day after the last that is shown.</summary>
    public required DateOnly To { get; init; }
    /// <summary>What alerts did in these days.</summary>
    public required AlertHistory Alerts { get; init; }
    /// <summary>What was read off in these days.</summary>
    public required IReadOnlyList<MonitorReading> Readings { get; init; }
    /// <summary>What the naive rule did on each input, on the predictions and on the returns of these days.</summary>
    public required IReadOnlyList<NaiveRule> Naive { get; init; }
    /// <summary>Rules for which nothing was measured.</summary>
    public required IReadOnlyList<string> Unmeasured { get; init; }

    /// <summary>Replays a model's life up to a day; the days from <paramref name="from"/> on are shown.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record.</param>
    /// <param name="from">First day that is shown; the monitor has watched since the model went live.</param>
    /// <param name="to">The day after the last.</param>
    /// <param name="options">Limits and stretches of monitoring; null for what the model's declaration says.</param>
    public static AlertReplay Of(LiveModel live, TrackRecord record, DateOnly from, DateOnly to, MonitoringOptions? options = null)
    {
        var replay = RecordReplay.Of(live, record, to, options);
        var start = from.ToDateTime(default, DateTimeKind.Utc);
        var shown = record.Live.Between(from, to);
        return new()
        {
            From = from,
            To = to,
            Alerts = AlertHistory.Of([.. replay.Transitions.Where(t => t.At > start)], [.. replay.Readings.Where(r => r.From >= start)]),
            Readings = [.. replay.Readings.Where(r => r.From >= start)],
            Naive = [.. record.Rows.Schema.Features.Append(record.Rows.Schema.Prediction!).Append(record.Rows.Schema.Return!).Select(c => NaiveRule.Of(record.Backtest, shown, c))],
            Unmeasured = replay.Unmeasured,
        };
    }

    /// <summary>Alerts that began to fire and were told, pages among them, beside what the naive rule did.</summary>
    public Table Comparison => new(["rule", new("alarms", Align.Right), new("began to fire", Align.Right), "first"],
    [
        ["the model's alerts, tickets and pages", Format.Count(Alerts.Periods.Count), Format.Count(Alerts.Periods.Count), First(Alerts.Periods.Select(p => EndOf(p.From)))],
        ["of them pages", Format.Count(Pages.Length), Format.Count(Pages.Length), First(Pages.Select(p => EndOf(p.From)))],
        [$"three standard deviations, all {Format.Count(Naive.Count)} columns", Format.Count(Naive.Sum(n => n.Alarms.Count)), Format.Count(Naive.Sum(n => n.Episodes)), First(Naive.SelectMany(n => n.Alarms))],
        .. Naive.Where(n => n.Alarms.Count > 0).Select(n => (IReadOnlyList<Cell>)[$"  {n.Column}", Format.Count(n.Alarms.Count), Format.Count(n.Episodes), First(n.Alarms)]),
    ], Id: "naive-rule");

    AlertPeriod[] Pages => [.. Alerts.Periods.Where(p => p.Severity == Severity.Critical)];

    /// <summary>A stretch that ends at midnight belongs to the day before.</summary>
    static DateTime EndOf(DateTime time) => time.AddTicks(-1);

    static string First(IEnumerable<DateTime> times) => times.DefaultIfEmpty().Min() is { Ticks: > 0 } first ? Format.Date(DateOnly.FromDateTime(first)) : "–";

    /// <inheritdoc/>
    public Document ToDocument() => new([.. Alerts.ToDocument().Blocks, new Heading("Beside a naive rule", 3), Comparison, new Note($"{Format.Date(From)} to {Format.Date(To.AddDays(-1))}, one row a session, each judged at the end of its day with what was known then. The naive rule alarms for each value further than three standard deviations from the mean of the backtest.")]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
