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
/// Compiles the steps of cells as a chain of submissions. References start few; a step that does not compile gets the assemblies that its errors name
/// or that define the namespaces it mentions, and where it compiles with them the following steps keep them.
/// </summary>
sealed partial class CellCompiler
{
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

    /// <summary>
    /// Lets the following steps use these too, and all that the usings may mean: a query that a package answers must get the operators for queries,
    /// and without them it would compile with those for sequences.
    /// </summary>
    public void Add(IEnumerable<PortableExecutableReference> references)
    {
        var known = _options.MetadataReferences.ToHashSet();
        _options = _options.AddReferences(references.Concat(SharedReferences.Defining(_usings)).Where(known.Add));
    }

    /// <summary>A script ready to run after <paramref name="previous"/>.</summary>
    /// <exception cref="CompilationErrorException">The step does not compile.</exception>
    public Script<object> Compile(Script? previous, CellStep step, CancellationToken cancel)
    {
        var before = _options;
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
            catch
            {
                _options = before;
                throw;
            }
        }
    }

    /// <summary>The script and its errors, without making anything to run.</summary>
    public (Script<object> Script, IReadOnlyList<Diagnostic> Errors) Check(Script? previous, CellStep step, CancellationToken cancel)
    {
        var before = _options;
        while (true)
        {
            var script = Create(previous, step);
            var diagnostics = script.GetCompilation().GetDiagnostics(cancel);
            Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
            if (errors.Length > 0 && Widen(script, diagnostics)) continue;
            if (errors.Length == 0) Remember(script);
            else _options = before;
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

    /// <summary>
    /// Adds the assemblies that errors name, or those that define what the step may mean; false where there are no more, which ends the trying.
    /// Any error will do: what is not known shows as a wrong type, a missing conversion or a failed inference as well.
    /// </summary>
    bool Widen(Script script, IEnumerable<Diagnostic> diagnostics)
    {
        var tree = script.GetCompilation().SyntaxTrees.Single();
        if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)) return false;
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var known = _options.MetadataReferences.OfType<PortableExecutableReference>().ToHashSet();
        PortableExecutableReference[] more = [.. errors.Select(Named).OfType<PortableExecutableReference>().Distinct().Where(reference => !known.Contains(reference))];
        if (more.Length == 0)
            more = [.. SharedReferences.Defining([.. _usings, .. Mentioned(tree.GetRoot()), .. errors.SelectMany(Required)]).Where(reference => !known.Contains(reference))];
        if (more.Length == 0) return false;
        _options = _options.AddReferences(more);
        return true;
    }

    /// <summary>The assembly that an error asks for by name.</summary>
    static PortableExecutableReference? Named(string error) => AssemblyName().Match(error) is { Success: true } match ? SharedReferences.Named(match.Groups["name"].Value) : null;

    /// <summary>The namespaces of what an error says the compiler needs, as <c>'Microsoft.CSharp.RuntimeBinder.Binder.Convert'</c> for a dynamic value.</summary>
    static IEnumerable<string> Required(string error)
    {
        foreach (Match match in DottedName().Matches(error))
            for (var name = match.Groups["name"].Value; name.LastIndexOf('.') is > 0 and var dot; name = name[..dot]) yield return name[..dot];
    }

    [GeneratedRegex(@"'(?<name>[\w.]+), Version=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AssemblyName();

    [GeneratedRegex(@"'(?<name>\w+(\.\w+)+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DottedName();

    void Remember(Script script) => _usings.UnionWith(Usings(script));

    static IEnumerable<string> Usings(Script script) => script.GetCompilation().SyntaxTrees.Single().GetCompilationUnitRoot().Usings
        .Select(directive => directive.Name?.ToString() ?? "").Where(name => name.Length > 0);

    /// <summary>Every name in a cell that could be a namespace's.</summary>
    public static IEnumerable<string> Mentioned(SyntaxNode root) =>
        root.DescendantNodes().Where(node => node is NameSyntax or MemberAccessExpressionSyntax).Select(node => node.ToString() is var name && name.StartsWith("global::", StringComparison.Ordinal) ? name[8..] : name);
}
