using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Audit;

/// <summary>What goes into a bundle.</summary>
public sealed record BundleOptions
{
    /// <summary>The model whose events it holds; null for all events, which alone let state tables be computed again.</summary>
    public string? Model { get; init; }

    /// <summary>State tables that are put beside the events.</summary>
    public IReadOnlyList<LedgerProjection> Projections { get; init; } = [];

    /// <summary>Executed notebooks, as files; each keeps its name.</summary>
    public IReadOnlyList<string> Notebooks { get; init; } = [];

    /// <summary>Runtime, system and library it is made with; time, host, modules and paths are left out, so that the same history gives the same bytes. None: not recorded.</summary>
    public EnvironmentRecord? Environment { get; init; }

    /// <summary>Most bytes of one blob or data file; larger ones are left out and listed with their hash. Default 64 MiB.</summary>
    public long MaxFileBytes { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxFileBytes), value, "A limit is not negative."); } = 64L << 20;

    /// <summary>Most bytes of all blobs and data files together; the rest is left out and listed with its hash. Default 1 GiB.</summary>
    public long MaxBytes { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "A limit is not negative."); } = 1L << 30;
}
