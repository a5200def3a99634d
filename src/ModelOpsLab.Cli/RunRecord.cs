using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli;

/// <summary>What is true of one run only, beside its outputs and never in them: real time, machine, commit, hashes of what went in and came out, durations.</summary>
sealed record RunRecord
{
    /// <summary>The notebook that ran.</summary>
    public required string Notebook { get; init; }
    /// <summary>Real time of the start.</summary>
    public required DateTimeOffset StartedAt { get; init; }
    /// <summary>Real time of the end.</summary>
    public required DateTimeOffset FinishedAt { get; init; }
    /// <summary>The date the run pretended it was; null where it was given none.</summary>
    public DateTimeOffset? AsOf { get; init; }
    /// <summary>Parameters by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    /// <summary>SHA-256 of each file read.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }
    /// <summary>SHA-256 of each file written.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }
    /// <summary>Seconds of each cell by its number.</summary>
    public required IReadOnlyDictionary<int, double> CellSeconds { get; init; }
    /// <summary>The cell that threw; null where none did.</summary>
    public CellFailure? Failure { get; init; }
    /// <summary>Code of the notebook's folder.</summary>
    public required GitRevision Code { get; init; }
    /// <summary>Machine, runtime, modules.</summary>
    public required EnvironmentRecord Environment { get; init; }

    /// <summary>Writes the record of a run that has written its outputs.</summary>
    public static void Write(string file, Session session, DateTimeOffset startedAt, string notebook, NotebookRun run, RunOptions options, IReadOnlyDictionary<string, string> inputs, IReadOnlyList<string> outputs) =>
        AtomicFile.Write(file, ResultJson.Write(new RunRecord
        {
            Notebook = notebook,
            StartedAt = startedAt,
            FinishedAt = session.Clock.GetUtcNow(),
            AsOf = options.AsOf ?? NotebookRunner.AsOf(run.Notebook),
            Parameters = options.Parameters,
            Inputs = inputs,
            Outputs = Hashes(outputs),
            CellSeconds = run.Timings.ToDictionary(t => t.Cell, t => Math.Round(t.Elapsed.TotalSeconds, 3)),
            Failure = run.Failure,
            Code = GitRevision.Of(Path.GetDirectoryName(Path.GetFullPath(notebook))!),
            Environment = EnvironmentRecord.Capture(session.Clock),
        }));

    /// <summary>SHA-256 of files by path.</summary>
    public static Dictionary<string, string> Hashes(IReadOnlyList<string> files) => files.ToDictionary(file => file, ContentId.OfFile, StringComparer.Ordinal);
}
