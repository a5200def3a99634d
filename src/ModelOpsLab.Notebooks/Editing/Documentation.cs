using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The documentation comment of a symbol in plain words: from the source where it is in a cell, else from the XML file of its assembly.</summary>
static partial class Documentation
{
    const int MaxInheritance = 8;

    /// <summary>Label and text: the summary (no label), the parameters by name, "returns", the exceptions by type, "remarks". Empty where nothing is written.</summary>
    public static IReadOnlyList<(string Label, string Words)> Of(Compilation compilation, ISymbol symbol)
    {
        if (Comment(compilation, symbol, 0) is not { } comment) return [];
        var parts = new List<(string, string)>();
        Add("summary", "");
        foreach (var parameter in comment.Elements("typeparam").Concat(comment.Elements("param"))) Append(parameter.Attribute("name")?.Value ?? "", parameter);
        Add("value", "value");
        Add("returns", "returns");
        foreach (var exception in comment.Elements("exception")) Append("throws " + LastName(exception.Attribute("cref")?.Value ?? ""), exception);
        Add("remarks", "remarks");
        return parts;

        void Add(string element, string label)
        {
            if (comment.Element(element) is { } found) Append(label, found);
        }

        void Append(string label, XElement element)
        {
            if (Words(element) is { Length: > 0 } words) parts.Add((label, words));
        }
    }

    static XElement? Comment(Compilation compilation, ISymbol symbol, int depth)
    {
        symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol.OriginalDefinition;
        var xml = symbol.GetDocumentationCommentXml() is { Length: > 0 } written ? written
            : symbol.GetDocumentationCommentId() is { } id ? DocumentationFiles.Find(compilation, symbol.ContainingAssembly, id) : null;
        if (xml is null) return symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && depth == 0 ? Comment(compilation, constructor.ContainingType, 1) : null;
        XElement comment;
        try
        {
            comment = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
        return comment.Element("inheritdoc") is null || depth >= MaxInheritance || Base(symbol) is not { } inherited ? comment : Comment(compilation, inherited, depth + 1) ?? comment;
    }

    static ISymbol? Base(ISymbol symbol)
    {
        if (symbol is INamedTypeSymbol type) return type.BaseType is { SpecialType: not SpecialType.System_Object } parent ? parent : type.Interfaces.FirstOrDefault();
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol raised => raised.OverriddenEvent,
            _ => null,
        };
        return overridden ?? symbol.ContainingType?.AllInterfaces.SelectMany(i => i.GetMembers())
            .FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol));
    }

    static string Words(XElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    static void Write(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference when reference.IsEmpty:
                    var target = reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href");
                    text.Append(target?.Name.LocalName == "cref" ? LastName(target.Value) : target?.Value);
                    break;
                case XElement { Name.LocalName: "para" or "item" or "br" or "code" } block:
                    text.Append(' ');
                    Write(block, text);
                    text.Append(' ');
                    break;
                case XElement inner:
                    Write(inner, text);
                    break;
            }
    }

    /// <summary><c>M:System.Math.Round(System.Double)</c>: Math.Round; <c>T:System.String</c>: String.</summary>
    static string LastName(string cref)
    {
        var kind = cref.Length > 1 && cref[1] == ':' ? cref[0] : 'T';
        var name = (cref.Length > 1 && cref[1] == ':' ? cref[2..] : cref).Split('(')[0];
        var parts = Arity().Replace(name, "").Split('.');
        return kind is 'T' or 'N' or '!' || parts.Length < 2 ? parts[^1] : $"{parts[^2]}.{parts[^1]}";
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex("`+[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Arity();
}
