namespace ModelOpsLab.Drift;

/// <summary>How far beyond all others chance takes a window on some input: with many inputs and few windows nearly every window is furthest in something.</summary>
/// <remarks>
/// Each past window is treated as the period is: its distance on each input over the furthest of all other windows in its direction, the period among them, or over the effect limit; the largest
/// of its inputs counts. So windows are exchangeable whatever their inputs have in common (maximum statistic, Westfall and Young 1993), and the share of calm periods that go further is known.
/// </remarks>
static class PastRecords
{
    /// <summary>The same inputs, each excess over the one that no more than a false-discovery-rate's share of past windows reached on any input, and range escapes less such a share; inputs without a rank are left as they are.</summary>
    public static FeatureDrift[] Judged(FeatureDrift[] features, DriftOptions options)
    {
        double usual = Math.Max(1, Usual(Records(features, options), options)), escape = Usual(features.SelectMany(f => f.Findings).SelectMany(f => f.Past), options);
        return Array.ConvertAll(features, f => f with
        {
            Excess = f.Excess / usual,
            Findings = [.. f.Findings.Select(x => x.Past.Count == 0 ? x : x with { Value = Math.Min(x.Value, x.Share - escape) })],
        });
    }

    /// <summary>What no more than the share of windows that may alarm exceeds, of the largest number of each window; 0 without windows.</summary>
    static double Usual(IEnumerable<(int Window, double Number)> past, DriftOptions options)
    {
        var largest = new Dictionary<int, double>();
        foreach (var (window, number) in past) largest[window] = Math.Max(largest.GetValueOrDefault(window), number);
        if (largest.Count == 0) return 0;
        // Of n windows and the period the k furthest may alarm: beyond the k-th of the past ones. A hair is for rounding.
        var k = Math.Max(1, (int)(options.FalseDiscoveryRate * (largest.Count + 1) + 1e-9));
        return largest.Values.OrderDescending().ElementAt(Math.Min(k, largest.Count) - 1);
    }

    /// <summary>How far each past window went beyond all others, on each input.</summary>
    static IEnumerable<(int Window, double Record)> Records(FeatureDrift[] features, DriftOptions options)
    {
        foreach (var feature in features)
        {
            var limit = InputDistributionDrift.Limit(feature, options);
            double[] furthest = [0, 0], next = [0, 0];
            foreach (var distance in feature.Past.Select(p => p.Distance).Append(feature.Distance))
            {
                var (side, size) = (distance < 0 ? 1 : 0, Math.Abs(distance));
                if (size > furthest[side]) (furthest[side], next[side]) = (size, furthest[side]);
                else if (size > next[side]) next[side] = size;
            }
            foreach (var (window, distance) in feature.Past)
            {
                var (side, size) = (distance < 0 ? 1 : 0, Math.Abs(distance));
                var others = Math.Max(limit, size == furthest[side] ? next[side] : furthest[side]);
                yield return (window, double.IsInfinity(others) ? 1 : size / others);
            }
        }
    }
}
