using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>How far out the values of a column lie, in scaled median absolute deviations of the reference: of a persistent column its changes from row to row, of any other its values.</summary>
/// <remarks>A price ten times too small may lie within all the prices there were; the step to it and the step back lie beyond any step there was.</remarks>
/// <param name="OfChanges">Whether changes were judged: log changes where every value of reference and period is positive, else differences.</param>
/// <param name="Share">Share further out than the limit.</param>
/// <param name="Excess">Share beyond that of the reference; of changes beyond the worst stretch of the reference as long as the period, for large changes come together.</param>
/// <param name="Reach">The furthest over the furthest of the reference, or over the limit where that is more.</param>
sealed record Outliers(bool OfChanges, double Share, double Excess, double Reach)
{
    /// <summary>A column is persistent from this lag-1 autocorrelation on: there the standard deviation of a change is at most a third of that of a value, √(2·0.05).</summary>
    public const double Persistent = 0.95;

    /// <summary>Null where the reference has no value or no scale, or the period no value.</summary>
    public static Outliers? Of(string name, Frame reference, Frame current, double limit)
    {
        if (Scale(name, reference, current, limit) is not { } by) return null;
        double[] now = by.Changes ? Changes(name, current, reference, by.Logs) : current[name].Finite();
        return now.Length == 0 ? null : by.Scale.Judge(now.Count(by.Scale.IsFar), now.Length, now.Max(by.Scale.Distance));
    }

    /// <summary>The rows of the period that lie far out, ascending. Of changes, the rows from a step away to the step back; where none leads back, the row of the step alone: a level that stays is no bad print.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="reference">What is normal.</param>
    /// <param name="current">The period.</param>
    /// <param name="limit">Distance from which on a number is an outlier.</param>
    /// <param name="reach">How many times as far out as any of the reference, and than the limit, a row must lie; null for every outlier.</param>
    public static IReadOnlyList<int> Rows(string name, Frame reference, Frame current, double limit, double? reach)
    {
        if (Scale(name, reference, current, limit) is not { } by) return [];
        bool Far(double value) => reach is { } times ? by.Scale.Distance(value) / Math.Max(by.Scale.Limit, by.Scale.Furthest) > times : by.Scale.IsFar(value);
        var values = current[name].Span.ToArray();
        if (!by.Changes) return [.. Enumerable.Range(0, values.Length).Where(row => double.IsFinite(values[row]) && Far(values[row]))];
        double Step(double from, double to) => by.Logs ? Math.Log(to / from) : to - from;
        SortedSet<int> rows = [];
        foreach (var steps in Pairs(name, current, reference).GroupBy(p => p.Asset).Select(g => g.ToArray()))
            for (var i = 0; i < steps.Length; i++)
            {
                if (!Far(Step(steps[i].Before, steps[i].Value))) continue;
                var back = i + 1;
                while (back < steps.Length && Far(Step(steps[i].Before, steps[back].Value))) back++;
                if (back == steps.Length) rows.Add(steps[i].Row);
                else
                {
                    for (var row = i; row < back; row++) rows.Add(steps[row].Row);
                    i = back;
                }
            }
        return [.. rows];
    }

    /// <summary>What the numbers are judged by: of a persistent column its changes, of any other its values; null where neither has a scale.</summary>
    static (OutlierScale Scale, bool Changes, bool Logs)? Scale(string name, Frame reference, Frame current, double limit)
    {
        double[] before = reference[name].Finite(), now = current[name].Finite();
        if (before.Length == 0 || now.Length == 0) return null;
        var logs = Array.TrueForAll(before, v => v > 0) && Array.TrueForAll(now, v => v > 0);
        if (Autocorrelation(reference, name) >= Persistent && OutlierScale.Of(Changes(name, reference, null, logs), limit, true) is { } changes) return (changes, true, logs);
        return OutlierScale.Of(before, limit, false) is { } values ? (values, false, false) : null;
    }

    /// <summary>Lag-1 autocorrelation of the finite values, each asset about its own mean and against its own value before; NaN where they do not vary.</summary>
    internal static double Autocorrelation(Frame frame, string name)
    {
        double products = 0, squares = 0;
        foreach (var values in ByAsset(Pairs(name, frame, null)))
        {
            var mean = (values[0].Before + values.Sum(p => p.Value)) / (values.Count + 1);
            squares += (values[0].Before - mean) * (values[0].Before - mean);
            foreach (var (_, _, last, value) in values)
            {
                products += (last - mean) * (value - mean);
                squares += (value - mean) * (value - mean);
            }
        }
        return products / squares;
    }

    internal static double[] Changes(string name, Frame frame, Frame? past, bool logs) =>
        [.. Pairs(name, frame, past).Select(p => logs ? Math.Log(p.Value / p.Before) : p.Value - p.Before)];

    static IEnumerable<List<(int Row, int Asset, double Before, double Value)>> ByAsset(List<(int Row, int Asset, double Before, double Value)> pairs) =>
        pairs.Count == 0 ? [] : pairs.TrueForAll(p => p.Asset == pairs[0].Asset) ? [pairs] : pairs.GroupBy(p => p.Asset).Select(g => g.ToList());

    /// <summary>Each finite value with the finite one before it, of the same asset in a panel; the first with the last of the past, where no more time lies between than between two rows of the past.</summary>
    static List<(int Row, int Asset, double Before, double Value)> Pairs(string name, Frame frame, Frame? past)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] earlier = past is null ? [] : AssetCodes.Of(past, codes), assets = AssetCodes.Of(frame, codes);
        var last = new (bool Exists, DateTime Time, double Value)[codes.Count];
        if (past is not null)
        {
            var before = past[name].Span;
            for (var row = 0; row < before.Length; row++)
                if (double.IsFinite(before[row])) last[earlier[row]] = (true, past.Time[row], before[row]);
        }
        var pause = past is null ? TimeSpan.Zero : LongestPause(past);
        var own = new bool[codes.Count];
        var values = frame[name].Span;
        var pairs = new List<(int, int, double, double)>(values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsFinite(values[row])) continue;
            var (asset, time) = (assets[row], frame.Time[row]);
            var before = last[asset];
            if (before.Exists && (own[asset] || (time > before.Time && time - before.Time <= pause))) pairs.Add((row, asset, before.Value, values[row]));
            own[asset] = true;
            last[asset] = (true, time, values[row]);
        }
        return pairs;
    }

    internal static TimeSpan LongestPause(Frame frame)
    {
        var longest = TimeSpan.Zero;
        for (var i = 1; i < frame.Count; i++)
            if (frame.Time[i] - frame.Time[i - 1] > longest) longest = frame.Time[i] - frame.Time[i - 1];
        return longest;
    }
}
