using System.Globalization;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>Texts of people as they may be printed: nothing in them steers a terminal, and no cell is a formula where a table is pasted into a spreadsheet.</summary>
static partial class Safe
{
    const int MostShown = 4_000, MostColumns = 120, Narrowest = 20;

    /// <summary>The text on one line, with every character that controls or reorders text replaced.</summary>
    public static string Text(string text) => Unprintable().Replace(text.Length <= MostShown ? text : text[..MostShown] + "…", "\uFFFD");

    /// <summary>The text of a cell; an apostrophe goes before one that a spreadsheet would compute.</summary>
    public static string Cell(string? text) => text is not { Length: > 0 } ? "" : Text(IsFormula(text) ? "'" + text : text);

    /// <summary>The document with all texts of its tables and facts made safe.</summary>
    public static Document Cells(Document document) => new([.. document.Blocks.Select(block => block switch
    {
        Table table => new Table(table.Columns, [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. row.Select(cell => cell is TextCell text ? text with { Value = Cell(text.Value) } : cell)])], table.Caption, table.Id),
        Facts facts => new Facts([.. facts.Items.Select(fact => fact with { Value = Cell(fact.Value) })]),
        _ => block,
    })]);

    /// <summary>As plain text for a terminal: made safe, tables without rows left out, and the long texts of wide tables on several lines.</summary>
    public static string Print(Document document) => new Document([.. Cells(document).Blocks.Where(b => b is not Table { Rows.Count: 0 }).Select(b => b is Table table ? Fitted(table) : b)]).ToString();

    static Table Fitted(Table table)
    {
        int[] widths = [.. table.Columns.Select((column, c) => table.Rows.Select(row => row[c].Text.Length).Append(column.Name.Length).Max())];
        bool CanGive(int c) => widths[c] > Math.Max(Narrowest, table.Columns[c].Name.Length) && table.Columns[c].Align == Align.Left;
        while (widths.Sum() + 2 * (widths.Length - 1) > MostColumns && Enumerable.Range(0, widths.Length).Where(CanGive).OrderByDescending(c => widths[c]).FirstOrDefault(-1) is >= 0 and var widest) widths[widest]--;
        return new(table.Columns, [.. table.Rows.SelectMany(row =>
        {
            var cells = row.Select((cell, c) => cell is TextCell text && text.Value.Length > widths[c] ? [.. Lines(text.Value, widths[c])] : new[] { cell }).ToArray();
            return Enumerable.Range(0, cells.Max(lines => lines.Length)).Select(line => (IReadOnlyList<Cell>)[.. cells.Select(lines => line < lines.Length ? lines[line] : "")]);
        })], table.Caption, table.Id);
    }

    /// <summary>Broken between words, where a word fits.</summary>
    static IEnumerable<Cell> Lines(string text, int width)
    {
        while (text.Length > width)
        {
            var (at, skip) = text.LastIndexOf(' ', width) is > 0 and var space ? (space, 1) : (width - (char.IsHighSurrogate(text[width - 1]) ? 1 : 0), 0);
            yield return Cell(text[..at]);
            text = text[(at + skip)..];
        }
        yield return Cell(text);
    }

    static bool IsFormula(string text) => text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Unprintable();
}
