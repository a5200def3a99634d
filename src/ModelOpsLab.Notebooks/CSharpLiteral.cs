using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks;

/// <summary>The C# expression for a value given as text, of a declared type: every value means in C# what it meant to its giver.</summary>
static class CSharpLiteral
{
    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    static readonly string[] DateTimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    /// <exception cref="NotebookUsageException">The text is not a value of the type.</exception>
    public static string Of(NotebookParameter parameter, string value, string path) => Of(parameter.Type.Replace(" ", "", StringComparison.Ordinal), value)
        ?? throw new NotebookUsageException($"{path}: parameter '{parameter.Name}' is declared as {parameter.Type}, and '{value}' is not one: {Expected(parameter.Type)}.");

    static string? Of(string type, string value)
    {
        if (type.EndsWith('?')) return value == "null" ? "null" : Of(type[..^1], value);
        if (type.EndsWith("[]", StringComparison.Ordinal)) return OfArray(type[..^2], value);
        return Unqualified(type) switch
        {
            "string" or "String" => SymbolDisplay.FormatLiteral(value, quote: true),
            "bool" or "Boolean" => bool.TryParse(value, out var b) ? b ? "true" : "false" : null,
            "int" or "Int32" => int.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var i) ? i.ToString(Invariant) : null,
            "long" or "Int64" => long.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var l) ? l.ToString(Invariant) + "L" : null,
            "double" or "Double" => OfDouble(value),
            "decimal" or "Decimal" => decimal.TryParse(value, NumberStyles.Float, Invariant, out var m) ? m.ToString(Invariant) + "m" : null,
            "DateOnly" => DateOnly.TryParseExact(value, "yyyy-MM-dd", Invariant, DateTimeStyles.None, out var d)
                ? string.Create(Invariant, $"new DateOnly({d.Year}, {d.Month}, {d.Day})")
                : null,
            "DateTime" => OfDateTime(value),
            _ => null,
        };
    }

    static string? OfDouble(string value)
    {
        switch (value)
        {
            case "NaN" or "nan": return "double.NaN";
            case "Infinity" or "inf": return "double.PositiveInfinity";
            case "-Infinity" or "-inf": return "double.NegativeInfinity";
        }
        if (!double.TryParse(value, NumberStyles.Float, Invariant, out var number) || !double.IsFinite(number)) return null;
        var text = number.ToString("R", Invariant);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }

    static string? OfDateTime(string value)
    {
        var utc = value.EndsWith('Z');
        if (!DateTime.TryParseExact(utc ? value[..^1] : value, DateTimeForms, Invariant, DateTimeStyles.None, out var time)) return null;
        var rest = time.Ticks % TimeSpan.TicksPerSecond;
        return string.Create(Invariant, $"new DateTime({time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}, {time.Second}, DateTimeKind.{(utc ? "Utc" : "Unspecified")})")
            + (rest == 0 ? "" : string.Create(Invariant, $".AddTicks({rest})"));
    }

    static string? OfArray(string item, string value)
    {
        var literals = Items(value)?.Select(text => Of(item, text)).ToArray();
        return literals is null || literals.Contains(null) ? null : $"[{string.Join(", ", literals)}]";
    }

    static string[]? Items(string value)
    {
        if (value.Trim().Length == 0) return [];
        if (!value.TrimStart().StartsWith('[')) return value.Split(',', StringSplitOptions.TrimEntries);
        try
        {
            return JsonNode.Parse(value) is JsonArray items
                ? [.. items.Select(item => item is null ? "null" : item.GetValueKind() == JsonValueKind.String ? item.GetValue<string>() : item.ToJsonString())]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Unqualified(string type) => type.StartsWith("System.", StringComparison.Ordinal) ? type["System.".Length..] : type;

    static string Expected(string type)
    {
        var bare = type.Replace(" ", "", StringComparison.Ordinal);
        if (bare.EndsWith('?')) return $"{Expected(bare[..^1])}, or null";
        if (bare.EndsWith("[]", StringComparison.Ordinal)) return $"a list, as in a,b or [\"a\", \"b\"], each {Expected(bare[..^2])}";
        return Unqualified(bare) switch
        {
            "string" or "String" => "any text",
            "bool" or "Boolean" => "true or false",
            "int" or "Int32" => string.Create(Invariant, $"a whole number from {int.MinValue} to {int.MaxValue}"),
            "long" or "Int64" => string.Create(Invariant, $"a whole number from {long.MinValue} to {long.MaxValue}"),
            "double" or "Double" => "a number with a decimal point, as in 0.05 or 1e-9, or NaN, Infinity, -Infinity",
            "decimal" or "Decimal" => "a number with a decimal point, as in 12.50",
            "DateOnly" => "a date, as in 2020-03-31",
            "DateTime" => "a date and time, as in 2020-03-31T16:00:00Z",
            _ => "only string, bool, int, long, double, decimal, DateOnly, DateTime, their nullable forms and arrays can be given from outside",
        };
    }
}
