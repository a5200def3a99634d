using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What went wrong: whether somebody answered for it, acted in time, and said why. An alert that nobody owns is how 97 warnings went unread at Knight (SEC Release 34-70694).</summary>
static class IncidentSection
{
    public const string Id = "incidents";

    /// <summary>Days in which a post-mortem is due: five business days are at most seven.</summary>
    const int PostmortemDays = 7;

    public static AuditSection Of(AuditHistory history)
    {
        var opened = history.Of(AuditEvents.IncidentOpened);
        return new(Id, "Incidents",
        [
            new Table(["incident", "opened", "what", "severity", "owner", "closed", "post-mortem", "event"], [.. opened.Select(one => (IReadOnlyList<Cell>)
            [
                Name(one), Format.Date(one.Day()), one.Text("title") ?? "", Level(one), Last(history, one, AuditEvents.IncidentOwned)?.Text("owner") is { } owner ? owner : new SeverityCell(Severity.Critical, "nobody"),
                Last(history, one, AuditEvents.IncidentClosed) is { } closed ? Format.Date(closed.Day()) : "open", Postmortem(history, one) is { } document ? $"event {Format.Count(document.Sequence)}" : "none", Format.Count(one.Sequence),
            ])], opened.Count == 0 ? "No incident was opened." : ""),
        ], [.. Findings(history, opened)]);
    }

    static string Name(LedgerEvent one) => one.Text("incident") ?? $"event {Format.Count(one.Sequence)}";

    static Cell Level(LedgerEvent one) => Enum.TryParse<Severity>(one.Text("severity"), ignoreCase: true, out var level) ? level : Severity.Unknown;

    static LedgerEvent? Last(AuditHistory history, LedgerEvent incident, string kind) => history.Of(kind).LastOrDefault(one => one.Text("incident") is { } id && id == incident.Text("incident"));

    static LedgerEvent? Postmortem(AuditHistory history, LedgerEvent incident) => history.Of(AuditEvents.IncidentNoted, AuditEvents.IncidentClosed).FirstOrDefault(one => one.Text("incident") is { } id && id == incident.Text("incident") && one.Text("postmortem") is not null);

    static IEnumerable<AuditFinding> Findings(AuditHistory history, IReadOnlyList<LedgerEvent> opened)
    {
        yield return Judge("owned", opened, opened.Where(i => Last(history, i, AuditEvents.IncidentOwned) is null), "Each incident has an owner.", "incidents have no owner", "Give it an owner today.");
        LedgerEvent[] alerts = [.. history.Of(AuditEvents.Alert).Where(one => one.Text("severity") == "critical")];
        var escalated = opened.Concat(history.Of(AuditEvents.IncidentNoted)).Select(one => one.Sequence("alert")).OfType<long>().ToHashSet();
        yield return alerts.Length == 0 ? new("alerts", AuditOutcome.NotApplicable, "No critical alert was raised.", "", Id, [])
            : Judge("alerts", alerts, alerts.Where(a => !escalated.Contains(a.Sequence)), "Each critical alert became part of an incident.", "critical alerts belong to no incident", "Open an incident for it, or note it with the one it belongs to.");
        var actions = history.Of(AuditEvents.IncidentAction).GroupBy(one => (one.Text("incident"), one.Whole("action"))).Select(g => g.Last()).ToArray();
        yield return actions.Length == 0 ? new("actions", AuditOutcome.NotApplicable, "No action was agreed.", "", Id, [])
            : Judge("actions", actions, actions.Where(a => !a.Flag("done") && a.Day("due") < history.AsOf), "Each action was done or still has time.", "actions are overdue", "Do it, or agree on another day and say why.");
        var closed = opened.Where(i => Last(history, i, AuditEvents.IncidentClosed) is not null).ToArray();
        yield return closed.Length == 0 ? new("post-mortems", AuditOutcome.NotApplicable, "No incident was closed.", "", Id, [])
            : Judge("post-mortems", closed, closed.Where(i => Postmortem(history, i) is null && history.AsOf > Last(history, i, AuditEvents.IncidentClosed)!.Day().AddDays(PostmortemDays)), "Each closed incident has its post-mortem, or still has time.", "closed incidents have no post-mortem", "Write it from the timeline: notebooks/incident-postmortem.ipynb.");
    }

    static AuditFinding Judge(string id, IReadOnlyList<LedgerEvent> all, IEnumerable<LedgerEvent> wrong, string holds, string what, string toDo)
    {
        LedgerEvent[] found = [.. wrong];
        return all.Count == 0 ? new(id, AuditOutcome.NotApplicable, "No incident was opened.", "", Id, [])
            : found.Length == 0 ? new(id, AuditOutcome.Met, holds, "", Id, [.. all.Select(one => one.Sequence)])
            : new(id, AuditOutcome.NotMet, $"{Format.Count(found.Length)} of {Format.Count(all.Count)} {what}.", toDo, Id, [.. found.Select(one => one.Sequence)]);
    }
}
