using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>A heading of the page: where it stands in the order, where it is, its number (empty for none) and what it says.</summary>
sealed record PageHeading(int Level, string Id, string Number, string Text)
{
    /// <summary>What the link says to a screen reader.</summary>
    public string LinkName { get; init; } = "Link to this section";

    /// <summary>The number before the text, as a link to this place; nothing before the title and small headings.</summary>
    public string Mark => Level is 2 or 3
        ? $"<a class=\"no\" href=\"#{HtmlText.Escape(Id)}\"{(Number.Length == 0 ? $" aria-label=\"{LinkName}\"" : "")}>{(Number.Length == 0 ? "#" : Number)}</a> "
        : "";
}

/// <summary>The headings of a page in order, of Markdown and of outputs: one title, no level left out below it, every id once.</summary>
/// <param name="titled">Whether the first heading is the page's title.</param>
/// <param name="numbered">Whether sections are numbered; not where the author did.</param>
sealed partial class PageHeadings(bool titled, bool numbered)
{
    readonly HashSet<string> _ids = new(StringComparer.Ordinal) { "content", "contents" };
    readonly HashSet<string> _reserved = new(StringComparer.Ordinal);
    readonly List<PageHeading> _headings = [];
    readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);
    readonly Stack<int> _open = [];
    int _section, _subsection;

    /// <inheritdoc cref="PageHeading.LinkName"/>
    public string LinkName { get; init; } = "Link to this section";

    public IReadOnlyList<PageHeading> All => _headings;

    /// <summary>Keeps the ids that outputs use from being given to others.</summary>
    public void Reserve(string html)
    {
        foreach (Match id in AnyId().Matches(html))
            if (_ids.Add(id.Groups["id"].Value)) _reserved.Add(id.Groups["id"].Value);
    }

    /// <summary>The id of an element of an output: the one it brought, unless another has it.</summary>
    public string Claim(string id) => _reserved.Remove(id) && HtmlText.Printable(id) == id ? id : Fresh(id);

    /// <summary>An id that no element has and no output brings: the wish itself, or with a number.</summary>
    public string Fresh(string id)
    {
        id = HtmlText.Printable(id);
        if (_ids.Add(id)) return id;
        var again = 2;
        while (!_ids.Add($"{id}-{again.ToString(CultureInfo.InvariantCulture)}")) again++;
        return $"{id}-{again.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The next heading; its level is that of its place: one below the heading it stands under.</summary>
    public PageHeading Add(int level, string text, string? id = null)
    {
        var isTitle = titled && _headings.Count == 0;
        if (!isTitle)
        {
            while (_open.TryPeek(out var above) && above >= level) _open.Pop();
            _open.Push(level);
        }
        var placed = isTitle ? 1 : Math.Min(6, _open.Count + 1);
        if (placed == 2) (_section, _subsection) = (_section + 1, 0);
        if (placed == 3) _subsection++;
        var number = !numbered ? "" : placed switch
        {
            2 => _section.ToString(CultureInfo.InvariantCulture),
            3 => string.Create(CultureInfo.InvariantCulture, $"{_section}.{_subsection}"),
            _ => "",
        };
        var heading = new PageHeading(placed, id ?? Fresh(Slug(text)), number, text) { LinkName = LinkName };
        _headings.Add(heading);
        Locate(heading.Id);
        return heading;
    }

    /// <summary>Remembers that an element stands in the section begun last.</summary>
    public void Locate(string id)
    {
        if (_headings.LastOrDefault(heading => heading.Number.Length > 0) is { } section) _sections.TryAdd(id, section.Number);
    }

    /// <summary>A mark behind a link that <see cref="Resolve"/> makes the number of the section it leads to, for readers on paper. No text of a page has this character.</summary>
    public static string Reference(string id) => $"\u0001{id}\u0001";

    /// <summary>The page with its references, when all sections are known.</summary>
    public string Resolve(string html) => References().Replace(html, m =>
        _sections.TryGetValue(m.Groups["id"].Value, out var number) ? $"<span class=\"ref\"> ({number})</span>" : "");

    /// <summary>Whether an author numbered the sections of a text.</summary>
    public static bool AreNumbered(string markdown) => Numbered().IsMatch(markdown);

    static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().Trim('-') is { Length: > 0 } name ? name : "section";
    }

    [GeneratedRegex("""\bid\s*=\s*["']?(?<id>[^"'\s>]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyId();

    [GeneratedRegex("\u0001(?<id>[^\u0001]*)\u0001", RegexOptions.CultureInvariant)]
    private static partial Regex References();

    [GeneratedRegex(@"^#{2,3}\s+\d", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
