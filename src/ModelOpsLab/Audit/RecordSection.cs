using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Whether the record itself can be relied on, and how long it is kept.</summary>
static class RecordSection
{
    public const string Id = "record";

    const int YearsKept = 5;

    public static AuditSection Of(AuditHistory history) => new(Id, "The record", [new Paragraph("All of the above follows from the ledger: events that are hashed, ordered and signed as they are recorded. What that proves, and what it does not:")], [.. Findings(history)]);

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        if (history.Because is { } because) yield return new("ledger", AuditOutcome.NotMet, $"There is no record: {because}.", "Train, promote and score through the registry: it records what is done.", Id, []);
        else
        {
            var report = history.Workspace.Ledger.Verify(ModelRegistry.Projections);
            var faults = report.Measurements.Where(m => m.Exists && m.Value > 0).Select(m => m.Of).ToArray();
            yield return report.Severity != Severity.Critical ? new("ledger", AuditOutcome.Met, "Every event hashes to what was recorded, in its order, and the state tables follow from the events.", "", Id, [])
                : new("ledger", AuditOutcome.NotMet, $"The ledger does not hold: {string.Join(", ", faults)}.", "Run 'modelops audit verify', and restore the ledger from a copy.", Id, []);
        }
        yield return new("anchored", AuditOutcome.CannotBeTold, "Whether a signed checkpoint is kept elsewhere cannot be seen from here. Without one, whoever owns the ledger and its key could have rewritten all of it.", "Keep 'modelops audit checkpoint' elsewhere after each decision, and check against it: 'modelops audit verify --checkpoint FILE'.", Id, []);
        var released = history.Of(AuditEvents.Released).Where(one => one.Day() < history.AsOf).ToArray();
        yield return released.Length > 0 ? new("kept", AuditOutcome.NotMet, "Blobs that events name were released.", $"Show that none of them had to be kept for {Format.Count(YearsKept)} years.", Id, [.. released.Select(one => one.Sequence)])
            : new("kept", history.Because is null ? AuditOutcome.Met : AuditOutcome.NotApplicable, history.Because is null ? "Nothing that was recorded was released." : "There is no record.", "", Id, []);
        yield return history.Definition.Governance.HighFrequency
            ? new("orders kept", AuditOutcome.CannotBeTold, "Orders are not recorded here.", $"Show in the order system that they are kept for {Format.Count(YearsKept)} years.", Id, [])
            : new("orders kept", AuditOutcome.NotApplicable, "The model is not declared to be used for high-frequency trading.", "", Id, []);
        var restored = history.Of(AuditEvents.Restored);
        yield return restored.Count > 0 ? new("restored", AuditOutcome.Met, $"That the record can be restored was tried on {Format.Date(restored[^1].Day())}.", "", Id, [.. restored.Select(one => one.Sequence)])
            : new("restored", AuditOutcome.CannotBeTold, "That the record can be restored from a copy was not tried, as far as is recorded.", "Unpack a bundle on another machine, check it, and record that as an event of the kind restore.tested.", Id, []);
    }
}
