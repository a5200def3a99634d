using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>What must hold of a page that runs nothing and asks no network: read as a browser reads it, attribute by attribute.</summary>
static partial class StandAlone
{
    static readonly string[] Addresses = ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "cite", "longdesc", "manifest", "srcdoc", "codebase", "classid", "profile", "usemap", "imagesrcset", "icon", "dynsrc", "lowsrc"];

    public static void Check(IDocument page)
    {
        Assert.Empty(page.QuerySelectorAll("script, iframe, frame, object, embed, applet, base, form, input, button, audio, video, source, template, foreignObject, animate, set, math, meta[http-equiv=refresh], link:not([rel=icon][href='data:,'])").Select(e => e.OuterHtml));
        foreach (var element in page.All)
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), element.OuterHtml);
                Assert.DoesNotMatch(@"(?i)^\s*(java|vb)script\s*:", attribute.Value);
                if (element.LocalName == "link" || !Addresses.Contains(attribute.Name)) { }
                else if (element.LocalName is "img" or "image") Assert.Matches("^data:image/(png|jpeg|gif|webp|svg\\+xml|avif|bmp)[;,]", attribute.Value);
                else Assert.StartsWith("#", attribute.Value, StringComparison.Ordinal);
                if (element.LocalName != "meta" && attribute.Name is not ("title" or "alt" or "aria-label" or "content")) CheckStyle(attribute.Value);
            }
        foreach (var style in page.QuerySelectorAll("style")) CheckStyle(style.TextContent);
    }

    static void CheckStyle(string css)
    {
        var read = Escape().Replace(Comment().Replace(css, ""), m => m.Groups[1].Success ? ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString() : m.Groups[2].Value);
        Assert.DoesNotMatch("(?i)@import|@font-face|image-set|expression\\(", read);
        Assert.All(Url().Matches(read), url => Assert.Matches("^[\"']?(#|data:image/)", url.Groups[1].Value));
    }

    [GeneratedRegex(@"(?i)url\(\s*([^)]*)")]
    private static partial Regex Url();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\(?:([0-9a-fA-F]{1,4})\s?|(.))", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
