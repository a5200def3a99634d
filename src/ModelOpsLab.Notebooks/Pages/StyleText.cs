using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>What may stand in a style sheet, a style attribute or an attribute of SVG: nothing that loads or runs.</summary>
static partial class StyleText
{
    /// <summary>Whether nothing in it leads outside. It is judged as it stands, without its comments, and with its escapes read: any of the three may be what a browser sees.</summary>
    public static bool IsSafe(string css)
    {
        if (css.Contains('<', StringComparison.Ordinal)) return false;
        var bare = Comment().Replace(css, "");
        return !Loads(css) && IsBalanced(bare);
    }

    /// <summary>Whether something in it loads or runs; judged as <see cref="IsSafe"/> does.</summary>
    public static bool Loads(string css)
    {
        var bare = Comment().Replace(css, "");
        return Loading().IsMatch(css) || Loading().IsMatch(bare) || Loading().IsMatch(Read(css)) || Loading().IsMatch(Read(bare));
    }

    /// <summary>The library's own style sheet, of this or another version.</summary>
    public static bool IsOfLibrary(string css) => css.AsSpan().TrimStart().StartsWith(".mol{", StringComparison.Ordinal);

    /// <summary>A picture that carries its data.</summary>
    public static bool IsPicture(string address) => Picture().IsMatch(address);

    /// <summary>An address people can read and type.</summary>
    public static bool IsWebAddress(string address) => Web().IsMatch(address);

    /// <summary>Any address that leads away from the page.</summary>
    public static bool IsOutside(string address) => IsWebAddress(address) || address.StartsWith("//", StringComparison.Ordinal);

    /// <summary><c>url(#id)</c> with the id it has on the page.</summary>
    public static string Renamed(string css, IReadOnlyDictionary<string, string> ids) =>
        LocalUrl().Replace(css, m => $"url(#{(ids.TryGetValue(m.Groups["id"].Value, out var id) ? id : m.Groups["id"].Value)})");

    /// <summary>A sheet that closes more than it opens would leave the scope it is put into.</summary>
    static bool IsBalanced(string css)
    {
        var depth = 0;
        foreach (var c in Quoted().Replace(css, ""))
        {
            if (c == '{') depth++;
            else if (c == '}' && --depth < 0) return false;
            else if (c is '"' or '\'') return false; // a text that is never closed
        }
        return depth == 0 && !css.Contains("/*", StringComparison.Ordinal);
    }

    static string Read(string css) => Escape().Replace(css, m =>
        m.Groups["hex"].Success && int.TryParse(m.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code is > 0 and < 0xD800
            ? ((char)code).ToString() : m.Groups["any"].Value);

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\(?:(?<hex>[0-9a-f]{1,6})\s?|(?<any>.))", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex(@"url\s*\((?!\s*[""']?\s*(#|data:image/))|@\s*(import|namespace|charset|font-face|document|scope)|image-set|src\s*\(|cross-fade|\belement\s*\(|expression\s*\(|behaviou?r\s*:|-moz-binding|(java|vb)script\s*:|data\s*:\s*text", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Loading();

    [GeneratedRegex("""
        "(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"url\(\s*[""']?#(?<id>[^""')\s]+)[""']?\s*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LocalUrl();

    [GeneratedRegex(@"^data:image/(png|jpeg|gif|webp|avif|bmp|svg\+xml)[;,]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    [GeneratedRegex(@"^(https?://|mailto:)\S+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Web();
}
