using System.Buffers.Binary;
using System.Numerics;

namespace ModelOpsLab.Storage;

/// <summary>The CRC-32C of some bytes (Castagnoli, 1993; RFC 3720, appendix B.4): finds every change of up to five bits in a record of some hundred bytes, and any other but one in four billion.</summary>
static class Crc32C
{
    /// <summary>The checksum; that of a part is the seed of the next.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
