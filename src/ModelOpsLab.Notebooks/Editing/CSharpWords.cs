using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The words of the language.</summary>
static class CSharpWords
{
    static readonly string[] NotInCells = ["__arglist", "__makeref", "__reftype", "__refvalue", "namespace", "fixed", "unsafe", "stackalloc", "extern", "volatile"];

    /// <summary>Where an expression or a statement may begin.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText).Except(NotInCells),
        "async", "await", "dynamic", "global", "nameof", "nint", "nuint", "not", "partial", "record", "required", "var", "when", "with", "yield", "from", "where", "select", "orderby", "and", "or",
    ];

    /// <summary>Where only a type fits.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "nint", "nuint", "object", "sbyte", "short", "string", "uint", "ulong", "ushort", "var"];

    /// <summary>After a complete name or value.</summary>
    public static IReadOnlyList<string> AfterAName { get; } =
        ["and", "as", "ascending", "by", "descending", "equals", "from", "group", "in", "into", "is", "join", "let", "not", "on", "or", "orderby", "select", "switch", "when", "where", "with"];
}
