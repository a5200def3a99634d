using System.Text.Json.Nodes;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Markdown cells as HTML. Raw HTML shows as text; links within the page work, links outside show their address; images must carry their data;
/// formulas stay readable as their source; C# has its colours.
/// </summary>
sealed class MarkdownHtml(PageHeadings headings)
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseListExtras().UseMathematics().Build();

    /// <summary>A piece of HTML that is ours, as a block among others.</summary>
    sealed class Piece(string html) : HtmlBlock(null!)
    {
        public HtmlBlock Filled()
        {
            Lines = new(html);
            return this;
        }
    }

    public string Write(string source, Cell cell)
    {
        var document = Markdown.Parse(HtmlText.Printable(source), Pipeline);
        foreach (var formula in document.Descendants<MathInline>().ToArray())
            formula.ReplaceBy(Attributed(new CodeInline(new string('$', formula.DelimiterCount) + formula.Content + new string('$', formula.DelimiterCount))));
        foreach (var heading in document.Descendants<HeadingBlock>().ToArray()) Place(heading);
        foreach (var link in document.Descendants<LinkInline>().ToArray()) Tame(link, cell);
        foreach (var link in document.Descendants<AutolinkInline>().ToArray()) link.ReplaceBy(new LiteralInline(link.Url));
        foreach (var block in document.Descendants<FencedCodeBlock>().ToArray())
        {
            var text = block.Lines.ToString();
            if (block is MathBlock) Replace(block, $"<pre class=\"math\"><code>$$\n{HtmlText.Escape(text)}\n$$</code></pre>");
            else if (CellLanguage.IsCSharp(block.Info ?? "")) Replace(block, $"<pre class=\"code\"><code>{CodeHtml.Write(text)}</code></pre>");
            else block.GetAttributes().AddClass("code");
        }
        // Every < of the text is escaped by now, so a tag here is the writer's own.
        return document.ToHtml(Pipeline).ReplaceLineEndings("\n")
            .Replace("<table>", HtmlText.ScrollStart + "<table>", StringComparison.Ordinal).Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<th>", "<th scope=\"col\">", StringComparison.Ordinal).Replace("<th style=", "<th scope=\"col\" style=", StringComparison.Ordinal);
    }

    static CodeInline Attributed(CodeInline code)
    {
        code.GetAttributes().AddClass("math");
        return code;
    }

    static void Replace(FencedCodeBlock block, string html)
    {
        var parent = block.Parent!;
        parent[parent.IndexOf(block)] = new Piece(html).Filled();
    }

    void Place(HeadingBlock heading)
    {
        var placed = headings.Add(heading.Level, Text(heading.Inline));
        heading.Level = placed.Level;
        heading.GetAttributes().Id = placed.Id;
        if (placed.Mark.Length == 0) return;
        var mark = new HtmlInline(placed.Mark);
        if (heading.Inline?.FirstChild is { } first) first.InsertBefore(mark);
        else heading.Inline?.AppendChild(mark);
    }

    static void Tame(LinkInline link, Cell cell)
    {
        var url = link.Url ?? "";
        if (link.IsImage)
        {
            var data = Attached(url, cell) ?? (StyleText.IsPicture(url) ? url : null);
            if (data is null)
            {
                link.ReplaceBy(new LiteralInline($"[image: {(Text(link) is { Length: > 0 } words ? words : url)}, not in the notebook]"), copyChildren: false);
                return;
            }
            link.Url = data;
            if (Text(link).Length > 0) return;
            link.AppendChild(new LiteralInline("Picture without a description"));
            link.InsertAfter(new HtmlInline(" <span class=\"note\">(this picture has no description)</span>"));
        }
        else if (!url.StartsWith('#'))
        {
            var label = Text(link);
            link.ReplaceBy(new LiteralInline(label == url || url.Length == 0 ? label : $"{label} ({url})"), copyChildren: false);
        }
    }

    /// <summary>An image the cell itself carries: <c>attachment:name.png</c>.</summary>
    static string? Attached(string url, Cell cell)
    {
        if (!url.StartsWith("attachment:", StringComparison.Ordinal)) return null;
        if ((cell.Fields?["attachments"] as JsonObject)?[Uri.UnescapeDataString(url["attachment:".Length..])] is not JsonObject forms) return null;
        var image = forms.FirstOrDefault(form => form.Key.StartsWith("image/", StringComparison.Ordinal));
        if (image.Value is null) return null;
        var text = Lines.Join(image.Value, cell.Id);
        var data = $"data:{image.Key};base64,{(image.Key == "image/svg+xml" && text.TrimStart().StartsWith('<') ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)) : text.ReplaceLineEndings(""))}";
        return StyleText.IsPicture(data) ? data : null;
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
