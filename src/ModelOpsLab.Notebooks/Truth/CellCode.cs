using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks;

/// <summary>The code of a cell as the compiler takes it: its tokens and directives, without comments and layout. Two cells of equal code do the same.</summary>
static class CellCode
{
    static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The tokens in order, one a line; directives (<c>#r</c>, <c>#!import</c>, <c>#if</c> with what it leaves out) as they stand.</summary>
    public static string Of(string source)
    {
        var text = new StringBuilder();
        foreach (var token in CSharpSyntaxTree.ParseText(source.ReplaceLineEndings("\n"), Script).GetRoot().DescendantTokens())
        {
            Directives(text, token.LeadingTrivia);
            if (!token.IsKind(SyntaxKind.EndOfFileToken)) text.Append(token.Text).Append('\n');
            Directives(text, token.TrailingTrivia);
        }
        return text.ToString();
    }

    /// <summary>The lines that bring other code in: <c>#r</c>, <c>#i</c>, <c>#!import</c>.</summary>
    public static IEnumerable<string> Imports(string source) =>
        source.Split('\n').Select(line => line.Trim()).Where(line =>
            line.StartsWith("#r", StringComparison.Ordinal) || line.StartsWith("#i", StringComparison.Ordinal) && !line.StartsWith("#if", StringComparison.Ordinal)
            || line.StartsWith("#!import", StringComparison.Ordinal));

    static void Directives(StringBuilder text, SyntaxTriviaList trivia)
    {
        foreach (var piece in trivia)
            if (piece.IsDirective || piece.IsKind(SyntaxKind.DisabledTextTrivia) || piece.IsKind(SyntaxKind.SkippedTokensTrivia))
                text.Append(piece.ToFullString().Trim()).Append('\n');
    }
}
