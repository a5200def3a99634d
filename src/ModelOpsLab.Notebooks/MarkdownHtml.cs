using System.Text.Json.Nodes;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ModelOpsLab.Notebooks;

/// <summary>Markdown cells as HTML. Raw HTML shows as text; links within the page work, links outside show their address; images must carry their data.</summary>
sealed class MarkdownHtml(PageHeadings headings)
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseListExtras().Build();

    public string Write(Cell cell)
    {
        var document = Markdown.Parse(cell.Source, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>().ToArray())
        {
            var text = Text(heading.Inline);
            heading.GetAttributes().Id = headings.Add(heading.Level, text);
        }
        foreach (var link in document.Descendants<LinkInline>().ToArray()) Tame(link, cell);
        foreach (var link in document.Descendants<AutolinkInline>().ToArray()) link.ReplaceBy(new LiteralInline(link.Url));
        return document.ToHtml(Pipeline).ReplaceLineEndings("\n");
    }

    static void Tame(LinkInline link, Cell cell)
    {
        var url = link.Url ?? "";
        if (link.IsImage)
        {
            if (Attached(url, cell) is { } data) link.Url = data;
            else if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)) link.ReplaceBy(new LiteralInline($"[image: {Text(link)}]"));
        }
        else if (!url.StartsWith('#'))
        {
            var label = Text(link);
            link.ReplaceBy(new LiteralInline(label == url || url.Length == 0 ? label : $"{label} ({url})"));
        }
    }

    /// <summary>An image the cell itself carries: <c>attachment:name.png</c>.</summary>
    static string? Attached(string url, Cell cell)
    {
        if (!url.StartsWith("attachment:", StringComparison.Ordinal)) return null;
        if ((cell.Fields?["attachments"] as JsonObject)?[Uri.UnescapeDataString(url["attachment:".Length..])] is not JsonObject forms) return null;
        var image = forms.FirstOrDefault(form => form.Key.StartsWith("image/", StringComparison.Ordinal));
        return image.Value is null ? null : $"data:{image.Key};base64,{Lines.Join(image.Value, cell.Id).ReplaceLineEndings("")}";
    }

    static string Text(ContainerInline? inlines) => string.Concat((inlines ?? new ContainerInline()).Descendants<LeafInline>().Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline => " ",
        _ => "",
    }));
}
