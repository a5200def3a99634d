using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Turns any value into what a notebook stores of it: always text/plain, text/html where there is more to see, application/json for machines.
/// In order: the library's documents, HTML, JSON, types that bring formatters by the convention of .NET Interactive, scalars, exceptions,
/// dictionaries, sequences (20 rows, then how many more), records; anything else by its ToString. Numbers and dates in invariant culture, doubles in full.
/// </summary>
public static class Formatters
{
    /// <summary>The forms of a value; where media types are named, those and text/plain only.</summary>
    /// <exception cref="ArgumentException">The value has none of the named media types.</exception>
    public static MimeBundle Format(object? value, params IReadOnlyList<string> mimeTypes)
    {
        if (mimeTypes.Count == 0) return All(value);
        if (value is string text)
        {
            var given = MimeBundle.Text(text);
            foreach (var mimeType in mimeTypes) given[mimeType] = MimeBundle.IsJson(mimeType) ? JsonNode.Parse(text) : text;
            return given;
        }
        var all = All(value);
        if (!mimeTypes.Any(all.MimeTypes.Contains))
            throw new ArgumentException($"A {value?.GetType().Name ?? "null"} has no form {string.Join(", ", mimeTypes)}. It has: {string.Join(", ", all.MimeTypes)}.");
        return all.Only([MimeBundle.PlainText, .. mimeTypes]);
    }

    static MimeBundle All(object? value) => value switch
    {
        null => new() { [MimeBundle.PlainText] = "<null>", [MimeBundle.Json] = null },
        MimeBundle bundle => bundle,
        IRenderable renderable => DocumentDisplay.Format(renderable),
        HtmlContent html => new() { [MimeBundle.PlainText] = HtmlText.Plain(html.Html), [MimeBundle.Html] = html.Html },
        JsonNode json => OfJson(json),
        JsonElement json => OfJson(JsonNode.Parse(json.GetRawText())!),
        _ when FormatterConvention.Format(value) is { } formatted => formatted,
        _ when ScalarText.IsScalar(value) => new() { [MimeBundle.PlainText] = ScalarText.Of(value), [MimeBundle.Json] = ScalarText.Json(value) },
        Exception e => MimeBundle.Text($"{e.GetType().FullName}: {e.Message}"),
        IEnumerable items => RowTable.Format(items),
        _ when ObjectShape.Of(value.GetType()) is { } shape => shape.Format(value),
        _ => MimeBundle.Text(value.ToString() ?? ""),
    };

    /// <summary>JSON as itself; an object with data and layout is a Plotly figure, so that other libraries' charts show too.</summary>
    static MimeBundle OfJson(JsonNode json)
    {
        var bundle = new MimeBundle { [MimeBundle.Json] = json.DeepClone() };
        var text = new System.Text.StringBuilder();
        NotebookJson.Append(text, json, 0);
        bundle[MimeBundle.PlainText] = text.ToString();
        if (json is JsonObject figure && figure["data"] is JsonArray && figure["layout"] is JsonObject) bundle[MimeBundle.Plotly] = json.DeepClone();
        return bundle;
    }
}
