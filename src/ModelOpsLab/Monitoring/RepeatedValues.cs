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
            if (ends && compared >= FewestAssets && (double)unchanged / compared is var share && !(share <= worst?.Share))
                worst = (share, share > 0.5 ? $"on {Format.Time(frame.Time[row])} {Format.Count(unchanged)} of {Format.Count(compared)} assets repeat their value before" : null);
        }
        return new(longest, worst?.Share, worst?.Words);
    }
}
