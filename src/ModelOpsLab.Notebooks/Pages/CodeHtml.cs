using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks;

/// <summary>C# as HTML with its syntax in colour, from the syntax alone: keywords (k), types (t), methods (m), text (s), numbers (n), comments (c), directives (d). Text is the same as the source, character by character.</summary>
static class CodeHtml
{
    /// <summary>Longer code is shown without colours: it is data.</summary>
    const int Longest = 200_000;

    public static string Write(string source)
    {
        source = HtmlText.Printable(source.ReplaceLineEndings("\n"));
        if (source.Length > Longest) return HtmlText.Escape(source);
        var html = new StringBuilder();
        var (at, open) = (0, '\0');
        foreach (var (span, kind) in Parts(CSharpSyntaxTree.ParseText(source, new(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetRoot()))
        {
            if (span.Start < at || span.IsEmpty) continue;
            var between = source[at..span.Start];
            if (open != '\0' && (kind != open || between.AsSpan().ContainsAnyExcept(' ', '\n')))
            {
                html.Append("</i>");
                open = '\0';
            }
            html.Append(HtmlText.Escape(between));
            if (kind != '\0' && open == '\0') html.Append("<i class=").Append(open = kind).Append('>');
            html.Append(HtmlText.Escape(source[span.Start..span.End]));
            at = span.End;
        }
        if (open != '\0') html.Append("</i>");
        return html.Append(HtmlText.Escape(source[at..])).ToString();
    }

    static IEnumerable<(Microsoft.CodeAnalysis.Text.TextSpan Span, char Kind)> Parts(SyntaxNode root)
    {
        foreach (var token in root.DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia) if (Kind(trivia) is var kind and not '\0') yield return (trivia.Span, kind);
            if (!token.IsMissing) yield return (token.Span, Kind(token));
            foreach (var trivia in token.TrailingTrivia) if (Kind(trivia) is var kind and not '\0') yield return (trivia.Span, kind);
        }
    }

    static char Kind(SyntaxTrivia trivia) => trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia) ? 'd'
        : trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia ? 'c' : '\0';

    static char Kind(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => 'n',
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedRawStringEndToken => 's',
        SyntaxKind.IdentifierToken => Kind(token, token.Parent),
        _ when token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()) => 'k',
        _ => '\0',
    };

    static char Kind(SyntaxToken name, SyntaxNode? parent) => parent switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => 't',
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => 'm',
        IdentifierNameSyntax { IsVar: true } or IdentifierNameSyntax { Identifier.ValueText: "nameof", Parent: InvocationExpressionSyntax } => 'k',
        SimpleNameSyntax called when (called.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax && called != (called.Parent as MemberAccessExpressionSyntax)?.Expression ? called.Parent : called) is { Parent: InvocationExpressionSyntax call } target
            && call.Expression == target => 'm',
        SimpleNameSyntax type when IsType(type) => 't',
        _ => '\0',
    };

    /// <summary>A place where only a type can stand, or a capital letter before a dot: <c>Frame.ReadCsv</c>.</summary>
    static bool IsType(SimpleNameSyntax name) => name is GenericNameSyntax || name.Parent switch
    {
        QualifiedNameSyntax qualified => qualified.Right == name && IsPlaceOfType(qualified),
        MemberAccessExpressionSyntax member => member.Expression == name && char.IsAsciiLetterUpper(name.Identifier.ValueText.FirstOrDefault()),
        _ => IsPlaceOfType(name),
    };

    static bool IsPlaceOfType(NameSyntax name) => name.Parent switch
    {
        VariableDeclarationSyntax v => v.Type == name,
        ParameterSyntax p => p.Type == name,
        PropertyDeclarationSyntax p => p.Type == name,
        MethodDeclarationSyntax m => m.ReturnType == name,
        LocalFunctionStatementSyntax f => f.ReturnType == name,
        ForEachStatementSyntax f => f.Type == name,
        CastExpressionSyntax c => c.Type == name,
        DeclarationExpressionSyntax d => d.Type == name,
        DeclarationPatternSyntax d => d.Type == name,
        RecursivePatternSyntax r => r.Type == name,
        ObjectCreationExpressionSyntax or NullableTypeSyntax or ArrayTypeSyntax or TypeArgumentListSyntax or BaseTypeSyntax or TypeOfExpressionSyntax
            or DefaultExpressionSyntax or TypePatternSyntax or TupleElementSyntax or AttributeSyntax or CatchDeclarationSyntax or TypeConstraintSyntax or RefTypeSyntax => true,
        BinaryExpressionSyntax b => b.Right == name && b.Kind() is SyntaxKind.IsExpression or SyntaxKind.AsExpression,
        _ => false,
    };
}
