using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>A cell's outputs as HTML: the richest form that needs no script and no network. What cannot be shown is said, at its place.</summary>
sealed class OutputHtml(PageHeadings headings, PageStyles styles, MarkdownHtml markdown)
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
        var where = $"cell {number.ToString(CultureInfo.InvariantCulture)}";
        switch (output.Kind)
        {
            case OutputKind.Stream when output.Name == "stderr":
                page.Append($"<div class=\"stderr\" id=\"{id}\"><p class=\"label\">Standard error</p>{TerminalText.Write(output.Text, "stream")}</div>\n");
                break;
            case OutputKind.Stream:
                page.Append($"<div class=\"stdout\" id=\"{id}\">{TerminalText.Write(output.Text, "stream")}</div>\n");
                break;
            case OutputKind.Error:
                page.Append($"<section class=\"error\" id=\"{id}\" aria-label=\"Error in {where}\"><p class=\"label\">Error in {where}</p><p><strong>{TerminalText.Inline(output.Name)}</strong></p>{TerminalText.Write(output.Text, "message")}");
                if (output.Traceback.Count > 0)
                    page.Append("<details><summary>Calls</summary>").Append(TerminalText.Write(string.Join('\n', output.Traceback), "calls")).Append("</details>");
                page.Append("</section>\n");
                break;
            default:
                page.Append($"<div class=\"output\" id=\"{id}\">{Rich(cell, output.Data, $"Picture of {where}")}</div>\n");
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
            return Note($"HTML of {Count(html.Length)} characters is more than a page shows; the notebook has it.");
        }
        var clean = HtmlCleaner.Clean(html, headings, styles, name);
        content = clean.HasContent;
        var body = clean.Classes.Length == 0 ? clean.Html : $"<div class=\"{clean.Classes}\">{clean.Html}</div>";
        if (clean.Classes.Length > 0 || clean.Removed.Count > 0) body = $"<div class=\"foreign\">{body}</div>"; // whatever its style says, it stays in its box
        return clean.Removed.Count == 0 ? body : body + Note($"Left out of this output, so that the page runs and loads nothing: {string.Join(", ", clean.Removed)}.");
    }

    static string? Image(MimeBundle data, string description)
    {
        foreach (var type in Images)
            if (data.TextOf(type) is { } image && Base64Of(type, image) is { } bytes)
                return bytes.Length > MostImage
                    ? Note($"A picture of {Count(bytes.Length * 3L / 4)} bytes is more than a page shows; the notebook has it.")
                    : $"<img src=\"data:{type};base64,{bytes}\" alt=\"{HtmlText.Escape(description)}\">";
        return null;
    }

    static string? Base64Of(string type, string image)
    {
        if (type == "image/svg+xml") return Convert.ToBase64String(Encoding.UTF8.GetBytes(image));
        var bytes = image.ReplaceLineEndings("");
        return Base64.IsValid(bytes) ? bytes : null;
    }

    static string Figure(JsonObject figure)
    {
        var (charts, data) = (PlotlyFigure.Charts(figure), PlotlyFigure.Data(figure));
        var html = new StringBuilder();
        if (charts.Count > 0) html.Append(HtmlWriter.Write(new(charts)));
        html.Append(Note(charts.Count > 0
            ? "A still picture of an interactive Plotly figure; an editor draws the figure itself."
            : "An interactive Plotly figure of a kind that is not drawn without script; its data follow, and an editor draws the figure itself."));
        if (data is not null) html.Append(charts.Count > 0 ? "<details>" : "<details open>").Append("<summary>Data of the figure</summary>").Append(HtmlWriter.Write(new(data))).Append("</details>");
        return html.ToString();
    }

    static string? Widget(MimeBundle data) => data["application/vnd.jupyter.widget-view+json"] is null ? null
        : Note("An interactive widget stood here; it needs a running kernel.") + (data.TextOf(MimeBundle.PlainText) is { } text ? TerminalText.Write(text, "result") : "");

    static string Words(MimeBundle data)
    {
        var html = new StringBuilder();
        if (data.TextOf(MimeBundle.PlainText) is { } text) html.Append(TerminalText.Write(text, "result"));
        if (data[MimeBundle.Json] is { } json)
        {
            var pretty = json.ToJsonString(Readable);
            var open = html.Length == 0 && pretty.Length < 600;
            html.Append($"<details{(open ? " open" : "")}><summary>JSON, {Count(pretty.Count(c => c == '\n') + 1)} lines</summary>{TerminalText.Write(pretty, "json")}</details>");
        }
        if (data.MimeTypes.Any(type => type.Contains("javascript", StringComparison.Ordinal))) html.Append(Note("A script stood here; the page runs none."));
        return html.Length > 0 ? html.ToString() : Note($"No form of this output can be shown on a page: {string.Join(", ", data.MimeTypes)}.");
    }

    static string Note(string text) => $"<p class=\"note\">{HtmlText.Escape(HtmlText.Printable(text))}</p>";

    static string Count(long number) => Format.Count(number);
}
