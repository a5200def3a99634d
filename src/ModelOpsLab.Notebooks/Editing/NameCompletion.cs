using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The names that could stand at one place of a cell, by what stands around it.</summary>
sealed class NameCompletion(CellSketch sketch, TypedWord word)
{
    readonly SemanticModel _model = sketch.Model;
    readonly CompletionList _list = new(sketch, word);

    public IReadOnlyList<CompletionItem> Items()
    {
        var token = sketch.Root.FindToken(word.Start, findInsideTrivia: false);
        if (token.SpanStart != word.Start || token.Parent is not SimpleNameSyntax name)
        {
            _list.AddKeywords(CSharpWords.AfterAName);
            return token.SpanStart == word.Start && token.Parent is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or TypeDeclarationSyntax && word.Typed.Length == 0 ? [] : _list.Ranked();
        }
        switch (name.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Name == name:
                AddMembers(access.Expression);
                break;
            case MemberBindingExpressionSyntax binding when binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(a => a.WhenNotNull.Span.Contains(name.Span)) is { } conditional:
                if (_model.GetTypeInfo(conditional.Expression).Type is { } type) AddInstanceMembers(Unwrapped(type));
                break;
            case QualifiedNameSyntax qualified when qualified.Right == name:
                AddQualified(qualified);
                break;
            case AliasQualifiedNameSyntax:
                _list.Add(_model.LookupNamespacesAndTypes(word.Start, _model.Compilation.GlobalNamespace));
                break;
            default:
                if (name.Ancestors().TakeWhile(node => node is NameSyntax or UsingDirectiveSyntax).OfType<UsingDirectiveSyntax>().FirstOrDefault() is { } directive) AddUsing("", directive);
                else if (AssignableType(name) is { } target) AddAssignable(target, name);
                else AddNames(name);
                break;
        }
        return _list.Ranked();
    }

    void AddMembers(ExpressionSyntax receiver)
    {
        if (receiver is BaseExpressionSyntax)
        {
            _list.Add(_model.LookupBaseMembers(word.Start));
            return;
        }
        var symbol = _model.GetSymbolInfo(receiver).Symbol;
        if (symbol is INamespaceSymbol inside)
        {
            _list.Add(_model.LookupNamespacesAndTypes(word.Start, inside));
            AddNamespacesBelow(inside.ToDisplayString());
            return;
        }
        if (symbol is ITypeSymbol named && _model.GetAliasInfo(receiver) is null && receiver is not PredefinedTypeSyntax and not NameSyntax and not MemberAccessExpressionSyntax) return;
        var type = _model.GetTypeInfo(receiver).Type;
        if (symbol is ITypeSymbol statics)
        {
            _list.Add(_model.LookupStaticMembers(word.Start, statics));
            return;
        }
        if (type is null or IErrorTypeSymbol)
        {
            // The namespace of an assembly not referenced yet, or a call not finished whose candidates agree on a type.
            AddNamespacesBelow(receiver.ToString());
            type = _model.GetSymbolInfo(receiver).CandidateSymbols.Select(TypeOf).FirstOrDefault(candidate => candidate is not (null or IErrorTypeSymbol));
        }
        if (type is not null) AddInstanceMembers(type);
        // "Severity.": a property of the name of its type means both.
        if (symbol is IPropertySymbol or IFieldSymbol && receiver is IdentifierNameSyntax both && both.Identifier.ValueText == type?.Name) _list.Add(_model.LookupStaticMembers(word.Start, type));
    }

    void AddInstanceMembers(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void || type is IErrorTypeSymbol) return;
        _list.Add(_model.LookupSymbols(word.Start, type, includeReducedExtensionMethods: true).Where(member => !member.IsStatic || member is IMethodSymbol { MethodKind: MethodKind.ReducedExtension }));
    }

    /// <summary>"a.b" at the beginning of a statement parses as the name of a type; it may be a variable.</summary>
    void AddQualified(QualifiedNameSyntax qualified)
    {
        if (qualified.Ancestors().TakeWhile(node => node is NameSyntax or UsingDirectiveSyntax).OfType<UsingDirectiveSyntax>().FirstOrDefault() is { } directive)
        {
            AddUsing(qualified.Left.ToString(), directive);
            return;
        }
        if (_model.GetSymbolInfo(qualified.Left).Symbol is INamespaceOrTypeSymbol left)
        {
            _list.Add(_model.LookupNamespacesAndTypes(word.Start, left));
            if (left is INamespaceSymbol) AddNamespacesBelow(left.ToDisplayString());
            if (left is ITypeSymbol statics && !SyntaxFacts.IsInTypeOnlyContext(qualified)) _list.Add(_model.LookupStaticMembers(word.Start, statics));
            return;
        }
        var expression = SyntaxFactory.ParseExpression(qualified.Left.ToString());
        if (_model.GetSpeculativeTypeInfo(word.Start, expression, SpeculativeBindingOption.BindAsExpression).Type is { } type) AddInstanceMembers(type);
        AddNamespacesBelow(qualified.Left.ToString());
    }

    void AddUsing(string parent, UsingDirectiveSyntax directive)
    {
        AddNamespacesBelow(parent);
        var of = parent.Length == 0 ? _model.Compilation.GlobalNamespace
            : directive.DescendantNodes().OfType<NameSyntax>().Where(name => name.ToString() == parent).Select(name => _model.GetSymbolInfo(name).Symbol).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();
        var types = directive.StaticKeyword != default || directive.Alias is not null;
        if (of is not null) _list.Add(of.GetMembers().Where(member => member is INamespaceSymbol || types && member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public }));
        if (parent.Length == 0) _list.AddKeywords(["static"]);
    }

    void AddNamespacesBelow(string parent) => _list.AddNamespaces(SharedReferences.NamespacesBelow(parent));

    void AddNames(SimpleNameSyntax name)
    {
        ArgumentProposals.Add(_list, _model, name);
        if (SyntaxFacts.IsInTypeOnlyContext(name))
        {
            _list.Add(_model.LookupNamespacesAndTypes(word.Start));
            _list.AddKeywords(CSharpWords.Types);
        }
        else
        {
            _list.Add(_model.LookupSymbols(word.Start).Where(symbol => !IsOfEveryObject(symbol) && !IsDeclaredLater(symbol)));
            _list.AddKeywords(CSharpWords.All);
        }
        AddNamespacesBelow("");
    }

    /// <summary>The type whose members an object initialiser, a <c>with</c> or a property pattern sets or tests here; null elsewhere.</summary>
    ITypeSymbol? AssignableType(SimpleNameSyntax name) => name.Parent switch
    {
        InitializerExpressionSyntax initializer => OfInitializer(initializer),
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax initializer } assignment when assignment.Left == name => OfInitializer(initializer),
        PatternSyntax { Parent: SubpatternSyntax { Parent: PropertyPatternClauseSyntax { Parent: RecursivePatternSyntax pattern } } } => OfPattern(pattern),
        NameColonSyntax { Parent: SubpatternSyntax { Parent: PropertyPatternClauseSyntax { Parent: RecursivePatternSyntax pattern } } } => OfPattern(pattern),
        _ => null,
    };

    ITypeSymbol? OfInitializer(InitializerExpressionSyntax initializer) => initializer.Parent switch
    {
        WithExpressionSyntax with => _model.GetTypeInfo(with.Expression).Type,
        AssignmentExpressionSyntax assignment => _model.GetTypeInfo(assignment.Left).Type,
        BaseObjectCreationExpressionSyntax creation when _model.GetTypeInfo(creation) is var info && (info.Type ?? info.ConvertedType) is { } type
            && !(initializer.IsKind(SyntaxKind.CollectionInitializerExpression) && type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable)) => type,
        _ => null,
    };

    ITypeSymbol? OfPattern(RecursivePatternSyntax pattern) => _model.GetTypeInfo(pattern) is var info ? info.ConvertedType ?? info.Type : null;

    void AddAssignable(ITypeSymbol type, SimpleNameSyntax name)
    {
        var reads = name.Ancestors().OfType<RecursivePatternSyntax>().Any(pattern => SymbolEqualityComparer.Default.Equals(OfPattern(pattern), type));
        var taken = name.FirstAncestorOrSelf<InitializerExpressionSyntax>()?.Expressions.OfType<AssignmentExpressionSyntax>()
            .Where(assignment => assignment.Left != name).Select(assignment => assignment.Left.ToString()).ToHashSet() ?? [];
        _list.Add(_model.LookupSymbols(word.Start, Unwrapped(type)).Where(member => !member.IsStatic && !taken.Contains(member.Name) && member switch
        {
            IPropertySymbol property => !property.IsIndexer && (reads ? property.GetMethod : property.SetMethod) is not null,
            IFieldSymbol field => reads || !field.IsReadOnly && !field.IsConst,
            _ => false,
        }));
    }

    static ITypeSymbol Unwrapped(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.ReturnType,
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    static bool IsOfEveryObject(ISymbol symbol) => symbol is IMethodSymbol { ContainingType.SpecialType: SpecialType.System_Object };

    bool IsDeclaredLater(ISymbol symbol) => symbol is ILocalSymbol or IFieldSymbol { ContainingType.IsScriptClass: true }
        && symbol.Locations is [{ IsInSource: true } place, ..] && place.SourceTree == _model.SyntaxTree && place.SourceSpan.End > word.Start;
}
