using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>What else a period of numbers can have that its past windows had not: values that stand still, beyond all that was ever seen, beyond what the schema allows.</summary>
/// <remarks>Each is compared with the worst past window, each of those with the reference without it, so that dependence inside a window does no harm.</remarks>
static class InputFindings
{
    /// <param name="reference">Numbers, whole numbers or truth values.</param>
    /// <param name="current">The same of the period.</param>
    /// <param name="windows">Windows of the reference with enough values.</param>
    /// <param name="rows">For each row of reference and period the one before of the same asset; null where rows are no panel.</param>
    /// <param name="rule">Limits of the schema.</param>
    /// <param name="options">Limits of drift detection.</param>
    public static IEnumerable<InputFinding> Of(Column reference, Column current, int[] windows, (int[]? Reference, int[]? Current) rows, ColumnRule rule, DriftOptions options)
    {
        var scans = ColumnScan.Of(reference, rows.Reference, windows, rule);
        var now = ColumnScan.Of(current, rows.Current, [], rule)[0].Scan;
        var past = scans.Where(s => s.Window >= 0).Select(s => s.Scan).ToArray();
        if (now.Finite == 0 || !scans.Exists(s => s.Scan.Finite > 0)) return [];
        return [.. Frozen(scans, now, past.Length, options), .. OutOfBounds(scans, past, now, rule), .. Escapes(reference.Span.ToArray(), current.Span.ToArray(), scans, now, past.Length, options)];
    }

    /// <summary>Where values repeat by nature, as truth values do, chance makes long runs: past windows are needed to know how long.</summary>
    static IEnumerable<InputFinding> Frozen(List<(int Window, ColumnScan Scan)> scans, ColumnScan now, int windows, DriftOptions options)
    {
        var longest = scans.Max(s => s.Scan.LongestRun);
        if (longest > options.FrozenRun && windows < options.MinimumWindows) yield break;
        yield return new("frozen_run", (double)now.LongestRun / Math.Max(options.FrozenRun, longest),
            $"one value in {Format.Count(now.LongestRun)} rows running; longest in the reference {Format.Count(longest)}");
    }

    static IEnumerable<InputFinding> OutOfBounds(List<(int Window, ColumnScan Scan)> scans, ColumnScan[] past, ColumnScan now, ColumnRule rule)
    {
        if (rule.Min is null && rule.Max is null) yield break;
        // The whole reference beside its windows, for it may be too short to have any.
        double share = Share(now.OutOfBounds, now.Finite), worst = past.Select(p => Share(p.OutOfBounds, p.Finite)).Append(Share(scans.Sum(s => s.Scan.OutOfBounds), scans.Sum(s => s.Scan.Finite))).Max();
        var limits = (rule.Min, rule.Max) switch { ({ } low, { } high) => $"{Format.Number(low)} to {Format.Number(high)}", ({ } low, null) => $"{Format.Number(low)} and more", var (_, high) => $"{Format.Number(high!.Value)} and less" };
        yield return new("out_of_bounds_excess", share - worst, $"{Format.Percent(share)} of the values outside the schema's limits ({limits}); worst past window {Format.Percent(worst)}");
    }

    static IEnumerable<InputFinding> Escapes(double[] before, double[] values, List<(int Window, ColumnScan Scan)> scans, ColumnScan now, int windows, DriftOptions options)
    {
        if (windows < options.MinimumWindows) yield break;
        double low = scans.Min(s => s.Scan.Minimum), high = scans.Max(s => s.Scan.Maximum);
        var share = Share(Outside(values, low, high), now.Finite);
        Dictionary<int, double> past = scans.Where(s => s.Window >= 0).ToDictionary(s => s.Window, _ => 0.0);
        // Only a window that alone holds the smallest or the largest value can lie outside the range of the others.
        for (int w = 0, start = 0; w < scans.Count; start += scans[w++].Scan.Rows)
        {
            var (window, scan) = scans[w];
            if (window < 0 || (scan.Minimum > low && scan.Maximum < high)) continue;
            double otherLow = double.PositiveInfinity, otherHigh = double.NegativeInfinity;
            for (var o = 0; o < scans.Count; o++)
            {
                if (o == w) continue;
                otherLow = Math.Min(otherLow, scans[o].Scan.Minimum);
                otherHigh = Math.Max(otherHigh, scans[o].Scan.Maximum);
            }
            past[window] = Share(Outside(before.AsSpan(start, scan.Rows), otherLow, otherHigh), scan.Finite);
        }
        var worst = past.Values.Max();
        yield return new("range_escape_excess", share - worst, $"{Format.Percent(share)} of the values outside all that the reference had ({Format.Number(low)} to {Format.Number(high)}); worst past window {Format.Percent(worst)}") { Share = share, Past = [.. past.OrderBy(p => p.Key).Select(p => (p.Key, p.Value))] };
    }

    static int Outside(ReadOnlySpan<double> values, double low, double high)
    {
        var count = 0;
        foreach (var value in values)
            if (double.IsFinite(value) && (value < low || value > high)) count++;
        return count;
    }

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
