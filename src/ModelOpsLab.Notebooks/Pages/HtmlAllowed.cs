using System.Collections.Frozen;
using AngleSharp.Dom;

namespace ModelOpsLab.Notebooks;

/// <summary>What becomes of an element: it stays, only what is in it stays, it is collected as a style sheet, or it goes with all that is in it.</summary>
enum ElementRule { Keep, Unwrap, Style, Drop }

/// <summary>What becomes of an attribute: it stays, goes silently, or goes and is told of.</summary>
enum AttributeRule { Keep, Silent, Handler, Outside }

/// <summary>What a stored piece of HTML may bring onto a page: text, tables, pictures that carry their data, SVG that only draws.</summary>
static class HtmlAllowed
{
    static readonly FrozenSet<string> Elements = Set("""
        a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del details dfn div dl dt em figcaption figure font footer
        h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark meter nav ol p pre progress q rp rt ruby s samp section small span strike strong sub summary sup
        table tbody td tfoot th thead time tr tt u ul var wbr
        """);

    static readonly FrozenSet<string> Dropped = Set("""
        script iframe frame frameset noframes object embed applet param portal template audio video source track canvas map area base link meta title
        input button select option optgroup textarea datalist plaintext xmp
        """);

    static readonly FrozenSet<string> Drawing = Set("""
        svg g path rect circle ellipse line polyline polygon text tspan textPath defs symbol use title desc a image
        linearGradient radialGradient stop clipPath mask pattern marker filter
        feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile
        """);

    static readonly FrozenSet<string> Attributes = Set("""
        abbr align alt class color cols colspan datetime dir face headers height hidden high id label lang low max min open optimum
        reversed role rowspan scope size span start style summary tabindex title translate type value width
        """);

    public static ElementRule Html(string name) => Elements.Contains(name) ? ElementRule.Keep : name == "style" ? ElementRule.Style : Dropped.Contains(name) ? ElementRule.Drop : ElementRule.Unwrap;

    public static ElementRule Svg(string name) => Drawing.Contains(name) ? ElementRule.Keep : name == "style" ? ElementRule.Style : name == "metadata" ? ElementRule.Unwrap : ElementRule.Drop;

    /// <summary>Addresses stay where they lead to a place of the page, or are a picture's data.</summary>
    public static AttributeRule Attribute(string element, string name, string value, bool svg)
    {
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase)) return AttributeRule.Handler;
        if (name is "href" or "xlink:href" or "src")
            return (name != "src" && value.StartsWith('#')) || element is "img" or "image" && StyleText.IsPicture(value) ? AttributeRule.Keep : AttributeRule.Outside;
        if (name is "srcset" or "action" or "formaction" or "poster" or "background" or "data" or "ping" or "manifest" or "srcdoc" or "longdesc" or "cite") return AttributeRule.Outside;
        if (!IsName(name) || !(svg || Attributes.Contains(name) || name.StartsWith("aria-", StringComparison.Ordinal) || name.StartsWith("data-", StringComparison.Ordinal)))
            return AttributeRule.Silent;
        return (name == "style" && !StyleText.IsSafe(value)) || (svg && StyleText.Loads(value)) ? AttributeRule.Outside : AttributeRule.Keep;
    }

    /// <summary>What a screen reader needs and the piece left out: the name of a picture, what a table's heading is the heading of.</summary>
    public static IEnumerable<(string Name, string Value)> Missing(IElement element, bool svg, string name)
    {
        switch (element.LocalName)
        {
            case "img" when !element.HasAttribute("alt"):
                yield return ("alt", name);
                break;
            case "svg" when !Closest(element) && element.GetAttribute("aria-hidden") != "true":
                if (!element.HasAttribute("role")) yield return ("role", "img");
                if (!element.HasAttribute("aria-label") && !element.HasAttribute("aria-labelledby"))
                    yield return ("aria-label", element.Children.FirstOrDefault(c => c.LocalName == "title")?.TextContent.Trim() is { Length: > 0 } title ? title : name);
                break;
            case "th" when !svg && !element.HasAttribute("scope"):
                yield return ("scope", element.Closest("thead") is not null || element.ParentElement?.Children.All(c => c.LocalName == "th") == true ? "col" : "row");
                break;
        }

        static bool Closest(IElement element) => element.ParentElement?.Closest("svg") is not null;
    }

    /// <summary>A page has one header and one main part, and they are its own.</summary>
    public static string Renamed(string name) => name is "main" or "nav" or "header" or "footer" or "aside" ? "div" : name;

    public static bool IsVoid(string name) => name is "br" or "hr" or "img" or "wbr" or "col";

    /// <summary>What people call an element that was left out.</summary>
    public static string Called(string name) => name switch
    {
        "iframe" or "frame" or "frameset" or "portal" => "frame",
        "object" or "embed" or "applet" => "embedded object",
        "link" or "base" or "meta" => $"{name} element",
        "audio" or "video" or "source" or "track" => "audio or video",
        "input" or "button" or "select" or "textarea" or "option" or "optgroup" or "datalist" => "form control",
        "animate" or "animateMotion" or "animateTransform" or "set" => "animation",
        _ => name,
    };

    static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    static FrozenSet<string> Set(string names) => names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
