using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Compiles the steps of cells as a chain of submissions. References start few; a step that names something not found gets, once,
/// the assemblies that define the namespaces it mentions, and the following steps keep them.
/// </summary>
sealed partial class CellCompiler
{
    static readonly string[] NotFound = ["CS0012", "CS0103", "CS0117", "CS0234", "CS0246", "CS1061", "CS1069", "CS1070", "CS7069"];

    static readonly Lock Binding = new();

    readonly InteractiveAssemblyLoader _loader;
    readonly HashSet<string> _usings = new(CSharpKernel.DefaultImports, StringComparer.Ordinal);
    ScriptOptions _options;

    public CellCompiler(SessionAssemblies assemblies, InteractiveAssemblyLoader loader)
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
            .WithMetadataResolver(new ReferenceResolver(assemblies));
    }

    /// <summary>The file name the compiler gives a cell; stack traces carry it.</summary>
    public static string FileName(int number) => $"cell {number}";

    /// <summary>Lets the following steps use these too.</summary>
    public void Add(IEnumerable<PortableExecutableReference> references)
    {
        var known = _options.MetadataReferences.ToHashSet();
        _options = _options.AddReferences(references.Where(known.Add));
    }

    /// <summary>A script ready to run after <paramref name="previous"/>.</summary>
    /// <exception cref="CompilationErrorException">The step does not compile.</exception>
    public Script<object> Compile(Script? previous, CellStep step, CancellationToken cancel)
    {
        while (true)
        {
            var script = Create(previous, step);
            try
            {
                script.CreateDelegate(cancel);
                Remember(script);
                return script;
            }
            catch (CompilationErrorException e) when (Widen(script, e.Diagnostics))
            {
                // once more, with the assemblies it misses
            }
        }
    }

    /// <summary>The script and its errors, without making anything to run.</summary>
    public (Script<object> Script, IReadOnlyList<Diagnostic> Errors) Check(Script? previous, CellStep step, CancellationToken cancel)
    {
        while (true)
        {
            var script = Create(previous, step);
            var diagnostics = script.GetCompilation().GetDiagnostics(cancel);
            Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0) Remember(script);
            else if (Widen(script, diagnostics)) continue;
            return (script, errors);
        }
    }

    /// <summary>An empty cell after <paramref name="previous"/>, for editors, with all that the session's usings may mean; nothing is kept.</summary>
    public Compilation Sketch(Script? previous)
    {
        var usings = CSharpKernel.DefaultImports.ToHashSet(StringComparer.Ordinal);
        for (var cell = previous; cell is not null; cell = cell.Previous) usings.UnionWith(Usings(cell));
        return Widen(Create(previous, new CodeStep(FileName(0), "")).GetCompilation(), usings);
    }

    /// <summary>With the assemblies that define the namespaces.</summary>
    public static Compilation Widen(Compilation compilation, IEnumerable<string> namespaces)
    {
        var known = compilation.References.ToHashSet();
        var more = SharedReferences.Defining(namespaces).Where(reference => !known.Contains(reference)).ToArray();
        return more.Length == 0 ? compilation : Bind(compilation.AddReferences(more));
    }

    Script<object> Create(Script? previous, CellStep step)
    {
        var options = _options.WithFilePath(step.Place);
        var code = step switch
        {
            CodeStep { Code: var text } => text,
            SetStep { Line: var line } => $"{new string('\n', line.Line - 1)}{(Declares(previous, line.Name) ? "" : "var ")}{line.Name} = {line.Value};",
            _ => "",
        };
        var script = previous is null
            ? CSharpScript.Create<object>(code, options, typeof(KernelGlobals), _loader)
            : previous.ContinueWith<object>(code, options);
        Bind(script.GetCompilation());
        return script;
    }

    /// <summary>
    /// Finds the types of the references, one compilation at a time in the process. Two that do so at once would each make their own of an assembly
    /// that no one has read yet; a later cell then meets both, and a <c>DateOnly</c> of the cell before is no <c>DateOnly</c> to it.
    /// </summary>
    static Compilation Bind(Compilation compilation)
    {
        lock (Binding) _ = compilation.Assembly;
        return compilation;
    }

    static bool Declares(Script? previous, string name)
    {
        for (var compilation = previous?.GetCompilation(); compilation is not null; compilation = compilation.ScriptCompilationInfo?.PreviousScriptCompilation)
            if (compilation.ScriptClass?.GetMembers(name.TrimStart('@')).Any(member => member is IFieldSymbol) == true) return true;
        return false;
    }

    /// <summary>Adds the assemblies that errors name and those that define what is not found; false where there are no more, which ends the trying.</summary>
    bool Widen(Script script, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error && NotFound.Contains(d.Id)).ToArray();
        if (errors.Length == 0) return false;
        var known = _options.MetadataReferences.OfType<PortableExecutableReference>().ToHashSet();
        PortableExecutableReference[] more = [.. errors.Select(Named).OfType<PortableExecutableReference>().Distinct().Where(reference => !known.Contains(reference))];
        if (more.Length == 0)
            more = [.. SharedReferences.Defining([.. _usings, .. Mentioned(script.GetCompilation().SyntaxTrees.Single().GetRoot())]).Where(reference => !known.Contains(reference))];
        if (more.Length == 0) return false;
        _options = _options.AddReferences(more);
        return true;
    }

    /// <summary>The assembly that an error asks for by name.</summary>
    static PortableExecutableReference? Named(Diagnostic error) =>
        AssemblyName().Match(error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)) is { Success: true } match ? SharedReferences.Named(match.Groups["name"].Value) : null;

    [GeneratedRegex(@"'(?<name>[\w.]+), Version=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AssemblyName();

    void Remember(Script script) => _usings.UnionWith(Usings(script));

    static IEnumerable<string> Usings(Script script) => script.GetCompilation().SyntaxTrees.Single().GetCompilationUnitRoot().Usings
        .Select(directive => directive.Name?.ToString() ?? "").Where(name => name.Length > 0);

    /// <summary>Every name in a cell that could be a namespace's.</summary>
    public static IEnumerable<string> Mentioned(SyntaxNode root) =>
        root.DescendantNodes().OfType<NameSyntax>().Select(name => name.ToString())
            .Concat(root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Select(access => access.ToString()));
}
