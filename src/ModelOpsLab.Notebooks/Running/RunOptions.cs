using ModelOpsLab.Data;

namespace ModelOpsLab.Notebooks;

/// <summary>How a notebook is run.</summary>
public sealed record RunOptions
{
    /// <summary>Values for the notebook's parameters; the rest keep their defaults.</summary>
    public IReadOnlyDictionary<string, ParameterValue> Parameters { get; init; } = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);

    /// <summary>The date the run pretends it is, for the cells' <c>Clock</c>; stored in the notebook. None: the one the notebook stores, if any.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The folder in which cells find files; none: the notebook's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long one cell may run that carries no tag such as <c>timeout=30</c>; none: as long as it takes.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>How long all cells together may run; none: as long as they take.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>Kept up to date while cells run, so that what they showed outlives the end of the process; none: nothing is kept.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Where the values of <see cref="ResultCache"/> are stored; none: nothing is stored.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether stored values are taken again where nothing they depend on has changed.</summary>
    public bool Resume { get; init; }

    /// <summary>Told before and after each cell.</summary>
    public IProgress<CellProgress>? Progress { get; init; }

    /// <summary>Whether packages must be those of the lock file beside the notebook, by version and hash.</summary>
    public bool Locked { get; init; }

    /// <summary>Told what a person should know but no output should hold, as that a package's version floats.</summary>
    public IProgress<string>? Notices { get; init; }

    /// <summary>Variables of the cells whose values the caller wants when the run has ended: see <see cref="NotebookRun.Values"/>.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Whether the lock file is written where packages changed.</summary>
    internal bool WritesLock { get; init; } = true;

    /// <summary>The program that restores and builds; none: the one found.</summary>
    internal string? Dotnet { get; init; }
}

/// <summary>How far a run is. <paramref name="Cell"/> counts the code cells that run, from 1; <paramref name="Elapsed"/> is null while the cell runs.</summary>
public sealed record CellProgress(int Cell, int Count, string FirstLine, TimeSpan? Elapsed);
