using AngleSharp.Html.Parser;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Stored HTML comes from anywhere: whatever is in it, the page runs and loads nothing.</summary>
public sealed class HtmlCleanerTests
{
    static readonly string[] Attacks =
    [
        "<script>alert(1)</script><b>kept</b>",
        "<SCRIPT src=https://example.org/x.js></SCRIPT ><b>kept</b>",
        "<b onclick=\"alert(1)\" onmouseover=x>kept</b>",
        "<img src=\"https://example.org/x.png\"><b>kept</b>",
        "<img src='//example.org/x.png' srcset=\"a.png 2x\"><b>kept</b>",
        "<a href=\"javascript:alert(1)\">kept</a>",
        "<a href = https://example.org>kept</a>",
        "<link rel=stylesheet href=https://example.org/x.css><iframe src=\"https://example.org\"></iframe><b>kept</b>",
        "<svg><image href=\"https://example.org/x.png\"/><use xlink:href=\"https://example.org/x.svg#a\"/><text>kept</text></svg>",
        "<svg><script href=\"https://example.org/x.js\"></script></svg><b>kept</b>",
        "<div style=\"background:url(https://example.org/x.png)\">kept</div>",
        "<style>@import 'https://example.org/x.css';</style><b>kept</b>",
        "<form action=\"https://example.org\"><input name=a></form><b>kept</b>",
        "<base href=\"https://example.org/\"><meta http-equiv=refresh content=\"0;url=https://example.org\"><b>kept</b>",
        "kept<img src=\"https://example.org/x.png?",
        "<b title=\"a > b\" onclick='x'>kept</b>",
        "<script>if (a < b) document.write('<b>no</b>')</script><b>kept</b>",
        "<svg/onload=alert(1)><rect/></svg><b>kept</b>",
        "<b>kept</b><img src=x onerror=alert(1)>",
        "<b>kept</b><IMG SRC=JaVaScRiPt:alert(1)>",
        "<a href=\"&#106;avascript:alert(1)\">kept</a>",
        "<a href=\"java\tscript:alert(1)\">kept</a>",
        "<a href=\"\u0001javascript:alert(1)\">kept</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">kept</a>",
        "<div style=\"background:u\\72l(https://example.org/x.png)\">kept</div>",
        "<div style=\"background:u/**/rl(https://example.org/x.png)\">kept</div>",
        "<div style=\"background:image-set('https://example.org/x.png' 1x)\">kept</div>",
        "<style>@im\\port 'https://example.org/x.css';</style><b>kept</b>",
        "<style>@import/**/'https://example.org/x.css';</style><b>kept</b>",
        "<style>@font-face{font-family:x;src:url(https://example.org/x.woff)}</style><b>kept</b>",
        "<style>}@import 'x'; body{display:none}</style><b>kept</b>",
        "<style>a{}/*</style><b>kept</b>",
        "<style>a{content:'}</style><b>kept</b>",
        "<svg><style>@import 'https://example.org/x.css';</style><rect/></svg><b>kept</b>",
        "<svg><style><img src=x onerror=alert(1)></style></svg><b>kept</b>",
        "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>kept</text></a></svg>",
        "<svg><set attributeName=onmouseover to=alert(1) /><rect/></svg><b>kept</b>",
        "<svg><foreignObject><iframe src=https://example.org></iframe></foreignObject></svg><b>kept</b>",
        "<svg><rect fill=\"url(https://example.org/x.svg#a)\" filter='url(\"https://example.org/#b\")'/></svg><b>kept</b>",
        "<svg><feImage href=https://example.org/x.png /><image xlink:href=https://example.org/x.png /></svg><b>kept</b>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math><b>kept</b>",
        "<math><a xlink:href=javascript:alert(1)>kept</a></math>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>kept",
        "<template><script>alert(1)</script></template><b>kept</b>",
        "<object data=\"data:text/html,<script>alert(1)</script>\"></object><embed src=https://example.org/x.swf><b>kept</b>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe><b>kept</b>",
        "<table background=https://example.org/x.png><tr><td background=//example.org/y>kept</table>",
        "<video poster=https://example.org/x.png src=https://example.org/x.mp4></video><b>kept</b>",
        "<b id=x tabindex=1 autofocus onfocus=alert(1)>kept</b>",
        "<xss onpointerrawupdate=alert(1) style='behavior:url(https://example.org/x.htc)'>kept</xss>",
        "<scr<script>ipt>alert(1)</script><b>kept</b>",
        "<b>kept</b><!--><script>alert(1)</script>-->",
        "<b>kept</b><![CDATA[<script>alert(1)</script>]]>",
        "<p>kept</p><a name=cookie href='#'>x</a></div></main></body></html><script>alert(1)</script>",
        "<b>kept</b><textarea><script>alert(1)</script></textarea><title><img src=x onerror=alert(1)></title>",
    ];

    public static TheoryData<string> Each => [.. Attacks];

    static CleanHtml Clean(string html) => HtmlCleaner.Clean(html, new(false, true), new(), "picture");

    static string Page(string html) => NotebookHtml.Write(new([Cell.Code("x") with { Outputs = [CellOutput.Display(new() { ["text/html"] = html, ["text/plain"] = "plain" })] }]));

    [Theory]
    [MemberData(nameof(Each))]
    public void Nothing_in_an_output_runs_or_loads(string html)
    {
        var page = new HtmlParser().ParseDocument(Page(html));
        StandAlone.Check(page);
        Assert.Contains("kept", page.QuerySelector(".output")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(((string[])["nav", "header", "main", "footer"]).Count(name => page.QuerySelector(name) is not null), page.QuerySelectorAll("nav, header, main, footer").Length);
    }

    [Fact]
    public void Nor_in_any_mixture_of_attacks()
    {
        var random = new Random(7);
        string[] pieces = [.. Attacks.SelectMany(a => a.Split('<').Skip(1).Select(piece => "<" + piece)), "<svg>", "</svg>", "<math>", "<table>", "</table>", "<style>", "</style>", "<p title=\"", "'>", "\">", "<!--", "-->", "<mtext>", "<desc>", "<title>"];
        for (var round = 0; round < 300; round++)
        {
            var html = string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            StandAlone.Check(new HtmlParser().ParseDocument(Page(html)));
            var scripted = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(Page(html));
            StandAlone.Check(scripted);
        }
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        var clean = Clean("a<script src=https://example.org/x.js></script><script></script><b onclick=x>b</b><img src='https://example.org/t.gif' alt='tracker'>");
        Assert.Equal("a<b>b</b>[image: tracker]", clean.Html);
        Assert.Equal(["script (2 times)", "https://example.org/x.js", "event handler", "picture https://example.org/t.gif"], clean.Removed);
    }

    [Theory]
    [InlineData("<p>a &lt; b &amp; c</p><pre>\n\nx</pre>")]
    [InlineData("<table class=\"t\"><tbody><tr><th scope=\"row\" colspan=\"2\">a</th><td style=\"color: red\">1</td></tr></tbody></table>")]
    [InlineData("<details open=\"\"><summary>s</summary><a href=\"#x\">x</a></details>")]
    [InlineData("<svg viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"it's\"><defs><linearGradient id=\"g\"/></defs><title>it's</title><path d=\"M0,0\" fill=\"url(#g)\"/></svg>")]
    [InlineData("<img src=\"data:image/png;base64,iVBO\" alt=\"\">")]
    public void What_is_harmless_stays_as_it_is(string html)
    {
        var clean = Clean(html);
        Assert.Equal(html, new PageHeadings(false, true).Resolve(clean.Html).Replace(HtmlText.ScrollStart, "", StringComparison.Ordinal).Replace("</table></div>", "</table>", StringComparison.Ordinal));
        Assert.Empty(clean.Removed);
    }

    [Fact]
    public void A_second_id_gets_a_number_and_links_of_its_piece_follow_it()
    {
        var headings = new PageHeadings(false, true);
        var first = HtmlCleaner.Clean("<p id='a'></p><a href='#a'>x</a>", headings, new(), "");
        var second = HtmlCleaner.Clean("<p id='a'></p><a href='#a'>x</a><svg><rect fill='url(#a)'/></svg>", headings, new(), "");
        Assert.Contains("id=\"a\"></p><a href=\"#a\"", first.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"a-2\"></p><a href=\"#a-2\"", second.Html, StringComparison.Ordinal);
        Assert.Contains("url(#a-2)", second.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>", 1_000, "elements nested deeper than 200")]
    [InlineData("<div>", 1_000_000, "HTML of more than 5,000 elements that are never closed")]
    [InlineData("<b></i>", 1_000_000, "HTML of more than 5,000 elements that are never closed")]
    [InlineData("<div/>", 1_000_000, "HTML of more than 5,000 elements that are never closed")]
    public void Endless_nesting_ends_at_a_limit(string piece, int count, string said) =>
        Assert.Equal([said], Clean(string.Concat(Enumerable.Repeat(piece, count)) + "deep").Removed);
}
