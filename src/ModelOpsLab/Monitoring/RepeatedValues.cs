using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>How long a column stood still: equal values in consecutive rows, of one asset where the rows are a panel.</summary>
/// <param name="LongestRun">Rows in a row with one and the same value; 0 where no row has one.</param>
/// <param name="UnchangedShare">Of a panel, the largest share of the assets that repeat their value before at one time; null with fewer than <see cref="FewestAssets"/> assets at every time.</param>
/// <param name="Standstill">When that was, in words, where it is more than half of the assets; else null.</param>
sealed record RepeatedValues(int LongestRun, double? UnchangedShare, string? Standstill)
{
    /// <summary>With fewer assets at a time their share says nothing.</summary>
    const int FewestAssets = 5;

    /// <summary>For each row, the rows of its asset up to it that have one value in a row; 0 where it has none.</summary>
    public required int[] Runs { get; init; }
    /// <summary>Share of the assets that repeat their value before, at each time with enough assets.</summary>
    public required IReadOnlyList<(DateTime Time, double Share)> Times { get; init; }

    /// <summary>The second largest of the shares, the largest where there is but one: a single day on which the data stood still must not hide those that follow. Null where there is none.</summary>
    public double? UsualShare => Times.Count == 0 ? null : Times.Select(t => t.Share).OrderDescending().ElementAt(Math.Min(1, Times.Count - 1));

    public static RepeatedValues Of(Frame frame, string name)
    {
        var column = frame[name];
        var values = column.Span;
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var assets = AssetCodes.Of(frame, codes);
        var last = new int[codes.Count];
        Array.Fill(last, -1);
        var runs = new int[frame.Count];
        int longest = 0, compared = 0, unchanged = 0;
        List<(DateTime Time, double Share)> times = [];
        (double Share, string? Words)? worst = null;
        for (var row = 0; row < frame.Count; row++)
        {
            if (row > 0 && frame.Time[row] != frame.Time[row - 1]) (compared, unchanged) = (0, 0);
            var before = last[assets[row]];
            last[assets[row]] = row;
            var same = before >= 0 && values[before] == values[row];
            runs[row] = column.IsMissing(row) ? 0 : same ? runs[before] + 1 : 1;
            longest = Math.Max(longest, runs[row]);
            if (before < 0) continue;
            compared++;
            if (same) unchanged++;
            var ends = row + 1 == frame.Count || frame.Time[row + 1] != frame.Time[row];
            if (!ends || compared < FewestAssets) continue;
            var share = (double)unchanged / compared;
            times.Add((frame.Time[row], share));
            if (!(share <= worst?.Share))
                worst = (share, share > 0.5 ? $"on {Format.Time(frame.Time[row])} {Format.Count(unchanged)} of {Format.Count(compared)} assets repeat their value before" : null);
        }
        return new(longest, worst?.Share, worst?.Words) { Runs = runs, Times = times };
    }

    /// <summary>The rows that repeat a value in a run that is too long, ascending: all of the run but its first.</summary>
    public static IReadOnlyList<int> Frozen(Frame frame, string name, Func<int, bool> isTooLong)
    {
        var runs = Of(frame, name).Runs;
        var assets = AssetCodes.Of(frame, new(StringComparer.Ordinal));
        HashSet<int> inside = [];
        List<int> rows = [];
        for (var row = runs.Length - 1; row >= 0; row--)
        {
            if (isTooLong(runs[row])) inside.Add(assets[row]);
            if (runs[row] <= 1) inside.Remove(assets[row]);
            else if (inside.Contains(assets[row])) rows.Add(row);
        }
        rows.Reverse();
        return rows;
    }

    /// <summary>The rows that repeat their value at times at which too large a share of the assets do, ascending.</summary>
    public static IReadOnlyList<int> Unchanged(Frame frame, string name, Func<double, bool> isTooLarge)
    {
        var repeated = Of(frame, name);
        HashSet<DateTime> still = [.. repeated.Times.Where(t => isTooLarge(t.Share)).Select(t => t.Time)];
        return [.. Enumerable.Range(0, frame.Count).Where(row => repeated.Runs[row] > 1 && still.Contains(frame.Time[row]))];
    }
}
