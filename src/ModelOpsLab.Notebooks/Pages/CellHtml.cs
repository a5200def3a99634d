using System.Globalization;
using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>The cells of a page, one after another.</summary>
sealed class CellHtml(PageHeadings headings, OutputHtml outputs, MarkdownHtml markdown, HtmlOptions options)
{
    readonly Language _language = options.Language ?? Language.English;

    /// <param name="page">Where it is written.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="number">Its number among the cells that run.</param>
    public void Write(StringBuilder page, Cell cell, int number)
    {
        if (cell.HasTag("new-page")) page.Append("<div class=\"new-page\"></div>\n");
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                page.Append(markdown.Write(cell.Source, cell));
                break;
            case CellKind.Raw:
                page.Append(TerminalText.Write(cell.Source, "raw")).Append('\n');
                break;
            default:
                Code(page, cell, number);
                break;
        }
    }

    void Code(StringBuilder page, Cell cell, int count)
    {
        var number = count.ToString(CultureInfo.InvariantCulture);
        var shown = cell.HasTag("remove-output") ? [] : cell.Outputs;
        var hasCode = options.Code != CodeView.None && !cell.HasTag("remove-input") && !string.IsNullOrWhiteSpace(cell.Source);
        var folded = options.Code == CodeView.Folded || cell.HasTag("hide-input") || cell.HasTag("hide-cell");
        if (shown.Count == 0 && !hasCode) return;
        page.Append(shown.Count == 0 && folded ? "<div class=\"cell quiet\" id=\"" : "<div class=\"cell\" id=\"").Append(HtmlText.Escape(headings.Fresh("cell-" + cell.Id))).Append("\">\n");
        if (hasCode && !folded) page.Append($"<p class=\"label\">{_language.Say("Cell", "Cellule")} {number}</p>").Append(Source(cell)).Append('\n');
        if (NotebookRunner.Runs(cell)) page.Append(StandingHtml.Marker(options.Standings, count, _language));
        var hidden = shown.Count > 0 && (cell.HasTag("hide-output") || cell.HasTag("hide-cell"));
        if (hidden) page.Append($"<details class=\"more\"><summary>{_language.Say("Output of cell", "Résultat de la cellule")} {number}</summary>\n");
        for (var i = 0; i < shown.Count; i++) outputs.Write(page, cell, count, i + 1, shown[i]);
        if (hidden) page.Append("</details>\n");
        if (hasCode && folded) page.Append($"<details class=\"code\"><summary>{_language.Say("Code, cell", "Code, cellule")} {number}</summary>").Append(Source(cell)).Append("</details>\n");
        page.Append("</div>\n");
    }

    static string Source(Cell cell) => $"<pre class=\"code\"><code>{CodeHtml.Write(cell.Source.TrimEnd('\r', '\n'))}</code></pre>";
}
