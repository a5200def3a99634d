using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Documents as HTML that is also well-formed XML: no script, nothing loaded, every string encoded, links only inside the page.</summary>
public static class HtmlWriter
{
    /// <summary>The style sheet of all fragments; every class is prefixed <c>mol-</c>, every rule is under <c>.mol</c>.</summary>
    public const string Style = HtmlStyle.Fragment;

    /// <summary>The document as one <c>div</c>, for a page that has <see cref="Style"/>.</summary>
    /// <exception cref="ArgumentException">A chart is inconsistent: the message names it.</exception>
    public static string Write(Document document) => $"<div class=\"mol\"{Lang(document)}>\n{Body(document)}</div>\n";

    /// <summary>The document with its style sheet, for a place that has no page, such as the output of a notebook cell.</summary>
    /// <inheritdoc cref="Write"/>
    public static string Fragment(Document document) => $"<div class=\"mol\"{Lang(document)}><style>\n{Style}</style>\n{Body(document)}</div>\n";

    /// <summary>A whole page that opens offline, under a content security policy that allows nothing but its own style.</summary>
    /// <inheritdoc cref="Write"/>
    public static string Page(Document document, string title) =>
        $"""
        <!DOCTYPE html>
        <html lang="{document.Language.Code}"><head><meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="color-scheme" content="light dark"/><title>{Markup.Encode(title)}</title><style>
        {Style}{HtmlStyle.Page}</style></head><body><main class="mol">
        {Body(document)}</main></body></html>

        """.ReplaceLineEndings("\n");

    /// <summary>A fragment stands in a page of whatever language; English is not marked.</summary>
    static string Lang(Document document) => document.Language == Language.English ? "" : $" lang=\"{document.Language.Code}\"";

    static string Body(Document document)
    {
        var html = new StringBuilder();
        var evidence = Evidence(document);
        foreach (var block in document.Blocks)
            html.Append(Block(block, evidence, document.Language)).Append('\n');
        return html.ToString();
    }

    /// <summary>What evidence links can point at, with the words they show on hovering.</summary>
    static Dictionary<string, string> Evidence(Document document)
    {
        Dictionary<string, string> titles = [];
        foreach (var (id, title) in document.Blocks.SelectMany(b => b is Details d ? [b, .. d.Blocks] : new[] { b }).Select(b => b switch
        {
            Heading h => (h.Id, h.Text),
            Table t => (t.Id, t.Caption),
            Chart c => (c.Id, c.Title),
            Details d => (d.Id, d.Text),
            _ => ("", ""),
        }))
            if (id.Length > 0)
                titles.TryAdd(Markup.Id(id), title);
        return titles;
    }

    static string Block(Block block, Dictionary<string, string> evidence, Language language) => block switch
    {
        Heading heading => Heading(heading),
        Paragraph paragraph => $"<p>{Markup.Encode(paragraph.Text)}</p>",
        Note note => $"<p class=\"mol-note\">{Markup.Encode(note.Text)}</p>",
        Verdict verdict => Verdict(verdict, evidence, language),
        Facts facts => $"<dl class=\"mol-facts\">{string.Concat(facts.Items.Select(f => $"<div><dt>{Markup.Encode(f.Name)}</dt><dd>{Markup.Encode(f.Value)}</dd></div>"))}</dl>",
        Table table => Table(table, evidence, language),
        Chart chart => Chart(chart, language),
        Details details => $"<details class=\"mol-details\"{Markup.IdAttribute(details.Id)}><summary>{Markup.Encode(details.Text)}</summary><div>{string.Concat(details.Blocks.Select(b => b is Chart small ? Small(small, language) : Block(b, evidence, language)))}</div></details>",
        _ => throw new ArgumentException($"No writer knows the block {block.GetType().Name}.", nameof(block)),
    };

    static string Heading(Heading heading)
    {
        var level = Math.Clamp(heading.Level, 1, 4);
        return $"<h{level}{Markup.IdAttribute(heading.Id)}>{Markup.Encode(heading.Text)}</h{level}>";
    }

    static string Verdict(Verdict verdict, Dictionary<string, string> evidence, Language language)
    {
        var html = new StringBuilder($"<section class=\"mol-verdict mol-{PlainTextWriter.Word(verdict.Severity)}\" aria-label=\"Verdict\"><div class=\"mol-head\">{Chip(verdict.Severity, language)}<p class=\"mol-line1\">{Markup.Encode(verdict.Text)}</p>");
        if (verdict.Detail.Length > 0)
            html.Append($"<p class=\"mol-detail\">{Markup.Encode(verdict.Detail)}</p>");
        html.Append("</div>");
        if (verdict.Points.Count > 0)
            html.Append("<ul>").AppendJoin("", verdict.Points.Select(p => Point(p, evidence, language))).Append("</ul>");
        return html.Append("</section>").ToString();
    }

    static string Point(Point point, Dictionary<string, string> evidence, Language language)
    {
        var chip = point.Severity is { } severity ? Chip(severity, language) + " " : "";
        var link = point.Evidence.Length == 0 ? "" : " " + Link(point.Evidence, Short(point.Evidence) is { Length: > 0 } id ? id : language.Say("evidence", "justificatif"), evidence, language);
        return $"<li>{chip}{Markup.Encode(point.Text)}{link}</li>";
    }

    static string Link(string href, string text, Dictionary<string, string> evidence, Language language)
    {
        var title = evidence.GetValueOrDefault(Markup.Id(href), "");
        return $"<a href=\"#{Markup.Id(href)}\"{(title.Length == 0 ? "" : $" title=\"{Markup.Encode(title)}\"")}>{Markup.Encode(text)}</a>";
    }

    static string Chip(Severity severity, Language language, string word = "") =>
        $"<span class=\"mol-chip mol-{PlainTextWriter.Word(severity)}\">{Markup.Encode(word.Length > 0 ? word : language.Word(severity))}</span>";

    /// <summary>A table of more columns is set closer, so that a page shows it whole.</summary>
    const int ManyColumns = 8;

    static string Table(Table table, Dictionary<string, string> evidence, Language language)
    {
        var html = new StringBuilder($"<figure{Markup.IdAttribute(table.Id)}><div class=\"mol-scroll{(table.Columns.Count > ManyColumns ? " mol-dense" : "")}\" tabindex=\"0\" role=\"region\" aria-label=\"{Markup.Encode(table.Caption.Length > 0 ? table.Caption : language.Say("table", "tableau"))}\"><table><thead><tr>");
        foreach (var column in table.Columns)
            html.Append($"<th scope=\"col\"{Numeric(column)}>{Markup.Encode(column.Name)}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < row.Count; c++)
                html.Append(c == 0 ? $"<th scope=\"row\"{Numeric(table.Columns[c])}>{Cell(row[c], evidence, language)}</th>" : $"<td{Numeric(table.Columns[c])}>{Cell(row[c], evidence, language)}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>").Append(Caption(table.Id, table.Caption)).Append("</figure>").ToString();
    }

    static string Numeric(TableColumn column) => column.Align == Align.Right ? " class=\"mol-n\"" : "";

    static string Cell(Cell cell, Dictionary<string, string> evidence, Language language) => cell switch
    {
        TextCell { Href.Length: > 0 } link => Link(link.Href, link.Value, evidence, language),
        SeverityCell chip => Chip(chip.Severity, language, chip.Word),
        IntervalCell interval when CellSvg.Write(interval, language) is { Length: > 0 } picture => picture,
        HistogramCell histogram when CellSvg.Write(histogram, language) is { Length: > 0 } picture => picture,
        _ => Markup.Encode(CellSvg.Text(cell, language)),
    };

    static string Chart(Chart chart, Language language) =>
        $"<figure class=\"mol-chartbox\"{Markup.IdAttribute(chart.Id)}><p class=\"mol-title\">{Markup.Encode(chart.Title)}</p><div class=\"mol-wide\">{SvgChart.Write(chart, language: language)}</div><div class=\"mol-narrow\">{SvgChart.Write(chart, SvgChart.Narrow, language)}</div>{Caption(chart.Id, chart.Caption)}</figure>";

    static string Small(Chart chart, Language language) =>
        $"<figure class=\"mol-chartbox\"{Markup.IdAttribute(chart.Id)}><p class=\"mol-title\">{Markup.Encode(chart.Title)}</p>{SvgChart.Write(chart, SvgChart.Narrow, language)}{Caption(chart.Id, chart.Caption)}</figure>";

    static string Caption(string id, string text)
    {
        var shown = Short(id).Length > 0 ? $"<b>{Markup.Encode(Short(id))}</b> " : "";
        return shown.Length + text.Length == 0 ? "" : $"<figcaption>{shown}{Markup.Encode(text)}</figcaption>";
    }

    /// <summary>Short ids such as <c>E1</c> are shown, so that a reader of the printed page finds what a verdict points at; of longer ones nothing.</summary>
    static string Short(string id) => id.TrimStart('#') is { Length: <= 4 } shown ? shown : "";
}
