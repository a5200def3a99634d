namespace ModelOpsLab.Notebooks;

/// <summary>How a notebook's outputs are compared with those of a re-run.</summary>
public sealed record VerifyOptions
{
    /// <summary>How far two numbers with a decimal point or exponent may lie apart, relative to the larger; whole numbers must be equal. 0: digit by digit.</summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, "A tolerance is at least 0 and less than 1.");
    } = 1e-9;

    /// <summary>The folder in which cells find files; none: the notebook's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long one cell may run; none: as long as it takes.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Kept up to date while cells run, so that it is known where the process ended; none: nothing is kept.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Told before and after each cell.</summary>
    public IProgress<CellProgress>? Progress { get; init; }
}
