using System.Collections;
using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Turns any value into what a notebook stores of it: text/plain (the snapshot), text/html for pages and application/json for machines; charts their Plotly figure too.
/// In order: the library's documents, HTML (which has no JSON), JSON, types that bring formatters by the convention of .NET Interactive, scalars, exceptions,
/// dictionaries, sequences (20 rows, then how many more), records; anything else by its ToString. Numbers and dates in invariant culture, doubles in full;
/// NaN and infinities are text in JSON, which has no such numbers.
/// </summary>
public static class Formatters
{
    /// <summary>The forms of a value; where media types are named, those and text/plain only. A string is taken as what the named media type says it is.</summary>
    /// <exception cref="ArgumentException">The value has none of the named media types, or is a string that is no JSON where JSON is named.</exception>
    public static MimeBundle Format(object? value, params IReadOnlyList<string> mimeTypes)
    {
        if (mimeTypes.Count == 0) return All(value);
        if (value is string text) return Given(text, mimeTypes);
        var all = All(value);
        if (!mimeTypes.Any(all.MimeTypes.Contains))
            throw new ArgumentException($"A {value?.GetType().Name ?? "null"} has no form {string.Join(", ", mimeTypes)}. It has: {string.Join(", ", all.MimeTypes)}.");
        return all.Only([MimeBundle.PlainText, .. mimeTypes]);
    }

    /// <summary>A sequence as a table of at most <paramref name="rows"/> rows, whatever it holds.</summary>
    internal static MimeBundle FormatTable(IEnumerable items, int rows) => RowTable.Format(items, rows, asTable: true);

    static MimeBundle All(object? value) => value switch
    {
        null => Line("<null>", null),
        MimeBundle bundle => bundle,
        IRenderable renderable => DocumentDisplay.Format(renderable),
        HtmlContent html => new() { [MimeBundle.PlainText] = HtmlText.Plain(html.Html), [MimeBundle.Html] = html.Html },
        JsonNode json => OfJson(json),
        JsonElement json => json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? Line("null", null) : OfJson(JsonNode.Parse(json.GetRawText())!),
        JsonDocument json => All(json.RootElement),
        _ when FormatterConvention.Format(value) is { } formatted => formatted,
        _ when PlotlyChart.FigureOf(value) is { } figure => OfJson(figure),
        _ when ScalarText.IsScalar(value) => Line(ScalarText.Of(value), ScalarText.Json(value)),
        Exception e => ExceptionDisplay.Format(e),
        DataTable table => RowTable.Format(table),
        _ when ValueReader.Text(value) is { } own => Line(own, own),
        IEnumerable items => RowTable.Format(items),
        _ when ObjectShape.Of(value.GetType()) is { } shape => shape.Format(value),
        _ => value.ToString() is var text ? Line(text ?? "", text) : new(),
    };

    static MimeBundle Line(string text, JsonNode? json) => new() { [MimeBundle.PlainText] = text, [MimeBundle.Html] = RowTable.Preformatted(text), [MimeBundle.Json] = json };

    static MimeBundle Given(string text, IReadOnlyList<string> mimeTypes)
    {
        var given = MimeBundle.Text(text);
        foreach (var mimeType in mimeTypes)
            try
            {
                given[mimeType] = MimeBundle.IsJson(mimeType) ? JsonNode.Parse(text) : text;
            }
            catch (JsonException e)
            {
                throw new ArgumentException($"The text cannot be shown as {mimeType}: it is not JSON. {e.Message}", e);
            }
        return given;
    }

    /// <summary>JSON as itself; an object with data and layout is a Plotly figure, so that other libraries' charts show too.</summary>
    static MimeBundle OfJson(JsonNode json)
    {
        var text = new System.Text.StringBuilder();
        NotebookJson.Append(text, json, 0);
        var bundle = Line(text.ToString(), json.DeepClone());
        if (json is JsonObject figure && figure["data"] is JsonArray && figure["layout"] is JsonObject) bundle[MimeBundle.Plotly] = json.DeepClone();
        return bundle;
    }
}
