using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>
/// Whether code can run as it stands: <paramref name="Status"/> is complete, incomplete (more lines must follow) or invalid (no line can mend it, or more than 500 brackets are open);
/// <paramref name="Indent"/> is the white space a next line of incomplete code starts with, empty otherwise.
/// </summary>
public sealed record CellCompleteness(string Status, string Indent)
{
    const string Step = "    ";

    internal static CellCompleteness Of(string code)
    {
        if (CellSketch.IsTooDeep(code)) return new("invalid", "");
        var text = HostLines.Blank(code);
        if (ClosesWhatIsNotOpen(text)) return new("invalid", "");
        var tree = CSharpSyntaxTree.ParseText(text, CellSketch.Parsing);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return new("incomplete", IndentAfter(code, tree.GetRoot()));
        return new(tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete", "");
    }

    /// <summary>A bracket too many: the parser alone would wait for more.</summary>
    static bool ClosesWhatIsNotOpen(string text)
    {
        var open = new Stack<SyntaxKind>();
        foreach (var token in SyntaxFactory.ParseTokens(text, options: CellSketch.Parsing))
            switch (token.Kind())
            {
                case SyntaxKind.OpenParenToken: open.Push(SyntaxKind.CloseParenToken); break;
                case SyntaxKind.OpenBracketToken: open.Push(SyntaxKind.CloseBracketToken); break;
                case SyntaxKind.OpenBraceToken: open.Push(SyntaxKind.CloseBraceToken); break;
                case SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken:
                    if (!open.TryPop(out var closing) || closing != token.Kind()) return true;
                    break;
            }
        return false;
    }

    static string IndentAfter(string code, SyntaxNode root)
    {
        var end = code.TrimEnd().Length;
        if (end == 0) return "";
        var start = code.LastIndexOf('\n', end - 1) + 1;
        var line = code[start..end];
        var indent = line[..^line.TrimStart().Length];
        var last = root.FindToken(end - 1);
        return last.SpanStart == end - 1 && last.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken ? indent + Step : indent;
    }
}
