using System.Collections;
using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>A sequence as a small table: scalars on one line, dictionaries as key and value, records by property; 20 rows, then how many more.</summary>
static class RowTable
{
    /// <summary>Rows shown where nothing else is said.</summary>
    public const int Limit = 20;

    const int MaxColumns = 50;

    /// <summary>A sequence without a known length is counted no further than this.</summary>
    const int CountLimit = 100_000;

    /// <summary>A sequence as it reads best; as a table whatever it holds where <paramref name="asTable"/>.</summary>
    public static MimeBundle Format(IEnumerable items, int limit = Limit, bool asTable = false)
    {
        if (items is Array { Rank: 2 } matrix) return OfMatrix(matrix, limit);
        var (first, more) = Take(items, limit);
        var reader = new ValueReader();
        if (items is IDictionary || first.Length > 0 && first.All(IsPair))
            return Table(["key", "value"], Rows(first, item => Pair(item!) is var (key, value) ? [key, value] : []), more);
        if (!asTable && first.All(item => item is null || ScalarText.IsScalar(item))) return Line([.. first.Select(item => reader.Read(item))], more);
        var shape = first.FirstOrDefault(item => item is not null) is { } sample && first.All(item => item is null || item.GetType() == sample.GetType())
            && !ScalarText.IsScalar(sample) && ValueReader.Text(sample) is null && sample is not IEnumerable
            ? ObjectShape.Of(sample.GetType())
            : null;
        return shape is null
            ? Table(["value"], Rows(first, item => [item]), more)
            : Table(shape.Names, Rows(first, item => [.. shape.Names.Select((_, i) => item is null ? null : shape.Value(item, i))]), more);

        ValueView[][] Rows(object?[] from, Func<object?, object?[]> cells) => [.. from.Select(item => cells(item).Select(cell => reader.Read(cell, 1)).ToArray())];
    }

    /// <summary>A table of System.Data with its columns.</summary>
    public static MimeBundle Format(DataTable table)
    {
        var reader = new ValueReader();
        DataRow[] rows = [.. table.Rows.Cast<DataRow>().Take(Limit)];
        return Table([.. table.Columns.Cast<DataColumn>().Select(column => column.ColumnName)],
            [.. rows.Select(row => row.ItemArray.Select(cell => reader.Read(cell is DBNull ? null : cell, 1)).ToArray())], More(table.Rows.Count - rows.Length));
    }

    public static string Html(IReadOnlyList<string> columns, IReadOnlyList<ValueView[]> rows, string more)
    {
        var numbers = Numbers(columns, rows);
        var html = new StringBuilder("<table><thead><tr>");
        for (var c = 0; c < columns.Count; c++) html.Append(Open("th", numbers[c])).Append(HtmlText.Escape(columns[c])).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < columns.Count; c++) html.Append(Open("td", numbers[c])).Append(HtmlText.Escape(row[c].Text)).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        return more.Length == 0 ? html.ToString() : html.Append("<p class=\"note\">").Append(more).Append("</p>").ToString();

        static string Open(string tag, bool number) => number ? $"<{tag} class=\"n\">" : $"<{tag}>";
    }

    public static bool IsPair(object? item) =>
        item is DictionaryEntry || item?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    public static (object? Key, object? Value) Pair(object item) => item is DictionaryEntry entry
        ? (entry.Key, entry.Value)
        : (item.GetType().GetProperty("Key")!.GetValue(item), item.GetType().GetProperty("Value")!.GetValue(item));

    static MimeBundle OfMatrix(Array matrix, int limit)
    {
        var reader = new ValueReader();
        var (height, width) = (Math.Min(matrix.GetLength(0), limit), Math.Min(matrix.GetLength(1), MaxColumns));
        var (top, left) = (matrix.GetLowerBound(0), matrix.GetLowerBound(1));
        var more = More(matrix.GetLength(0) - height, "rows ");
        if (width < matrix.GetLength(1)) more = string.Join(", ", new[] { more, More(matrix.GetLength(1) - width, "columns ") }.Where(text => text.Length > 0));
        return Table([.. Enumerable.Range(0, width).Select(column => column.ToString(CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(0, height).Select(row => Enumerable.Range(0, width).Select(column => reader.Read(matrix.GetValue(top + row, left + column), 1)).ToArray())], more);
    }

    static MimeBundle Line(ValueView[] values, string more)
    {
        var text = $"[{string.Join(", ", values.Select(value => value.Text))}{(more.Length == 0 ? "" : ", " + more)}]";
        var json = new JsonArray([.. values.Select(value => value.Json)]);
        return new()
        {
            [MimeBundle.PlainText] = text,
            [MimeBundle.Html] = Preformatted(text),
            [MimeBundle.Json] = more.Length == 0 ? json : new JsonObject { ["values"] = json, ["more"] = more },
        };
    }

    /// <summary>Text as HTML that keeps its lines.</summary>
    public static string Preformatted(string text) => $"<pre>{HtmlText.Escape(text)}</pre>";

    static MimeBundle Table(IReadOnlyList<string> columns, IReadOnlyList<ValueView[]> rows, string more)
    {
        var json = new JsonObject
        {
            ["columns"] = new JsonArray([.. columns.Select(column => (JsonNode)column)]),
            ["rows"] = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(cell => cell.Json)]))]),
        };
        if (more.Length > 0) json["more"] = more;
        return new() { [MimeBundle.PlainText] = Text(columns, rows, more), [MimeBundle.Html] = Html(columns, rows, more), [MimeBundle.Json] = json };
    }

    static string Text(IReadOnlyList<string> columns, IReadOnlyList<ValueView[]> rows, string more)
    {
        var numbers = Numbers(columns, rows);
        string[][] cells = [[.. columns], .. rows.Select(row => row.Select(value => value.Text.ReplaceLineEndings(" ")).ToArray())];
        var widths = columns.Select((_, c) => cells.Max(row => row[c].Length)).ToArray();
        var lines = cells.Select(row => string.Join("  ", row.Select((cell, c) => numbers[c] ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
        return string.Join('\n', more.Length == 0 ? lines : lines.Append(more));
    }

    static bool[] Numbers(IReadOnlyList<string> columns, IReadOnlyList<ValueView[]> rows) =>
        [.. columns.Select((_, c) => rows.Any(row => !row[c].IsNull) && rows.All(row => row[c].IsNull || row[c].IsNumber))];

    /// <summary>Walks the sequence once: the first items, and how many there are beyond.</summary>
    static (object?[] First, string More) Take(IEnumerable items, int limit)
    {
        var (first, rest) = (new List<object?>(), 0);
        foreach (var item in items)
        {
            if (first.Count < limit) first.Add(item);
            else if (items is ICollection known)
            {
                rest = known.Count - limit;
                break;
            }
            else if (++rest == CountLimit) break;
        }
        return ([.. first], More(rest));
    }

    static string More(int rest, string of = "") =>
        rest <= 0 ? "" : $"... {(rest == CountLimit ? "at least " : "")}{rest.ToString(CultureInfo.InvariantCulture)} more{(of.Length == 0 ? "" : " " + of.TrimEnd())}";
}
