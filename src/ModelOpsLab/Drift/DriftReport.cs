using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>The report on input drift, with the figures of each input for the curious.</summary>
public sealed record DriftReport : Report
{
    /// <summary>One entry an input, in the order of the schema.</summary>
    [JsonIgnore]
    public required IReadOnlyList<FeatureDrift> Features { get; init; }

    /// <summary>Comparisons of all numeric inputs together; empty where fewer than two can be compared.</summary>
    [JsonIgnore]
    public IReadOnlyList<JointDrift> Joint { get; init; } = [];

    /// <summary>Names of the inputs that are critical.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> CriticalFeatures => [.. Features.Where(f => f.Severity == Severity.Critical).Select(f => f.Feature)];
}
