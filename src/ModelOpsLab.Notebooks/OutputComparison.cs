using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>Where two outputs differ; <paramref name="Tolerated"/> where only by less than the tolerance.</summary>
sealed record Difference(string Where, string Expected, string Found, bool Tolerated = false);

/// <summary>
/// Compares outputs by value: text outside numbers exactly, whole numbers exactly, numbers with a decimal point or exponent within a relative tolerance.
/// All media types count; JSON is compared by structure, whatever the order of keys. In HTML the style sheets are left out, and lines are counted without them: how a result looks is no result. The first difference of a text is reported, each one of a JSON value.
/// </summary>
sealed partial class OutputComparison(double tolerance)
{
    public IEnumerable<Difference> Of(CellOutput expected, CellOutput found)
    {
        if (expected.Kind != found.Kind) return [new("kind", Name(expected), Name(found))];
        return expected.Kind switch
        {
            OutputKind.Stream when expected.Name != found.Name => [new("stream", expected.Name, found.Name)],
            OutputKind.Stream => OfText(expected.Name, expected.Text, found.Text),
            OutputKind.Error =>
            [
                .. OfText("error type", expected.Name, found.Name),
                .. OfText("error message", expected.Text, found.Text),
                .. OfText("traceback", string.Join('\n', expected.Traceback), string.Join('\n', found.Traceback)),
            ],
            _ => OfBundle(expected.Data, found.Data),
        };

        static string Name(CellOutput output) => output.Kind switch
        {
            OutputKind.Stream => $"text on {output.Name}",
            OutputKind.Display => "a display",
            OutputKind.Result => "a result",
            _ => $"the error {output.Name}: {Lines.Shorten(output.Text, 200)}",
        };
    }

    IEnumerable<Difference> OfBundle(MimeBundle expected, MimeBundle found)
    {
        foreach (var mimeType in expected.MimeTypes.Union(found.MimeTypes, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!expected.MimeTypes.Contains(mimeType)) yield return new(mimeType, "no such form", "one");
            else if (!found.MimeTypes.Contains(mimeType)) yield return new(mimeType, "a form stored", "none");
            else
                foreach (var difference in MimeBundle.IsJson(mimeType)
                    ? OfJson($"{mimeType} $", expected[mimeType], found[mimeType])
                    : OfText(mimeType, Compared(mimeType, expected), Compared(mimeType, found)))
                    yield return difference;
        }
    }

    static string Compared(string mimeType, MimeBundle bundle)
    {
        var text = bundle.TextOf(mimeType) ?? "";
        return mimeType == MimeBundle.Html ? StyleSheet().Replace(text, "") : text;
    }

    IEnumerable<Difference> OfText(string where, string expected, string found)
    {
        if (expected == found) yield break;
        var (a, b) = (Pieces(expected), Pieces(found));
        for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            if (i < a.Count && i < b.Count && a[i].Value == b[i].Value) continue;
            var place = i < a.Count ? a[i].Index : expected.Length;
            var line = $"{where}, line {expected.AsSpan(0, place).Count('\n') + 1}";
            var numbers = i < a.Count && i < b.Count && IsNumber(a[i]) && IsNumber(b[i]);
            if (numbers && IsClose(a[i].Value, b[i].Value))
            {
                yield return new(line, a[i].Value, b[i].Value, Tolerated: true);
                continue;
            }
            yield return numbers
                ? new(line, a[i].Value + Around(expected, a[i]), b[i].Value + Around(found, b[i]))
                : new(line, Excerpt(expected, found), Excerpt(found, expected));
            yield break;
        }
    }

    IEnumerable<Difference> OfJson(string path, JsonNode? expected, JsonNode? found)
    {
        switch (expected, found)
        {
            case (JsonObject a, JsonObject b):
                foreach (var name in a.Select(field => field.Key).Union(b.Select(field => field.Key), StringComparer.Ordinal))
                {
                    if (!b.ContainsKey(name)) yield return new($"{path}.{name}", Show(a[name]), "nothing");
                    else if (!a.ContainsKey(name)) yield return new($"{path}.{name}", "nothing", Show(b[name]));
                    else
                        foreach (var difference in OfJson($"{path}.{name}", a[name], b[name])) yield return difference;
                }
                break;
            case (JsonArray a, JsonArray b):
                if (a.Count != b.Count) yield return new(path, $"{a.Count} items", $"{b.Count} items");
                else
                    for (var i = 0; i < a.Count; i++)
                        foreach (var difference in OfJson($"{path}[{i}]", a[i], b[i])) yield return difference;
                break;
            case (JsonValue a, JsonValue b) when a.GetValueKind() == JsonValueKind.String && b.GetValueKind() == JsonValueKind.String:
                foreach (var difference in OfText(path, a.GetValue<string>(), b.GetValue<string>())) yield return difference;
                break;
            case (JsonValue a, JsonValue b) when a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number:
                var (x, y) = (a.ToJsonString(), b.ToJsonString());
                if (x != y) yield return new(path, x, y, IsClose(x, y));
                break;
            default:
                if (Show(expected) != Show(found)) yield return new(path, Show(expected), Show(found));
                break;
        }
    }

    /// <summary>Both have a decimal point or exponent, or are the same number, and lie within the tolerance.</summary>
    bool IsClose(string expected, string found)
    {
        if (!double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)) return false;
        if (!double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)) return false;
        if (tolerance == 0 || !(IsReal(expected) || IsReal(found))) return false;
        return Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

        static bool IsReal(string number) => number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0;
    }

    static List<Match> Pieces(string text) => Piece().Matches(text).ToList();

    static bool IsNumber(Match piece) => piece.Groups["number"].Success;

    static string Around(string text, Match piece)
    {
        var from = text.LastIndexOf('\n', Math.Max(piece.Index - 1, 0)) + 1;
        var end = text.IndexOf('\n', piece.Index);
        if (end < 0) end = text.Length;
        var (start, stop) = (Math.Max(from, piece.Index - 30), Math.Min(end, piece.Index + piece.Length + 20));
        return stop - start <= piece.Length ? "" : $" in '{text[start..stop].Trim()}'";
    }

    static string Excerpt(string text, string other)
    {
        var at = 0;
        while (at < text.Length && at < other.Length && text[at] == other[at]) at++;
        if (at == text.Length && at > 0) at--;
        var start = Math.Max(0, at - 20);
        return text.Length == 0 ? "nothing" : $"'{text[start..Math.Min(text.Length, at + 40)].Replace("\n", "\\n", StringComparison.Ordinal)}'";
    }

    static string Show(JsonNode? node) => node is null ? "null" : Lines.Shorten(node.ToJsonString());

    [GeneratedRegex(@"<style\b[^>]*>.*?</style\s*>\n?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    [GeneratedRegex(@"(?<number>[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?)|[^\d.+-]+|[.+-]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();
}
