using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>What one pass over a numeric column says of some of its rows: how many have a number, how far these reach, how long they stood still.</summary>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Finite">Rows with a finite number.</param>
/// <param name="Minimum">Smallest of these; +∞ where there is none.</param>
/// <param name="Maximum">Largest; −∞ where there is none.</param>
/// <param name="OutOfBounds">Of these, how many lie outside the limits of the schema.</param>
/// <param name="LongestRun">Rows in a row with one and the same number, of one asset where the rows are a panel; it may have begun before the first row looked at.</param>
readonly record struct ColumnScan(int Rows, int Finite, double Minimum, double Maximum, int OutOfBounds, int LongestRun)
{
    /// <summary>Scans all rows, cut where the window number changes: one result a stretch, with its number.</summary>
    /// <param name="column">Numbers, whole numbers or truth values.</param>
    /// <param name="previous">For each row the row before it of the same asset, −1 for none; null where rows are not a panel.</param>
    /// <param name="windows">Window number of each row, as of <see cref="FrameWindows.Like"/>; empty for one window.</param>
    /// <param name="rule">Limits of the schema.</param>
    public static List<(int Window, ColumnScan Scan)> Of(Column column, int[]? previous, ReadOnlySpan<int> windows, ColumnRule rule)
    {
        var values = column.Span;
        double low = rule.Min ?? double.NegativeInfinity, high = rule.Max ?? double.PositiveInfinity;
        var runs = previous is null ? null : new int[values.Length];
        var scans = new List<(int, ColumnScan)>();
        var run = 0;
        for (int start = 0, end; start < values.Length; start = end)
        {
            int window = windows.IsEmpty ? 0 : windows[start], finite = 0, outside = 0, longest = 0;
            double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
            for (end = start; end < values.Length && (windows.IsEmpty || windows[end] == window); end++)
            {
                var value = values[end];
                var before = previous is null ? end - 1 : previous[end];
                run = !double.IsFinite(value) ? 0 : before >= 0 && values[before] == value ? (runs is null ? run : runs[before]) + 1 : 1;
                if (runs is not null) runs[end] = run;
                if (run == 0) continue;
                finite++;
                if (value < minimum) minimum = value;
                if (value > maximum) maximum = value;
                if (value < low || value > high) outside++;
                if (run > longest) longest = run;
            }
            scans.Add((window, new(end - start, finite, minimum, maximum, outside, longest)));
        }
        return scans;
    }

    /// <summary>For each row of a panel the row before it of the same asset, −1 for its first; null where the rows are one series.</summary>
    public static int[]? PreviousRows(Frame frame)
    {
        if (!frame.Has(frame.Schema.Asset)) return null;
        var assets = frame[frame.Schema.Asset!].Strings;
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        var previous = new int[frame.Count];
        for (var row = 0; row < previous.Length; row++)
        {
            var asset = assets[row] ?? "";
            previous[row] = last.GetValueOrDefault(asset, -1);
            last[asset] = row;
        }
        return previous;
    }
}
