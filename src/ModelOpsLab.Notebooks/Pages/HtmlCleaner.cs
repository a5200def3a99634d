using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace ModelOpsLab.Notebooks;

/// <summary>A stored piece of HTML after cleaning.</summary>
/// <param name="Html">What may stand on the page.</param>
/// <param name="Classes">Classes of the style sheets it brought, for the element around it.</param>
/// <param name="Removed">What was left out, in words; empty where nothing was.</param>
/// <param name="HasContent">Whether a reader sees anything of it.</param>
sealed record CleanHtml(string Html, string Classes, IReadOnlyList<string> Removed, bool HasContent);

/// <summary>
/// Takes out of a piece of HTML what would run, load or send, and says what it took. The piece is read as a browser reads it, and only what
/// <see cref="HtmlAllowed"/> names is written anew, so that no spelling of markup gets past. Ids become unique on the page, headings fit into its order,
/// tables and pictures get what a screen reader needs. The page's security policy is the second wall.
/// </summary>
sealed partial class HtmlCleaner
{
    const int DeepestNesting = 200, MostUnclosed = 5000;

    readonly PageHeadings _headings;
    readonly string _name;
    readonly StringBuilder _html = new();
    readonly Dictionary<string, int> _removed = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    readonly HashSet<string> _used = new(StringComparer.Ordinal);
    readonly List<string> _styles = [];
    bool _hasContent;

    HtmlCleaner(PageHeadings headings, string name) => (_headings, _name) = (headings, name);

    /// <param name="html">The piece, from anywhere.</param>
    /// <param name="headings">Ids and headings of the page.</param>
    /// <param name="styles">Style sheets of the page.</param>
    /// <param name="name">What a picture without a description is called.</param>
    public static CleanHtml Clean(string html, PageHeadings headings, PageStyles styles, string name)
    {
        if (IsEndless(html)) return new("", "", [$"HTML of more than {Reporting.Format.Count(MostUnclosed)} elements that are never closed"], false);
        var document = new HtmlParser().ParseDocument("<!doctype html><body>" + html);
        var cleaner = new HtmlCleaner(headings, name);
        INode[] roots = [.. document.Head!.ChildNodes, .. document.Body!.ChildNodes];
        foreach (var root in roots) cleaner.Claim(root, 0);
        foreach (var root in roots) cleaner.Write(root, 0);
        return new(cleaner._html.ToString(), string.Join(' ', cleaner._styles.Select(styles.Add).Distinct()),
            [.. cleaner._removed.Select(r => r.Value == 1 ? r.Key : $"{r.Key} ({r.Value} times)")], cleaner._hasContent);
    }

    /// <summary>A parser's time grows with the square of the elements left open; no result has so many.</summary>
    static bool IsEndless(string html)
    {
        var (open, unclosed) = (new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), 0);
        foreach (Match tag in Tag().Matches(html))
        {
            var (name, count) = (tag.Groups["name"].Value, open.GetValueOrDefault(tag.Groups["name"].Value));
            if (HtmlAllowed.IsVoid(name) || (tag.Groups["self"].Length > 0 && HtmlAllowed.Html(name) != ElementRule.Keep)) continue;
            var step = tag.Groups["close"].Length == 0 ? 1 : count > 0 ? -1 : 0;
            open[name] = count + step;
            if ((unclosed += step) > MostUnclosed) return true;
        }
        return false;
    }

    void Claim(INode node, int depth)
    {
        if (depth > DeepestNesting) return;
        if (node is IElement { Id: { Length: > 0 } id }) _ids.TryAdd(id, _headings.Claim(id));
        foreach (var child in node.ChildNodes) Claim(child, depth + 1);
    }

    void Write(INode node, int depth)
    {
        switch (node)
        {
            case IText text:
                _hasContent |= text.Data.AsSpan().ContainsAnyExcept(" \t\r\n");
                _html.Append(HtmlText.Escape(HtmlText.Printable(text.Data)));
                break;
            case IElement when depth > DeepestNesting:
                Remove($"elements nested deeper than {DeepestNesting}");
                break;
            case IElement element:
                Write(element, depth);
                break;
        }
    }

    void Write(IElement element, int depth)
    {
        var svg = element.NamespaceUri == NamespaceNames.SvgUri;
        switch (svg ? HtmlAllowed.Svg(element.LocalName) : HtmlAllowed.Html(element.LocalName))
        {
            case ElementRule.Drop:
                Remove(HtmlAllowed.Called(element.LocalName));
                if ((element.GetAttribute("src") ?? element.GetAttribute("data") ?? element.GetAttribute("href")) is { } address && StyleText.IsOutside(address)) Remove(address);
                break;
            case ElementRule.Unwrap:
                if (element.LocalName == "form") Remove("form");
                Children(element, depth);
                break;
            case ElementRule.Style:
                if (StyleText.IsOfLibrary(element.TextContent)) break; // the page has it once
                if (StyleText.IsSafe(element.TextContent)) _styles.Add(element.TextContent.Trim());
                else Remove("style sheet with addresses outside");
                break;
            default:
                Keep(element, svg, depth);
                break;
        }
    }

    void Keep(IElement element, bool svg, int depth)
    {
        var name = HtmlAllowed.Renamed(element.LocalName);
        if (name == "a" && !svg && element.GetAttribute("href") is { } link && !link.StartsWith('#'))
        {
            Children(element, depth);
            if (StyleText.IsWebAddress(link)) _html.Append(" (").Append(HtmlText.Escape(HtmlText.Printable(link))).Append(')');
            else Remove("link that is not a web address");
            return;
        }
        if (name == "img" && !StyleText.IsPicture(element.GetAttribute("src") ?? ""))
        {
            Remove(element.GetAttribute("src") is { Length: > 0 } source ? $"picture {source}" : "picture without data");
            if (element.GetAttribute("alt") is { Length: > 0 } words) _html.Append("[image: ").Append(HtmlText.Escape(HtmlText.Printable(words))).Append(']');
            return;
        }
        _hasContent |= name is "img" or "hr" || (name == "svg" && element.HasChildNodes) || name is "meter" or "progress";
        var heading = !svg && name is ['h', >= '1' and <= '6'] ? _headings.Add(name[1] - '0', HtmlText.OneLine(element.TextContent), element.Id is { Length: > 0 } own && _used.Add(own) ? _ids[own] : null) : null;
        if (heading is not null) name = $"h{heading.Level}";
        var wrapped = name == "table" && element.ParentElement?.ClassList.Contains("mol-scroll") != true && element.Closest("table table") is null;
        if (wrapped) _html.Append(HtmlText.ScrollStart);
        _html.Append('<').Append(name);
        if (heading is not null) _html.Append(" id=\"").Append(HtmlText.Escape(heading.Id)).Append('"');
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Name == "id" && (heading is not null || !_used.Add(attribute.Value))) continue;
            if (attribute.Name == "id") _headings.Locate(_ids.GetValueOrDefault(attribute.Value, attribute.Value));
            Write(name, attribute.Name, attribute.Value, svg);
        }
        foreach (var (attribute, value) in HtmlAllowed.Missing(element, svg, _name)) Write(name, attribute, value, svg);
        if (svg && !element.HasChildNodes)
        {
            _html.Append("/>");
            return;
        }
        _html.Append('>');
        if (heading is not null) _html.Append(heading.Mark);
        if (HtmlAllowed.IsVoid(name)) return;
        if (name == "pre" && element.TextContent.StartsWith('\n')) _html.Append('\n'); // a reader drops the first one
        Children(element, depth);
        _html.Append("</").Append(name).Append('>');
        if (name == "a" && !svg && element.GetAttribute("href") is ['#', .. var target]) _html.Append(PageHeadings.Reference(_ids.GetValueOrDefault(target, target).Replace("\u0001", "", StringComparison.Ordinal)));
        if (wrapped) _html.Append("</div>");
    }

    void Children(IElement element, int depth)
    {
        foreach (var child in element.ChildNodes) Write(child, depth + 1);
    }

    void Write(string element, string name, string value, bool svg)
    {
        switch (HtmlAllowed.Attribute(element, name, value, svg))
        {
            case AttributeRule.Keep:
                _html.Append(' ').Append(name).Append("=\"").Append(HtmlText.Escape(HtmlText.Printable(Local(name, value)))).Append('"');
                break;
            case AttributeRule.Handler:
                Remove("event handler");
                break;
            case AttributeRule.Outside:
                Remove(StyleText.IsOutside(value) ? value : $"{name} that would load or run something");
                break;
        }
    }

    /// <summary>A value that points at ids of this piece points at the ids they have on the page.</summary>
    string Local(string name, string value)
    {
        if (_ids.Count == 0) return value;
        if (name == "id") return _ids.GetValueOrDefault(value, value);
        if (name is "href" or "xlink:href" && value.StartsWith('#')) return "#" + _ids.GetValueOrDefault(value[1..], value[1..]);
        if (name is "aria-labelledby" or "aria-describedby" or "headers") return string.Join(' ', value.Split(' ').Select(id => _ids.GetValueOrDefault(id, id)));
        return value.Contains("url(", StringComparison.OrdinalIgnoreCase) ? StyleText.Renamed(value, _ids) : value;
    }

    void Remove(string what)
    {
        what = Lines.Shorten(HtmlText.OneLine(what), 80);
        _removed[what] = _removed.GetValueOrDefault(what) + 1;
    }

    [GeneratedRegex(@"<(?<close>/?)(?<name>[a-z][a-z0-9-]*)[^<>]*?(?<self>/?)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
