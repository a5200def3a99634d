using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Whether the loss of a row, in a panel the mean loss of a session, rose from one day to the next, when, and by how much.</summary>
/// <param name="Change">The change point; null where it cannot be looked for.</param>
/// <param name="First">Point in time of the history at which the look-back begins.</param>
/// <param name="IsFall">Whether the loss rose, and not before the last window of the reference: what lies earlier is part of what the model is compared with.</param>
/// <param name="Because">Why it was not looked for; empty where it was.</param>
sealed record SuddenFall(ChangePointResult? Change, int First, bool IsFall, string Because)
{
    /// <summary>Fewer rows tell a change from volatility that clusters too rarely (measured).</summary>
    public const int MinimumRows = 1000;

    public double PValue => Change is null ? double.NaN : IsFall ? Change.PValue : 1;

    /// <summary>Looks for the one largest change in the last rows.</summary>
    public static SuddenFall Of(Residuals before, Residuals all, int lookBack, DriftOptions options)
    {
        var first = Math.Max(0, all.TimeCount - Math.Max(MinimumRows, lookBack));
        double[] losses = all.ByTime(all.Losses)[first..];
        if (losses.Length < MinimumRows) return new(null, first, false, $"{losses.Length} {all.Unit} with prediction and target: {MinimumRows - losses.Length} more days needed to tell a change from chance");
        if (Moments.IsConstant(losses)) return new(null, first, false, "the loss is the same on every row");
        var change = ChangePoint.Test(losses, seed: options.Seed);
        var live = before.Days.Length == 0 ? 0 : Array.FindIndex(all.Days, d => d > before.Days[^1]);
        if (live < 0) live = all.TimeCount;
        return new(change, first, change.After > change.Before && first + change.Index >= live - options.StabilityWindow, "");
    }

    /// <summary>Rows from the change to the end, with the interval of the date.</summary>
    public Measurement RowsSince(Residuals all) => Change is null
        ? Measurement.Missing("rows_since_change", Because)
        : new Measurement("rows_since_change", all.TimeCount - First - Change.Index)
        {
            Unit = all.Unit,
            Interval = new(all.TimeCount - First - Change.High, all.TimeCount - First - Change.Low, 0.95, "likelihood ratio"),
        };

    /// <summary>Day of a point in time of the look-back.</summary>
    public DateOnly Day(Residuals all, int index) => DateOnly.FromDateTime(all.Frame.Time[all.Starts[Math.Min(First + index, all.TimeCount - 1)]]);
}
