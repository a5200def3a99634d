using System.Globalization;
using System.Text.RegularExpressions;
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

    [Fact]
    public void The_page_stands_alone()
    {
        var page = Page(Review, new() { Facts = [new("Data", "mol-th1 1f27")], Footer = "modelops verify" });
        StandAlone.Check(page);
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'", page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content"));
        Assert.Contains("the site (https://example.org/a?b=1)", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_French_page_says_so_and_adds_French_words()
    {
        var page = Page(Review, new() { Language = Language.French, Code = CodeView.Open });
        Assert.Equal("fr", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Aller au contenu", page.QuerySelector("a.skip")!.TextContent);
        Assert.Equal("Sommaire", page.QuerySelector("#contents summary")!.TextContent);
        Assert.Equal("Paramètres", page.QuerySelector(".facts caption")!.TextContent);
        Assert.Contains("Cellule", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Erreur dans la cellule", page.Body.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Error in", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string language = \"fr\";", "", "fr")]
    [InlineData("string language = \"en\";", "language = \"fr\";", "fr")]
    [InlineData("string language = \"fr\";", "language = \"en\";", "en")]
    [InlineData("string language = \"de\";", "", "en")]
    [InlineData("string lang = \"fr\";", "", "en")]
    public void A_parameter_of_the_run_chooses_the_language_of_the_page(string declared, string given, string language)
    {
        Notebook notebook = new([Cell.Code(declared, "parameters"), .. given.Length > 0 ? new[] { Cell.Code(given, "injected-parameters") } : []]);
        Assert.Equal(language, Page(notebook).DocumentElement.GetAttribute("lang"));
        Assert.Equal("en", Page(notebook, new() { Language = Language.English }).DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public void What_a_chart_needs_is_kept()
    {
        const string Svg = "<figure><svg viewBox=\"0 0 680 250\" role=\"img\" aria-label=\"A &amp; B\"><defs><linearGradient id=\"g\"/></defs><title>A &amp; B</title><path d=\"M54.0,128.1L56.2,130.3\" fill=\"url(#g)\" style=\"stroke:#D55E00\"/><a href=\"#E3\"><text x=\"1\">t</text></a></svg></figure>";
        Assert.Contains(Svg, NotebookHtml.Write(new([Shown(Svg)])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_notebook_gives_the_same_bytes() => Assert.Equal(NotebookHtml.Write(Review), NotebookHtml.Write(Review));

    [Fact]
    public void Parameters_and_provenance_stand_up_front_with_the_values_of_the_run()
    {
        var page = Page(Review, new() { Facts = [new("Data", "mol-th1 1f27")] });
        var facts = page.QuerySelector("header .facts")!;
        Assert.Equal([["model", "a<b", "the model"], ["day", "2020-03-01", ""], ["n", "7", ""]], facts.QuerySelectorAll("tbody tr").Select(row => row.Children.Select(cell => cell.TextContent).ToArray()));
        Assert.Equal(("Data", "mol-th1 1f27"), (facts.QuerySelector("dt")!.TextContent, facts.QuerySelector("dd")!.TextContent));
        Assert.Equal("h1", page.QuerySelector("header")!.FirstElementChild!.LocalName);
    }

    [Fact]
    public void A_given_title_is_the_heading_and_the_notebooks_own_stands_above_it()
    {
        var page = Page(Review, new() { Title = "spx, March" });
        Assert.Equal("spx, March", page.QuerySelectorAll("h1").Single().TextContent);
        Assert.Equal(Page(Review).QuerySelector("h1")!.TextContent, page.QuerySelector("header")!.FirstElementChild!.TextContent);
    }

    [Fact]
    public void Contents_lead_to_every_section()
    {
        var page = Page(Review);
        var links = page.QuerySelectorAll("nav a");
        Assert.Equal(["1 Drift", "2 Drift", "2.1 Detail"], links.Select(a => a.TextContent));
        Assert.Equal(["1 Drift", "2 Drift", "2.1 Detail"], page.QuerySelectorAll("main :is(h2, h3)").Select(h => h.TextContent));
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
        StandAlone.Check(page);
    }

    [Fact]
    public void Html_in_markdown_shows_as_text()
    {
        Assert.Contains("<script>alert(1)</script>", Page(Review).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_show_their_colours_and_errors_their_cell()
    {
        var page = Page(Review);
        Assert.Equal("5 < 6 red", page.QuerySelector("pre.stream")!.TextContent);
        Assert.Equal("red", page.QuerySelector("pre.stream .a1")!.TextContent);
        Assert.Equal("a & b", page.QuerySelector(".error pre")!.TextContent);
        Assert.Equal("Error in cell 3", page.QuerySelector(".error .label")!.TextContent);
    }

    [Theory]
    [InlineData("remove-cell", 0, 0)]
    [InlineData("remove-input", 0, 1)]
    [InlineData("hide-input", 1, 1)]
    [InlineData("remove-output", 1, 0)]
    [InlineData("hide-output", 1, 1)]
    [InlineData("hide-cell", 1, 1)]
    public void Tags_hide_code_and_outputs(string tag, int code, int outputs)
    {
        var cell = Cell.Code("x", tag) with { Outputs = Shown("<b>1</b>").Outputs };
        var page = Page(new([cell]), new() { Code = CodeView.Open });
        Assert.Equal(code, page.QuerySelectorAll("pre.code").Length);
        Assert.Equal(outputs, page.QuerySelectorAll(".output").Length);
        Assert.Equal(tag is "hide-input" or "hide-cell" ? 1 : 0, page.QuerySelectorAll("details.code").Length);
        Assert.Equal(tag is "hide-output" or "hide-cell" ? 1 : 0, page.QuerySelectorAll("details.more .output").Length);
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

    [Fact]
    public void Code_can_be_left_out() => Assert.Empty(Page(Review, new() { Code = CodeView.None }).QuerySelectorAll(".code"));

    [Fact]
    public void Warnings_stand_on_the_page_and_above_the_cell_they_are_about()
    {
        var cell = Shown("<b>1</b>");
        var page = Page(new([cell]), new() { Standings = [new(1, cell.Id, Standing.CodeChanged, "the code has changed")] });
        Assert.StartsWith("Stale outputs. Cell 1 of 1", page.QuerySelector("header .warning")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Stale: the code has changed.", page.QuerySelector($"#cell-{cell.Id} > .warning")!.TextContent);
    }

    static readonly Notebook Everything = Notebook.Read(Path.Combine(AppContext.BaseDirectory, "Files", "everything.ipynb"));

    [Fact]
    public void A_page_with_everything_stands_alone()
    {
        var page = Page(Everything);
        StandAlone.Check(page);
        Assert.DoesNotContain("MUST", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("after", page.QuerySelector("#cell-code-22")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("https://evil.example/x.js", page.QuerySelector("#cell-code-22 .note")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("the plain form instead", page.QuerySelector("#cell-code-23 pre")!.TextContent);
    }

    [Fact]
    public void Headings_leave_out_no_level_and_every_id_is_there_once()
    {
        var page = Page(Everything);
        int[] levels = [.. page.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(h => h.LocalName[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.DoesNotContain(1, levels[1..]);
        Assert.All(levels.Zip(levels[1..]), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.First} then h{pair.Second}"));
        Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(page.QuerySelectorAll("a[href^='#']").Select(a => a.GetAttribute("href")![1..]), id => Assert.NotNull(page.GetElementById(id)));
    }

    [Fact]
    public void A_screen_reader_finds_its_way()
    {
        var page = Page(Everything);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("header"));
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.Single(page.QuerySelectorAll("nav[aria-label]"));
        Assert.Equal("#content", page.Body!.FirstElementChild!.GetAttribute("href"));
        Assert.All(page.QuerySelectorAll("img"), img => Assert.False(string.IsNullOrWhiteSpace(img.GetAttribute("alt"))));
        Assert.All(page.QuerySelectorAll("svg"), svg => Assert.True(svg.GetAttribute("role") == "img" && svg.GetAttribute("aria-label")?.Length > 0, svg.OuterHtml));
        Assert.All(page.QuerySelectorAll("th"), th => Assert.Contains(th.GetAttribute("scope"), (string[])["col", "row"]));
        Assert.Contains("(this picture has no description)", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Culture_and_time_zone_change_no_byte()
    {
        var (before, culture, zone) = (NotebookHtml.Write(Everything), Thread.CurrentThread.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator, other.NumberFormat.NegativeSign) = (",", ".", "~");
            Thread.CurrentThread.CurrentCulture = other;
            Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
            TimeZoneInfo.ClearCachedData();
            Assert.Equal(before, NotebookHtml.Write(Everything));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void Fifty_megabytes_of_output_are_cut_and_the_page_says_so()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789012345678901234567890123456789012345678\n", 1_000_000));
        var html = "<p>" + text + "</p>";
        var cell = Cell.Code("x") with { Outputs = [CellOutput.Stream("stdout", text), CellOutput.Display(new() { ["text/html"] = html, ["text/plain"] = "short" })] };
        var page = NotebookHtml.Write(new([cell]));
        Assert.InRange(page.Length, 1_000_000, 1_500_000);
        Assert.Contains("This output has 50,000,000 characters.", page, StringComparison.Ordinal);
        Assert.Contains("HTML of 50,000,007 characters is more than a page shows", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Style_of_an_output_is_on_the_page_once_and_reaches_no_further_than_its_output()
    {
        const string Html = "<style>td { color: red } :scope { position: fixed }</style><table><tr><td>1</td></tr></table>";
        var page = Page(new([Shown(Html), Shown(Html)]));
        var style = page.QuerySelectorAll("style").Single().TextContent;
        Assert.Single(Regex.Matches(style, "color: red"));
        Assert.Contains("@scope(.s1){td { color: red }", style, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll(".output > .foreign > .s1").Length);
    }

    [Fact]
    public void A_plotly_figure_alone_is_a_still_picture_with_its_data()
    {
        var page = Page(Everything);
        var lines = page.QuerySelector("#cell-code-14")!;
        Assert.Equal("Equity curve", lines.QuerySelector("svg")!.GetAttribute("aria-label"));
        Assert.Equal(16, lines.QuerySelectorAll("details tbody tr").Length);
        var others = page.QuerySelector("#cell-code-15")!;
        Assert.Equal(["Plotly figure", "Sample", "Packed"], others.QuerySelectorAll(".mol-wide svg").Select(svg => svg.GetAttribute("aria-label")));
        Assert.Contains("not drawn without script", others.TextContent, StringComparison.Ordinal);
        Assert.Equal(["sunburst", "r", "1"], others.QuerySelector("details[open] tbody tr")!.Children.Select(c => c.TextContent));
    }

    [Fact]
    public void On_paper_a_link_names_the_section_it_leads_to()
    {
        var page = Page(new([Cell.Markdown("# T"), Shown("<a href='#later'>evidence</a> <a href='#nowhere'>x</a>"), Cell.Markdown("## One\n\n## Two\n\n### Three"), Shown("<figure id='later'>\u0001 stray \u0001</figure>")]));
        Assert.Equal("evidence (2.1) x", page.QuerySelector(".output")!.TextContent);
        Assert.Equal("ref", page.QuerySelector(".output span")!.ClassName);
        Assert.Equal(" stray ", page.QuerySelector("figure")!.TextContent);
    }
}
