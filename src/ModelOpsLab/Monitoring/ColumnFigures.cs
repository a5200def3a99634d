using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What was counted of a column of numbers in some rows, however it was counted: from a table, or as the rows came.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Finite">Rows with a finite number.</param>
sealed record ColumnFigures(long Rows, long Missing, long Finite)
{
    /// <summary>Numbers outside the range of the schema.</summary>
    public long OutOfRange { get; init; }
    /// <summary>Rows in a row with one value.</summary>
    public long LongestRun { get; init; }
    /// <summary>Of a panel, the largest share of assets that repeat their value before; null where there were too few.</summary>
    public double? UnchangedShare { get; init; }
    /// <summary>When that was, in words; null for no day worth naming.</summary>
    public string? Standstill { get; init; }
    /// <summary>Whether all numbers are equal, of two at least.</summary>
    public bool IsConstant { get; init; }
    /// <summary>How far out the numbers lie; null where that cannot be said.</summary>
    public Outliers? Outliers { get; init; }

    /// <summary>The measurements of the column beyond its missing values, under the names of the glossary.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="rule">What the schema allows.</param>
    /// <param name="past">The column in the reference; null where it is not there.</param>
    public IEnumerable<Measurement> Measure(string name, ColumnRule rule, ColumnPast? past)
    {
        Measurement With(string metric, double value, string unit = "") => new(metric, value) { Of = name, Count = Rows, Unit = unit };
        yield return With("not_finite", Rows - Missing - Finite);
        if (Rows > Missing && Finite == 0) yield return With("no_values", 1);
        if (Finite == 0) yield break;
        if (rule.Min is not null || rule.Max is not null) yield return With("out_of_range", OutOfRange);
        yield return With("longest_run", LongestRun, "rows");
        if (UnchangedShare is { } unchanged) yield return With("unchanged_share", unchanged, "%");
        if (IsConstant) yield return With("constant_column", 1);
        if (past is null) yield break;
        yield return With("frozen_excess", LongestRun / Math.Max(4.0, past.LongestRun));
        if (UnchangedShare is { } now && past.UnchangedShare is { } then) yield return With("unchanged_excess", now - then, "%");
        if (Outliers is null) yield break;
        yield return With("outlier_share", Outliers.Share, "%");
        yield return With("outlier_excess", Outliers.Excess, "%");
        yield return With("outlier_reach", Outliers.Reach);
        if (Outliers.OfChanges) yield return With("jump_reach", Outliers.Reach);
    }
}

/// <summary>How long a column stood still in the reference.</summary>
/// <param name="LongestRun">Rows in a row with one value.</param>
/// <param name="UnchangedShare">The second largest share of assets that repeated their value at one time; null where there were too few.</param>
sealed record ColumnPast(int LongestRun, double? UnchangedShare)
{
    /// <summary>Null where the column has no finite number.</summary>
    public static ColumnPast? Of(Frame reference, string name) =>
        reference[name].Finite() is { Length: > 0 } && RepeatedValues.Of(reference, name) is var past ? new(past.LongestRun, past.UsualShare) : null;
}
