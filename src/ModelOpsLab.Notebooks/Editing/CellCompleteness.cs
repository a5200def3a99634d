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
        var tree = CSharpSyntaxTree.ParseText(HostLines.Blank(code), CellSketch.Parsing);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return new("incomplete", IndentAfter(code, tree.GetRoot()));
        return new(tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete", "");
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
