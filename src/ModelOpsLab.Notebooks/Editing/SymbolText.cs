using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>Declarations as a person reads them.</summary>
static class SymbolText
{
    static readonly SymbolDisplayFormat Format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    static readonly SymbolDisplayFormat WithoutOwner = Format.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    public static CompletionItem Item(string name, IReadOnlyList<ISymbol> symbols)
    {
        // A type's own member before an extension, the shortest of several methods.
        var shown = symbols.OrderBy(symbol => symbol is IMethodSymbol { ReducedFrom: not null }).ThenBy(symbol => (symbol as IMethodSymbol)?.Parameters.Length).First();
        var text = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
        return new(text, Kind(shown), Signature(shown) + Others(shown is IMethodSymbol ? symbols.OfType<IMethodSymbol>().Count() - 1 : 0));
    }

    public static string Others(int overloads) => overloads switch
    {
        <= 0 => "",
        1 => " (+ 1 overload)",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" (+ {overloads} overloads)"),
    };

    public static string Signature(ISymbol symbol) => symbol.ToDisplayString(symbol.ContainingType?.IsScriptClass == true ? WithoutOwner : Format);

    public static string Kind(ISymbol symbol) => symbol switch
    {
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enumMember",
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IRangeVariableSymbol => "variable",
        IFieldSymbol => "field",
        IParameterSymbol => "parameter",
        IPropertySymbol => "property",
        IEventSymbol => "event",
        IMethodSymbol => "method",
        INamespaceSymbol => "namespace",
        ITypeParameterSymbol => "typeParameter",
        ITypeSymbol type => type.TypeKind switch
        {
            TypeKind.Struct => "struct",
            TypeKind.Interface => "interface",
            TypeKind.Enum => "enum",
            TypeKind.Delegate => "delegate",
            _ => "class",
        },
        IAliasSymbol alias => Kind(alias.Target),
        _ => "variable",
    };
}
