using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What a model is worth on rows that the model judged had not seen, and how it behaves on those it had. The same data and declaration give the same numbers.</summary>
public sealed record ModelEvidence
{
    /// <summary>Quality of predictions out of sample; none where there were too few rows.</summary>
    public IReadOnlyList<Measurement> OutOfSample { get; init; } = [];
    /// <summary>How they were made, or why there are none.</summary>
    public required string OutOfSampleBy { get; init; }
    /// <summary>What is lost when each feature is shuffled; none where there were too few rows.</summary>
    public IReadOnlyList<PermutationImportance> Permutation { get; init; } = [];
    /// <summary>On which rows, or why there is none.</summary>
    public required string PermutationBy { get; init; }
    /// <summary>The seed of the shuffles.</summary>
    public ulong Seed { get; init; }
    /// <summary>How the prediction moves with each feature.</summary>
    public IReadOnlyList<FeatureSensitivity> Sensitivity { get; init; } = [];
    /// <summary>What was seen of each feature in training.</summary>
    public IReadOnlyList<InputRange> Inputs { get; init; } = [];
}
