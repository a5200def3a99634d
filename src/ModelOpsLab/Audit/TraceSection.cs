using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Whether the predictions that were made can be traced to the version that made them.</summary>
static class TraceSection
{
    public const string Id = "predictions";

    /// <summary>Weekdays in a row without a prediction that may be a holiday.</summary>
    const int MostHolidays = 1;

    public static AuditSection Of(AuditHistory history)
    {
        var rows = history.Live.OrderBy(l => l.Event.Sequence).Select(l => (Live: l, Segments: Segments(history, l))).ToArray();
        return new(Id, "Predictions",
        [
            new Table(["slot", "version", "live", new("segments", Align.Right), new("predictions", Align.Right), new("weekdays live", Align.Right), new("with predictions", Align.Right), "longest gap"], [.. rows.Select(r => (IReadOnlyList<Cell>)
            [
                r.Live.Slot, Format.Count(r.Live.Version), $"{AuditHistory.Day(r.Live.From)} to {(r.Live.Until is { } until ? AuditHistory.Day(until) : "now")}", Format.Count(r.Segments.Count), Format.Count(r.Segments.Sum(s => s.Sequence("count") ?? 0)),
                Format.Count(Days(history, r.Live).Count), Format.Count(Covered(history, r.Live, r.Segments)), Gap(history, r.Live, r.Segments) is { } gap ? $"{Format.Date(gap.From)} to {Format.Date(gap.To)}" : "none",
            ])], history.Live.Count == 0 ? "No version was ever live." : "A day counts as covered where a sealed segment of the version reaches over it. Days are weekdays of UTC; holidays are not known here, so that a single day without a prediction is no gap."),
        ], [.. Findings(history, rows)]);
    }

    static IReadOnlyList<LedgerEvent> Segments(AuditHistory history, LiveInterval live) => [.. history.Of(AuditEvents.Sealed).Where(s => s.Text("slot") == live.Slot && s.Whole("version") == live.Version
        && s.Time("from") is { } from && s.Time("to") is { } to && to >= live.From && (live.Until is not { } until || from < until))];

    static IReadOnlyList<DateOnly> Days(AuditHistory history, LiveInterval live)
    {
        var (first, last) = (DateOnly.FromDateTime(live.From.UtcDateTime), live.Until is { } until ? DateOnly.FromDateTime(until.UtcDateTime).AddDays(-1) : history.AsOf);
        return last < first ? [] : [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];
    }

    static int Covered(AuditHistory history, LiveInterval live, IReadOnlyList<LedgerEvent> segments) => Days(history, live).Count(day => IsCovered(segments, day));

    static bool IsCovered(IReadOnlyList<LedgerEvent> segments, DateOnly day) => segments.Any(s => s.Day("from") <= day && s.Day("to") >= day);

    /// <summary>The longest run of weekdays without a prediction.</summary>
    static (DateOnly From, DateOnly To, int Count)? Gap(AuditHistory history, LiveInterval live, IReadOnlyList<LedgerEvent> segments)
    {
        (DateOnly From, DateOnly To, int Count)? longest = null, open = null;
        foreach (var day in Days(history, live))
        {
            open = IsCovered(segments, day) ? null : open is var (from, _, count) ? (from, day, count + 1) : (day, day, 1);
            if (open is { } run && (longest is null || run.Count > longest.Value.Count)) longest = run;
        }
        return longest;
    }

    static IEnumerable<AuditFinding> Findings(AuditHistory history, IReadOnlyList<(LiveInterval Live, IReadOnlyList<LedgerEvent> Segments)> rows)
    {
        var days = rows.Sum(r => Days(history, r.Live).Count);
        var covered = rows.Sum(r => Covered(history, r.Live, r.Segments));
        long[] events = [.. rows.SelectMany(r => r.Segments).Select(s => s.Sequence).Distinct().Order()];
        var gaps = rows.Select(r => Gap(history, r.Live, r.Segments)).OfType<(DateOnly From, DateOnly To, int Count)>().Where(g => g.Count > MostHolidays).ToArray();
        if (rows.Count == 0) yield return new("traced", AuditOutcome.NotApplicable, "Nothing was ever live.", "", Id, []);
        else if (events.Length == 0) yield return new("traced", AuditOutcome.NotMet, "No prediction was sealed into the ledger: what the model said cannot be traced to a version.", "Score through LiveModel, which logs each prediction, and seal the log.", Id, []);
        else if (gaps.Length > 0) yield return new("traced", AuditOutcome.NotMet, $"Predictions are sealed for {Format.Count(covered)} of {Format.Count(days)} weekdays on which a version was live ({Format.Percent((double)covered / days)}); none from {string.Join(", from ", gaps.Select(g => $"{Format.Date(g.From)} to {Format.Date(g.To)}"))}.", "Explain each gap: a holiday, a stop, or a log that is not sealed yet.", Id, events);
        else yield return new("traced", AuditOutcome.Met, $"Predictions are sealed for {Format.Count(covered)} of {Format.Count(days)} weekdays on which a version was live, and never is more than one in a row without.", "", Id, events);
        var stray = history.Of(AuditEvents.Sealed).Where(s => !events.Contains(s.Sequence)).ToArray();
        yield return events.Length + stray.Length == 0 ? new("right version", AuditOutcome.NotApplicable, "No prediction was sealed.", "", Id, [])
            : stray.Length == 0 ? new("right version", AuditOutcome.Met, "Each sealed segment is of the version that was live.", "", Id, events)
            : new("right version", AuditOutcome.NotMet, $"{Format.Count(stray.Length)} sealed segment{(stray.Length == 1 ? " is" : "s are")} of a version that was not live there then.", "Open an incident: something scored with another version than the registry says.", Id, [.. stray.Select(s => s.Sequence)]);
        var unreadable = history.Of(AuditEvents.Sealed).Where(s => s.Number("unreadable") is > 0).ToArray();
        if (unreadable.Length > 0) yield return new("log whole", AuditOutcome.NotMet, $"{Format.Count((long)unreadable.Sum(s => s.Number("unreadable") ?? 0))} logged predictions could not be read when their segments were sealed.", "Find out what damaged the log, and keep the incident.", Id, [.. unreadable.Select(s => s.Sequence)]);
    }
}
