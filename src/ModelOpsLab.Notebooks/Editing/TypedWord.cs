using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The name at the cursor: what of it has been typed, and the stretch of code a proposal replaces.</summary>
readonly record struct TypedWord(string Typed, int Start, int End)
{
    /// <summary>Stands where a name is still missing, so that the parser sees one.</summary>
    public const string Placeholder = "__name__";

    public CellCompletion Nothing => new([], Start, End);

    public static TypedWord At(string code, int cursor)
    {
        var (start, end) = (cursor, cursor);
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        if (start > 0 && start < cursor && code[start - 1] == '@') start--;
        // Before a name, as in "x.|next", the name is the next line's or to be kept; inside one, all of it is replaced.
        if (start < cursor)
            while (end < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[end])) end++;
        return new(code[start..cursor].TrimStart('@'), start, end);
    }

    /// <summary>The code with a name at the cursor, and an end of statement after it where the next line is plainly another one.</summary>
    public string WithPlaceholder(string code)
    {
        var name = Start == End ? Placeholder : code[Start..End];
        var rest = code.AsSpan(End);
        var next = rest.TrimStart();
        var newLine = rest[..^next.Length].Contains('\n');
        var ends = next.IsEmpty || newLine && (char.IsLetter(next[0]) || next[0] is '_' or '@' or '"' or '$' or '#' or '/');
        return string.Concat(code.AsSpan(0, Start), name, ends ? ";" : Start == End ? " " : "", rest);
    }

    /// <summary>Whether the cursor is in a string or a comment; <paramref name="path"/> is where the text of a one-line string without escapes begins, else -1.</summary>
    public static bool IsInText(string code, int cursor, out int path)
    {
        path = -1;
        if (cursor == 0) return false;
        var root = CSharpSyntaxTree.ParseText(HostLines.Blank(code), CellSketch.Parsing).GetRoot();
        var trivia = root.FindTrivia(cursor - 1, findInsideTrivia: false);
        if (IsComment(trivia, code, cursor)) return true;
        var token = root.FindToken(cursor - 1);
        var inside = token.SpanStart < cursor && (cursor < token.Span.End || cursor == token.Span.End && token.ContainsDiagnostics);
        if (!inside) return false;
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken:
                var text = token.Text;
                var quote = text.StartsWith('@') ? 2 : 1;
                if (cursor < token.SpanStart + quote) return true;
                if (!code.AsSpan(token.SpanStart, cursor - token.SpanStart).ContainsAny('\n', '\r') && (quote == 2 || !text.Contains('\\', StringComparison.Ordinal))) path = token.SpanStart + quote;
                return true;
            case SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken:
                return true;
            default:
                return false;
        }
    }

    static bool IsComment(SyntaxTrivia trivia, string code, int cursor) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.DisabledTextTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia =>
            cursor > trivia.SpanStart && code[cursor - 1] is not ('\n' or '\r'),
        SyntaxKind.MultiLineCommentTrivia => cursor > trivia.SpanStart && (cursor < trivia.Span.End || !trivia.ToString().EndsWith("*/", StringComparison.Ordinal)),
        _ => false,
    };
}
