using System.Globalization;
using System.Text.Json.Serialization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Registry;

/// <summary>Which of the known rows a declared model is trained on, and with what weight: <c>{ "kind": "hybrid", "size": 250, "weight": 4 }</c>. Sizes count points in time.</summary>
public sealed record WindowDefinition
{
    static readonly string[] Kinds = ["expanding", "sliding", "hybrid", "exponential"];

    /// <summary>One of <c>expanding</c>, <c>sliding</c> (with size), <c>hybrid</c> (the newest size points in time with a weight, all others with 1), <c>exponential</c> (with halfLife).</summary>
    public required string Kind { get; init; }
    /// <summary>Points in time of a sliding window, or newest ones of a hybrid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Size { get; init; }
    /// <summary>Weight of a hybrid's newest rows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Weight { get; init; }
    /// <summary>Points in time after which the weight of an exponential window is half.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HalfLife { get; init; }

    /// <summary>Reads <c>expanding</c>, <c>sliding:500</c>, <c>hybrid:250:4</c> or <c>exponential:125</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static WindowDefinition Parse(string text)
    {
        var parts = text.Split(':');
        var numbers = parts.Skip(1).Select(p => double.TryParse(p, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        var window = (parts[0], numbers) switch
        {
            ("expanding", []) => new WindowDefinition { Kind = "expanding" },
            ("sliding", [var size]) when IsWhole(size) => new() { Kind = "sliding", Size = (int)size },
            ("hybrid", [var size, var weight]) when IsWhole(size) => new() { Kind = "hybrid", Size = (int)size, Weight = weight },
            ("exponential", [var halfLife]) => new() { Kind = "exponential", HalfLife = halfLife },
            _ => throw new FormatException($"Window '{text}' is not one. Write expanding, sliding:500, hybrid:250:4 (the newest 250 points in time with weight 4) or exponential:125 (half-life).{Spelling.Suggest(parts[0], Kinds)}"),
        };
        return window.Problem() is { } problem ? throw new FormatException($"Window '{text}': {problem}.") : window;
    }

    /// <summary>What is wrong with the declaration; null where nothing is.</summary>
    internal string? Problem() => Kind switch
    {
        _ when !Kinds.Contains(Kind) => $"window kind '{Kind}' is unknown; known: {string.Join(", ", Kinds)}{Spelling.Suggest(Kind, Kinds)}",
        "expanding" when this != new WindowDefinition { Kind = Kind } => "an expanding window takes no number",
        "sliding" when Size is not >= 2 || Weight is not null || HalfLife is not null => "a sliding window takes a size of at least 2, and no other number",
        "hybrid" when Size is not >= 1 || !(Weight > 0 && double.IsFinite(Weight.Value)) || HalfLife is not null => "a hybrid window takes a size of at least 1 and a positive weight, and no other number",
        "exponential" when !(HalfLife > 0 && double.IsFinite(HalfLife.Value)) || Size is not null || Weight is not null => "an exponential window takes a positive halfLife, and no other number",
        _ => null,
    };

    static bool IsWhole(double number) => number is >= 1 and <= int.MaxValue && number == Math.Floor(number);
}
