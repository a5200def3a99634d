using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>What a place asks for: in a call the names of parameters not given yet, and where an enum is expected its values.</summary>
static class ArgumentProposals
{
    public static void Add(CompletionList list, SemanticModel model, SimpleNameSyntax name)
    {
        if (name.Parent is ArgumentSyntax { Parent: BaseArgumentListSyntax arguments } argument)
        {
            var candidates = Candidates(model, arguments.Parent).ToArray();
            var position = arguments.Arguments.IndexOf(argument);
            var named = arguments.Arguments.Where(other => other.NameColon is not null).Select(other => other.NameColon!.Name.Identifier.ValueText).ToHashSet();
            if (argument.NameColon is null)
                foreach (var parameter in candidates.SelectMany(candidate => candidate.Skip(position)).Where(parameter => !named.Contains(parameter.Name)).DistinctBy(parameter => parameter.Name))
                    list.AddArgument(parameter.Name, SymbolText.Signature(parameter));
            foreach (var candidate in candidates)
            {
                var asked = argument.NameColon is { } colon ? candidate.FirstOrDefault(parameter => parameter.Name == colon.Name.Identifier.ValueText) : candidate.ElementAtOrDefault(position);
                AddValues(list, asked?.Type);
            }
        }
        AddValues(list, name.Parent switch
        {
            AssignmentExpressionSyntax assignment when assignment.Right == name => model.GetTypeInfo(assignment.Left).Type,
            BinaryExpressionSyntax comparison when comparison.Right == name && comparison.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression => model.GetTypeInfo(comparison.Left).Type,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: false } declaration } } => model.GetTypeInfo(declaration.Type).Type,
            CaseSwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax cases } => model.GetTypeInfo(cases.Expression).Type,
            ConstantPatternSyntax { Parent: SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax arms } } => model.GetTypeInfo(arms.GoverningExpression).Type,
            ConstantPatternSyntax { Parent: IsPatternExpressionSyntax test } => model.GetTypeInfo(test.Expression).Type,
            _ => null,
        });
    }

    /// <summary>The parameters of every method a call could mean.</summary>
    static IEnumerable<IReadOnlyList<IParameterSymbol>> Candidates(SemanticModel model, SyntaxNode? call) => call switch
    {
        InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>().Select(method => method.Parameters)
            .Concat(model.GetTypeInfo(invocation.Expression).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } ? [invoke.Parameters] : []),
        BaseObjectCreationExpressionSyntax creation when model.GetTypeInfo(creation) is var info && (info.Type ?? info.ConvertedType) is INamedTypeSymbol type =>
            type.InstanceConstructors.Where(constructor => model.IsAccessible(creation.SpanStart, constructor)).Select(constructor => constructor.Parameters),
        ElementAccessExpressionSyntax element when model.GetTypeInfo(element.Expression).Type is { } type =>
            type.GetMembers().OfType<IPropertySymbol>().Where(property => property.IsIndexer).Select(property => property.Parameters),
        _ => [],
    } is var found ? found.Select(parameters => (IReadOnlyList<IParameterSymbol>)parameters) : [];

    static void AddValues(CompletionList list, ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        if (type is not { TypeKind: TypeKind.Enum }) return;
        foreach (var value in type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue))
            list.AddExpectedValue(type.Name, value.Name, SymbolText.Signature(value));
    }
}
