using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>A cell's outputs as HTML: the richest form that needs no script and no network. What cannot be shown is said, at its place.</summary>
sealed class OutputHtml(PageHeadings headings, PageStyles styles, MarkdownHtml markdown, Language language)
{
    const int MostMarkup = 8_000_000, MostImage = 30_000_000;

    static readonly string[] Images = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"];

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="page">Where it is written.</param>
    /// <param name="cell">The cell it is of.</param>
    /// <param name="number">The cell's number on the page.</param>
    /// <param name="index">The output's number in the cell, from 1.</param>
    /// <param name="output">The output.</param>
    public void Write(StringBuilder page, Cell cell, int number, int index, CellOutput output)
    {
        var id = HtmlText.Escape(headings.Fresh($"cell-{cell.Id}-{index.ToString(CultureInfo.InvariantCulture)}"));
        var where = $"{language.Say("cell", "la cellule")} {number.ToString(CultureInfo.InvariantCulture)}";
        switch (output.Kind)
        {
            case OutputKind.Stream when output.Name == "stderr":
                page.Append($"<div class=\"stderr\" id=\"{id}\"><p class=\"label\">{language.Say("Standard error", "Sortie d'erreur")}</p>{TerminalText.Write(output.Text, "stream")}</div>\n");
                break;
            case OutputKind.Stream:
                page.Append($"<div class=\"stdout\" id=\"{id}\">{TerminalText.Write(output.Text, "stream")}</div>\n");
                break;
            case OutputKind.Error:
                page.Append($"<section class=\"error\" id=\"{id}\" aria-label=\"{language.Say("Error in", "Erreur dans")} {where}\"><p class=\"label\">{language.Say("Error in", "Erreur dans")} {where}</p><p><strong>{TerminalText.Inline(output.Name)}</strong></p>{TerminalText.Write(output.Text, "message")}");
                if (output.Traceback.Count > 0)
                    page.Append($"<details><summary>{language.Say("Calls", "Appels")}</summary>").Append(TerminalText.Write(string.Join('\n', output.Traceback), "calls")).Append("</details>");
                page.Append("</section>\n");
                break;
            default:
                page.Append($"<div class=\"output\" id=\"{id}\">{Rich(cell, output.Data, $"{language.Say("Picture of", "Image de")} {where}")}</div>\n");
                break;
        }
    }

    string Rich(Cell cell, MimeBundle data, string name)
    {
        var described = data.TextOf(MimeBundle.PlainText) is { } words && !string.IsNullOrWhiteSpace(words) ? Lines.Shorten(HtmlText.OneLine(HtmlText.Printable(words)), 200) : name;
        var before = "";
        if (data.TextOf(MimeBundle.Html) is { } html && Markup(html, described, out var content) is var markup)
        {
            if (content) return markup;
            before = markup; // nothing is left of it: the next form
        }
        return before + (Image(data, described)
            ?? (data.TextOf("text/markdown") is { } text ? markdown.Write(text, cell) : null)
            ?? (data[MimeBundle.Plotly] is JsonObject figure ? Figure(figure) : null)
            ?? Widget(data)
            ?? (data.TextOf("text/latex") is { } latex ? $"<pre class=\"math\">{TerminalText.Inline(latex)}</pre>" : null)
            ?? Words(data));
    }

    string Markup(string html, string name, out bool content)
    {
        content = true;
        if (html.Length > MostMarkup)
        {
            content = false;
            return Note(language.Say($"HTML of {Count(html.Length)} characters is more than a page shows; the notebook has it.", $"Un HTML de {Count(html.Length)} caractères dépasse ce qu'une page montre\u202F; il est dans le notebook."));
        }
        var clean = HtmlCleaner.Clean(html, headings, styles, name);
        content = clean.HasContent;
        var body = clean.Classes.Length == 0 ? clean.Html : $"<div class=\"{clean.Classes}\">{clean.Html}</div>";
        if (clean.Classes.Length > 0 || clean.Removed.Count > 0) body = $"<div class=\"foreign\">{body}</div>"; // whatever its style says, it stays in its box
        return clean.Removed.Count == 0 ? body : body + Note(language.Say("Left out of this output, so that the page runs and loads nothing: ", "Retiré de ce résultat, pour que la page n'exécute et ne charge rien\u202F: ") + $"{string.Join(", ", clean.Removed)}.");
    }

    string? Image(MimeBundle data, string description)
    {
        foreach (var type in Images)
            if (data.TextOf(type) is { } image && Base64Of(type, image) is { } bytes)
                return bytes.Length > MostImage
                    ? Note(language.Say($"A picture of {Count(bytes.Length * 3L / 4)} bytes is more than a page shows; the notebook has it.", $"Une image de {Count(bytes.Length * 3L / 4)} octets dépasse ce qu'une page montre\u202F; elle est dans le notebook."))
                    : $"<img src=\"data:{type};base64,{bytes}\" alt=\"{HtmlText.Escape(description)}\">";
        return null;
    }

    static string? Base64Of(string type, string image)
    {
        if (type == "image/svg+xml") return Convert.ToBase64String(Encoding.UTF8.GetBytes(image));
        var bytes = image.ReplaceLineEndings("");
        return Base64.IsValid(bytes) ? bytes : null;
    }

    string Figure(JsonObject figure)
    {
        var (charts, data) = (PlotlyFigure.Charts(figure), PlotlyFigure.Data(figure));
        var html = new StringBuilder();
        if (charts.Count > 0) html.Append(HtmlWriter.Write(new(charts) { Language = language }));
        html.Append(Note(charts.Count > 0
            ? language.Say("A still picture of an interactive Plotly figure; an editor draws the figure itself.", "Image fixe d'une figure Plotly interactive\u202F; un éditeur affiche la figure elle-même.")
            : language.Say("An interactive Plotly figure of a kind that is not drawn without script; its data follow, and an editor draws the figure itself.", "Figure Plotly interactive d'un type qui ne se dessine pas sans script\u202F; ses données suivent, et un éditeur affiche la figure elle-même.")));
        if (data is not null) html.Append(charts.Count > 0 ? "<details>" : "<details open>").Append(language.Say("<summary>Data of the figure</summary>", "<summary>Données de la figure</summary>")).Append(HtmlWriter.Write(new(data) { Language = language })).Append("</details>");
        return html.ToString();
    }

    string? Widget(MimeBundle data) => data["application/vnd.jupyter.widget-view+json"] is null ? null
        : Note(language.Say("An interactive widget stood here; it needs a running kernel.", "Un composant interactif se trouvait ici\u202F; il lui faut un noyau en marche.")) + (data.TextOf(MimeBundle.PlainText) is { } text ? TerminalText.Write(text, "result") : "");

    string Words(MimeBundle data)
    {
        var html = new StringBuilder();
        if (data.TextOf(MimeBundle.PlainText) is { } text) html.Append(TerminalText.Write(text, "result"));
        if (data[MimeBundle.Json] is { } json)
        {
            var pretty = json.ToJsonString(Readable);
            var open = html.Length == 0 && pretty.Length < 600;
            html.Append($"<details{(open ? " open" : "")}><summary>JSON, {Count(pretty.Count(c => c == '\n') + 1)} {language.Say("lines", "lignes")}</summary>{TerminalText.Write(pretty, "json")}</details>");
        }
        if (data.MimeTypes.Any(type => type.Contains("javascript", StringComparison.Ordinal))) html.Append(Note(language.Say("A script stood here; the page runs none.", "Un script se trouvait ici\u202F; la page n'en exécute aucun.")));
        return html.Length > 0 ? html.ToString() : Note(language.Say("No form of this output can be shown on a page: ", "Aucune forme de ce résultat ne peut être montrée sur une page\u202F: ") + $"{string.Join(", ", data.MimeTypes)}.");
    }

    static string Note(string text) => $"<p class=\"note\">{HtmlText.Escape(HtmlText.Printable(text))}</p>";

    string Count(long number) => language.Count(number);
}
