using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>A cell as far as it is written, with the meaning the session gives it; nothing of the session changes.</summary>
sealed class CellSketch
{
    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The compiler's time grows faster than nesting: 5,000 lambdas in each other take minutes, 200 a fraction of a second.</summary>
    const int MaxNesting = 200;

    /// <summary>So many brackets open at once take the parser alone many seconds.</summary>
    const int MaxOpenBrackets = 500;

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

    /// <summary>Whether code is nested so deep that it is not worth reading; brackets in texts count too.</summary>
    public static bool IsTooDeep(string code)
    {
        var open = 0;
        foreach (var c in code)
        {
            if (c is '(' or '[' or '{') open++;
            else if (c is ')' or ']' or '}' && open > 0) open--;
            if (open > MaxOpenBrackets) return true;
        }
        return false;
    }

    /// <summary>Whether the code around a place is nested so deep that nobody wrote it by hand.</summary>
    public bool IsTooDeep(int position) => Root.FullSpan.Length > 0
        && Root.FindToken(Math.Clamp(position, 0, Root.FullSpan.End - 1)).Parent?.AncestorsAndSelf().Skip(MaxNesting).Any() == true;

    public static CellSketch Empty(CellCompiler compiler, Script? session) => new(session, compiler.Sketch(session));

    /// <summary>Another text in the same place.</summary>
    public CellSketch With(string blanked)
    {
        var tree = CSharpSyntaxTree.ParseText(blanked, (CSharpParseOptions)Root.SyntaxTree.Options);
        return new(Session, CellCompiler.Widen(Compilation.ReplaceSyntaxTree(Root.SyntaxTree, tree), CellCompiler.Mentioned(tree.GetRoot())));
    }
}
