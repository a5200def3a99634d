using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>A trained model with everything needed to train it again.</summary>
public sealed record ModelVersion
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }
    /// <summary>Number, from 1.</summary>
    public required int Number { get; init; }
    /// <summary>SHA-256 of the model's bytes.</summary>
    public required string ContentId { get; init; }
    /// <summary>The model.</summary>
    [JsonIgnore]
    public IModel? Model { get; init; }
    /// <summary>Data, parameters and seed it was trained from.</summary>
    public required Provenance Provenance { get; init; }
    /// <summary>Weight of each feature in the model, absolute, on standardised inputs.</summary>
    public required IReadOnlyList<FeatureImportance> Importance { get; init; }
    /// <summary>Code it was trained by; null where it was not recorded.</summary>
    public GitRevision? Code { get; init; }
    /// <summary>Machine, runtime and modules it was trained with; null where it was not recorded.</summary>
    public EnvironmentRecord? Environment { get; init; }

    /// <summary>What pages print: <c>1 (3fa9c2d41b07)</c>.</summary>
    [JsonIgnore]
    public string Label => $"{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)} ({ContentId[..12]})";
}
