using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelOpsLab.Notebooks;

/// <summary>An image by what it shows: the pixels of a PNG of 8 bits a channel, the bytes of any other; never the layout of its base64 text or its comments.</summary>
static class ImageData
{
    static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Null where the text is not base64.</summary>
    public static byte[]? Bytes(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether both show the same.</summary>
    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other) || Pixels(one) is { } a && Pixels(other) is { } b && a.Width == b.Width && a.Height == b.Height && a.Rgba.AsSpan().SequenceEqual(b.Rgba);

    /// <summary>The pixels as red, green, blue and opacity; null for anything but a sound, not interlaced PNG of 8 bits a channel.</summary>
    public static (int Width, int Height, byte[] Rgba)? Pixels(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature)) return null;
        var (width, height, kind) = (0, 0, 0);
        byte[] palette = [], opacity = [];
        using var packed = new MemoryStream();
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || at + 12 + (long)length > png.Length) return null;
            var type = System.Text.Encoding.ASCII.GetString(png.Slice(at + 4, 4));
            var data = png.Slice(at + 8, length);
            if (type == "IHDR")
            {
                if (length != 13 || data[8] != 8 || data[12] != 0) return null;
                (width, height, kind) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[9]);
            }
            else if (type == "PLTE") palette = data.ToArray();
            else if (type == "tRNS") opacity = data.ToArray();
            else if (type == "IDAT") packed.Write(data);
            at += 12 + length;
        }
        var channels = kind switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (channels == 0 || width <= 0 || height <= 0 || (long)width * height > 1 << 26 || opacity.Length > 0 && kind != 3) return null;
        return Unpack(packed, width, height, channels) is { } rows ? (width, height, Expand(rows, kind, channels, palette, opacity)) : null;
    }

    static byte[]? Unpack(MemoryStream packed, int width, int height, int channels)
    {
        var (stride, rows) = (width * channels, new byte[width * channels * height]);
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < height; y++)
            {
                var filter = zlib.ReadByte();
                var row = rows.AsSpan(y * stride, stride);
                zlib.ReadExactly(row);
                var above = y == 0 ? [] : rows.AsSpan((y - 1) * stride, stride);
                for (var x = 0; x < stride; x++)
                {
                    int left = x < channels ? 0 : row[x - channels], up = y == 0 ? 0 : above[x], corner = x < channels || y == 0 ? 0 : above[x - channels];
                    row[x] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => throw new InvalidDataException() });
                }
            }
            return rows;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    static byte[] Expand(byte[] rows, int kind, int channels, byte[] palette, byte[] opacity)
    {
        var rgba = new byte[rows.Length / channels * 4];
        for (int i = 0, to = 0; i < rows.Length; i += channels, to += 4)
        {
            var v = rows[i];
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = kind switch
            {
                0 => (v, v, v, (byte)255),
                2 => (v, rows[i + 1], rows[i + 2], (byte)255),
                3 => (At(palette, 3 * v), At(palette, 3 * v + 1), At(palette, 3 * v + 2), v < opacity.Length ? opacity[v] : (byte)255),
                4 => (v, v, v, rows[i + 1]),
                _ => (v, rows[i + 1], rows[i + 2], rows[i + 3]),
            };
        }
        return rgba;

        static byte At(byte[] bytes, int index) => index < bytes.Length ? bytes[index] : (byte)0;
    }
}
