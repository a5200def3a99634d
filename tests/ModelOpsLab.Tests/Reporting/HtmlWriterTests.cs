using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed partial class HtmlWriterTests
{
    static XElement Parse(string html) => XElement.Parse(html.StartsWith("<!DOCTYPE html>\n", StringComparison.Ordinal) ? html[16..] : html);

    [Fact]
    public void Gallery_page_is_well_formed_and_lies_beside_the_tests_to_be_looked_at()
    {
        var page = HtmlWriter.Page(Samples.Gallery(), "Gallery");
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "gallery.html"), page);
        Assert.Equal("html", Parse(page).Name);
        Assert.Equal(page, HtmlWriter.Page(Samples.Gallery(), "Gallery"));
        Assert.DoesNotContain('\r', page);
    }

    [Fact]
    public void Page_allows_nothing_but_its_own_style_and_loads_nothing()
    {
        var page = Parse(HtmlWriter.Page(Samples.Gallery(), "a & b"));
        Assert.Contains(page.Descendants("meta"), m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy" && (string?)m.Attribute("content") == "default-src 'none'; style-src 'unsafe-inline'");
        Assert.Equal("a & b", page.Element("head")!.Element("title")!.Value);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "form");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotMatch("url\\(|@import|expression", page.Descendants("style").Single().Value);
    }

    [Fact]
    public void Every_string_of_a_document_is_encoded()
    {
        const string evil = "\"'><script>alert(1)</script>&amp;\u0000\u001b\ud800 javascript:x";
        var html = HtmlWriter.Page(Samples.Hostile(evil), evil);
        var page = Parse(html);
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.All(page.Descendants().Attributes("href"), href => Assert.Matches("^#[A-Za-z0-9_.-]*$", href.Value));
        Assert.All(page.Descendants().Attributes("id"), id => Assert.Matches("^[A-Za-z0-9_.-]+$", id.Value));
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        // as many as there are blocks that hold it: each shows the text, none swallows it
        Assert.True(Regex.Count(html, "&lt;script&gt;alert\\(1\\)&lt;/script&gt;&amp;amp;") > 40);
    }

    [Fact]
    public void Evidence_links_point_at_blocks_of_the_page_and_say_what_is_there()
    {
        var page = Parse(HtmlWriter.Page(Samples.Gallery(), ""));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        var links = page.Descendants("a").ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.Contains(links, a => (string?)a.Attribute("title") == "The live path stands low in the fan of the backtest");
    }

    [Fact]
    public void Tables_have_scoped_headers_and_charts_have_names()
    {
        var page = Parse(HtmlWriter.Write(Samples.Gallery()));
        Assert.All(page.Descendants("thead").Descendants("th"), th => Assert.Equal("col", th.Attribute("scope")!.Value));
        Assert.All(page.Descendants("tbody").Elements("tr"), tr => Assert.Equal("row", tr.Elements().First().Attribute("scope")!.Value));
        Assert.All(page.Descendants("svg"), svg =>
        {
            Assert.Equal("img", svg.Attribute("role")!.Value);
            Assert.NotEmpty(svg.Attribute("aria-label")!.Value);
            Assert.Equal(svg.Attribute("aria-label")!.Value, svg.Element("title")!.Value);
        });
    }

    [Fact]
    public void Chips_say_their_severity_in_words()
    {
        foreach (var severity in Enum.GetValues<Severity>())
            Assert.Equal(severity.ToString().ToLowerInvariant(), Parse(HtmlWriter.Write(new(new Verdict(severity, "x", [])))).Descendants("span").Single().Value);
    }

    [Fact]
    public void Style_is_small_and_leaves_the_page_around_it_alone()
    {
        Assert.InRange(HtmlWriter.Style.Length, 1000, 5500);
        Assert.All(Selectors(HtmlWriter.Style), s => Assert.Matches(@"^(\.vscode-(light|dark) |\[data-jp-theme-light=(true|false)\] )?\.mol", s));
    }

    [Fact]
    public void Every_class_is_prefixed_and_has_a_rule()
    {
        var classes = Parse(HtmlWriter.Write(Samples.Gallery())).Descendants().Attributes("class").SelectMany(c => c.Value.Split(' ')).Distinct().ToArray();
        Assert.All(classes, c => Assert.Matches("^mol(-|$)", c));
        Assert.All(classes.Where(c => c is not "mol-unknown"), c => Assert.Matches($@"\.{c}[^\w-]", HtmlWriter.Style));
    }

    [Fact]
    public void Fragment_carries_the_style_once()
    {
        var fragment = HtmlWriter.Fragment(Samples.Small);
        Assert.Equal("mol", Parse(fragment).Attribute("class")!.Value);
        Assert.Single(Parse(fragment).Descendants("style"));
        Assert.Empty(Parse(HtmlWriter.Write(Samples.Small)).Descendants("style"));
    }

    [Theory]
    [InlineData("#d55e00")]
    [InlineData("#0072b2")]
    public void Numbers_of_the_heat_map_are_readable_on_the_strongest_colour(string colour)
    {
        foreach (var (paper, ink) in new[] { ("#ffffff", "#1b2733"), ("#12171d", "#e3e8ed") })
        {
            Assert.Contains($"light-dark({(paper == "#ffffff" ? "#fff" : "#1b2733")},", HtmlWriter.Style, StringComparison.Ordinal);
            var back = Rgb(colour).Zip(Rgb(paper), (c, p) => MonthHeatMapSvg.Strongest * c + (1 - MonthHeatMapSvg.Strongest) * p).ToArray();
            var (a, b) = (Luminance(back), Luminance(Rgb(ink)));
            Assert.True((Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05) >= 4.5, $"{colour} on {paper}");
        }
    }

    static double[] Rgb(string hex) => [.. Convert.FromHexString(hex.AsSpan(1)).Select(b => b / 255.0)];

    /// <summary>WCAG 2.1, relative luminance.</summary>
    static double Luminance(double[] rgb)
    {
        var linear = rgb.Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    static IEnumerable<string> Selectors(string css) =>
        AtRule().Replace(css.ReplaceLineEndings(""), "").Split('}').Where(r => r.Contains('{', StringComparison.Ordinal)).SelectMany(r => r[..r.IndexOf('{', StringComparison.Ordinal)].Split(',')).Select(s => s.Trim());

    [GeneratedRegex(@"@(media|supports)[^{]*\{")]
    private static partial Regex AtRule();
}
