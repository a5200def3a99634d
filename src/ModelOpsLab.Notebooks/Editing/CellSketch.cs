using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>A cell as far as it is written, with the meaning the session gives it; nothing of the session changes.</summary>
sealed class CellSketch
{
    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    CellSketch(Script? session, Compilation compilation)
    {
        (Session, Compilation) = (session, compilation);
        var tree = compilation.SyntaxTrees.Single();
        Root = (CompilationUnitSyntax)tree.GetRoot();
        Model = compilation.GetSemanticModel(tree);
    }

    /// <summary>The last cell that ran; null before the first.</summary>
    public Script? Session { get; }

    public Compilation Compilation { get; }

    public CompilationUnitSyntax Root { get; }

    public SemanticModel Model { get; }

    public static CellSketch Empty(CellCompiler compiler, Script? session) => new(session, compiler.Sketch(session));

    /// <summary>Another text in the same place.</summary>
    public CellSketch With(string blanked)
    {
        var tree = CSharpSyntaxTree.ParseText(blanked, (CSharpParseOptions)Root.SyntaxTree.Options);
        return new(Session, CellCompiler.Widen(Compilation.ReplaceSyntaxTree(Root.SyntaxTree, tree), CellCompiler.Mentioned(tree.GetRoot())));
    }
}
