using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>A cell as far as it is written, with the meaning the session gives it; nothing of the session changes.</summary>
sealed class CellSketch
{
    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    CellSketch(Compilation compilation)
    {
        Compilation = compilation;
        var tree = compilation.SyntaxTrees.Single();
        Root = (CompilationUnitSyntax)tree.GetRoot();
        Model = compilation.GetSemanticModel(tree, ignoreAccessibility: false);
    }

    public Compilation Compilation { get; }

    public CompilationUnitSyntax Root { get; }

    public SemanticModel Model { get; }

    public static CellSketch Of(CellCompiler compiler, Script? session, string blanked) => new(compiler.Sketch(session, blanked));
}
