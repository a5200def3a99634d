using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Text made safe for HTML and XML: every string of a document passes through here.</summary>
static class Markup
{
    /// <summary>Text for content and quoted attributes. Characters that XML forbids, such as control characters and lone surrogates, become U+FFFD.</summary>
    public static string Encode(string text)
    {
        var markup = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            _ = rune.Value switch
            {
                '<' => markup.Append("&lt;"),
                '>' => markup.Append("&gt;"),
                '&' => markup.Append("&amp;"),
                '"' => markup.Append("&quot;"),
                '\'' => markup.Append("&#39;"),
                '\t' or '\n' => markup.Append((char)rune.Value),
                '\r' => markup.Append("&#13;"),
                < 0x20 or 0xFFFE or 0xFFFF => markup.Append('\uFFFD'),
                _ => markup.Append(rune.ToString()),
            };
        return markup.ToString();
    }

    /// <summary>An id that needs no encoding in an attribute or after <c>#</c>; the same text always gives the same id.</summary>
    public static string Id(string text) =>
        string.Concat(text.TrimStart('#').Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));

    /// <summary>The attribute <c> id="..."</c> with its leading space; empty where there is no id.</summary>
    public static string IdAttribute(string id) => id.Length == 0 ? "" : $" id=\"{Id(id)}\"";
}
