using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ModelOpsLab.Reporting;
using Document = ModelOpsLab.Reporting.Document;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookHtmlTests
{
    static IDocument Page(Notebook notebook, HtmlOptions? options = null) => new HtmlParser().ParseDocument(NotebookHtml.Write(notebook, options));

    static Cell Shown(string html) => Cell.Code("x") with { Outputs = [CellOutput.Display(new() { ["text/html"] = html, ["text/plain"] = "plain" })], ExecutionCount = 1 };

    static readonly Notebook Review = new(
    [
        Cell.Markdown("# March *2020*\n\nSee [the drift](#drift) and [the site](https://example.org/a?b=1), <https://example.org> ![logo](https://example.org/x.png)"),
        Cell.Code("// the model\nstring model = \"a<b\";\nDateOnly day = new(2020, 3, 1);\nint n = 1;", "parameters"),
        Cell.Code("n = 7;", "injected-parameters"),
        Cell.Markdown("## Drift\n\n<script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Drift\n\n### Detail"),
        Cell.Code("if (1 < 2) { }") with { Outputs = [CellOutput.Stream("stdout", "5 < 6 \u001b[31mred\u001b[0m"), CellOutput.Error("System.Exception", "a & b", ["at <x>"])] },
        Shown("<table><tr><td>7</td></tr></table>"),
    ]) { Path = "review.ipynb" };

    [Theory]
    [InlineData("<script>alert(1)</script><b>kept</b>")]
    [InlineData("<SCRIPT src=https://example.org/x.js></SCRIPT ><b>kept</b>")]
    [InlineData("<b onclick=\"alert(1)\" onmouseover=x>kept</b>")]
    [InlineData("<img src=\"https://example.org/x.png\"><b>kept</b>")]
    [InlineData("<img src='//example.org/x.png' srcset=\"a.png 2x\"><b>kept</b>")]
    [InlineData("<a href=\"javascript:alert(1)\">kept</a>")]
    [InlineData("<a href = https://example.org>kept</a>")]
    [InlineData("<link rel=stylesheet href=https://example.org/x.css><iframe src=\"https://example.org\"></iframe><b>kept</b>")]
    [InlineData("<svg><image href=\"https://example.org/x.png\"/><use xlink:href=\"https://example.org/x.svg#a\"/><text>kept</text></svg>")]
    [InlineData("<svg><script href=\"https://example.org/x.js\"></script></svg><b>kept</b>")]
    [InlineData("<div style=\"background:url(https://example.org/x.png)\">kept</div>")]
    [InlineData("<style>@import 'https://example.org/x.css';</style><b>kept</b>")]
    [InlineData("<form action=\"https://example.org\"><input name=a></form><b>kept</b>")]
    [InlineData("<base href=\"https://example.org/\"><meta http-equiv=refresh content=\"0;url=https://example.org\"><b>kept</b>")]
    [InlineData("kept<img src=\"https://example.org/x.png?")]
    [InlineData("<b title=\"a > b\" onclick='x'>kept</b>")]
    [InlineData("<script>if (a < b) document.write('<b>no</b>')</script><b>kept</b>")]
    public void Nothing_in_an_output_runs_or_loads(string html)
    {
        var page = Page(new([Shown(html)]));
        AssertStandsAlone(page);
        Assert.StartsWith("kept", page.QuerySelector(".output")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_stands_alone()
    {
        var page = Page(Review, new() { Facts = [new("Data", "mol-th1 1f27")], Footer = "modelops verify" });
        AssertStandsAlone(page);
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; img-src data:", page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content"));
        Assert.Contains("the site (https://example.org/a?b=1)", page.Body!.TextContent, StringComparison.Ordinal);
    }

    static void AssertStandsAlone(IDocument page)
    {
        Assert.Empty(page.QuerySelectorAll("script, link, iframe, object, embed, base, form, input, meta[http-equiv=refresh]"));
        foreach (var element in page.All)
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name);
                if (attribute.Name is "src" or "srcset" or "action" or "data") Assert.StartsWith("data:image/", attribute.Value, StringComparison.Ordinal);
                if (attribute.Name is "href" or "xlink:href") Assert.StartsWith("#", attribute.Value, StringComparison.Ordinal);
                if (attribute.Name is "style") Assert.DoesNotContain("url(", attribute.Value, StringComparison.Ordinal);
            }
        Assert.All(page.QuerySelectorAll("style"), style => Assert.DoesNotContain("@import", style.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_chart_needs_is_kept()
    {
        const string Svg = "<figure><svg viewBox=\"0 0 680 250\" role=\"img\"><defs><linearGradient id=\"g\"></linearGradient></defs><title>A &amp; B</title><path d=\"M54.0,128.1L56.2,130.3\" fill=\"url(#g)\" style=\"stroke:#D55E00\"/><a href=\"#E3\"><text x=\"1\">t</text></a></svg></figure>";
        Assert.Contains(Svg, NotebookHtml.Write(new([Shown(Svg)])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_notebook_gives_the_same_bytes() => Assert.Equal(NotebookHtml.Write(Review), NotebookHtml.Write(Review));

    [Fact]
    public void Parameters_stand_up_front_with_the_values_of_the_run()
    {
        var page = Page(Review, new() { Facts = [new("Data", "mol-th1 1f27")] });
        var facts = page.QuerySelector("dl.facts")!;
        Assert.Equal(["Data", "model", "day", "n"], facts.QuerySelectorAll("dt").Select(dt => dt.TextContent));
        Assert.Equal(["mol-th1 1f27", "a<b", "2020-03-01", "7"], facts.QuerySelectorAll("dd").Select(dd => dd.TextContent));
        Assert.Contains("the model", facts.QuerySelectorAll("div").Select(div => div.GetAttribute("title")));
        Assert.Equal("h1", page.QuerySelector("main")!.FirstElementChild!.LocalName);
    }

    [Fact]
    public void A_given_title_is_the_heading_and_the_notebooks_own_stands_above_it()
    {
        var main = Page(Review, new() { Title = "spx, March" }).QuerySelector("main")!;
        Assert.Equal("spx, March", main.QuerySelector("h1")!.TextContent);
        Assert.Equal(Page(Review).QuerySelector("h1")!.TextContent, main.FirstElementChild!.TextContent);
    }

    [Fact]
    public void Contents_lead_to_every_section()
    {
        var page = Page(Review);
        var links = page.QuerySelectorAll("nav a");
        Assert.Equal(["Drift", "Drift", "Detail"], links.Select(a => a.TextContent));
        Assert.All(links, a => Assert.Single(page.QuerySelectorAll($"[id='{a.GetAttribute("href")![1..]}']")));
        Assert.Equal("March 2020", page.Title);
    }

    [Fact]
    public void Contents_lead_into_outputs_and_the_library_s_style_is_there_once()
    {
        Document document = new(new Heading("Drift", 2, "drift"), new Paragraph("x"));
        var page = Page(new([Cell.Markdown("## Drift"), Cell.Code("d") with { Outputs = [CellOutput.Display(Formatters.Format(document)), CellOutput.Display(Formatters.Format(new Document(new Note("n"))))] }]));
        Assert.Equal(["#drift-2", "#drift"], page.QuerySelectorAll("nav a").Select(a => a.GetAttribute("href")));
        Assert.Single(page.QuerySelectorAll("style"));
        Assert.Contains(HtmlWriter.Style, page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        AssertStandsAlone(page);
    }

    [Fact]
    public void Html_in_markdown_shows_as_text()
    {
        Assert.Contains("<script>alert(1)</script>", Page(Review).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_and_errors_show_without_terminal_colours()
    {
        var page = Page(Review);
        Assert.Equal("5 < 6 red", page.QuerySelector("pre.stream")!.TextContent);
        Assert.Equal("a & b", page.QuerySelector(".error pre")!.TextContent);
    }

    [Theory]
    [InlineData("remove-cell", 0, 0)]
    [InlineData("remove-input", 0, 1)]
    [InlineData("hide-input", 1, 1)]
    [InlineData("remove-output", 1, 0)]
    public void Tags_hide_code_and_outputs(string tag, int code, int outputs)
    {
        var cell = Cell.Code("x", tag) with { Outputs = Shown("<b>1</b>").Outputs };
        var page = Page(new([cell]), new() { FoldCode = false });
        Assert.Equal(code, page.QuerySelectorAll("pre.code").Length);
        Assert.Equal(outputs, page.QuerySelectorAll(".output").Length);
        Assert.Equal(tag == "hide-input" ? 1 : 0, page.QuerySelectorAll("details.code").Length);
    }

    [Fact]
    public void Code_is_folded_and_exact()
    {
        Assert.Contains("if (1 < 2) { }", Page(Review).QuerySelectorAll("details.code:not([open]) code").Select(code => code.TextContent));
    }

    [Fact]
    public void Images_carry_their_data()
    {
        var cell = Cell.Code("x") with { Outputs = [CellOutput.Display(new() { ["image/png"] = "iVBO\nRw0=", ["text/plain"] = "a \"plot\"" })] };
        var image = Page(new([cell])).QuerySelector("img")!;
        Assert.Equal(("data:image/png;base64,iVBORw0=", "a \"plot\""), (image.GetAttribute("src"), image.GetAttribute("alt")));
    }
}
