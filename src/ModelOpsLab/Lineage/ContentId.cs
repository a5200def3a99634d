using System.Security.Cryptography;
using System.Text.Json;

namespace ModelOpsLab.Lineage;

/// <summary>The name of some bytes: their SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.</summary>
public static class ContentId
{
    /// <summary>The id of these bytes; no bytes have an id too (<c>e3b0c442…</c>).</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Hex(SHA256.HashData(bytes));

    /// <summary>The id of what the stream holds from its position to its end.</summary>
    public static string Of(Stream stream) => Hex(SHA256.HashData(stream));

    /// <summary>The id of a JSON value: of its canonical bytes, so that spacing and key order do not matter.</summary>
    /// <exception cref="InvalidDataException">The value has no canonical form; see <see cref="CanonicalJson"/>.</exception>
    public static string Of(JsonElement json) => Of(CanonicalJson.Of(json));

    /// <summary>The id of a file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Of(file);
    }

    /// <summary>Whether a text has the form of an id. Check it before a text from outside becomes part of a path.</summary>
    public static bool IsWellFormed(string? id) => id is { Length: 64 } && id.All(char.IsAsciiHexDigitLower);

    internal static string Hex(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest);
}
