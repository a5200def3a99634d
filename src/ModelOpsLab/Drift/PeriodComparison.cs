using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>What the comparisons of all inputs of a period share.</summary>
sealed record PeriodComparison(Frame Reference, Frame Current, DriftOptions Options)
{
    /// <summary>Window number of each reference row.</summary>
    public int[] Windows { get; } = FrameWindows.Like(Current, Reference);

    /// <summary>For each row the one before of the same asset; null where rows are no panel.</summary>
    public (int[]? Reference, int[]? Current) PreviousRows { get; } = (ColumnScan.PreviousRows(Reference), ColumnScan.PreviousRows(Current));

    /// <summary>Contexts of the rows; null where nothing is matched.</summary>
    public RowContexts? Contexts { get; } = RowContexts.Of(Reference, Current, Options);

    /// <summary>What a past window is called in a sentence.</summary>
    public string WindowName => FrameWindows.Describe(Current).StartsWith("calendar", StringComparison.Ordinal) ? "months" : "windows";

    /// <summary>Added to a method where the reference is matched.</summary>
    public string MatchedBy => Contexts is null ? "" : $", matched by {Contexts.Name}";
}
