using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>What the code at a place means: the name there, the name it ends, else the call whose arguments are being written.</summary>
static class SymbolAt
{
    public static IReadOnlyList<ISymbol>? Find(CellSketch sketch, int cursor)
    {
        foreach (var token in Tokens(sketch.Root, cursor))
            if (Named(sketch.Model, token) is { Count: > 0 } symbols) return symbols;
        var inside = sketch.Root.FindToken(Math.Max(0, cursor - 1)).Parent?.AncestorsAndSelf()
            .FirstOrDefault(node => node is ArgumentListSyntax list && list.SpanStart < cursor && (cursor <= list.Span.End && !list.CloseParenToken.IsMissing || list.CloseParenToken.IsMissing));
        return inside?.Parent is { } call && Called(sketch.Model, call) is { Count: > 0 } called ? called : null;
    }

    static IEnumerable<SyntaxToken> Tokens(SyntaxNode root, int cursor)
    {
        if (root.FullSpan.Length == 0) yield break;
        if (cursor < root.FullSpan.End && root.FindToken(cursor) is var right && right.Span.Contains(cursor)) yield return right;
        if (cursor > 0 && root.FindToken(cursor - 1) is var left && left.Span.End == cursor) yield return left;
    }

    static IReadOnlyList<ISymbol> Named(SemanticModel model, SyntaxToken token)
    {
        if (token.Parent is not { } node) return [];
        if (token.IsKind(SyntaxKind.IdentifierToken))
        {
            if (model.GetDeclaredSymbol(node) is { } declared) return [declared];
            if (node.Parent is NameColonSyntax { Parent: ArgumentSyntax } or NameEqualsSyntax && model.GetSymbolInfo(node).Symbol is { } named) return [named];
            if (node is SimpleNameSyntax && node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is { } creation && creation.Type.Span.End == node.Span.End
                && model.GetSymbolInfo(creation).Symbol is IMethodSymbol { IsImplicitlyDeclared: false } constructor) return [constructor, .. Others(constructor)];
            return node is NameSyntax ? Of(model, node) : [];
        }
        if (node is PredefinedTypeSyntax) return Of(model, node);
        if (token.IsKind(SyntaxKind.NewKeyword)) return Called(model, node);
        return token.IsKind(SyntaxKind.ThisKeyword) || token.IsKind(SyntaxKind.BaseKeyword) ? model.GetTypeInfo(node).Type is { } type ? [type] : [] : [];
    }

    static IReadOnlyList<ISymbol> Called(SemanticModel model, SyntaxNode call)
    {
        if (call is InvocationExpressionSyntax invocation) return Of(model, invocation.Expression);
        if (call is not BaseObjectCreationExpressionSyntax) return [];
        return model.GetSymbolInfo(call).Symbol is { } constructor ? [constructor, .. Others(constructor)] : [.. model.GetSymbolInfo(call).CandidateSymbols.Where(symbol => symbol is IMethodSymbol)];
    }

    static IReadOnlyList<ISymbol> Of(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        if (info.Symbol is { } symbol)
            return symbol is INamedTypeSymbol { IsImplicitlyDeclared: true } or IErrorTypeSymbol ? [] : [symbol, .. Others(symbol)];
        return info.CandidateSymbols.Length > 0 ? info.CandidateSymbols : [.. model.GetMemberGroup(node)];
    }

    static IEnumerable<ISymbol> Others(ISymbol symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor } method
        ? method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(other => !SymbolEqualityComparer.Default.Equals(other, method.OriginalDefinition) && !SymbolEqualityComparer.Default.Equals(other, method) && other.DeclaredAccessibility == Accessibility.Public)
        : [];
}
