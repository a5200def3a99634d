using System.Globalization;
using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Plain text, for the command line and for snapshot tests: nothing is wrapped, tables are aligned, every chart says its few numbers that matter.</summary>
/// <remarks>Control characters in data become spaces, so that a column name cannot steer a terminal.</remarks>
public static class PlainTextWriter
{
    /// <summary>The document as text with LF line ends: blocks with an empty line between them.</summary>
    public static string Write(Document document) =>
        string.Concat(document.Blocks.Select((block, i) => (i == 0 ? "" : "\n") + string.Concat(Lines(block, document.Language).Select(line => line.TrimEnd() + "\n"))));

    static IEnumerable<string> Lines(Block block, Language language) => block switch
    {
        Heading heading => [$"{new string('#', Math.Clamp(heading.Level, 1, 4))} {Line(heading.Text)}"],
        Paragraph paragraph => Paragraphs(paragraph.Text),
        Note note => Paragraphs(language.Named("Note", note.Text)),
        Verdict verdict => Lines(verdict, language),
        Facts facts => Aligned([.. facts.Items.Select(f => new[] { Line(f.Name) + language.Say(":", "\u202F:"), Line(f.Value) })], [Align.Left, Align.Left]),
        Table table => Lines(table, language),
        Chart chart => ChartText.Lines(chart, language).Select(Line),
        Details details => [Line(details.Text), .. details.Blocks.SelectMany(b => Lines(b, language)).Select(line => "  " + line)],
        _ => throw new ArgumentException($"No writer knows the block {block.GetType().Name}.", nameof(block)),
    };

    static IEnumerable<string> Lines(Verdict verdict, Language language)
    {
        yield return $"[{language.Word(verdict.Severity)}] {Line(verdict.Text)}";
        if (verdict.Detail.Length > 0)
            yield return Line(verdict.Detail);
        foreach (var point in verdict.Points)
            yield return "- " + (point.Severity is { } severity ? $"[{language.Word(severity)}] " : "") + Line(point.Text) + (point.Evidence.Length == 0 ? "" : $" ({language.Say("see", "voir")} {Line(point.Evidence)})");
    }

    static IEnumerable<string> Lines(Table table, Language language)
    {
        string[][] rows =
        [
            [.. table.Columns.Select(c => Line(c.Name))],
            [.. table.Columns.Select(_ => "")],
            .. table.Rows.Select(row => row.Select(cell => Line(CellSvg.Text(cell, language))).ToArray()),
        ];
        for (var c = 0; c < table.Columns.Count; c++)
            rows[1][c] = new string('-', Math.Max(1, rows.Max(row => Width(row[c]))));
        return [.. Aligned(rows, [.. table.Columns.Select(c => c.Align)]), .. table.Caption.Length == 0 ? [] : Paragraphs(table.Caption)];
    }

    static IEnumerable<string> Aligned(IReadOnlyList<string[]> rows, IReadOnlyList<Align> align)
    {
        var widths = align.Select((_, c) => rows.Count == 0 ? 0 : rows.Max(row => Width(row[c]))).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((text, c) => align[c] == Align.Right
            ? new string(' ', widths[c] - Width(text)) + text
            : text + new string(' ', widths[c] - Width(text)))));
    }

    internal static string Word(Severity severity) => Language.English.Word(severity);

    static IEnumerable<string> Paragraphs(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(Line);

    static string Line(string text) => text.Any(char.IsControl)
        ? string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c))
        : text;

    static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
