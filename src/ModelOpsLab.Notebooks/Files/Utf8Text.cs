using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>The text of a file of JSON, which is UTF-8, with or without a byte order mark; anything else is refused with its place.</summary>
static class Utf8Text
{
    /// <exception cref="InvalidDataException">Empty, UTF-16, or not UTF-8: says where, and what to do.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.IsEmpty) throw new InvalidDataException($"{path}, line 1, column 1: this is not JSON (the file is empty). Restore it from version control.");
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..])
            throw new InvalidDataException($"{path}, line 1, column 1: the file is UTF-16. Save it as UTF-8.");
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var start = bytes[..e.Index].LastIndexOf((byte)'\n') + 1;
            throw new InvalidDataException($"{path}, line {bytes[..e.Index].Count((byte)'\n') + 1}, column {Encoding.UTF8.GetCharCount(bytes[start..e.Index]) + 1}: the byte 0x{bytes[e.Index]:X2} is not UTF-8. Save the file as UTF-8.", e);
        }
    }
}
