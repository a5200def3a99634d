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
}
