namespace ModelOpsLab.Notebooks;

/// <summary>How a notebook's outputs are compared with those of a re-run.</summary>
public sealed record VerifyOptions
{
    /// <summary>How far two numbers with a decimal point or exponent may lie apart, relative to the larger; whole numbers must be equal. 0: digit by digit, and tolerances of cells do not count.</summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, "A tolerance is at least 0 and less than 1.");
    } = 1e-9;

    /// <summary>Whether a notebook with stale outputs is refused before anything runs: code changed since, cells run out of order or never. Unproved outputs are accepted, because running again proves them.</summary>
    public bool Fresh { get; init; }

    /// <summary>The folder in which cells find files; none: the notebook's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long one cell may run; none: as long as it takes.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Kept up to date while cells run, so that it is known where the process ended; none: nothing is kept.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Told before and after each cell.</summary>
    public IProgress<CellProgress>? Progress { get; init; }

    /// <summary>Whether packages must be those of the lock file beside the notebook, by version and hash.</summary>
    public bool Locked { get; init; }

    /// <summary>Told what a person should know but no output should hold, as that a package's version floats.</summary>
    public IProgress<string>? Notices { get; init; }
}
