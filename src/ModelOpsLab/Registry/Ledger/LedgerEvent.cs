using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>One event of the ledger, as it was recorded. Two are equal when their hashes are.</summary>
public sealed record LedgerEvent
{
    const string BlobMark = "\"blob:sha256:";
    static readonly byte[] BlobMarkBytes = Encoding.ASCII.GetBytes(BlobMark);

    internal LedgerEvent(byte[] body, byte[] leaf, ReadOnlyMemory<byte> payload, string previous) =>
        (Body, Leaf, PayloadJson, Previous) = (body, leaf, payload, previous);

    /// <summary>Place in the ledger, from 1, without gaps: the order of events, whatever clocks said.</summary>
    public long Sequence { get; internal init; }
    /// <summary>What kind of thing happened.</summary>
    public string Kind { get; internal init; } = "";
    /// <summary>Who did it.</summary>
    public string Actor { get; internal init; } = "";
    /// <summary>When it took effect, in UTC.</summary>
    public DateTimeOffset EffectiveAt { get; internal init; }
    /// <summary>When it was recorded, in UTC: later than every event before it, also where the clock was set back.</summary>
    public DateTimeOffset RecordedAt { get; internal init; }
    /// <summary>What the clock said, where that is not <see cref="RecordedAt"/> because it had been set back.</summary>
    public DateTimeOffset? Clock { get; internal init; }
    /// <summary>The facts: a JSON object.</summary>
    public JsonElement Payload
    {
        get
        {
            if (field.ValueKind == JsonValueKind.Undefined)
            {
                using var document = JsonDocument.Parse(PayloadJson);
                field = document.RootElement.Clone();
            }
            return field;
        }
    }
    /// <summary>SHA-256(0x00 ‖ body), the leaf of the Merkle tree (RFC 6962), as hexadecimal digits.</summary>
    public string Hash => ContentId.Hex(Leaf);

    /// <summary>Ids of the blobs that the payload names, in order of appearance.</summary>
    public IEnumerable<string> Blobs
    {
        get
        {
            for (var at = 0; PayloadJson.Span[at..].IndexOf(BlobMarkBytes) is >= 0 and var found;)
            {
                at += found + BlobMark.Length;
                if (PayloadJson.Length < at + 65 || PayloadJson.Span[at + 64] != '"') continue;
                var id = Encoding.ASCII.GetString(PayloadJson.Span.Slice(at, 64));
                if (ContentId.IsWellFormed(id)) yield return id;
            }
        }
    }

    internal ReadOnlyMemory<byte> PayloadJson { get; }
    internal byte[] Body { get; }
    internal byte[] Leaf { get; }
    internal string Previous { get; }

    /// <inheritdoc/>
    public bool Equals(LedgerEvent? other) => other is not null && Leaf.AsSpan().SequenceEqual(other.Leaf);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Leaf);

    /// <summary>One line: sequence, time, kind, actor.</summary>
    public override string ToString() => FormattableString.Invariant($"{Sequence} {RecordedAt:yyyy-MM-dd HH:mm:ss}Z {Kind} by {Actor}");
}
