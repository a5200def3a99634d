using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Who put which version where, who approved it, and under which terms.</summary>
static class DeploymentSection
{
    public const string Id = "deployments";

    public static AuditSection Of(AuditHistory history) => new(Id, "Deployments",
    [
        new Table(["live from, UTC", .. Several(history) ? (TableColumn[])["slot"] : [], "version", "change", "asked by", "approved by", "goes back to", "fallback", "because", "event"], [.. history.Live.OrderBy(l => l.Event.Sequence).Select(l => (IReadOnlyList<Cell>)
        [
            l.From.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), .. Several(history) ? (Cell[])[l.Slot] : [], Format.Count(l.Version), l.Event.Kind == AuditEvents.Promoted ? "promoted" : l.Event.Flag("automatic") ? "rolled back by rule" : "rolled back", l.Event.Actor,
            l.Event.Kind == AuditEvents.RolledBack ? "not needed" : Independent(history, l.Event) is { Length: > 0 } names ? string.Join(", ", names) : "nobody else",
            l.Event.Whole("rollbackTo") is { } back ? $"version {Format.Count(back)}" : "", Fallback(l.Event), l.Event.Text("because") ?? "", Format.Count(l.Event.Sequence),
        ])], history.Live.Count == 0 ? "No version was ever live." : "Approved by: people other than who asked and who made the version, whose signatures were checked when it was done."),
    ], [.. Findings(history)]);

    /// <summary>Who approved a promotion and neither asked for it nor made the version.</summary>
    public static string[] Independent(AuditHistory history, LedgerEvent promotion) => [.. promotion.Texts("approvedBy").Distinct(StringComparer.OrdinalIgnoreCase)
        .Where(name => !name.Equals(promotion.Actor, StringComparison.OrdinalIgnoreCase) && !name.Equals(history.Version(promotion.Whole("version") ?? 0)?.By, StringComparison.OrdinalIgnoreCase))];

    static string Fallback(LedgerEvent one) => EventFields.Text(one.Payload, "fallback", "kind") ?? "";

    /// <summary>Whether the model was live in more slots than one, so that tables say which.</summary>
    public static bool Several(AuditHistory history) => history.Live.Select(l => l.Slot).Distinct().Count() > 1;

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        var promotions = history.Promotions;
        if (promotions.Count == 0)
        {
            foreach (var id in new[] { "change log", "limits", "two persons", "way back" }) yield return new(id, AuditOutcome.NotApplicable, "Nothing was ever promoted.", "", Id, []);
            yield return new("notice", AuditOutcome.NotApplicable, "Nothing was ever promoted.", "", Id, []);
            yield break;
        }
        yield return Judge("change log", promotions, one => one.Actor.Length > 0 && one.Text("because") is { Length: > 0 }, "says when, who and why", "Promote through the registry, which asks for both.");
        yield return Judge("limits", promotions, one => EventFields.Items(EventFields.Member(one.Payload, "limits", "instruments")).Count > 0 && EventFields.Member(one.Payload, "limits", "maximumPosition") is { ValueKind: JsonValueKind.Number }, "carries limits on instruments, venues, price, value, number of orders and position", "Declare deployment.limits and promote again.");
        yield return Judge("two persons", promotions, one => Independent(history, one).Length > 0, "was approved by somebody who neither asked for it nor made the version", "Declare approvals.promote with required 1 or more, and promote again with a signed approval.");
        yield return Judge("way back", promotions, one => EventFields.Member(one.Payload, "fallback", "kind") is not null && (one.Whole("previous") is null || one.Whole("rollbackTo") is not null)
            && EventFields.Items(EventFields.Member(one.Payload, "rehearsals")) is { Count: > 0 } rehearsals && rehearsals.All(r => EventFields.Text(r, "because") is null), "carries a fallback and a rehearsed version to go back to", "Promote again through the registry, which rehearses both.");
        var noticed = history.Of(AuditEvents.Noticed);
        yield return promotions.All(p => noticed.Any(n => n.Sequence("promotion") == p.Sequence)) ? new("notice", AuditOutcome.Met, "Of each promotion a notice is recorded.", "", Id, [.. noticed.Select(n => n.Sequence)])
            : new("notice", AuditOutcome.CannotBeTold, "That traders, compliance and risk were told of each promotion is not recorded here.", "Show the notices with their receipts, or record them as events of the kind notice.given.", Id, [.. promotions.Where(p => noticed.All(n => n.Sequence("promotion") != p.Sequence)).Select(p => p.Sequence)]);
    }

    static AuditFinding Judge(string id, IReadOnlyList<LedgerEvent> promotions, Func<LedgerEvent, bool> holds, string what, string toDo)
    {
        var wrong = promotions.Where(one => !holds(one)).ToArray();
        return wrong.Length == 0 ? new(id, AuditOutcome.Met, $"Each of {Format.Count(promotions.Count)} promotion{(promotions.Count == 1 ? "" : "s")} {what}.", "", Id, [.. promotions.Select(p => p.Sequence)])
            : new(id, AuditOutcome.NotMet, $"Of {Format.Count(promotions.Count)} promotion{(promotions.Count == 1 ? "" : "s")}, {Format.Count(wrong.Length)} not: that it {what}.", toDo, Id, [.. wrong.Select(p => p.Sequence)]);
    }
}
