using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ModelOpsLab.Data;

/// <summary>The last bytes before a place in a file: what makes the place known again under another name, or tells that the file was written anew.</summary>
static class FileTail
{
    /// <summary>Bytes looked at; fewer only at the start of a file.</summary>
    public const int Length = 64;

    /// <summary>Sixteen hexadecimal digits of their SHA-256.</summary>
    public static string Hash(ReadOnlySpan<byte> tail) => Convert.ToHexStringLower(SHA256.HashData(tail).AsSpan(0, 8));

    /// <summary>The bytes before an offset; null where the file is shorter.</summary>
    public static byte[]? Before(SafeFileHandle file, long offset)
    {
        if (RandomAccess.GetLength(file) < offset) return null;
        var tail = new byte[Math.Min(Length, offset)];
        for (var read = 0; read < tail.Length;)
        {
            var more = RandomAccess.Read(file, tail.AsSpan(read), offset - tail.Length + read);
            if (more == 0) return null;
            read += more;
        }
        return tail;
    }
}
