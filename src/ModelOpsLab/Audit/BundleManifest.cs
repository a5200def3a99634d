namespace ModelOpsLab.Audit;

/// <summary>The list of what a bundle holds and of what was left out: its <c>manifest.json</c>.</summary>
public sealed record BundleManifest
{
    /// <summary>The form of bundle that this library writes.</summary>
    public const string ThisFormat = "modelops-bundle/1";

    /// <summary>Form of the bundle.</summary>
    public required string Format { get; init; }
    /// <summary>The library that wrote it.</summary>
    public required string Library { get; init; }
    /// <summary>The model whose events it holds; null where it holds all.</summary>
    public required string? Model { get; init; }
    /// <summary>Events of the whole ledger.</summary>
    public required long LedgerSize { get; init; }
    /// <summary>Root of the Merkle tree over the whole ledger, as hexadecimal digits.</summary>
    public required string LedgerRoot { get; init; }
    /// <summary>Events in the bundle.</summary>
    public required long Events { get; init; }
    /// <summary>State tables in the bundle.</summary>
    public required IReadOnlyList<BundleTable> Tables { get; init; }
    /// <summary>Files in the bundle but for this list and <c>SHA256SUMS</c>, in their order.</summary>
    public required IReadOnlyList<BundleFile> Files { get; init; }
    /// <summary>What belongs here and is not in it.</summary>
    public required IReadOnlyList<BundleLeftOut> LeftOut { get; init; }
}

/// <summary>A file of a bundle.</summary>
public sealed record BundleFile(string Name, long Bytes, string Sha256);

/// <summary>A state table of a bundle: its name, the version of its rule, its rows.</summary>
public sealed record BundleTable(string Name, int Version, long Rows);

/// <summary>Something that belongs in a bundle and was left out.</summary>
/// <param name="Bytes">Its size; null where it was not to be had, which is a fault.</param>
/// <param name="Sha256">Its hash; empty where it is not known.</param>
public sealed record BundleLeftOut(string Name, long? Bytes, string Sha256, string Because);
