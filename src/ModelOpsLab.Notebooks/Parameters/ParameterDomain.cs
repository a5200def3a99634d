using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// The values that a declaration's comment allows: <c>in [0, 1)</c>, an interval whose round side leaves the end out and whose ends may be
/// <c>-inf</c> and <c>inf</c>, or <c>in {daily, weekly}</c>. NaN is in no interval.
/// </summary>
sealed partial record ParameterDomain
{
    string _text = "";

    /// <summary>The listed values; none for an interval.</summary>
    public IReadOnlyList<string> Values { get; private init; } = [];

    (double Low, double High, bool LowIn, bool HighIn) Range { get; init; }

    bool IsRange => Values.Count == 0;

    /// <summary>What a comment allows; null where it sets no limits.</summary>
    public static ParameterDomain? Of(string help)
    {
        if (Listed().Match(help) is { Success: true } listed)
        {
            string[] values = [.. listed.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(value => value.Trim('"'))];
            return values.Length == 0 ? null : new() { Values = values, _text = $"{{{string.Join(", ", values)}}}" };
        }
        if (Interval().Match(help) is not { Success: true } found) return null;
        if (End(found.Groups["low"].Value) is not { } low || End(found.Groups["high"].Value) is not { } high || low > high) return null;
        var (open, close) = (found.Groups["open"].Value, found.Groups["close"].Value);
        return new() { Range = (low, high, open == "[", close == "]"), _text = $"{open}{found.Groups["low"].Value.Trim()}, {found.Groups["high"].Value.Trim()}{close}" };
    }

    /// <summary>Whether a scalar is allowed; <paramref name="same"/> says whether a listed value is the given one.</summary>
    public bool Allows(string text, Func<string, bool> same)
    {
        if (!IsRange) return Values.Any(same);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return text is "inf" or "-inf" && Inside(text == "inf" ? double.PositiveInfinity : double.NegativeInfinity);
        return Inside(number);
    }

    /// <summary>The limits as JSON Schema keywords, for a type of JSON <paramref name="type"/>: number, integer or string.</summary>
    public JsonObject Schema(string type)
    {
        if (!IsRange)
            return new() { ["enum"] = new JsonArray([.. Values.Select(value => type == "string" ? JsonValue.Create(value) : JsonNode.Parse(value))]) };
        var schema = new JsonObject { ["type"] = type };
        if (double.IsFinite(Range.Low)) schema[Range.LowIn ? "minimum" : "exclusiveMinimum"] = Range.Low;
        if (double.IsFinite(Range.High)) schema[Range.HighIn ? "maximum" : "exclusiveMaximum"] = Range.High;
        return schema;
    }

    /// <summary>The limits as written.</summary>
    public override string ToString() => _text;

    bool Inside(double number) => (Range.LowIn ? number >= Range.Low : number > Range.Low) && (Range.HighIn ? number <= Range.High : number < Range.High);

    static double? End(string text) => text.Trim() switch
    {
        "-inf" or "-∞" => double.NegativeInfinity,
        "inf" or "∞" => double.PositiveInfinity,
        var number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var end) && double.IsFinite(end) ? end : null,
    };

    [GeneratedRegex(@"\bin\s*(?<open>[\[(])(?<low>[^,\[\](){}]+),(?<high>[^,\[\](){}]+)(?<close>[\])])")]
    private static partial Regex Interval();

    [GeneratedRegex(@"\bin\s*\{(?<values>[^{}]*)\}")]
    private static partial Regex Listed();
}
