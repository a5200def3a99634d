using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// A notebook as one HTML file that opens offline and in ten years: no script, no address outside, the same bytes for the same notebook.
/// Folded code stands below what it shows: results first.
/// Tags honoured: <c>remove-cell</c>, <c>remove-input</c>, <c>remove-output</c> leave out; <c>hide-cell</c>, <c>hide-input</c>, <c>hide-output</c> fold; <c>new-page</c> begins a printed page.
/// </summary>
public static class NotebookHtml
{
    const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>The language that a notebook's run asked for by a parameter <c>language</c>: French for <c>fr</c>, else English.</summary>
    public static Language LanguageOf(Notebook notebook) => PageFacts.LanguageOf(notebook);

    /// <summary>The page.</summary>
    public static string Write(Notebook notebook, HtmlOptions? options = null)
    {
        options ??= new();
        var language = options.Language ?? LanguageOf(notebook);
        var cells = notebook.Cells.Where(cell => !cell.HasTag("remove-cell")).ToArray();
        var titled = cells is [{ Kind: CellKind.Markdown } first, ..] && first.Source.TrimStart().StartsWith("# ", StringComparison.Ordinal);
        var headings = new PageHeadings(titled, numbered: !cells.Any(cell => cell.Kind == CellKind.Markdown && PageHeadings.AreNumbered(cell.Source))) { LinkName = language.Say("Link to this section", "Lien vers cette section") };
        foreach (var output in cells.SelectMany(cell => cell.Outputs)) headings.Reserve(output.Data.TextOf(MimeBundle.Html) ?? "");
        var (markdown, styles, body) = (new MarkdownHtml(headings), new PageStyles(), new StringBuilder());
        var opening = titled ? markdown.Write(cells[0].Source, cells[0]) : "";
        var title = options.Title ?? (titled ? headings.All[0].Text : null) ?? Path.GetFileNameWithoutExtension(notebook.Path);
        var writer = new CellHtml(headings, new OutputHtml(headings, styles, markdown, language), markdown, options with { Language = language });
        var number = 0;
        foreach (var cell in titled ? notebook.Cells.SkipWhile(cell => cell != cells[0]).Skip(1) : notebook.Cells)
        {
            if (NotebookRunner.Runs(cell)) number++;
            if (!cell.HasTag("remove-cell")) writer.Write(body, cell, number);
        }

        var page = new StringBuilder("<!doctype html>\n<html lang=\"").Append(language.Code).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Append("<meta name=\"generator\" content=\"").Append(HtmlText.Escape(Provenance.ThisLibrary)).Append("\">");
        if (Description(opening) is { Length: > 0 } description) page.Append("<meta name=\"description\" content=\"").Append(HtmlText.Escape(description)).Append("\">");
        page.Append("<link rel=\"icon\" href=\"data:,\">\n<title>").Append(HtmlText.Escape(title)).Append("</title>\n<style>\n");
        NotebookStyle.Write(page, title, options, styles);
        page.Append("</style></head>\n<body class=\"").Append(options.Code == CodeView.Open ? "open" : "folded").Append("\"><a class=\"skip\" href=\"#content\">").Append(language.Say("To the content", "Aller au contenu")).Append("</a>\n<div class=\"page\">\n");
        PageContents.Write(page, headings.All, language);
        page.Append("<div class=\"sheet\"><header>\n").Append(StandingHtml.Banner(options.Standings, language)).Append(Head(opening, headings, title, options.Title is not null));
        PageFacts.Write(page, notebook, options.Facts, language);
        page.Append("</header>\n<main id=\"content\">\n").Append(headings.Resolve(body.ToString())).Append("</main>\n");
        if (options.Footer.Length > 0) page.Append("<footer>").Append(HtmlText.Escape(options.Footer)).Append("</footer>\n");
        return page.Append("</div></div></body></html>\n").ToString();
    }

    /// <summary>The notebook's own first cell; where the caller gives a title, that is the heading and the notebook's own stands small above it.</summary>
    static string Head(string opening, PageHeadings headings, string title, bool given)
    {
        if (opening.Length == 0) return $"<h1>{HtmlText.Escape(title)}</h1>\n";
        if (!given || opening.IndexOf("</h1>", StringComparison.Ordinal) is not (>= 0 and var end)) return opening;
        return $"<p class=\"overline\">{HtmlText.Escape(headings.All[0].Text)}</p>\n<h1>{HtmlText.Escape(title)}</h1>{opening[(end + 5)..]}";
    }

    /// <summary>The words under the title, for lists of pages.</summary>
    static string Description(string opening) => opening.IndexOf("</h1>", StringComparison.Ordinal) is >= 0 and var end
        ? Lines.Shorten(HtmlText.OneLine(HtmlText.Plain(opening[end..])), 200)
        : "";
}
