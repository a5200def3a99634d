using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks.Lint;

/// <summary>Finds what keeps a notebook from giving the same in this host and in others of .NET notebooks.</summary>
static class Portability
{
    const string InteractiveNamespace = "Microsoft.DotNet.Interactive";

    public static IEnumerable<(string Code, ReferenceLine Line, string Message)> Of(IReadOnlyList<ReferenceLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Line.Kind == DirectiveKind.Package && !new PackageRequest(line.Line.Name, line.Line.Value, line).IsExact)
                yield return (FindingCodes.FloatingVersion, line, $"{line.Line.Name} has no exact version, so what runs can change. Write the version, as in #r \"nuget: {line.Line.Name}, 1.2.3\"; 'modelops run' says which it is now.");
            if (line.Line.Kind == DirectiveKind.Project)
                yield return (FindingCodes.OwnDirective, line, "#r \"project: ...\" is known to this host only. For others, build the project and write #r \"path.dll\".");
        }
    }

    public static IEnumerable<(SyntaxNode Node, string Code, string Message)> Of(SemanticModel model, SyntaxNode root)
    {
        foreach (var node in root.DescendantNodes())
            switch (node)
            {
                case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call, SemicolonToken.IsMissing: false }
                    when model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: nameof(KernelGlobals.HTML), ContainingType.Name: nameof(KernelGlobals) }:
                    yield return (call, FindingCodes.BareHtml, "HTML(...); shows nothing by itself. Write display(HTML(...));.");
                    break;
                case NameSyntax or MemberAccessExpressionSyntax when node.Parent is not (QualifiedNameSyntax or MemberAccessExpressionSyntax) && IsInteractive(node.ToString()):
                    yield return (node, FindingCodes.InteractiveNames, $"the names of {InteractiveNamespace} are another host's own. Use display(...), .Display() and HTML(...), which every host has.");
                    break;
                case IdentifierNameSyntax { Identifier.ValueText: "KernelInvocationContext" } when model.GetSymbolInfo(node).Symbol is null:
                    yield return (node, FindingCodes.InvocationContext, "KernelInvocationContext is another host's own. Use display(...) to show, and CancellationToken to hear that the cell should stop.");
                    break;
            }
    }

    static bool IsInteractive(string name) =>
        name.StartsWith(InteractiveNamespace, StringComparison.Ordinal) && (name.Length == InteractiveNamespace.Length || name[InteractiveNamespace.Length] == '.');
}
