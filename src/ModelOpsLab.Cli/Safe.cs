using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>Texts of people as they may be printed: nothing in them steers a terminal, and no cell is a formula where a table is pasted into a spreadsheet.</summary>
static partial class Safe
{
    const int MostShown = 4_000;

    /// <summary>The text on one line, with every character that controls or reorders text replaced.</summary>
    public static string Text(string text) => Unprintable().Replace(text.Length <= MostShown ? text : text[..MostShown] + "…", "\uFFFD");

    /// <summary>The text of a cell; an apostrophe goes before one that a spreadsheet would compute.</summary>
    public static string Cell(string? text) => text is not { Length: > 0 } ? "" : Text(text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text);

    /// <summary>The document with all texts of its tables and facts made safe.</summary>
    public static Document Cells(Document document) => new([.. document.Blocks.Select(block => block switch
    {
        Table table => new Table(table.Columns, [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. row.Select(cell => cell is TextCell text ? text with { Value = Cell(text.Value) } : cell)])], table.Caption, table.Id),
        Facts facts => new Facts([.. facts.Items.Select(fact => fact with { Value = Cell(fact.Value) })]),
        _ => block,
    })]);

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Unprintable();
}
