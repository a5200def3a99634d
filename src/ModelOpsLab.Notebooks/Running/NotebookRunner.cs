using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Notebooks;

/// <summary>Runs a notebook from its first cell to its last, in this process, and stops at the first error; times and dates stay out of the notebook.</summary>
/// <remarks>
/// Tags honoured: <c>raises-exception</c> (an error does not stop the run; none is a finding), <c>skip-execution</c> (the cell is left as it is),
/// <c>timeout=30</c> (seconds the cell may run; also 2.5m, 1h). Blank cells do not run.
/// </remarks>
public static class NotebookRunner
{
    const string Raises = "raises-exception";

    /// <summary>Runs the notebook; a cell's error is in the answer, not thrown.</summary>
    /// <exception cref="NotebookUsageException">A parameter, a time-out tag or a cell's language does not fit, or a package cannot be had; nothing was run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static async Task<NotebookRun> RunAsync(Notebook notebook, RunOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var prepared = NotebookParameters.Inject(notebook, options.Parameters);
        RefuseOtherLanguages(prepared);
        var limits = Limits(prepared);
        var asOf = options.AsOf ?? AsOf(prepared);
        prepared = WithAsOf(prepared, asOf);
        var folder = Path.GetFullPath(options.WorkingDirectory ?? FolderOf(notebook), ConsoleTurn.CurrentFolder);
        var placed = prepared with { Path = Path.GetFullPath(prepared.Path, ConsoleTurn.CurrentFolder) }; // while cells run, the current folder is theirs
        var graph = prepared.Cells.Any(MayImport) ? null : Graph(); // beside the cells: it needs their code only, but a file to import may be made by a cell
        using var kernel = new CSharpKernel(new()
        {
            WorkingDirectory = folder,
            AsOf = asOf,
            NotebookFile = File.Exists(placed.Path) ? placed.Path : null,
            Locked = options.Locked,
            Notices = options.Notices ?? new Unheard(),
            WritesLock = options.WritesLock,
            Dotnet = options.Dotnet,
        });
        await PrepareAsync(kernel, prepared, options, cancel).ConfigureAwait(false);
        using var reads = FileReads.Listen();
        using var cache = options.CacheFolder is { } store ? ResultCache.Open(store, options.Resume) : null;
        var (cells, timings, findings, failure) = (new List<Cell>(prepared.Cells.Count), new List<CellTiming>(), new List<string>(), default(CellFailure));
        var (count, clock) = (prepared.Cells.Count(Runs), Stopwatch.StartNew());
        options.Journal?.Begin(prepared);
        OutputList? shown = null;
        foreach (var cell in prepared.Cells)
        {
            if (!Runs(cell) || failure is not null)
            {
                cells.Add(NotRun(cell));
                continue;
            }
            var (number, index) = (timings.Count + 1, cells.Count);
            options.Progress?.Report(new(number, count, FirstLine(cell), null));
            options.Journal?.Begin(index, number);
            var outputs = shown = new(shown);
            kernel.Limit = CellLimit.Shorter(limits[index] ?? (options.CellTimeout is { } time ? CellLimit.OfCaller(time) : null), options.TotalTimeout, clock.Elapsed);
            kernel.Next = Following(prepared, index) is { } next ? (next, number + 1) : null;
            cache?.Enter(number, () => CellContext.Of(placed, index, folder, asOf));
            var execution = await kernel.ExecuteAsync(cell.Source, number, options.Journal is null ? outputs.Add : Keep, cancel).ConfigureAwait(false);
            options.Journal?.End(execution.Elapsed);
            cells.Add(cell with { Outputs = outputs.Outputs, ExecutionCount = number });
            timings.Add(new(number, cell.Id, execution.Elapsed));
            options.Progress?.Report(new(number, count, FirstLine(cell), execution.Elapsed));
            if (execution.Error is { } error)
            {
                if (!cell.HasTag(Raises) || IsTimeLimit(execution)) failure = new(number, index, cell.Id, error.Name, error.Text, error.Traceback);
            }
            else if (cell.HasTag(Raises)) findings.Add($"cell {number} is tagged {Raises} and did not throw. Remove the tag, or look why the error is gone.");

            void Keep(KernelOutput output)
            {
                outputs.Add(output);
                options.Journal.Add(output);
            }
        }
        var executed = prepared with { Cells = cells };
        try
        {
            executed = CellStamp.Stamp(executed, await (graph ?? Graph()).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Hours of results must not be lost because their stamps could not be made
        catch (Exception e) when (e is not OperationCanceledException)
        {
            findings.Add($"the outputs carry no stamps, so 'check' will call them unproved: the graph of the cells could not be made ({e.GetType().Name}: {e.Message}).");
        }
#pragma warning restore CA1031
        return new(executed, timings, failure) { Findings = findings, Reads = reads.Files, Cached = cache?.Results ?? [], Values = Kept() };

        IReadOnlyDictionary<string, object?> Kept() => options.Keep.Where(kernel.Declares).ToDictionary(name => name, kernel.Variable);

        Task<CellGraph> Graph() => Task.Run(() => CellGraph.Of(placed, folder, cancel), cancel);
    }

    /// <summary>The as-of date a notebook stores from its last run, or none.</summary>
    public static DateTimeOffset? AsOf(Notebook notebook) =>
        (notebook.Metadata["modelops"] as JsonObject)?["as_of"] is JsonValue value && value.TryGetValue(out string? text)
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var asOf)
                ? asOf
                : throw new NotebookUsageException($"{notebook.Path}: the stored as-of date '{text}' is not a date, as in 2020-03-31T00:00:00Z. Correct metadata.modelops.as_of, or run with an as-of date.")
            : null;

    /// <summary>The existing files whose names stand in the code as texts, by full path, in order of appearance.</summary>
    public static IReadOnlyList<string> FilesNamed(Notebook notebook, string? workingDirectory = null) =>
        [.. CellContext.FilesNamed(notebook.Cells, Path.GetFullPath(workingDirectory ?? FolderOf(notebook), ConsoleTurn.CurrentFolder))];

    /// <summary>A cell as it stands in the file where it did not run: without outputs, but one that is to be skipped keeps its own.</summary>
    internal static Cell NotRun(Cell cell) => cell.Kind == CellKind.Code && !cell.HasTag("skip-execution") ? cell with { Outputs = [], ExecutionCount = null } : cell;

    internal static bool Runs(Cell cell) => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source) && !cell.HasTag("skip-execution");

    internal static string FolderOf(Notebook notebook)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path, ConsoleTurn.CurrentFolder));
        return Directory.Exists(folder) ? folder : ConsoleTurn.CurrentFolder;
    }

    internal static string LanguageRefusal(string language) =>
        $"the cell is in '{language}', and this kernel runs C# only. Move it to a notebook of its own, write it in C#, or tag it skip-execution.";

    static async Task PrepareAsync(CSharpKernel kernel, Notebook notebook, RunOptions options, CancellationToken cancel)
    {
        var lines = kernel.PackageLines(notebook.Cells.Where(Runs).Select(cell => cell.Source));
        if (lines.Count == 0) return;
        options.Progress?.Report(new(1, notebook.Cells.Count(Runs), "resolving packages", null));
        try
        {
            await kernel.AddPackagesAsync(lines, cancel).ConfigureAwait(false);
        }
        catch (CellErrorException e)
        {
            throw new NotebookUsageException($"{notebook.Path}, {ErrorReport.Message(e, 0)}\nNothing was run.", e);
        }
    }

    static void RefuseOtherLanguages(Notebook notebook)
    {
        var number = 0;
        foreach (var cell in notebook.Cells.Where(Runs))
        {
            number++;
            if (CellLanguage.Of(notebook, cell) is var language && !CellLanguage.IsCSharp(language))
                throw new NotebookUsageException($"{notebook.Path}, cell {number}: {LanguageRefusal(language)} Nothing was run.");
        }
    }

    /// <summary>The code of the cell that runs after the one at a place; null where it is the last.</summary>
    static string? Following(Notebook notebook, int index) => notebook.Cells.Skip(index + 1).FirstOrDefault(Runs)?.Source;

    static bool MayImport(Cell cell) => cell.Source.Contains("#!import", StringComparison.Ordinal);

    /// <summary>The limit of each cell's own tag, all read before anything runs.</summary>
    static CellLimit?[] Limits(Notebook notebook)
    {
        var (limits, number) = (new CellLimit?[notebook.Cells.Count], 0);
        for (var i = 0; i < limits.Length; i++)
        {
            if (!Runs(notebook.Cells[i])) continue;
            number++;
            try
            {
                limits[i] = CellLimit.OfTag(notebook.Cells[i]);
            }
            catch (FormatException e)
            {
                throw new NotebookUsageException($"{notebook.Path}, cell {number}: {e.Message}", e);
            }
        }
        return limits;
    }

    /// <summary>The kernel's own refusal to wait longer, not a cell's exception: a tag that expects errors does not cover it.</summary>
    static bool IsTimeLimit(CellExecution execution) => execution.Exception is TimeoutException { StackTrace: null };

    static Notebook WithAsOf(Notebook notebook, DateTimeOffset? asOf)
    {
        if (asOf is not { } date) return notebook;
        var metadata = (JsonObject)notebook.Metadata.DeepClone();
        if (metadata["modelops"] is not JsonObject own) metadata["modelops"] = own = [];
        own["as_of"] = date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        return notebook with { Metadata = metadata };
    }

    /// <summary>Outputs are compared: no notice may get into them.</summary>
    sealed class Unheard : IProgress<string>
    {
        public void Report(string value) { }
    }

    internal static string FirstLine(Cell cell) => cell.Source.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0);
}
