using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli;

/// <summary>How a cell of a run ended.</summary>
enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Ran,
    /// <summary>It threw, or was stopped.</summary>
    Failed,
    /// <summary>It threw, and is tagged to be allowed to.</summary>
    Raised,
    /// <summary>A cell before it stopped the run, or it is tagged to be skipped.</summary>
    NotRun,
}

/// <summary>One code cell of a run: its number where it ran, the hash of its code, how it ended and in how many seconds.</summary>
sealed record CellRecord(int? Cell, string Id, string CodeSha256, CellStatus Status, double? Seconds);

/// <summary>
/// What is true of one run only, beside its outputs and never in them: real time, machine, commit, hashes of what went in and came out, durations.
/// A JSON object with the members below in camel case; hashes are SHA-256 in lower-case hexadecimal, times have their offset, durations are seconds.
/// </summary>
sealed record RunRecord
{
    /// <summary>The form of this record.</summary>
    public string Form { get; init; } = "modelops-run-2";
    /// <summary>The notebook that ran.</summary>
    public required string Notebook { get; init; }
    /// <summary>Whether every cell ran to its end, or failed where it is allowed to.</summary>
    public required bool Succeeded { get; init; }
    /// <summary>Real time of the start.</summary>
    public required DateTimeOffset StartedAt { get; init; }
    /// <summary>Real time of the end.</summary>
    public required DateTimeOffset FinishedAt { get; init; }
    /// <summary>The date the run pretended it was; null where it was given none.</summary>
    public DateTimeOffset? AsOf { get; init; }
    /// <summary>The parameters that were given, as given, by name. A seed is a parameter as any other.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    /// <summary>The parameters that were not given: the C# expression of each default.</summary>
    public required IReadOnlyDictionary<string, string> Defaults { get; init; }
    /// <summary>Hash of each file the command was given.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }
    /// <summary>Files that cells read through the library (tables, schemas, settings, models), with the hash of what was read.</summary>
    public required IReadOnlyList<FileRead> Reads { get; init; }
    /// <summary>Files whose names stand in the code as texts, with their hashes before the run: what cells open by themselves is not seen otherwise.</summary>
    public required IReadOnlyDictionary<string, string> Named { get; init; }
    /// <summary>Hash of the notebook's package lock; empty where it has none.</summary>
    public required IReadOnlyDictionary<string, string> PackageLock { get; init; }
    /// <summary>Values that cells keep for a run that is resumed, and whether they were computed or taken as stored.</summary>
    public required IReadOnlyList<CachedResult> Cached { get; init; }
    /// <summary>Hash of each file written.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }
    /// <summary>The code cells, in order.</summary>
    public required IReadOnlyList<CellRecord> Cells { get; init; }
    /// <summary>What is worth a word though it did not stop the run.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
    /// <summary>The cell that stopped the run; null where none did.</summary>
    public CellFailure? Failure { get; init; }
    /// <summary>What a review knew beside its files; absent where the run is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Evidence? Evidence { get; init; }
    /// <summary>Code of the notebook's folder.</summary>
    public required GitRevision Code { get; init; }
    /// <summary>Library, runtime, operating system, processor, culture, time zone, modules.</summary>
    public required EnvironmentRecord Environment { get; init; }

    /// <summary>Writes the record of a run that has written its outputs.</summary>
    public static void Write(string file, Session session, DateTimeOffset startedAt, Notebook notebook, NotebookRun run, RunOptions options, IReadOnlyDictionary<string, string> inputs, IReadOnlyDictionary<string, string> named, IReadOnlyList<string> outputs, Evidence? evidence = null)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!;
        string[] packages = [Notebooks.Notebook.LockFileOf(Path.GetFullPath(notebook.Path))];
        AtomicFile.Write(file, ResultJson.Write(new RunRecord
        {
            Notebook = notebook.Path,
            Succeeded = run.Succeeded,
            StartedAt = startedAt,
            FinishedAt = session.Clock.GetUtcNow(),
            AsOf = options.AsOf ?? NotebookRunner.AsOf(run.Notebook),
            Parameters = options.Parameters.ToDictionary(p => p.Key, p => p.Value.Text),
            Defaults = NotebookParameters.Read(notebook).Where(p => !options.Parameters.ContainsKey(p.Name)).ToDictionary(p => p.Name, p => p.Default),
            Inputs = inputs,
            Reads = run.Reads,
            Named = named,
            PackageLock = Hashes([.. packages.Where(File.Exists)]),
            Cached = run.Cached,
            Outputs = Hashes(outputs),
            Cells = [.. run.Notebook.Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => Of(cell, run))],
            Findings = run.Findings,
            Failure = run.Failure,
            Evidence = evidence,
            Code = GitRevision.Of(folder),
            Environment = EnvironmentRecord.Capture(session.Clock),
        }));
    }

    /// <summary>SHA-256 of files by path.</summary>
    public static Dictionary<string, string> Hashes(IReadOnlyList<string> files) => files.Distinct(StringComparer.Ordinal).ToDictionary(file => file, ContentId.OfFile, StringComparer.Ordinal);

    static CellRecord Of(Notebooks.Cell cell, NotebookRun run)
    {
        var timing = run.Timings.FirstOrDefault(t => t.Id == cell.Id);
        var status = run.Failure?.Id == cell.Id ? CellStatus.Failed
            : timing is null ? CellStatus.NotRun
            : cell.Outputs is [.., { Kind: OutputKind.Error }] ? CellStatus.Raised
            : CellStatus.Ran;
        return new(timing?.Cell ?? (status == CellStatus.Failed ? run.Failure!.Cell : null), cell.Id, ContentId.Of(System.Text.Encoding.UTF8.GetBytes(cell.Source)), status, timing is null ? null : Math.Round(timing.Elapsed.TotalSeconds, 3));
    }
}
