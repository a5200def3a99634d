using System.Globalization;
using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Plain text, for the command line and for snapshot tests: nothing is wrapped, tables are aligned, every chart says its few numbers that matter.</summary>
/// <remarks>Control characters in data become spaces, so that a column name cannot steer a terminal.</remarks>
public static class PlainTextWriter
{
    /// <summary>The document as text with LF line ends: blocks with an empty line between them.</summary>
    public static string Write(Document document) =>
        string.Concat(document.Blocks.Select((block, i) => (i == 0 ? "" : "\n") + string.Concat(Lines(block).Select(line => line.TrimEnd() + "\n"))));

    static IEnumerable<string> Lines(Block block) => block switch
    {
        Heading heading => [$"{new string('#', Math.Clamp(heading.Level, 1, 4))} {Line(heading.Text)}"],
        Paragraph paragraph => Paragraphs(paragraph.Text),
        Note note => Paragraphs("Note: " + note.Text),
        Verdict verdict => Lines(verdict),
        Facts facts => Aligned([.. facts.Items.Select(f => new[] { Line(f.Name) + ":", Line(f.Value) })], [Align.Left, Align.Left]),
        Table table => Lines(table),
        Chart chart => ChartText.Lines(chart).Select(Line),
        Details details => [Line(details.Text), .. details.Blocks.SelectMany(Lines).Select(line => "  " + line)],
        _ => throw new ArgumentException($"No writer knows the block {block.GetType().Name}.", nameof(block)),
    };

    static IEnumerable<string> Lines(Verdict verdict)
    {
        yield return $"[{Word(verdict.Severity)}] {Line(verdict.Text)}";
        if (verdict.Detail.Length > 0)
            yield return Line(verdict.Detail);
        foreach (var point in verdict.Points)
            yield return "- " + (point.Severity is { } severity ? $"[{Word(severity)}] " : "") + Line(point.Text) + (point.Evidence.Length == 0 ? "" : $" (see {Line(point.Evidence)})");
    }

    static IEnumerable<string> Lines(Table table)
    {
        string[][] rows =
        [
            [.. table.Columns.Select(c => Line(c.Name))],
            [.. table.Columns.Select(_ => "")],
            .. table.Rows.Select(row => row.Select(cell => Line(cell.Text)).ToArray()),
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

    internal static string Word(Severity severity) => severity switch
    {
        Severity.Healthy => "healthy",
        Severity.Warning => "warning",
        Severity.Critical => "critical",
        _ => "unknown",
    };

    static IEnumerable<string> Paragraphs(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(Line);

    static string Line(string text) => text.Any(char.IsControl)
        ? string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c))
        : text;

    static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
