using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks;

/// <summary>What one compiled cell declares and uses, from the compiler's semantic model; nothing is run.</summary>
sealed class CellNames
{
    readonly int _number;
    readonly Dictionary<SyntaxTree, int> _cells;
    readonly IReadOnlyDictionary<string, int> _lost;
    readonly List<NameDeclaration> _declarations = [];
    readonly List<NameUse> _uses = [];
    readonly List<(string Name, int Line, int Column)> _unknown = [];
    readonly SortedSet<string> _namespaces = new(StringComparer.Ordinal);
    SemanticModel _model = null!;
    bool _isOwn;

    /// <param name="number">The cell's.</param>
    /// <param name="cells">Which cell a syntax tree is of; this one's are added.</param>
    /// <param name="lost">Names that only cells that do not compile declare, by the last such cell.</param>
    public CellNames(int number, Dictionary<SyntaxTree, int> cells, IReadOnlyDictionary<string, int> lost) => (_number, _cells, _lost) = (number, cells, lost);

    public IReadOnlyList<NameDeclaration> Declarations => _declarations;

    public IReadOnlyList<NameUse> Uses => _uses;

    /// <summary>Names that nothing above declares, where they stand.</summary>
    public IReadOnlyList<(string Name, int Line, int Column)> Unknown => _unknown;

    /// <summary>Namespaces of the types named without them: what <c>using</c> lines of earlier cells decide.</summary>
    public IEnumerable<string> Namespaces => _namespaces;

    /// <summary>Code that the cell imports from files.</summary>
    public string Imported { get; private set; } = "";

    /// <summary>Whether the cell sets something that belongs to the process: a static property of the framework, such as the current culture.</summary>
    public bool ChangesProcess { get; private set; }

    /// <summary>Adds what the cell compiles next; <paramref name="imported"/> is its text where it comes from a file.</summary>
    public void Add(Compilation compilation, string imported)
    {
        var tree = compilation.SyntaxTrees.Single();
        _cells[tree] = _number;
        _model = compilation.GetSemanticModel(tree);
        _isOwn = imported.Length == 0;
        Imported += CellCode.Of(imported);
        var root = (CompilationUnitSyntax)tree.GetRoot();
        _declarations.AddRange(Declared(compilation, root, _number).Where(declaration => _declarations.TrueForAll(other => other.Name != declaration.Name)).DistinctBy(declaration => declaration.Name));
        foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>())
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null) Use(name);
        _model = null!; // it holds all that was bound for it: of 500 cells more than the cells themselves take
    }

    static IEnumerable<NameDeclaration> Declared(Compilation compilation, CompilationUnitSyntax root, int number)
    {
        foreach (var alias in root.Usings.Where(directive => directive.Alias is not null))
            yield return new(new(alias.Alias!.Name.Identifier.ValueText, number), false, false, false, true);
        foreach (var member in compilation.ScriptClass?.GetMembers() ?? [])
        {
            if (member.IsImplicitlyDeclared || !member.CanBeReferencedByName) continue;
            CellName name = new(member.Name, number);
            if (member is IFieldSymbol or IPropertySymbol { GetMethod.DeclaringSyntaxReferences.Length: 0 })
            {
                var type = (member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type;
                var isSet = member.DeclaringSyntaxReferences.Any(place => place.GetSyntax() is not VariableDeclaratorSyntax { Initializer: null });
                yield return new(name, true, !TypeTraits.IsInert(type), TypeTraits.CanHoldCode(type), isSet);
            }
            else
            {
                var type = (member as IMethodSymbol)?.ReturnType ?? (member as IPropertySymbol)?.Type;
                yield return new(name, false, member is not INamedTypeSymbol && !TypeTraits.IsInert(type), false, true);
            }
        }
    }

    void Use(SimpleNameSyntax name)
    {
        var info = _model.GetSymbolInfo(name);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (_model.GetAliasInfo(name) is { } alias && CellOf(alias) is { } aliased) Add(name, new(alias.Name, aliased), NameAction.Read);
        if (symbol is null)
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) return;
            var start = name.GetLocation().GetLineSpan().StartLinePosition;
            if (_lost.TryGetValue(name.Identifier.ValueText, out var cell)) Add(name, new(name.Identifier.ValueText, cell), NameAction.Read | NameAction.Change | NameAction.Share);
            else if (_isOwn) _unknown.Add((name.Identifier.ValueText, start.Line + 1, start.Character + 1));
            return;
        }
        if (symbol is INamespaceSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ILabelSymbol or ITypeParameterSymbol) return;
        if (Outermost(symbol) is { } top && CellOf(top) is { } declaring)
        {
            Add(name, new(top.Name, declaring), ActionOf(name, symbol, top));
            return;
        }
        if (symbol is INamedTypeSymbol { ContainingNamespace: { } space }) _namespaces.Add(space.ToDisplayString());
        if (symbol is IMethodSymbol { ReducedFrom.ContainingNamespace: { } from }) _namespaces.Add(from.ToDisplayString());
        if (symbol is IPropertySymbol { IsStatic: true } or IFieldSymbol { IsStatic: true } && IsAssigned(Whole(name)) || symbol is IMethodSymbol { IsStatic: true, Name: "SetOut" or "SetError" or "SetCurrentDirectory" or "SetEnvironmentVariable" })
            ChangesProcess = true;
    }

    NameAction ActionOf(SimpleNameSyntax name, ISymbol symbol, ISymbol top)
    {
        if (top is INamedTypeSymbol type)
        {
            var (changed, _) = Follow(Whole(name));
            return NameAction.Read | (TypeTraits.HasSharedState(type) || changed && symbol is INamedTypeSymbol ? NameAction.Change : 0);
        }
        if (!SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, top.OriginalDefinition) && symbol is not IMethodSymbol) return NameAction.Read;
        var place = Whole(name);
        var action = NameAction.Read;
        if (IsAssigned(place))
            action = place.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } or ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.RefKeyword }
                ? NameAction.Write
                : NameAction.Read | NameAction.Write;
        var (change, shared) = Follow(place);
        if (change && !action.HasFlag(NameAction.Write) || top is IFieldSymbol field && field.Type.TypeKind == TypeKind.Delegate && !IsPlainLambda(field)) action |= NameAction.Change;
        if (shared) action |= NameAction.Share;
        return action;
    }

    /// <summary>Follows a value from a name through members, elements and calls: whether it may be changed on the way, and whether another name comes to share it.</summary>
    (bool Changed, bool Shared) Follow(ExpressionSyntax value)
    {
        var changed = false;
        for (var at = value; ;)
        {
            if (IsAssigned(at)) return (true, at.Parent is ArgumentSyntax);
            if (at.Parent is RefExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }) return (true, true);
            if (_model.GetTypeInfo(at).Type is { } type && TypeTraits.IsInert(type)) return (changed, false);
            switch (at.Parent)
            {
                case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Expression == at && call.Expression == access:
                    changed |= !TypeTraits.LeavesReceiver(Method(call), _model.GetTypeInfo(at).Type);
                    at = call;
                    break;
                case MemberAccessExpressionSyntax access when access.Expression == at:
                    changed |= HasEffects(access);
                    at = access;
                    break;
                case ConditionalAccessExpressionSyntax access when access.Expression == at:
                    changed |= access.WhenNotNull.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => !TypeTraits.LeavesReceiver(Method(call), Method(call)?.ContainingType))
                        || access.WhenNotNull.DescendantNodesAndSelf().OfType<AssignmentExpressionSyntax>().Any();
                    at = access;
                    break;
                case ElementAccessExpressionSyntax access when access.Expression == at: at = access; break;
                case InvocationExpressionSyntax call when call.Expression == at: at = call; break;
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or AwaitExpressionSyntax:
                    at = (ExpressionSyntax)at.Parent;
                    break;
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                    var method = Method(call);
                    changed |= !TypeTraits.LeavesArguments(method);
                    if (method is null || TypeTraits.KeepsArguments(method)) return (changed, true);
                    at = call;
                    break;
                case ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax made }:
                    return (changed || _model.GetSymbolInfo(made).Symbol is not IMethodSymbol { ContainingType.DeclaringSyntaxReferences.Length: 0 }, true);
                case InterpolationSyntax or ExpressionStatementSyntax: return (changed, false);
                case ForEachStatementSyntax loop when loop.Expression == at:
                    return (changed, !TypeTraits.IsInert(_model.GetForEachStatementInfo(loop).ElementType));
                default: return (changed, true);
            }
        }
    }

    IMethodSymbol? Method(InvocationExpressionSyntax call) => _model.GetSymbolInfo(call).Symbol as IMethodSymbol;

    /// <summary>A property written in the notebook whose body does something.</summary>
    bool HasEffects(MemberAccessExpressionSyntax access) => _model.GetSymbolInfo(access).Symbol is IPropertySymbol { GetMethod: { } getter }
        && getter.DeclaringSyntaxReferences.Any(place => place.GetSyntax().DescendantNodes().Any(node =>
            node is AssignmentExpressionSyntax or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax || node.IsKind(SyntaxKind.PreIncrementExpression) || node.IsKind(SyntaxKind.PreDecrementExpression)));

    /// <summary><c>Func&lt;int, int&gt; f = x =&gt; x + 1;</c>: what calling it does stands in the lambda.</summary>
    static bool IsPlainLambda(IFieldSymbol field) => field.DeclaringSyntaxReferences.All(place => place.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: AnonymousFunctionExpressionSyntax });

    /// <summary>The name with what qualifies it: <c>Type.Member</c> for <c>Member</c>.</summary>
    static ExpressionSyntax Whole(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    static bool IsAssigned(ExpressionSyntax place) => place.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == place,
        PostfixUnaryExpressionSyntax unary => !unary.IsKind(SyntaxKind.SuppressNullableWarningExpression),
        PrefixUnaryExpressionSyntax unary => unary.IsKind(SyntaxKind.PreIncrementExpression) || unary.IsKind(SyntaxKind.PreDecrementExpression),
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) || argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword)
            || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax outer } tuple && outer.Left == tuple,
        _ => false,
    };

    void Add(SimpleNameSyntax place, CellName name, NameAction action)
    {
        var owner = place.Ancestors().OfType<MemberDeclarationSyntax>().LastOrDefault();
        var owned = owner switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            DelegateDeclarationSyntax type => type.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            _ => "",
        };
        var start = _isOwn ? place.GetLocation().GetLineSpan().StartLinePosition : default;
        _uses.Add(new(name, action, owned, place.Ancestors().Any(node => node is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or LocalFunctionStatementSyntax), start.Line + 1, start.Character + 1));
    }

    int? CellOf(ISymbol symbol) => symbol.DeclaringSyntaxReferences is [var place, ..] && _cells.TryGetValue(place.SyntaxTree, out var cell) ? cell : null;

    /// <summary>The member of the script that the symbol is or lies in.</summary>
    static ISymbol? Outermost(ISymbol symbol)
    {
        var at = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
        if (at is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }) return null;
        while (at.ContainingType is { IsScriptClass: false } outer) at = outer;
        return at;
    }
}
