using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares one numeric input of a period with the reference.</summary>
static class NumericDrift
{
    public static FeatureDrift Of(Column reference, Column current, int[] windows, DriftOptions options)
    {
        double[] before = reference.Finite(), now = current.Finite();
        var drift = new FeatureDrift
        {
            Feature = current.Name,
            Type = current.Type,
            Count = now.Length,
            MissingShare = current.Count == 0 ? 0 : 1 - (double)now.Length / current.Count,
            ReferenceMissingShare = WorstMissingShare(reference, windows),
        };
        if (now.Length == 0) return drift with { Because = $"none of the {current.Count} rows has a finite value" };
        if (before.Length < 2) return drift with { Because = $"the reference has {before.Length} finite values" };

        SortedSeries known = new(before), seen = new(now);
        var history = new ReferenceWindows(known, reference.Span, FrameWindows.Filled(reference, windows, now.Length));
        var pair = new TwoSample(known, seen);
        var distances = pair.Distances();
        drift = drift with
        {
            EffectiveCount = now.Length >= 4 ? EffectiveSampleSize.Of(now, pair.Current) : null,
            KolmogorovSmirnov = distances.KolmogorovSmirnov,
            PopulationStabilityIndex = distances.PopulationStability,
            ReferenceShares = Shares(distances.Bins.CountSorted(pair.Reference), before.Length),
            CurrentShares = Shares(distances.Bins.CountSorted(pair.Current), now.Length),
            Distance = Bounded(history.DistanceSorted(pair.Current)),
        };
        if (now.Length < options.MinimumCount) return drift with { Because = $"{now.Length} values, {options.MinimumCount} needed" };
        drift = drift with { Permutation = BlockPermutation.Test(known, seen, options.BlocksPerSide, seed: options.Seed) };
        if (double.IsNaN(drift.Distance)) return drift with { Because = history.Scale == 0 ? "half of the reference values are equal, so there is no scale to measure a shift by" : "the shift in median absolute deviations is beyond a 64-bit number", PValue = drift.Permutation.PValue };
        if (history.Past.Length < options.WindowsToRankAShift)
            return drift with { PValue = drift.Permutation.PValue };
        var rank = WindowRank.Of(drift.Distance, history.Past);
        return drift with { Rank = rank, PValue = rank.PValue, Excess = Math.Abs(drift.Distance) / Math.Max(options.EffectLimit, rank.Furthest) };
    }

    /// <summary>NaN where a number overflowed: nothing is known of its size.</summary>
    static double Bounded(double distance) => double.IsFinite(distance) ? distance : double.NaN;

    static double[] Shares(long[] counts, int total) => Array.ConvertAll(counts, c => (double)c / total);

    /// <summary>The largest share of rows without a finite value in any past window: what the period's share is compared with.</summary>
    internal static double WorstMissingShare(Column reference, int[] windows)
    {
        var worst = 0.0;
        var numbers = reference.IsNumeric ? reference.Span : default;
        for (var start = 0; start < windows.Length;)
        {
            int end = start, missing = 0;
            for (; end < windows.Length && windows[end] == windows[start]; end++)
                if (numbers.IsEmpty ? reference.IsMissing(end) : !double.IsFinite(numbers[end])) missing++;
            if (windows[start] >= 0) worst = Math.Max(worst, (double)missing / (end - start));
            start = end;
        }
        return worst;
    }
}
