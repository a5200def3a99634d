using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace ModelOpsLab.Notebooks;

/// <summary>What one cell has to do with the others.</summary>
/// <param name="Cell">Its number: its place among the code cells that run, from 1.</param>
/// <param name="Id">Its id in the file.</param>
/// <param name="Declares">Variables, functions and types that it declares.</param>
/// <param name="Reads">Names of earlier cells that it reads, through the functions it calls too.</param>
/// <param name="Writes">Variables of earlier cells that it sets.</param>
/// <param name="MayChange">Variables of earlier cells whose value it may change: it calls a method on them, or a function that does.</param>
/// <param name="Upstream">Cells whose code decides what this one computes, directly, by number.</param>
/// <param name="Downstream">Cells that have this one upstream, directly.</param>
public sealed record CellNode(
    int Cell, string Id, IReadOnlyList<string> Declares, IReadOnlyList<CellName> Reads, IReadOnlyList<CellName> Writes, IReadOnlyList<CellName> MayChange,
    IReadOnlyList<int> Upstream, IReadOnlyList<int> Downstream);

/// <summary>
/// Which cell of a notebook reads what of which, from the compiler's semantic model: nothing is run. It errs on the side of a dependency too many:
/// a method called on a variable may change it, names that may lead to one value share their changes, calling a function is doing what it does.
/// What cells exchange outside the language (files, databases, the state of a library's static classes) it does not see.
/// </summary>
public sealed class CellGraph
{
    readonly CellNames?[] _names;

    CellGraph(IReadOnlyList<CellNode> cells, CellNames?[] names) => (Cells, _names) = (cells, names);

    /// <summary>The code cells that run, in notebook order.</summary>
    public IReadOnlyList<CellNode> Cells { get; }

    /// <summary>Everything that decides what a cell computes, near and far, by number in ascending order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no cell of that number.</exception>
    public IReadOnlyList<int> AllUpstream(int cell)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cell, Cells.Count);
        var all = new SortedSet<int>();
        var open = new Stack<int>([cell]);
        while (open.TryPop(out var next))
            foreach (var above in Cells[next - 1].Upstream)
                if (all.Add(above)) open.Push(above);
        return [.. all];
    }

    /// <summary>
    /// The graph of a notebook's C# cells. A cell that does not compile takes part by the names in it; a cell in another language has no connections.
    /// Packages and assemblies that <c>#r</c> adds are not looked up, so that the graph is the same on every machine: code that needs them takes part by its names.
    /// </summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="workingDirectory">Where <c>#!import</c> finds files where the notebook has none of its own; none: the notebook's own folder.</param>
    /// <param name="cancel">Stops the work.</param>
    public static CellGraph Of(Notebook notebook, string? workingDirectory = null, CancellationToken cancel = default)
    {
        Cell[] cells = [.. notebook.Cells.Where(NotebookRunner.Runs)];
        var options = new KernelOptions { WorkingDirectory = workingDirectory ?? NotebookRunner.FolderOf(notebook), NotebookFile = File.Exists(notebook.Path) ? notebook.Path : null };
        using var loader = new InteractiveAssemblyLoader();
        var compiler = new CellCompiler(new(null, options), loader);
        var (lost, links, names) = (new Dictionary<string, int>(StringComparer.Ordinal), new CellLinks(), new CellNames?[cells.Length]);
        var trees = new Dictionary<SyntaxTree, int>();
        Script? last = null;
        for (var i = 0; i < cells.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!CellLanguage.IsCSharp(CellLanguage.Of(notebook, cells[i]))) continue;
            names[i] = new(i + 1, trees, lost);
            foreach (var step in Steps(cells[i], i + 1, options.NotebookFolder))
            {
                var (script, errors) = compiler.Check(last, step, cancel);
                names[i]!.Add(script.GetCompilation(), step.Place == CellCompiler.FileName(i + 1) ? "" : step is CodeStep { Code: var imported } ? imported : "");
                if (errors.Count == 0) last = script;
                else foreach (var name in Declared(script.GetCompilation().SyntaxTrees.Single())) lost[name] = i + 1;
            }
            links.Add(i + 1, names[i]!);
        }
        return new([.. cells.Select((cell, i) => Node(cell, i + 1, names[i], links, cells.Length))], names);
    }

    /// <summary>What the cell compiles; one whose directives are wrong or whose imports are missing, its own code.</summary>
    static IEnumerable<CellStep> Steps(Cell cell, int number, string folder)
    {
        try
        {
            return CellPlan.Of(cell.Source, number, folder).Steps.Where(step => step is CodeStep or SetStep);
        }
        catch (CellErrorException)
        {
            return [new CodeStep(CellCompiler.FileName(number), string.Join('\n', cell.Source.Split('\n').Select(line => line.TrimStart().StartsWith("#!", StringComparison.Ordinal) || line.TrimStart().StartsWith("#r", StringComparison.Ordinal) || line.TrimStart().StartsWith("#i ", StringComparison.Ordinal) ? "" : line)))];
        }
    }

    /// <summary>What the compiler said of a cell; null where it is not C#.</summary>
    internal CellNames? Names(int cell) => _names[cell - 1];

    static CellNode Node(Cell cell, int number, CellNames? names, CellLinks links, int count)
    {
        var link = links.Of(number);
        return new(
            number, cell.Id,
            [.. (names?.Declarations ?? []).Select(declaration => declaration.Name.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Earlier(link.Reads), Earlier(link.Writes), Earlier(link.Changes.Except(link.Writes)),
            [.. link.Upstream], [.. Enumerable.Range(number + 1, count - number).Where(later => links.Of(later).Upstream.Contains(number))]);

        CellName[] Earlier(IEnumerable<CellName> some) => [.. some.Where(name => name.Cell < number && name.Cell > 0).OrderBy(name => name.Cell).ThenBy(name => name.Name, StringComparer.Ordinal)];
    }

    static IEnumerable<string> Declared(SyntaxTree tree) => tree.GetRoot().DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);
}
