using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What the model is, how much hangs on it, who answers for it, and which versions there are.</summary>
static class InventorySection
{
    public const string Id = "inventory";

    public static AuditSection Of(AuditHistory history) => new(Id, "Inventory",
    [
        new Facts(
        [
            new("Model", history.Model),
            new("What it is", history.Definition.Title),
            new("Answers for it", history.Owner ?? "not declared"),
            new("Tier", history.Definition.Governance.Tier is { } tier ? Format.Count(tier) : "not declared"),
            new("Materiality", history.Definition.Governance.Materiality ?? "not declared"),
            new("Slots", string.Join(", ", history.Definition.Slots)),
            new("Live since", history.FirstLive is { } day ? Format.Date(day) : "never"),
            new("Events about it", Format.Count(history.Events.Count)),
        ]),
        new Table(["version", "registered", "by", "data to", new("rows", Align.Right), "code", "live in", "event"], [.. history.Versions.Select(v => (IReadOnlyList<Cell>)
        [
            $"{Format.Count(v.Number)}{(v.Content is { } id ? $" ({id[..12]})" : "")}", AuditHistory.Day(v.Event.EffectiveAt), v.By, v.AsOf ?? "not recorded", v.Rows is { } rows ? Format.Count(rows) : "not recorded", v.Code,
            history.LiveNow.Where(l => l.Version == v.Number).Select(l => l.Slot).ToArray() is { Length: > 0 } slots ? string.Join(", ", slots) : "", Format.Count(v.Event.Sequence),
        ])], history.Versions.Count == 0 ? "No version was registered." : "Versions in the order of registration, each with the first digits of the hash of its bytes."),
    ], [.. Findings(history)]);

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        var governance = history.Definition.Governance;
        yield return history.Owner is { } owner ? new("owner", AuditOutcome.Met, $"{owner} answers for it.", "", Id, [])
            : new("owner", AuditOutcome.NotMet, "Nobody is declared who answers for the model.", "Declare card.owner of the model in modelops.json.", Id, []);
        yield return governance is { Tier: { } tier, Materiality: { Length: > 0 } } ? new("tier", AuditOutcome.Met, $"Tier {Format.Count(tier)} is declared with its reason.", "", Id, [])
            : new("tier", AuditOutcome.NotMet, "The tier, or the exposure and purpose behind it, is not declared.", "Declare governance of the model, with tier and materiality, in modelops.json.", Id, []);
        yield return history.Versions.Count > 0 ? new("registered", AuditOutcome.Met, $"{Format.Count(history.Versions.Count)} version{(history.Versions.Count == 1 ? " is" : "s are")} registered.", "", Id, [.. history.Versions.Select(v => v.Event.Sequence)])
            : new("registered", AuditOutcome.NotMet, history.Because is { } because ? $"No version is registered: {because}." : "No version is registered.", "Train the model and register the version before it is used.", Id, []);
    }
}
