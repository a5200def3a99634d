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
        double[] before = reference[name].Finite(), now = current[name].Finite();
        if (before.Length == 0 || now.Length == 0) return null;
        if (Autocorrelation(reference, name) >= Persistent)
        {
            var logs = Array.TrueForAll(before, v => v > 0) && Array.TrueForAll(now, v => v > 0);
            var changes = Changes(name, reference, null, logs);
            if (RobustScale.ScaledMedianAbsoluteDeviation(changes) > 0)
                return Changes(name, current, reference, logs) is { Length: > 0 } steps ? Compare(changes, steps, limit, true) : null;
        }
        return Compare(before, now, limit, false);
    }

    static Outliers? Compare(double[] before, double[] now, double limit, bool changes) =>
        OutlierScale.Of(before, limit, changes) is { } scale ? scale.Judge(now.Count(scale.IsFar), now.Length, now.Max(scale.Distance)) : null;

    /// <summary>Lag-1 autocorrelation of the finite values, each asset about its own mean and against its own value before; NaN where they do not vary.</summary>
    internal static double Autocorrelation(Frame frame, string name)
    {
        double products = 0, squares = 0;
        foreach (var values in ByAsset(Pairs(name, frame, null)))
        {
            var mean = (values[0].Before + values.Sum(p => p.Value)) / (values.Count + 1);
            squares += (values[0].Before - mean) * (values[0].Before - mean);
            foreach (var (_, last, value) in values)
            {
                products += (last - mean) * (value - mean);
                squares += (value - mean) * (value - mean);
            }
        }
        return products / squares;
    }

    internal static double[] Changes(string name, Frame frame, Frame? past, bool logs) =>
        [.. Pairs(name, frame, past).Select(p => logs ? Math.Log(p.Value / p.Before) : p.Value - p.Before)];

    static IEnumerable<List<(int Asset, double Before, double Value)>> ByAsset(List<(int Asset, double Before, double Value)> pairs) =>
        pairs.Count == 0 ? [] : pairs.TrueForAll(p => p.Asset == pairs[0].Asset) ? [pairs] : pairs.GroupBy(p => p.Asset).Select(g => g.ToList());

    /// <summary>Each finite value with the finite one before it, of the same asset in a panel; the first with the last of the past, where no more time lies between than between two rows of the past.</summary>
    static List<(int Asset, double Before, double Value)> Pairs(string name, Frame frame, Frame? past)
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
        var pairs = new List<(int, double, double)>(values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsFinite(values[row])) continue;
            var (asset, time) = (assets[row], frame.Time[row]);
            var before = last[asset];
            if (before.Exists && (own[asset] || (time > before.Time && time - before.Time <= pause))) pairs.Add((asset, before.Value, values[row]));
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
