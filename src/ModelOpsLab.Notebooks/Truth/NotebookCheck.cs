using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using ModelOpsLab.Notebooks.Lint;
using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Type-checks a whole notebook without running it, packages and imports included: compile errors, other languages, refused directives, parameters
/// without a type; and warns of what differs from run to run, and of what other hosts of .NET notebooks do otherwise.
/// </summary>
/// <remarks>A warning is accepted on purpose by <c>// check: allow NB101 reason</c> on its line or the line above, or by a cell tag <c>allow-NB101</c>.</remarks>
public static class NotebookCheck
{
    /// <summary>The findings in notebook order; none: the notebook can be run. A cell that fails is left out and the rest checked without it.</summary>
    public static IReadOnlyList<Finding> Of(Notebook notebook, string? workingDirectory = null, CancellationToken cancel = default) =>
        Of(notebook, new CheckOptions { WorkingDirectory = workingDirectory }, cancel);

    /// <summary>The findings in notebook order; none: the notebook can be run. A cell that fails is left out and the rest checked without it. Nothing is written.</summary>
    public static IReadOnlyList<Finding> Of(Notebook notebook, CheckOptions options, CancellationToken cancel = default)
    {
        using var loader = new InteractiveAssemblyLoader();
        return new Pass(notebook, options, loader, cancel).Findings();
    }

    sealed class Pass
    {
        readonly Notebook _notebook;
        readonly KernelOptions _options;
        readonly CancellationToken _cancel;
        readonly CellCompiler _compiler;
        readonly SessionReferences _references;
        readonly List<Finding> _findings = [];
        readonly HashSet<string> _lost = new(StringComparer.Ordinal);
        Script? _last;

        public Pass(Notebook notebook, CheckOptions options, InteractiveAssemblyLoader loader, CancellationToken cancel)
        {
            (_notebook, _cancel) = (notebook, cancel);
            _options = new()
            {
                WorkingDirectory = options.WorkingDirectory ?? NotebookRunner.FolderOf(notebook),
                NotebookFile = File.Exists(notebook.Path) ? notebook.Path : null,
                Locked = options.Locked, Dotnet = options.Dotnet, WritesLock = false,
            };
            var assemblies = new SessionAssemblies(null, _options);
            _compiler = new(assemblies, loader);
            _references = new(assemblies, _compiler, _options);
        }

        public IReadOnlyList<Finding> Findings()
        {
            CheckParameters();
            var cells = _notebook.Cells.Where(NotebookRunner.Runs).ToArray();
            CheckPackages(cells);
            var graph = GraphFindings.Of(_notebook, CellGraph.Of(_notebook, _options.WorkingDirectory, _cancel)).GroupBy(finding => finding.Cell).ToDictionary(group => group.Key, group => group.ToList());
            for (var i = 0; i < cells.Length; i++)
            {
                _cancel.ThrowIfCancellationRequested();
                var allowances = new Allowances(i + 1, cells[i].Tags);
                var first = _findings.Count;
                Check(cells[i], i + 1, allowances);
                _findings.AddRange(graph.GetValueOrDefault(i + 1, []));
                allowances.Apply(_findings, first);
            }
            return [.. graph.GetValueOrDefault(0, []), .. _findings];
        }

        void CheckParameters()
        {
            try
            {
                _ = NotebookParameters.Read(_notebook);
            }
            catch (NotebookUsageException e) when (e.InnerException is null)
            {
                Add(new(0, 0, 0, FindingSeverity.Error, e.Message), FindingCodes.Parameters);
            }
        }

        /// <summary>All packages together, as a run resolves them.</summary>
        void CheckPackages(Cell[] cells)
        {
            var lines = CellPlan.PackageLines(cells.Select(cell => cell.Source), _options.NotebookFolder);
            if (lines.Count == 0) return;
            try
            {
                Wait(_references.AddPackagesAsync(lines, _cancel));
            }
            catch (CellErrorException e)
            {
                Add(NumberOf(e.Place), e);
            }
            var restored = lines.FirstOrDefault(line => line.Line.Kind == DirectiveKind.Package && ProcessPackages.VersionOf(line.Line.Name) is null);
            if (restored is not null && !_options.Locked && _options.NotebookFile is { } file && Notebook.LockFileOf(file) is var lockFile && !File.Exists(lockFile))
                Add(At(NumberOf(restored.Place), restored.Place, restored.Line.Line, restored.Line.Column, FindingSeverity.Warning,
                    $"there is no {Path.GetFileName(lockFile)}, so the packages this one needs can change. 'modelops run' writes it: commit it with the notebook."), FindingCodes.Package);
        }

        void Check(Cell cell, int number, Allowances allowances)
        {
            if (CellLanguage.Of(_notebook, cell) is var language && !CellLanguage.IsCSharp(language))
            {
                Add(new(number, 1, 1, FindingSeverity.Error, NotebookRunner.LanguageRefusal(language)), FindingCodes.OtherLanguage);
                return;
            }
            try
            {
                _ = CellLimit.OfTag(cell);
            }
            catch (FormatException e)
            {
                Add(new(number, 0, 0, FindingSeverity.Error, e.Message), FindingCodes.TimeLimit);
            }
            try
            {
                var plan = CellPlan.Of(cell.Source, number, _options.NotebookFolder);
                foreach (var (code, line, message) in Portability.Of(plan.References))
                    Add(At(number, line.Place, line.Line.Line, line.Line.Column, FindingSeverity.Warning, message), code);
                Wait(_references.AddAsync([.. plan.References.Where(line => line.Line.Kind is DirectiveKind.Assembly or DirectiveKind.Project)], _cancel));
                foreach (var step in plan.Steps.Where(step => step is CodeStep or SetStep)) Check(step, number, allowances);
            }
            catch (CellErrorException e)
            {
                Add(number, e);
            }
        }

        void Check(CellStep step, int number, Allowances allowances)
        {
            var (script, errors) = _compiler.Check(_last, step, _cancel);
            var compilation = script.GetCompilation();
            var tree = compilation.SyntaxTrees.Single();
            var root = tree.GetCompilationUnitRoot(_cancel);
            if (step.Place == CellCompiler.FileName(number)) allowances.Read(root);
            var model = compilation.GetSemanticModel(tree);
            var warnings = Portability.Of(model, root);
            if (errors.Count == 0)
            {
                _last = script;
                warnings = warnings.Concat(Unrepeatable.Of(model, root));
            }
            else
            {
                foreach (var error in errors.Where(error => !Follows(error)).OrderBy(error => error.Location.SourceSpan.Start))
                    Add(At(number, step.Place, ErrorReport.Place(error).Line, ErrorReport.Place(error).Column, FindingSeverity.Error, error.GetMessage(CultureInfo.InvariantCulture)), error.Id);
                _lost.UnionWith(Declared(root));
            }
            foreach (var (node, code, message) in warnings.OrderBy(warning => warning.Node.SpanStart))
            {
                var start = node.GetLocation().GetLineSpan().StartLinePosition;
                Add(At(number, step.Place, start.Line + 1, start.Character + 1, FindingSeverity.Warning, message), code);
            }
        }

        void Add(Finding finding, string code) => _findings.Add(finding with { Code = code });

        void Add(int number, CellErrorException e) => Add(At(number, e.Place, e.Line, e.Column, FindingSeverity.Error, e.Message), e.Code);

        /// <summary>A finding at its place in the cell; of an imported file, at the line that imports, with the place in the file before the message.</summary>
        Finding At(int number, string place, int line, int column, FindingSeverity severity, string message)
        {
            var cell = CellCompiler.FileName(number);
            if (place.Length == 0 || place == cell) return new(number, line, column, severity, message);
            var file = place[(cell.Length + 2)..];
            var importing = ImportLine(_notebook.Cells.Where(NotebookRunner.Runs).ElementAt(number - 1).Source, file);
            return new(number, importing.Line, importing.Column, severity, $"in {file}, line {line}, column {column}: {message}");
        }

        static (int Line, int Column) ImportLine(string source, string file)
        {
            Directive[] imports = [.. Directives.Read(source).Lines.Where(line => line.Kind == DirectiveKind.Import)];
            return (imports.FirstOrDefault(line => file.StartsWith(line.Name, StringComparison.Ordinal)) ?? imports[0]) is var found ? (found.Line, found.Column) : (1, 1);
        }

        static int NumberOf(string place) => int.Parse(place.AsSpan("cell ".Length).ToString().Split(',')[0], CultureInfo.InvariantCulture);

        /// <summary>An error only because an earlier cell failed that declares the name.</summary>
        bool Follows(Diagnostic error) =>
            error.Id is "CS0103" or "CS0246" && error.Location.SourceTree?.GetRoot(_cancel).FindNode(error.Location.SourceSpan).ToString() is { } name && _lost.Contains(name);

        static IEnumerable<string> Declared(CompilationUnitSyntax root) => root.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => "",
        }).Where(name => name.Length > 0);

        static void Wait(Task task) => task.GetAwaiter().GetResult();
    }
}
