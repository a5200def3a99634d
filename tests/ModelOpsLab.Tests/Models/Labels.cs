using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

/// <summary>Frames whose rows are predicted on one day and whose targets are known on another, days counted from 1970-01-01.</summary>
static class Labels
{
    const long Day = 86_400_000_000_000L;

    public static int[] Count(int rows) => [.. Enumerable.Range(0, rows)];

    public static Frame Of(IReadOnlyList<int> start, IReadOnlyList<int> end) => Frame.Of(
        new Schema { Timestamp = "time", KnownAt = "known", Target = "y" },
        Column.Timestamps("time", [.. start.Select(d => d * Day)]), Column.Timestamps("known", [.. end.Select(d => d * Day)]), Column.Numbers("y", new double[start.Count]));

    public static Frame Of(IEnumerable<DateOnly> days)
    {
        DateOnly[] all = [.. days];
        return Frame.Of(new Schema { Timestamp = "date", Target = "y", Columns = new Dictionary<string, ColumnRule> { ["date"] = new() { Type = ColumnType.Date } } }, Column.Dates("date", all), Column.Numbers("y", new double[all.Length]));
    }

    /// <summary>Half-open ranges of positions as the files write them.</summary>
    public static int[][] Ranges(IReadOnlyList<int> rows)
    {
        List<int[]> ranges = [];
        foreach (var row in rows)
            if (ranges is [.., var last] && last[1] == row) last[1]++;
            else ranges.Add([row, row + 1]);
        return [.. ranges];
    }

    public static int[] Whole(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetInt32())];
    public static int[] Whole(this JsonElement element, string property) => element.GetProperty(property).Whole();
    public static int[][] Nested(this JsonElement element) => [.. element.EnumerateArray().Select(Whole)];
    public static int Int(this JsonElement element, string property) => element.GetProperty(property).GetInt32();

    /// <summary>Whether no row is in two parts of a fold, every training label is known before the first prediction, and no time is on both sides.</summary>
    public static bool Walks(Frame frame, Fold fold)
    {
        var labels = LabelTimes.Of(frame);
        return fold.Train.All(r => labels.Known[r] < frame.Time[fold.Test[0]]) && !fold.Train.Concat(fold.Purged).Concat(fold.Test).GroupBy(r => r).Any(g => g.Count() > 1);
    }
}
