using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>The members of an enum that a parameter's type names: one a cell declares, or a public one of .NET's core or of the library.</summary>
static class EnumMembers
{
    /// <summary>The names in order of declaration; null where there is no such enum, or more than one.</summary>
    public static IReadOnlyList<string>? Of(Notebook notebook, string name)
    {
        var simple = name[(name.LastIndexOf('.') + 1)..];
        return Declared(notebook, simple) ?? Loaded(simple);
    }

    static string[]? Declared(Notebook notebook, string name) => notebook.Cells
        .Where(cell => cell.Kind == CellKind.Code && cell.Source.Contains("enum", StringComparison.Ordinal))
        .SelectMany(cell => CSharpSyntaxTree.ParseText(cell.Source, new(LanguageVersion.Latest, kind: Microsoft.CodeAnalysis.SourceCodeKind.Script)).GetRoot().DescendantNodes().OfType<EnumDeclarationSyntax>())
        .LastOrDefault(declared => declared.Identifier.ValueText == name) is { } found
            ? [.. found.Members.Select(member => member.Identifier.ValueText)]
            : null;

    static string[]? Loaded(string name) => new[] { typeof(DayOfWeek).Assembly, typeof(IRenderable).Assembly }
        .SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.IsEnum && type.Name == name).ToArray() is [var only]
            ? Enum.GetNames(only)
            : null;
}
