namespace ModelOpsLab.Lineage;

/// <summary>What a result was computed from, as far as it is reproducible: no clock, no host, no commit.</summary>
public sealed record Provenance
{
    /// <summary>The last day whose data the result may use.</summary>
    public DateOnly? AsOf { get; init; }
    /// <summary>Table hash (<c>mol-th1</c>) of every input, by name.</summary>
    public IReadOnlyDictionary<string, string> DataHashes { get; init; } = new Dictionary<string, string>();
    /// <summary>Rows read.</summary>
    public long Rows { get; init; }
    /// <summary>Model version, where one was used.</summary>
    public string? Model { get; init; }
    /// <summary>Parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    /// <summary>Seed of what was random.</summary>
    public ulong? Seed { get; init; }
    /// <summary>Name and version of this library.</summary>
    public string Library { get; init; } = "ModelOpsLab 0.1.0";
}
