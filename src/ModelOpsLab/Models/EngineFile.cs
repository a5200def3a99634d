using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>An engine's own bytes behind one line of JSON that names the features they were trained on.</summary>
static class EngineFile
{
    const int LongestHeader = 1 << 20;

    public static byte[] Write(IReadOnlyList<string> features, byte[] payload) => [.. Encoding.UTF8.GetBytes(JsonFormat.Write(new Header(features)).ReplaceLineEndings(" ")), (byte)'\n', .. payload];

    /// <exception cref="InvalidDataException">There is no such line, or it names a feature twice.</exception>
    public static (IReadOnlyList<string> Features, byte[] Payload) Read(byte[] bytes, string source)
    {
        var end = Array.IndexOf(bytes, (byte)'\n', 0, Math.Min(bytes.Length, LongestHeader));
        if (end < 0) throw new InvalidDataException($"{source}: the bytes do not begin with a line that names the features. They are not of this trainer.");
        var features = JsonFile.Parse<Header>(Encoding.UTF8.GetString(bytes, 0, end), source).Features;
        if (features.Any(string.IsNullOrWhiteSpace) || features.Distinct(StringComparer.Ordinal).Count() < features.Count) throw new InvalidDataException($"{source}: a feature has no name or is named twice.");
        return (features, bytes[(end + 1)..]);
    }

    sealed record Header(IReadOnlyList<string> Features);
}
