using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Runs a notebook from its first cell to its last, in this process, and stops at the first error; times and dates stay out of the notebook.</summary>
/// <remarks>Tags honoured: <c>raises-exception</c> (an error does not stop the run), <c>skip-execution</c> (the cell is left as it is). Blank cells do not run.</remarks>
public static class NotebookRunner
{
    /// <summary>Runs the notebook; a cell's error is in the answer, not thrown.</summary>
    /// <exception cref="NotebookUsageException">A parameter or a cell's language does not fit; nothing was run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static async Task<NotebookRun> RunAsync(Notebook notebook, RunOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var prepared = NotebookParameters.Inject(notebook, options.Parameters);
        RefuseOtherLanguages(prepared);
        var asOf = options.AsOf ?? AsOf(prepared);
        using var kernel = new CSharpKernel(new()
        {
            WorkingDirectory = options.WorkingDirectory ?? FolderOf(notebook),
            AsOf = asOf,
            CellTimeout = options.CellTimeout,
        });
        var (cells, timings, failure) = (new List<Cell>(prepared.Cells.Count), new List<CellTiming>(), default(CellFailure));
        var count = prepared.Cells.Count(Runs);
        OutputList? shown = null;
        foreach (var cell in prepared.Cells)
        {
            if (!Runs(cell) || failure is not null)
            {
                cells.Add(cell.Kind == CellKind.Code && !cell.HasTag("skip-execution") ? cell with { Outputs = [], ExecutionCount = null } : cell);
                continue;
            }
            var number = timings.Count + 1;
            options.Progress?.Report(new(number, count, FirstLine(cell), null));
            var outputs = shown = new(shown);
            var execution = await kernel.ExecuteAsync(cell.Source, number, outputs.Add, cancel).ConfigureAwait(false);
            cells.Add(cell with { Outputs = outputs.Outputs, ExecutionCount = number });
            timings.Add(new(number, cell.Id, execution.Elapsed));
            options.Progress?.Report(new(number, count, FirstLine(cell), execution.Elapsed));
            if (execution.Error is { } error && !cell.HasTag("raises-exception"))
                failure = new(number, cells.Count - 1, cell.Id, error.Name, error.Text, error.Traceback);
        }
        return new(WithAsOf(prepared with { Cells = cells }, asOf), timings, failure);
    }

    /// <summary>The as-of date a notebook stores from its last run, or none.</summary>
    public static DateTimeOffset? AsOf(Notebook notebook) =>
        (notebook.Metadata["modelops"] as JsonObject)?["as_of"] is JsonValue value && value.TryGetValue(out string? text)
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var asOf)
                ? asOf
                : throw new NotebookUsageException($"{notebook.Path}: the stored as-of date '{text}' is not a date, as in 2020-03-31T00:00:00Z. Correct metadata.modelops.as_of, or run with an as-of date.")
            : null;

    internal static bool Runs(Cell cell) => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source) && !cell.HasTag("skip-execution");

    internal static string FolderOf(Notebook notebook)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path));
        return Directory.Exists(folder) ? folder : Environment.CurrentDirectory;
    }

    internal static string LanguageRefusal(string language) =>
        $"the cell is in '{language}', and this kernel runs C# only. Move it to a notebook of its own, write it in C#, or tag it skip-execution.";

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

    static Notebook WithAsOf(Notebook notebook, DateTimeOffset? asOf)
    {
        if (asOf is not { } date) return notebook;
        var metadata = (JsonObject)notebook.Metadata.DeepClone();
        if (metadata["modelops"] is not JsonObject own) metadata["modelops"] = own = [];
        own["as_of"] = date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        return notebook with { Metadata = metadata };
    }

    static string FirstLine(Cell cell) => cell.Source.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0);
}
