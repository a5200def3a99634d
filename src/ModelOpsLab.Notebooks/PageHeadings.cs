using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>A heading of the page: where it is and what it says.</summary>
sealed record PageHeading(int Level, string Id, string Text);

/// <summary>The headings of a page in order, for its contents: those of Markdown, which get ids here, and those in outputs, which brought theirs.</summary>
sealed partial class PageHeadings
{
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly List<PageHeading> _headings = [];

    public IReadOnlyList<PageHeading> All => _headings;

    /// <summary>Keeps the ids that outputs use from being given to others.</summary>
    public void Reserve(string html)
    {
        foreach (Match id in AnyId().Matches(html)) _ids.Add(id.Groups["id"].Value);
    }

    /// <summary>A heading of Markdown; returns its id.</summary>
    public string Add(int level, string text)
    {
        var id = Id(text);
        _headings.Add(new(level, id, text));
        return id;
    }

    /// <summary>The headings in an output that can be led to.</summary>
    public void AddFrom(string html)
    {
        foreach (Match heading in Heading().Matches(html))
            _headings.Add(new(heading.Groups["level"].Value[0] - '0', WebUtility.HtmlDecode(heading.Groups["id"].Value), HtmlText.Plain(heading.Groups["text"].Value)));
    }

    string Id(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var name = slug.ToString().Trim('-');
        if (name.Length == 0) name = "section";
        var id = name;
        for (var again = 2; !_ids.Add(id); again++) id = $"{name}-{again}";
        return id;
    }

    [GeneratedRegex("""<h(?<level>[1-6])\b[^>]*\bid="(?<id>[^"]+)"[^>]*>(?<text>.*?)</h\k<level>>""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("""\bid="(?<id>[^"]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex AnyId();
}
