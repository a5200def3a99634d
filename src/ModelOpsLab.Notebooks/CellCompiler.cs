using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Compiles cells as a chain of submissions. References start few; a cell that names something not found gets, once,
/// the assemblies that define the namespaces it mentions, and the following cells keep them.
/// </summary>
sealed class CellCompiler
{
    static readonly string[] NotFound = ["CS0012", "CS0103", "CS0117", "CS0234", "CS0246", "CS1061", "CS1069", "CS1070"];

    readonly InteractiveAssemblyLoader _loader;
    readonly HashSet<string> _usings = new(CSharpKernel.DefaultImports, StringComparer.Ordinal);
    ScriptOptions _options;

    public CellCompiler(string folder, InteractiveAssemblyLoader loader)
    {
        _loader = loader;
        // The process's own copies of the types, or a cell's Report would not be the host's Report.
        loader.RegisterDependency(typeof(IRenderable).Assembly);
        loader.RegisterDependency(typeof(CellCompiler).Assembly);
        _options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithOptimizationLevel(OptimizationLevel.Debug)
            .WithImports(CSharpKernel.DefaultImports)
            .WithReferences(SharedReferences.Default)
            .WithMetadataResolver(new ReferenceResolver(folder));
    }

    /// <summary>The file name the compiler gives a cell; stack traces carry it.</summary>
    public static string FileName(int number) => $"cell {number}";

    /// <summary>A script ready to run after <paramref name="previous"/>.</summary>
    /// <exception cref="CellErrorException">A directive this kernel refuses.</exception>
    /// <exception cref="CompilationErrorException">The cell does not compile.</exception>
    public Script<object> Compile(Script? previous, string code, int number, CancellationToken cancel)
    {
        var blanked = Directives.Blank(code);
        var script = Create(previous, blanked, number);
        try
        {
            script.CreateDelegate(cancel);
        }
        catch (CompilationErrorException e) when (e.Diagnostics.Any(d => NotFound.Contains(d.Id)) && Widen(script))
        {
            script = Create(previous, blanked, number);
            script.CreateDelegate(cancel);
        }
        Remember(script);
        return script;
    }

    /// <summary>The script and its errors, without making anything to run.</summary>
    public (Script<object> Script, IReadOnlyList<Diagnostic> Errors) Check(Script? previous, string code, int number, CancellationToken cancel)
    {
        var blanked = Directives.Blank(code);
        var script = Create(previous, blanked, number);
        var errors = Errors(script);
        if (errors.Any(d => NotFound.Contains(d.Id)) && Widen(script))
        {
            script = Create(previous, blanked, number);
            errors = Errors(script);
        }
        if (errors.Count == 0) Remember(script);
        return (script, errors);

        List<Diagnostic> Errors(Script<object> candidate) =>
            [.. candidate.GetCompilation().GetDiagnostics(cancel).Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    /// <summary>An empty cell after <paramref name="previous"/>, for editors, with all that the session's usings may mean; nothing is kept.</summary>
    public Compilation Sketch(Script? previous)
    {
        var usings = CSharpKernel.DefaultImports.ToHashSet(StringComparer.Ordinal);
        for (var cell = previous; cell is not null; cell = cell.Previous) usings.UnionWith(Usings(cell));
        return Widen(Create(previous, "", 0).GetCompilation(), usings);
    }

    /// <summary>With the assemblies that define the namespaces.</summary>
    public static Compilation Widen(Compilation compilation, IEnumerable<string> namespaces)
    {
        var known = compilation.References.ToHashSet();
        var more = SharedReferences.Defining(namespaces).Where(reference => !known.Contains(reference)).ToArray();
        return more.Length == 0 ? compilation : compilation.AddReferences(more);
    }

    Script<object> Create(Script? previous, string code, int number)
    {
        var options = _options.WithFilePath(FileName(number));
        return previous is null
            ? CSharpScript.Create<object>(code, options, typeof(KernelGlobals), _loader)
            : previous.ContinueWith<object>(code, options);
    }

    bool Widen(Script script)
    {
        var known = _options.MetadataReferences.OfType<PortableExecutableReference>().ToHashSet();
        var more = SharedReferences.Defining([.. _usings, .. Mentioned(script.GetCompilation().SyntaxTrees.Single().GetRoot())]).Where(reference => !known.Contains(reference)).ToArray();
        if (more.Length == 0) return false;
        _options = _options.AddReferences(more);
        return true;
    }

    void Remember(Script script) => _usings.UnionWith(Usings(script));

    static IEnumerable<string> Usings(Script script) => script.GetCompilation().SyntaxTrees.Single().GetCompilationUnitRoot().Usings
        .Select(directive => directive.Name?.ToString() ?? "").Where(name => name.Length > 0);

    /// <summary>Every name in a cell that could be a namespace's.</summary>
    public static IEnumerable<string> Mentioned(SyntaxNode root) =>
        root.DescendantNodes().OfType<NameSyntax>().Select(name => name.ToString())
            .Concat(root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Select(access => access.ToString()));
}
