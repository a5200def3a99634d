using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace ModelOpsLab.Notebooks;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>The notebook runs; its outputs may differ tomorrow.</summary>
    Warning,
    /// <summary>The notebook does not run.</summary>
    Error,
}

/// <summary>Something found in a notebook without running it. <paramref name="Cell"/> counts the code cells that run, from 1 (0: the notebook); line and column from 1.</summary>
public sealed record Finding(int Cell, int Line, int Column, FindingSeverity Severity, string Message)
{
    /// <summary>All of it on one line.</summary>
    public override string ToString() => $"{(Cell == 0 ? "notebook" : $"cell {Cell}, line {Line}, column {Column}")}: {Message}";
}

/// <summary>
/// Type-checks a whole notebook without running it: compile errors, other languages, refused directives, parameters without a type; and warns where
/// a cell reads the clock, draws random numbers without a seed or makes new identifiers, because its outputs could then not be verified.
/// </summary>
public static class NotebookCheck
{
    /// <summary>The findings in notebook order; none: the notebook can be run. A cell that fails is left out and the rest checked without it.</summary>
    public static IReadOnlyList<Finding> Of(Notebook notebook, string? workingDirectory = null, CancellationToken cancel = default)
    {
        var findings = new List<Finding>();
        try
        {
            _ = NotebookParameters.Read(notebook);
        }
        catch (NotebookUsageException e) when (e.InnerException is null)
        {
            findings.Add(new(0, 0, 0, FindingSeverity.Error, e.Message));
        }
        using var loader = new InteractiveAssemblyLoader();
        var compiler = new CellCompiler(Path.GetFullPath(workingDirectory ?? NotebookRunner.FolderOf(notebook)), loader);
        Script? last = null;
        var lost = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var cell in notebook.Cells.Where(NotebookRunner.Runs))
        {
            cancel.ThrowIfCancellationRequested();
            number++;
            if (CellLanguage.Of(notebook, cell) is var language && !CellLanguage.IsCSharp(language))
            {
                findings.Add(new(number, 1, 1, FindingSeverity.Error, NotebookRunner.LanguageRefusal(language)));
                continue;
            }
            try
            {
                var (script, errors) = compiler.Check(last, cell.Source, number, cancel);
                var tree = script.GetCompilation().SyntaxTrees.Single();
                if (errors.Count == 0)
                {
                    last = script;
                    findings.AddRange(Unrepeatable(script.GetCompilation().GetSemanticModel(tree), tree.GetRoot(cancel), number));
                    continue;
                }
                findings.AddRange(errors.Where(error => !Follows(error, lost)).OrderBy(error => error.Location.SourceSpan.Start).Select(error => Of(error, number)));
                lost.UnionWith(Declared(tree.GetCompilationUnitRoot(cancel)));
            }
            catch (CellErrorException e)
            {
                findings.Add(new(number, e.Line, e.Column, FindingSeverity.Error, e.Message));
            }
        }
        return findings;
    }

    static Finding Of(Diagnostic error, int cell)
    {
        var (line, column) = ErrorReport.Place(error);
        return new(cell, line, column, FindingSeverity.Error, $"{error.Id} {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    /// <summary>An error only because an earlier cell failed that declares the name.</summary>
    static bool Follows(Diagnostic error, HashSet<string> lost) =>
        error.Id is "CS0103" or "CS0246" && error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan).ToString() is { } name && lost.Contains(name);

    static IEnumerable<string> Declared(CompilationUnitSyntax root) => root.DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);

    static IEnumerable<Finding> Unrepeatable(SemanticModel model, SyntaxNode root, int cell)
    {
        foreach (var node in root.DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
        {
            var symbol = model.GetSymbolInfo(node).Symbol;
            if (symbol is null or INamedTypeSymbol || Remedy(symbol) is not { } remedy) continue;
            var start = node.GetLocation().GetLineSpan().StartLinePosition;
            yield return new(cell, start.Line + 1, start.Character + 1, FindingSeverity.Warning, remedy);
        }
    }

    static string? Remedy(ISymbol symbol) => $"{symbol.ContainingType?.ToDisplayString()}.{symbol.Name}" switch
    {
        "System.DateTime.Now" or "System.DateTime.UtcNow" or "System.DateTime.Today" or "System.DateTimeOffset.Now" or "System.DateTimeOffset.UtcNow"
            or "System.TimeProvider.System" or "System.Environment.TickCount" or "System.Environment.TickCount64" =>
            $"{symbol.ContainingType!.Name}.{symbol.Name} differs at every run, so the outputs cannot be verified. Use Clock.GetUtcNow(), which stands at the as-of date.",
        "System.Guid.NewGuid" or "System.Guid.CreateVersion7" =>
            $"Guid.{symbol.Name} differs at every run, so the outputs cannot be verified. Use a name that follows from the data.",
        "System.Random.Shared" => "Random.Shared has no seed, so the outputs cannot be verified. Use new Random(seed).",
        "System.Random..ctor" when symbol is IMethodSymbol { Parameters.Length: 0 } => "new Random() has no seed, so the outputs cannot be verified. Use new Random(seed).",
        _ => null,
    };
}
