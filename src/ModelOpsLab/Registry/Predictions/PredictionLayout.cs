using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// One record as bytes, little-endian: row (4), CRC-32C of all the rest (4), UTC ticks (8), value (8), source, reason, state
/// and zero (1 each), inputs given (4), the inputs (8 each). No valid record is all zeros.
/// </summary>
static class PredictionLayout
{
    public const int ChecksumAt = 4, AfterChecksum = 8;
    const int InputsAt = 32;

    public static int Bytes(int features) => InputsAt + sizeof(double) * features;

    /// <summary>Fills a record, its checksum too.</summary>
    public static void Write(Span<byte> to, uint seed, int row, long ticks, double value, PredictionSource source, PredictionReason because, SlotState state, ReadOnlySpan<double> inputs)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, row);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], ticks);
        BinaryPrimitives.WriteDoubleLittleEndian(to[16..], value);
        (to[24], to[25], to[26], to[27]) = ((byte)source, (byte)because, (byte)state, 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], inputs.Length);
        var numbers = to[InputsAt..];
        var kept = Math.Min(inputs.Length, numbers.Length / sizeof(double));
        if (BitConverter.IsLittleEndian) MemoryMarshal.AsBytes(inputs[..kept]).CopyTo(numbers);
        else for (var i = 0; i < kept; i++) BinaryPrimitives.WriteDoubleLittleEndian(numbers[(sizeof(double) * i)..], inputs[i]);
        for (var i = kept; i < numbers.Length / sizeof(double); i++) BinaryPrimitives.WriteDoubleLittleEndian(numbers[(sizeof(double) * i)..], double.NaN);
        BinaryPrimitives.WriteUInt32LittleEndian(to[ChecksumAt..], Checksum(to, seed));
    }

    /// <summary>Whether the bytes are the record of a row.</summary>
    public static bool Holds(ReadOnlySpan<byte> record, uint seed, int row) =>
        BinaryPrimitives.ReadInt32LittleEndian(record) == row && BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == Checksum(record, seed);

    /// <summary>The record in bytes that hold.</summary>
    public static PredictionRecord Read(ReadOnlySpan<byte> record)
    {
        var inputs = new double[(record.Length - InputsAt) / sizeof(double)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = BinaryPrimitives.ReadDoubleLittleEndian(record[(InputsAt + sizeof(double) * i)..]);
        return new(BinaryPrimitives.ReadInt32LittleEndian(record), new(BinaryPrimitives.ReadInt64LittleEndian(record[8..]), TimeSpan.Zero), BinaryPrimitives.ReadDoubleLittleEndian(record[16..]),
            (PredictionSource)record[24], (PredictionReason)record[25], (SlotState)record[26], BinaryPrimitives.ReadInt32LittleEndian(record[28..]), inputs);
    }

    static uint Checksum(ReadOnlySpan<byte> record, uint seed) => Crc32C.Of(record[..ChecksumAt], Crc32C.Of(record[AfterChecksum..], seed));
}
