using System.Net;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>Between text and HTML.</summary>
static partial class HtmlText
{
    /// <summary>Text that means itself in HTML, in content and in quoted attributes.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>Around a table that may be wider than the page: it scrolls by itself, with the keyboard too.</summary>
    public const string ScrollStart = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">";

    /// <summary>Text without the characters a page must not hold: controls other than tabs and line ends, and halves of characters.</summary>
    public static string Printable(string text) => Unprintable().Replace(text, "");

    /// <summary>Text on one line, its white space closed up.</summary>
    public static string OneLine(string text) => Space().Replace(text, " ").Trim();

    /// <summary>What a reader would read of a piece of HTML, for text/plain.</summary>
    public static string Plain(string html)
    {
        var broken = Break().Replace(html, "\n");
        var lines = WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(broken, ""), "")).Split('\n');
        return string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    [GeneratedRegex(@"<(br|/p|/div|/tr|/li|/h[1-6]|/table)\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Break();

    [GeneratedRegex(@"<(style|script)\b.*?</\1\s*>|<!--.*?-->", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]", RegexOptions.CultureInvariant)]
    private static partial Regex Unprintable();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
