using ModelOpsLab.Lineage;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>A registered model: its bytes by their hash, and everything needed to train it again. It never changes.</summary>
public sealed record ModelVersion
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }
    /// <summary>Number, from 1, given by the registry.</summary>
    public required int Number { get; init; }
    /// <summary>SHA-256 of the model's bytes.</summary>
    public required string ContentId { get; init; }
    /// <summary>What the bytes are, as in <see cref="ModelRegistry.OwnFormat"/>.</summary>
    public required string Format { get; init; }
    /// <summary>What it was trained from, and how.</summary>
    public required TrainingRecord Training { get; init; }
    /// <summary>Who registered it.</summary>
    public required string By { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
    /// <summary>The event that registered it.</summary>
    public required long Sequence { get; init; }
    /// <summary>Whether it was retired: it is kept, and is not promoted again.</summary>
    public bool Retired { get; init; }
    /// <summary>Whether its bytes and training record were released, years after it was last live: then <see cref="Training"/> says nothing.</summary>
    public bool Released { get; init; }

    /// <summary>Data, parameters and seed it was trained from.</summary>
    public Provenance Provenance => Training.Provenance;
    /// <summary>How much each feature moves the prediction; none where that was not recorded.</summary>
    public IReadOnlyList<FeatureImportance> Importance => Training.Importance;

    /// <summary>What pages print: <c>1 (3fa9c2d41b07)</c>.</summary>
    public string Label => $"{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)} ({ContentId[..12]})";
}
