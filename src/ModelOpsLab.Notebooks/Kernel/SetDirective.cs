using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks;

/// <summary>Reads <c>#!set --name x --value 5</c>: the value is JSON (a number, text, true, false, a list of one kind), anything else is text.</summary>
static partial class SetDirective
{
    /// <exception cref="CellErrorException">A name or value is missing, or has no C# literal.</exception>
    public static Directive Read(string arguments, Directive place)
    {
        var found = Argument().Matches(arguments).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim(), StringComparer.Ordinal);
        if (found.Keys.FirstOrDefault(name => name is not ("name" or "value")) is { } other)
            throw Directives.Refuse(place, $"#!set --{other} is not known here. Write #!set --name x --value 5.");
        if (!found.TryGetValue("name", out var variable) || !SyntaxFacts.IsValidIdentifier(variable) || !found.TryGetValue("value", out var value) || value.Length == 0)
            throw Directives.Refuse(place, "#!set needs the name of a variable and a value. Write #!set --name x --value 5.");
        if (value[0] == '@')
            throw Directives.Refuse(place, value.StartsWith("@input", StringComparison.Ordinal) || value.StartsWith("@password", StringComparison.Ordinal)
                ? $"{value.Split(':')[0]} asks a person, and a run has none. Declare '{variable}' in the cell tagged 'parameters' and give it with -p {variable}=VALUE."
                : $"'{value}' is a value of another kernel, and this kernel runs C# only. Write the value itself, or declare '{variable}' in the cell tagged 'parameters'.", FindingCodes.OtherKernel);
        return place with
        {
            Kind = DirectiveKind.Set,
            Name = SyntaxFacts.GetKeywordKind(variable) == SyntaxKind.None ? variable : "@" + variable,
            Value = Literal(Parse(value)) ?? throw Directives.Refuse(place, $"'{value}' has no C# value of one type. Write a number, text, true, false or a list of one of these, or build the value in code."),
        };
    }

    static JsonNode? Parse(string value)
    {
        if (value is ['\'', .., '\''] && value.Length >= 2) value = value[1..^1];
        try
        {
            return JsonNode.Parse(value, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return value;
        }
    }

    static string? Literal(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } list when list.All(item => item is JsonValue) && list.Select(Literal).ToArray() is var items && items.All(item => item is not null) =>
            list.All(item => IsNumber(item)) ? $"new {NumberType(items!)}[] {{ {string.Join(", ", items)} }}"
            : list.Select(item => Kind(item!)).Distinct().Count() == 1 ? $"new[] {{ {string.Join(", ", items)} }}" : null,
        JsonValue value when IsNumber(value) => Number(value.ToJsonString()),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => SymbolDisplay.FormatLiteral(value.GetValue<string>(), quote: true),
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    static string NumberType(string[] items) => items.Any(item => item.EndsWith('d')) ? "double" : items.Any(item => item.EndsWith('L')) ? "long" : "int";

    static string? Number(string json)
    {
        if (int.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return json;
        if (long.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return json + "L";
        if (!json.AsSpan().ContainsAny('.', 'e', 'E')) return null;
        return double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? json + "d" : null;
    }

    static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    static JsonValueKind Kind(JsonNode node) => node.GetValueKind() == JsonValueKind.False ? JsonValueKind.True : node.GetValueKind();

    [GeneratedRegex("""--(?<name>[A-Za-z-]+)[ \t]+(?<value>"(\\.|[^"\\])*"|'[^']*'|.*?)(?=[ \t]+--[A-Za-z]|[ \t]*$)""", RegexOptions.CultureInvariant)]
    private static partial Regex Argument();
}
