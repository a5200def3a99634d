using System.Text;
using System.Text.Json.Nodes;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ModelOpsLab.Notebooks;

/// <summary>A heading of the page: where it is and what it says.</summary>
sealed record PageHeading(int Level, string Id, string Text);

/// <summary>Markdown cells as HTML. Raw HTML shows as text; links within the page work, links outside show their address; images must carry their data.</summary>
sealed class MarkdownHtml
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseListExtras().Build();

    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly List<PageHeading> _headings = [];

    /// <summary>The headings met so far, in order.</summary>
    public IReadOnlyList<PageHeading> Headings => _headings;

    public string Write(Cell cell)
    {
        var document = Markdown.Parse(cell.Source, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>().ToArray())
        {
            var text = Text(heading.Inline);
            var id = Id(text);
            heading.GetAttributes().Id = id;
            _headings.Add(new(heading.Level, id, text));
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

    string Id(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var name = slug.ToString().Trim('-');
        if (name.Length == 0) name = "section";
        var id = name;
        for (var again = 2; !_ids.Add(id); again++) id = $"{name}-{again}";
        return id;
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
