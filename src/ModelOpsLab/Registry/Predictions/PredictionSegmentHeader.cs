using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>The first bytes of a segment: what made the predictions in it, under a SHA-256.</summary>
sealed record PredictionSegmentHeader
{
    /// <summary>Most records of a segment.</summary>
    public const int MaximumCapacity = 65_536;

    const int FixedBytes = 48, Block = 512, LongestJson = 1 << 20;
    static ReadOnlySpan<byte> Magic => "MOLPRED1"u8;

    /// <summary>Which version was live, and its fallback.</summary>
    public required LivePointer Live { get; init; }
    /// <summary>Number of the segment in its slot.</summary>
    public required long Segment { get; init; }
    /// <summary>Records that fit.</summary>
    public required int Capacity { get; init; }
    /// <summary>The inputs, in the order of the numbers.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Bytes of one record.</summary>
    public int RecordBytes => PredictionLayout.Bytes(Features.Count);

    /// <summary>
    /// Magic, length of the header, length of the JSON, SHA-256 of those and of the JSON, the JSON, zeros up to a multiple of 512.
    /// </summary>
    public byte[] ToBytes()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, JsonFormat.Line);
        if (json.Length > LongestJson) throw new InvalidDataException($"The inputs and fallback of {Live.Model} take {json.Length} bytes to name; at most {LongestJson}.");
        var bytes = new byte[(FixedBytes + json.Length + Block - 1) / Block * Block];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), json.Length);
        json.CopyTo(bytes, FixedBytes);
        Digest(bytes, json.Length).CopyTo(bytes, 16);
        return bytes;
    }

    /// <summary>Reads a header; returns where the records begin and the seed of their checksums.</summary>
    /// <exception cref="InvalidDataException">The bytes are none, or were changed.</exception>
    public static (PredictionSegmentHeader Header, int Length, uint Seed) Read(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length < FixedBytes || !bytes[..8].SequenceEqual(Magic)) throw new InvalidDataException($"{source} is no segment of a prediction log, or its first bytes are damaged.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), json = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (json is < 0 or > LongestJson || length != (FixedBytes + json + Block - 1) / Block * Block || length > bytes.Length
            || !bytes[16..FixedBytes].SequenceEqual(Digest(bytes, json)) || bytes[(FixedBytes + json)..length].ContainsAnyExcept((byte)0))
            throw new InvalidDataException($"{source} is damaged: its header is not the one that was written.");
        var header = JsonFormat.Read<PredictionSegmentHeader>(Encoding.UTF8.GetString(bytes.Slice(FixedBytes, json)), $"header of {source}");
        return header.Capacity is >= 1 and <= MaximumCapacity ? (header, length, SeedOf(bytes)) : throw new InvalidDataException($"{source}: a segment of {header.Capacity} records is none of ours.");
    }

    /// <summary>Where the checksums of a segment's records begin: a record of another segment does not hold in this one.</summary>
    public static uint SeedOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);

    static byte[] Digest(ReadOnlySpan<byte> bytes, int json) => SHA256.HashData([.. bytes[..16], .. bytes.Slice(FixedBytes, json)]);
}
