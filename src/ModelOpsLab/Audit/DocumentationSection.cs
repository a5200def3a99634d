using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Whether what is written about the model belongs to the version that is live, and whether somebody else has judged it.</summary>
static class DocumentationSection
{
    public const string Id = "documentation";

    static readonly (string Member, string Asks)[] Parts = [("purpose", "what it is for"), ("notFor", "what it is not for"), ("owner", "who answers for it"), ("data", "where the data come from"), ("limits", "known limits")];

    public static AuditSection Of(AuditHistory history)
    {
        var live = history.LiveNow.Select(l => history.Version(l.Version)).OfType<AuditedVersion>().Distinct().ToArray();
        return new(Id, "Documentation",
        [
            live.Length == 0 ? new Paragraph("No registered version is live: there is nothing to document yet.")
                : new Table(["asked", .. live.Select(v => new TableColumn($"version {Format.Count(v.Number)}"))], [.. Parts.Select(p => (IReadOnlyList<Cell>)[p.Asks, .. live.Select(v => (Cell)(v.Card(p.Member) ?? "not said"))])],
                    "The card is written from the record of each version, so that it is never older than the version; what only people can say is recorded with it."),
        ], [.. Findings(history, live)]);
    }

    static IEnumerable<AuditFinding> Findings(AuditHistory history, AuditedVersion[] live)
    {
        if (live.Length == 0)
        {
            yield return new("card", AuditOutcome.NotApplicable, "No registered version is live.", "", Id, []);
            yield return new("independent validation", AuditOutcome.NotApplicable, "No registered version is live.", "", Id, []);
            yield break;
        }
        var silent = live.Where(v => Parts.Any(p => v.Card(p.Member) is null)).ToArray();
        yield return silent.Length == 0 ? new("card", AuditOutcome.Met, "The card of each live version is complete.", "", Id, [.. live.Select(v => v.Event.Sequence)])
            : new("card", AuditOutcome.NotMet, silent.Any(v => !v.HasCard) ? "With a live version no card was recorded." : $"The card of a live version leaves out {string.Join(", ", Parts.Where(p => silent.Any(v => v.Card(p.Member) is null)).Select(p => p.Asks))}.",
                "Declare card of the model in modelops.json, train, and promote that version.", Id, [.. silent.Select(v => v.Event.Sequence)]);
        var validations = history.Of(AuditEvents.Validated);
        var without = live.Where(v => !validations.Any(one => one.Whole("version") == v.Number && !one.Actor.Equals(v.By, StringComparison.OrdinalIgnoreCase))).ToArray();
        yield return without.Length == 0 ? new("independent validation", AuditOutcome.Met, "Somebody who did not make it has judged each live version.", "", Id, [.. validations.Select(v => v.Sequence)])
            : new("independent validation", AuditOutcome.NotMet, $"Of version {string.Join(", ", without.Select(v => Format.Count(v.Number)))}, which is live, no judgement by somebody who did not make it is recorded.", "Have it validated, and record that as an event of the kind validation.held with model and version.", Id, [.. without.Select(v => v.Event.Sequence)]);
    }
}
