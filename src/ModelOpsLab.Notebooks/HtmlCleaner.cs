using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Takes out of a piece of HTML what would run, load or send: script, frames, forms, handlers, addresses outside the page.
/// What stays is text, tables, SVG, images that carry their data, and links within the page. The page's security policy is the second wall.
/// </summary>
static partial class HtmlCleaner
{
    public static string Clean(string html)
    {
        var kept = Dropped().Replace(html, "");
        var text = new StringBuilder();
        var at = 0;
        foreach (Match tag in Tag().Matches(kept))
        {
            text.Append(Stray(kept[at..tag.Index])).Append(Rewrite(tag));
            at = tag.Index + tag.Length;
        }
        return text.Append(Stray(kept[at..])).ToString();

        // A tag that is never closed would take what follows it on the page into its attributes.
        static string Stray(string between) => between.Replace("<", "&lt;", StringComparison.Ordinal);
    }

    static string Rewrite(Match tag)
    {
        var name = tag.Groups["name"].Value;
        if (Banned().IsMatch(name)) return "";
        if (tag.Groups["close"].Length > 0) return tag.Value;
        var text = new StringBuilder("<").Append(name);
        foreach (Match attribute in Attribute().Matches(tag.Groups["rest"].Value))
        {
            var key = attribute.Groups["key"].Value;
            var value = attribute.Groups["value"].Value;
            if (IsAllowed(key.ToLowerInvariant(), value.Trim('"', '\'').Trim())) text.Append(attribute.Value);
        }
        return text.Append(tag.Groups["rest"].Value.TrimEnd().EndsWith('/') ? "/>" : ">").ToString();
    }

    static bool IsAllowed(string key, string value)
    {
        if (key.StartsWith("on", StringComparison.Ordinal)) return false;
        return key switch
        {
            "href" or "xlink:href" => value.StartsWith('#'),
            "src" => value.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase),
            "srcset" or "action" or "formaction" or "poster" or "background" or "data" or "ping" or "cite" or "longdesc" or "manifest" or "srcdoc" => false,
            "style" or "fill" or "stroke" or "filter" or "mask" or "clip-path" or "marker-end" or "marker-start" => IsLocal(value),
            _ => true,
        };
    }

    /// <summary>No address but one within the page: <c>url(#gradient)</c>.</summary>
    static bool IsLocal(string style) => !Address().IsMatch(style);

    [GeneratedRegex(@"<(script|iframe|object|noscript|template|style(?=[^>]*>[^<]*(@import|url\s*\()))\b.*?(</\1\s*>|$)|<!--.*?(-->|$)|<[!?][^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Dropped();

    [GeneratedRegex("""<(?<close>/?)(?<name>[a-z][a-z0-9:-]*)(?<rest>(?:"[^"]*"|'[^']*'|[^'">])*)>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("""[\s/]+(?<key>[^\s"'<>/=]+)(?:\s*=\s*(?<value>"[^"]*"|'[^']*'|[^\s"'=<>`]+))?""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    [GeneratedRegex("^(script|iframe|frame|frameset|object|embed|applet|link|meta|base|form|input|button|textarea|select|html|head|body|template|noscript|audio|video|source|track|portal|foreignobject|animate|set)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Banned();

    [GeneratedRegex(@"url\s*\(\s*['""]?(?!#)|@import|expression\s*\(|javascript:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
