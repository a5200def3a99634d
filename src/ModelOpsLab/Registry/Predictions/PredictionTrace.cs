using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>Who made a prediction, and the proof.</summary>
public sealed record PredictionTrace
{
    /// <summary>The prediction.</summary>
    public required PredictionId Id { get; init; }
    /// <summary>What was served, from what, when.</summary>
    public required PredictionRecord Record { get; init; }
    /// <summary>The version that was live, by its bytes, and the fallback beside it.</summary>
    public required LivePointer Live { get; init; }
    /// <summary>Names of the inputs.</summary>
    public required IReadOnlyList<string> Features { get; init; }
    /// <summary>The seal of its segment; null where that is not sealed yet: its process lives, or nobody sealed what it left.</summary>
    public PredictionSeal? Seal { get; init; }

    /// <summary>The version that made the value: the one that was live, or the one that was its fallback; null where what was served was no version's.</summary>
    public int? MadeBy => Record.Source switch { PredictionSource.Model => Live.Version, PredictionSource.Version => Live.Fallback.Version, _ => null };

    /// <summary>One line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Id}: {Record.Value} by {(MadeBy is { } version ? $"{Live.Model} version {version}" : Record.Source.ToString().ToLowerInvariant())} at {Record.Time:yyyy-MM-dd HH:mm:ss.fffffff}Z, {(Seal is null ? "not sealed yet" : $"sealed by event {Seal.Sequence}")}");
}

/// <summary>The event that sealed a segment, and the proof that it is in the ledger.</summary>
/// <param name="Sequence">The event.</param>
/// <param name="Event">Its hash, the leaf of the Merkle tree.</param>
/// <param name="Content">SHA-256 of the segment, hashed again just now.</param>
/// <param name="Size">Number of events of the tree.</param>
/// <param name="Root">Root of the tree.</param>
/// <param name="Proof">The path from the event to the root.</param>
/// <param name="Checkpoint">The signed checkpoint of that size; null where none was signed.</param>
public sealed record PredictionSeal(long Sequence, string Event, string Content, long Size, string Root, IReadOnlyList<string> Proof, Checkpoint? Checkpoint)
{
    /// <summary>Whether the proof leads from the event to the root. Whether root and checkpoint are to be believed, a key and a copy kept outside say.</summary>
    public bool Holds => MerkleProof.Includes(Convert.FromHexString(Root), Size, Sequence - 1, Convert.FromHexString(Event), [.. Proof.Select(Convert.FromHexString)]);
}
