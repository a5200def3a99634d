using System.Collections;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>A sequence as a small table: scalars on one line, dictionaries as key and value, records by property; 20 rows, then how many more.</summary>
static class RowTable
{
    const int Limit = 20;

    /// <summary>A sequence without a known length is counted no further than this.</summary>
    const int CountLimit = 100_000;

    public static MimeBundle Format(IEnumerable items)
    {
        var (first, more) = Take(items);
        if (items is IDictionary || first is [{ } pair, ..] && IsPair(pair))
            return Table(["key", "value"], [.. first.Select(Pair)], more);
        if (first.All(item => item is null || ScalarText.IsScalar(item)))
            return new()
            {
                [MimeBundle.PlainText] = $"[{string.Join(", ", first.Select(item => ScalarText.Inline(item)))}{(more.Length == 0 ? "" : ", " + more)}]",
                [MimeBundle.Json] = new JsonArray([.. first.Select(ScalarText.Json)]),
            };
        var shape = first.FirstOrDefault(item => item is not null) is { } sample && first.All(item => item is null || item.GetType() == sample.GetType())
            ? ObjectShape.Of(sample.GetType())
            : null;
        return shape is null
            ? Table(["value"], [.. first.Select(item => (object?[])[item])], more)
            : Table(shape.Names, [.. first.Select(item => shape.Names.Select((_, i) => item is null ? null : shape.Value(item, i)).ToArray())], more);
    }

    public static string Html(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, string more)
    {
        var numbers = Numbers(columns, rows);
        var html = new StringBuilder("<table><thead><tr>");
        for (var c = 0; c < columns.Count; c++) html.Append(Open("th", numbers[c])).Append(HtmlText.Escape(columns[c])).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < columns.Count; c++) html.Append(Open("td", numbers[c])).Append(HtmlText.Escape(ScalarText.Inline(row[c]))).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        return more.Length == 0 ? html.ToString() : html.Append("<p class=\"note\">").Append(more).Append("</p>").ToString();

        static string Open(string tag, bool number) => number ? $"<{tag} class=\"n\">" : $"<{tag}>";
    }

    static MimeBundle Table(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, string more)
    {
        var json = new JsonObject
        {
            ["columns"] = new JsonArray([.. columns.Select(column => (JsonNode)column)]),
            ["rows"] = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(ScalarText.Json)]))]),
        };
        if (more.Length > 0) json["more"] = more;
        return new() { [MimeBundle.PlainText] = Text(columns, rows, more), [MimeBundle.Html] = Html(columns, rows, more), [MimeBundle.Json] = json };
    }

    static string Text(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, string more)
    {
        var numbers = Numbers(columns, rows);
        string[][] cells = [[.. columns], .. rows.Select(row => row.Select(value => ScalarText.Inline(value).ReplaceLineEndings(" ")).ToArray())];
        var widths = columns.Select((_, c) => cells.Max(row => row[c].Length)).ToArray();
        var lines = cells.Select(row => string.Join("  ", row.Select((cell, c) => numbers[c] ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
        return string.Join('\n', more.Length == 0 ? lines : lines.Append(more));
    }

    static bool[] Numbers(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows) =>
        [.. columns.Select((_, c) => rows.Any(row => row[c] is not null) && rows.All(row => row[c] is null || ScalarText.IsNumber(row[c])))];

    static (object?[] First, string More) Take(IEnumerable items)
    {
        var (first, rest) = (new List<object?>(), 0);
        foreach (var item in items)
        {
            if (first.Count < Limit) first.Add(item);
            else if (items is ICollection known)
            {
                rest = known.Count - Limit;
                break;
            }
            else if (++rest == CountLimit) break;
        }
        return ([.. first], rest == 0 ? "" : $"... {(rest == CountLimit ? "at least " : "")}{rest.ToString(System.Globalization.CultureInfo.InvariantCulture)} more");
    }

    static bool IsPair(object item) => item is DictionaryEntry || item.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    static object?[] Pair(object? item) => item is DictionaryEntry entry
        ? [entry.Key, entry.Value]
        : [item!.GetType().GetProperty("Key")!.GetValue(item), item.GetType().GetProperty("Value")!.GetValue(item)];
}
