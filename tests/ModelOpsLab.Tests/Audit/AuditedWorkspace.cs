using System.Text.Json.Nodes;
using ModelOpsLab.Audit;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Audit;

/// <summary>A registry workspace whose history is written event by event, at times that are given.</summary>
sealed class AuditedWorkspace : IDisposable
{
    public const string Model = RegistryWorkspace.Model;

    public const string Calendar = """
        "procedures": { "review": { "everyMonths": 1, "withinDays": 10 }, "reproduction": { "everyMonths": 3 }, "killDrill": { "everyMonths": 3 },
          "training": { "everyMonths": 12 }, "validation": { "everyMonths": 12 }, "selfAssessment": { "everyMonths": 12, "withinDays": 30 } },
        """;

    readonly RegistryWorkspace _workspace;

    public AuditedWorkspace(string beside = "", People? people = null) => _workspace = new(RegistryWorkspace.Declared, beside + (people?.Declared ?? ""));

    public Workspace Workspace => Workspace.Open(_workspace.Folder);
    public ModelRegistry Registry => _workspace.Registry;
    public string Folder => _workspace.Folder;

    public AuditedWorkspace At(string day)
    {
        _workspace.Clock.Now = DateTimeOffset.Parse(day + "T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        return this;
    }

    public ModelVersion Version(double coefficient, Func<TrainingRecord, TrainingRecord>? change = null) => _workspace.Version(coefficient, change);

    public Deployment Promote(int version, params IReadOnlyList<DsseEnvelope> approvals) => _workspace.Promote(version, p => p with { Approvals = approvals });

    public DateTimeOffset Now => _workspace.Clock.Now;

    /// <summary>Appends an event of a kind that another part of the library writes.</summary>
    public long Event(string kind, string by, object payload) => Registry.Ledger.Append(LedgerEntry.Of(kind, by, JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(payload, JsonFormat.Options))!.AsObject()))[0].Sequence;

    public long Review(string from, string to, string by = "committee") => Event("review.held", by, new { Model, From = from, To = to, Decision = "keep", Page = (string?)null });

    public ModelAudit Audit(string asOf, string regime = "rts6") => ModelAudit.Of(Workspace, Model, DateOnly.ParseExact(asOf, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), regime);

    public void Dispose() => _workspace.Dispose();
}
