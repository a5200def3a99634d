namespace ModelOpsLab.Drift;

/// <summary>Which past windows a placebo test replays, and against what.</summary>
public sealed record PlaceboOptions
{
    /// <summary>Rows of each window, counted back from the end of the reference; null for windows like the period under review, or calendar months where there is none.</summary>
    public int? Rows { get; init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Rows), value, "A window has at least two rows."); }

    /// <summary>Whether each window is judged against what came before it only, as it would have been then; otherwise against all the rest. Default false: more windows, and longer references.</summary>
    public bool PastOnly { get; init; }

    /// <summary>More windows than this are thinned evenly. Default 120, ten years of months.</summary>
    public int MostWindows { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MostWindows), value, "At least one window."); } = 120;
}
