using System.Globalization;
using System.Text.Json;

namespace ModelOpsLab.Tests.Oracles;

/// <summary>A JSON file of expected values made by a reference implementation, copied beside the tests.</summary>
/// <remarks>Numbers a JSON number cannot write stand as the strings "NaN", "Infinity" and "-Infinity".</remarks>
static class OracleFile
{
    const string RealDataVariable = "MODELOPS_REAL_DATA";

    /// <summary>Root of a committed file, by its name without folder: <c>OracleFile.Read("drift.json")</c>.</summary>
    public static JsonElement Read(string name) => Parse(Path.Combine(AppContext.BaseDirectory, "Oracles", name));

    /// <summary>Root of a file that is not committed, under <c>oracles/</c> of the folder MODELOPS_REAL_DATA names. Skips the test where that is not set.</summary>
    public static JsonElement ReadReal(string name) => Parse(RealPath("oracles", name));

    /// <summary>Path of a real data file under <c>data/</c> of the folder MODELOPS_REAL_DATA names. Skips the test where that is not set.</summary>
    public static string RealData(string name) => RealPath("data", name);

    /// <summary>A number, or one of the strings that stand for one; <c>null</c> reads as NaN.</summary>
    public static double Number(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => double.Parse(element.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture),
        JsonValueKind.Null => double.NaN,
        _ => throw new InvalidDataException($"Expected a number, found {element.ValueKind}: {element.GetRawText()}"),
    };

    /// <summary>The number under a property.</summary>
    public static double Number(this JsonElement element, string property) => element.GetProperty(property).Number();

    /// <summary>An array of numbers.</summary>
    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(Number)];

    /// <summary>The array of numbers under a property.</summary>
    public static double[] Numbers(this JsonElement element, string property) => element.GetProperty(property).Numbers();

    /// <summary>The text under a property; null where the property is absent or is not a string.</summary>
    public static string? Text(this JsonElement element, string property)
        => element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a property is there and holds a number (or one of the strings for one), not a remark such as "not computed".</summary>
    public static bool HasNumber(this JsonElement element, string property)
        => element.TryGetProperty(property, out var value)
            && (value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && value.GetString() is "NaN" or "Infinity" or "-Infinity"));

    /// <summary>Asserts equality within a relative tolerance (absolute below 1e-300); NaN equals NaN, infinities themselves.</summary>
    public static void Near(double expected, double actual, double relative, string what)
    {
        if (expected.Equals(actual)) return;
        var allowed = Math.Max(relative * Math.Abs(expected), 1e-300);
        Assert.True(Math.Abs(expected - actual) <= allowed, string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, found {actual:R}, off by {Math.Abs(expected - actual) / Math.Abs(expected):E2} relative"));
    }

    static JsonElement Parse(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    static string RealPath(string folder, string name)
    {
        var root = Environment.GetEnvironmentVariable(RealDataVariable);
        if (string.IsNullOrEmpty(root)) Assert.Skip($"{RealDataVariable} is not set: {folder}/{name} is not committed with the project.");
        return Path.Combine(root, folder, name);
    }
}
