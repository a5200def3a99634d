using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>A known change that is put into one input of a past window.</summary>
/// <param name="Name">In words.</param>
/// <param name="Move">How many median absolute deviations of the reference every value moves up.</param>
/// <param name="Stretch">By how much the distance of every value from the window's median is multiplied.</param>
sealed record PlaceboShift(string Name, double Move, double Stretch)
{
    public static IReadOnlyList<PlaceboShift> All { get; } = [new("moved by 2 MAD", 2, 1), new("moved by 5 MAD", 5, 1), new("spread × 3", 0, 3)];

    /// <summary>The window with the change; null where the reference of the input has no scale, or the input is not a number.</summary>
    public Frame? Into(Frame window, Frame reference, string input)
    {
        var column = window[input];
        if (column.Type is not (ColumnType.Number or ColumnType.Integer) || column.Finite() is not { Length: > 0 } values || reference[input].Finite() is not { Length: > 0 } before) return null;
        double scale = RobustScale.MedianAbsoluteDeviation(before), median = RobustScale.Median(values);
        if (scale == 0) return null;
        double[] moved = [.. column.Span.ToArray().Select(v => median + Stretch * (v - median) + Move * scale)];
        bool[]? present = column.Present is { } flags ? [.. flags] : null;
        return window.With(column.Type == ColumnType.Number ? Column.Numbers(input, moved, present)
            : Column.Integers(input, Array.ConvertAll(moved, v => double.IsFinite(v) ? (long)Math.Clamp(Math.Round(v), -9e18, 9e18) : 0), present));
    }
}
