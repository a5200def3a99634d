using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// A notebook as one HTML file that opens offline and in ten years: no script, no address outside, the same bytes for the same notebook.
/// Folded code stands below what it shows: results first.
/// Tags honoured: <c>remove-cell</c>, <c>remove-input</c>, <c>remove-output</c>, and <c>hide-input</c> (folded even where code stands open).
/// </summary>
public static class NotebookHtml
{
    const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <summary>The page.</summary>
    public static string Write(Notebook notebook, HtmlOptions? options = null)
    {
        options ??= new();
        var headings = new PageHeadings();
        var markdown = new MarkdownHtml(headings);
        var cells = notebook.Cells.Where(cell => !cell.HasTag("remove-cell")).ToArray();
        foreach (var output in cells.SelectMany(cell => cell.Outputs)) headings.Reserve(output.Data.TextOf(MimeBundle.Html) ?? "");
        var opening = cells is [{ Kind: CellKind.Markdown } first, ..] && first.Source.TrimStart().StartsWith("# ", StringComparison.Ordinal)
            ? markdown.Write(first)
            : "";
        var body = new StringBuilder();
        var number = 0;
        foreach (var cell in opening.Length > 0 ? cells.Skip(1) : cells)
        {
            if (NotebookRunner.Runs(cell)) number++;
            if (NotebookRunner.Runs(cell)) body.Append(StandingHtml.Marker(options.Standings, number));
            Write(body, cell, number, markdown, headings, options.FoldCode);
        }
        var title = options.Title ?? (headings.All is [var heading, ..] ? heading.Text : null) ?? Path.GetFileNameWithoutExtension(notebook.Path);
        var page = new StringBuilder()
            .Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">\n<title>").Append(HtmlText.Escape(title)).Append("</title>\n<style>\n")
            .Append(NotebookStyle.Css.ReplaceLineEndings("\n")).Append('\n').Append(HtmlWriter.Style.ReplaceLineEndings("\n")).Append(options.Style.ReplaceLineEndings("\n")).Append("</style></head>\n<body><main class=\"notebook\">\n");
        page.Append(Head(opening, headings, title, options.Title is not null));
        page.Append(StandingHtml.Banner(options.Standings));
        PageFacts.Write(page, notebook, options.Facts);
        Contents(page, headings.All);
        page.Append(body);
        if (options.Footer.Length > 0) page.Append("<footer>").Append(HtmlText.Escape(options.Footer)).Append("</footer>\n");
        return page.Append("</main></body></html>\n").ToString();
    }

    static void Write(StringBuilder page, Cell cell, int number, MarkdownHtml markdown, PageHeadings headings, bool fold)
    {
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                page.Append(markdown.Write(cell));
                break;
            case CellKind.Raw:
                page.Append("<pre>").Append(HtmlText.Escape(cell.Source)).Append("</pre>\n");
                break;
            default:
                var outputs = cell.HasTag("remove-output") ? [] : cell.Outputs;
                var (shown, folded) = (!cell.HasTag("remove-input"), fold || cell.HasTag("hide-input"));
                page.Append(outputs.Count == 0 && folded ? "<section class=\"quiet\" id=\"cell-" : "<section id=\"cell-").Append(HtmlText.Escape(cell.Id)).Append("\">\n");
                if (shown && !folded) Code(page, cell, number, folded);
                foreach (var output in outputs) OutputHtml.Write(page, output, headings);
                if (shown && folded) Code(page, cell, number, folded);
                page.Append("</section>\n");
                break;
        }
    }

    static void Code(StringBuilder page, Cell cell, int number, bool fold)
    {
        if (string.IsNullOrWhiteSpace(cell.Source)) return;
        var code = $"<pre class=\"code\"><code>{HtmlText.Escape(cell.Source)}</code></pre>";
        if (!fold) page.Append(code).Append('\n');
        else page.Append("<details class=\"code\"><summary>Code, cell ").Append(number.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append("</summary>").Append(code).Append("</details>\n");
    }

    /// <summary>The notebook's own first cell; where the caller gives a title, that is the heading and the notebook's own stands small above it.</summary>
    static string Head(string opening, PageHeadings headings, string title, bool given)
    {
        if (opening.Length == 0) return $"<h1>{HtmlText.Escape(title)}</h1>\n";
        if (!given || opening.IndexOf("</h1>", StringComparison.Ordinal) is not (>= 0 and var end)) return opening;
        return $"<p class=\"overline\">{HtmlText.Escape(headings.All[0].Text)}</p>\n<h1>{HtmlText.Escape(title)}</h1>{opening[(end + 5)..]}";
    }

    /// <summary>Sections and subsections; the title is not repeated, and one section alone needs no contents.</summary>
    static void Contents(StringBuilder page, IReadOnlyList<PageHeading> headings)
    {
        var listed = headings.Where(heading => heading.Level is 2 or 3).ToArray();
        if (listed.Length < 2) return;
        page.Append("<nav aria-label=\"Contents\"><details open><summary>Contents</summary><ul>\n");
        foreach (var (level, id, text) in listed)
            page.Append(level == 3 ? "<li class=\"l3\">" : "<li>").Append("<a href=\"#").Append(HtmlText.Escape(id)).Append("\">").Append(HtmlText.Escape(text)).Append("</a></li>\n");
        page.Append("</ul></details></nav>\n");
    }
}
