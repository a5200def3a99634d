using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Whether the model can be stopped: drills, real stops, and whether somebody approved those afterwards.</summary>
static class ControlSection
{
    public const string Id = "controls";

    /// <summary>Days in which an emergency stop is approved afterwards: five business days are at most seven.</summary>
    const int RatifyDays = 7;

    /// <summary>The longest that a stop may take to be seen.</summary>
    const double MostMilliseconds = 1_000;

    public static AuditSection Of(AuditHistory history) => new(Id, "Controls",
    [
        new Table([new("when, UTC", Align.Right), .. DeploymentSection.Several(history) ? (TableColumn[])["slot"] : [], "what", new("longest, ms", Align.Right), new("missed", Align.Right), "by", "because", "event"],
            [.. history.Of(AuditEvents.Drilled, AuditEvents.Halted, AuditEvents.Reduced, AuditEvents.Armed).Select(one => (IReadOnlyList<Cell>)
            [
                Format.Date(one.Day()), .. DeploymentSection.Several(history) ? (Cell[])[one.Text("slot") ?? ""] : [], What(one), one.Number("milliseconds") is { } ms ? Format.Number(ms) : "", one.Number("missed") is { } missed ? Format.Number(missed) : "", one.Actor, one.Text("because") ?? "", Format.Count(one.Sequence),
            ])], "Drills of the stop, and what was stopped and armed again."),
    ], [.. Findings(history)]);

    static string What(LedgerEvent one) => one.Kind switch
    {
        AuditEvents.Drilled => $"drill of {one.Text("control") ?? "a control"}",
        AuditEvents.Halted => "stopped",
        AuditEvents.Reduced => "only smaller positions",
        _ => "armed again",
    };

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        var drills = history.Of(AuditEvents.Drilled);
        var bad = drills.Where(one => one.Number("missed") is not 0 || one.Number("milliseconds") is not { } ms || ms > MostMilliseconds).ToArray();
        yield return drills.Count == 0
            ? history.Live.Count == 0 ? new("stop works", AuditOutcome.NotApplicable, "Nothing was ever live.", "", Id, []) : new("stop works", AuditOutcome.NotMet, "The stop was never tried.", "Drill it: a drill touches no live slot.", Id, [])
            : bad.Length == 0 ? new("stop works", AuditOutcome.Met, $"In {Format.Count(drills.Count)} drill{(drills.Count == 1 ? "" : "s")} no stop was missed, the longest took {Format.Number(drills.Max(d => d.Number("milliseconds") ?? 0))} ms.", "", Id, [.. drills.Select(d => d.Sequence)])
            : new("stop works", AuditOutcome.NotMet, $"{Format.Count(bad.Length)} of {Format.Count(drills.Count)} drills missed a stop, took longer than {Format.Number(MostMilliseconds)} ms, or do not say.", "Find out why before the model trades again, and drill once more.", Id, [.. bad.Select(d => d.Sequence)]);
        var stops = history.Of(AuditEvents.Halted);
        var open = stops.Where(stop => !IsRatified(history, stop) && history.AsOf > stop.Day().AddDays(RatifyDays)).ToArray();
        yield return stops.Count == 0 ? new("stops approved", AuditOutcome.NotApplicable, "Nothing was ever stopped.", "", Id, [])
            : open.Length == 0 ? new("stops approved", AuditOutcome.Met, "Each stop was approved afterwards by another person, or still has time.", "", Id, [.. stops.Select(s => s.Sequence)])
            : new("stops approved", AuditOutcome.NotMet, $"{Format.Count(open.Length)} of {Format.Count(stops.Count)} stops {(open.Length == 1 ? "was" : "were")} not approved by another person within five business days.", "Let another person look at it and note the approval with its incident.", Id, [.. open.Select(s => s.Sequence)]);
        yield return new("orders", AuditOutcome.CannotBeTold, "Orders are not recorded here: that each names its algorithm and trader, and that all can be cancelled at once, is for the order system to show.", "Show it in the order system; each prediction has an id for it.", Id, []);
    }

    /// <summary>By a note of another person that names the stop, or by the approvals to arm it again.</summary>
    static bool IsRatified(AuditHistory history, LedgerEvent stop) =>
        history.Of(AuditEvents.IncidentNoted).Any(note => note.Sequence("ratifies") == stop.Sequence && note.Actor != stop.Actor && note.Day() <= stop.Day().AddDays(RatifyDays))
        || history.Of(AuditEvents.Armed).Any(armed => armed.Sequence > stop.Sequence && armed.Text("slot") == stop.Text("slot") && armed.Day() <= stop.Day().AddDays(RatifyDays) && armed.Texts("approvedBy").Any(name => name != stop.Actor));
}
