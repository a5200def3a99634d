namespace ModelOpsLab.Storage;

/// <summary>The check sum that zip files carry: CRC-32 with the polynomial 0xEDB88320 (ISO 3309). It finds accidents, not forgeries.</summary>
static class Crc32
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Of((uint)i))];

    /// <summary>The sum of what came before and these bytes; begin with 0.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        foreach (var one in bytes) sum = Table[(byte)(sum ^ one)] ^ (sum >> 8);
        return ~sum;
    }

    static uint Of(uint value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        return value;
    }
}
