using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What a version was trained from, and how: kept beside its bytes, so that it can be trained again and judged. It holds no path of the machine, no environment variable and no argument.</summary>
public sealed record TrainingRecord
{
    /// <summary>Data, parameters and seed.</summary>
    public required Provenance Provenance { get; init; }
    /// <summary>The declaration that was trained; null for a model made elsewhere.</summary>
    public ModelDefinition? Definition { get; init; }
    /// <summary>The data, kept as a blob, and the rows of them that were used; null for a model made elsewhere.</summary>
    public RecordedData? Data { get; init; }
    /// <summary>How much each feature moves the prediction.</summary>
    public IReadOnlyList<FeatureImportance> Importance { get; init; } = [];
    /// <summary>What the model is worth on rows it did not train on, and how it behaves; null where it was not measured.</summary>
    public ModelEvidence? Evidence { get; init; }
    /// <summary>What the checks of quality and drift said before the training.</summary>
    public IReadOnlyList<TrainingCheck> Checks { get; init; } = [];
    /// <summary>A few rows and what the model said of them: whoever loads it later compares.</summary>
    public GoldenPredictions? Golden { get; init; }
    /// <summary>Code it was trained by; null where it was not recorded.</summary>
    public GitRevision? Code { get; init; }
    /// <summary>How the files differed from the commit, as a blob that git can apply (<c>blob:sha256:…</c>); null where they did not, or where it was not kept.</summary>
    public string? CodeDifference { get; init; }
    /// <summary>Machine, runtime and modules it was trained with; null where it was not recorded.</summary>
    public EnvironmentRecord? Environment { get; init; }
    /// <summary>Packages it was trained with, as resolved.</summary>
    public IReadOnlyList<ResolvedPackage> Packages { get; init; } = [];
    /// <summary>When the training began.</summary>
    public DateTimeOffset? BeganAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The blobs that it names, as <c>blob:sha256:…</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Blobs => [.. new[] { Data?.Content, CodeDifference }.OfType<string>()];

    /// <summary>The same without folders of this machine: what is registered.</summary>
    internal TrainingRecord WithoutPaths() => this with { Code = Code?.WithoutPaths(), Environment = Environment?.WithoutPaths() };
}

/// <summary>What a check said before a training.</summary>
/// <param name="Title">The check.</param>
/// <param name="Severity">Its judgement.</param>
/// <param name="Alerts">What was not healthy, worst first, at most 20.</param>
public sealed record TrainingCheck(string Title, Severity Severity, IReadOnlyList<string> Alerts)
{
    const int Most = 20;

    /// <summary>Of a report.</summary>
    public static TrainingCheck Of(Report report) => new(report.Title, report.Severity, [.. report.Alerts.Take(Most).Select(a => a.Message)]);
}
