using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What was known about a model at the end of a day: its events in order, and what follows from them.</summary>
sealed class AuditHistory
{
    AuditHistory(Workspace workspace, ModelDefinition definition, DateOnly asOf)
    {
        (Workspace, Definition, AsOf) = (workspace, definition, asOf);
        if (File.Exists(workspace.Ledger.Database))
            try
            {
                using var ledger = Ledger.Open(workspace.Ledger.Database, readOnly: true);
                var about = new ModelEvents(definition.Name);
                Events = [.. ledger.Read().TakeWhile(one => one.RecordedAt < End).Where(about.Take)];
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                Because = "the ledger cannot be read";
            }
        else Because = "nothing was recorded yet: the workspace has no ledger";
        Versions = [.. Of(AuditEvents.Registered).Select(one => AuditedVersion.Of(one, workspace.Ledger.Blobs)).Where(v => v.Number > 0)];
    }

    public static AuditHistory Of(Workspace workspace, string model, DateOnly asOf) => new(workspace, workspace.Model(model), asOf);

    public Workspace Workspace { get; }
    public ModelDefinition Definition { get; }
    public string Model => Definition.Name;
    public DateOnly AsOf { get; }

    /// <summary>The first instant that is not known any more.</summary>
    public DateTimeOffset End => new(AsOf.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Why there are no events; null where they could be read.</summary>
    public string? Because { get; }

    public IReadOnlyList<LedgerEvent> Events { get; } = [];
    public IReadOnlyList<AuditedVersion> Versions { get; }

    public IReadOnlyList<LedgerEvent> Of(params IReadOnlyList<string> kinds) => [.. Events.Where(one => kinds.Contains(one.Kind))];

    public IReadOnlyList<LedgerEvent> Promotions => Of(AuditEvents.Promoted);

    /// <summary>Changes of what is live in a slot, with the version that is live from then on, and until when.</summary>
    public IReadOnlyList<LiveInterval> Live => [.. Of(AuditEvents.Promoted, AuditEvents.RolledBack).GroupBy(one => one.Text("slot") ?? "", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => g.Select((one, i) => new LiveInterval(g.Key, one.Whole(one.Kind == AuditEvents.Promoted ? "version" : "to") ?? 0, one.EffectiveAt, g.ElementAtOrDefault(i + 1)?.EffectiveAt, one)))];

    /// <summary>What is live at the end: one interval a slot.</summary>
    public IReadOnlyList<LiveInterval> LiveNow => [.. Live.Where(l => l.Until is null)];

    /// <summary>The day on which it first went live; null where it never did.</summary>
    public DateOnly? FirstLive => Live.Count == 0 ? null : Live.Min(l => l.From) is var first ? DateOnly.FromDateTime(first.UtcDateTime) : null;

    public AuditedVersion? Version(int number) => Versions.FirstOrDefault(v => v.Number == number);

    /// <summary>Who answers for the model, as its card declares.</summary>
    public string? Owner
    {
        get
        {
            using var declared = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Workspace.Folder, Workspace.FileName)));
            return EventFields.Text(declared.RootElement, "models", Model, "card", "owner") is { } owner && !string.IsNullOrWhiteSpace(owner) ? owner : null;
        }
    }

    /// <summary>A day or a time in UTC, without what a page does not need.</summary>
    public static string Day(DateTimeOffset time) => Format.Date(DateOnly.FromDateTime(time.UtcDateTime));
}

/// <summary>A version that was live in a slot, and until when; null where it still is.</summary>
sealed record LiveInterval(string Slot, int Version, DateTimeOffset From, DateTimeOffset? Until, LedgerEvent Event);
