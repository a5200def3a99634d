using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>
/// Gathers what fits the typed beginning, one entry a name (overloads counted), and puts it in order: how well the name fits, then what is nearest
/// (expected values, variables, members, words, types, namespaces), then by name. Hidden and obsolete members are left out.
/// </summary>
sealed class CompletionList(CellSketch sketch, TypedWord word)
{
    const int MaxItems = 250;

    readonly Dictionary<string, (int Fit, int Distance, List<ISymbol> Symbols)> _named = new(StringComparer.Ordinal);
    readonly Dictionary<string, (int Fit, int Distance, CompletionItem Item)> _words = new(StringComparer.Ordinal);

    public void Add(IEnumerable<ISymbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (!symbol.CanBeReferencedByName || symbol.Name == TypedWord.Placeholder) continue;
            if (NameMatch.Of(symbol.Name, word.Typed) is var fit && fit == NameMatch.None || IsHidden(symbol)) continue;
            if (_named.TryGetValue(symbol.Name, out var entry)) entry.Symbols.Add(symbol);
            else _named[symbol.Name] = (fit, Distance(symbol), [symbol]);
        }
    }

    /// <summary>A value of the enum that the place asks for; it fits by the enum's name and by its own.</summary>
    public void AddExpectedValue(string type, string value, string signature)
    {
        var fit = Math.Min(NameMatch.Of(type, word.Typed), NameMatch.Of(value, word.Typed));
        if (fit != NameMatch.None) _words.TryAdd($"{type}.{value}", (fit, 0, new($"{type}.{value}", "enumMember", signature)));
    }

    /// <summary>The name of a parameter not given yet.</summary>
    public void AddArgument(string name, string signature)
    {
        if (NameMatch.Of(name, word.Typed) is var fit && fit != NameMatch.None) _words.TryAdd(name + ":", (fit, 2, new(name + ":", "parameter", signature)));
    }

    public void AddKeywords(IEnumerable<string> keywords) => AddWords(keywords, "keyword", 3);

    public void AddNamespaces(IEnumerable<string> names) => AddWords(names, "namespace", 5);

    public IReadOnlyList<CompletionItem> Ranked()
    {
        var named = _named.Select(pair => (pair.Value.Fit, pair.Value.Distance, Name: pair.Key, Item: (CompletionItem?)null, pair.Value.Symbols));
        var words = _words.Where(pair => !_named.ContainsKey(pair.Key)).Select(pair => (pair.Value.Fit, pair.Value.Distance, Name: pair.Key, Item: (CompletionItem?)pair.Value.Item, Symbols: new List<ISymbol>()));
        return
        [
            .. named.Concat(words)
                .OrderBy(entry => entry.Fit >= NameMatch.Humps).ThenBy(entry => entry.Distance).ThenBy(entry => entry.Fit)
                .ThenBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Take(MaxItems)
                .Select(entry => entry.Item ?? SymbolText.Item(entry.Name, entry.Symbols)),
        ];
    }

    void AddWords(IEnumerable<string> words, string kind, int distance)
    {
        foreach (var text in words)
            if (NameMatch.Of(text, word.Typed) is var fit && fit != NameMatch.None) _words.TryAdd(text, (fit, distance, new(text, kind, "")));
    }

    static int Distance(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => 1,
        IFieldSymbol or IPropertySymbol or IMethodSymbol when symbol.ContainingType?.IsScriptClass == true => 1,
        INamespaceSymbol => 5,
        ITypeSymbol { IsDefinition: true, ContainingType.IsScriptClass: true } => 1,
        ITypeSymbol => 4,
        IMethodSymbol { MethodKind: MethodKind.ReducedExtension } => 3,
        _ => 2,
    };

    bool IsHidden(ISymbol symbol)
    {
        if (symbol is INamespaceSymbol { IsGlobalNamespace: false } inside) return inside.ToDisplayString() is "Internal" or "FxResources" or "MS";
        foreach (var attribute in symbol.GetAttributes())
            switch (attribute.AttributeClass?.Name)
            {
                case "ObsoleteAttribute":
                case "EditorBrowsableAttribute" when attribute.ConstructorArguments is [{ Value: 1 }]:
                    return !SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, sketch.Compilation.Assembly);
            }
        return false;
    }
}
