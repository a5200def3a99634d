using ModelOpsLab.Lineage;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>What a version was trained from, and how: kept beside its bytes, so that it can be trained again.</summary>
public sealed record TrainingRecord
{
    /// <summary>Data, parameters and seed.</summary>
    public required Provenance Provenance { get; init; }
    /// <summary>How much each feature moves the prediction.</summary>
    public IReadOnlyList<FeatureImportance> Importance { get; init; } = [];
    /// <summary>A few rows and what the model said of them: whoever loads it later compares.</summary>
    public GoldenPredictions? Golden { get; init; }
    /// <summary>Code it was trained by; null where it was not recorded.</summary>
    public GitRevision? Code { get; init; }
    /// <summary>Machine, runtime and modules it was trained with; null where it was not recorded.</summary>
    public EnvironmentRecord? Environment { get; init; }
}
