using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares one numeric input of a period with the reference.</summary>
static class NumericDrift
{
    const string Overflow = "the shift in median absolute deviations is beyond a 64-bit number";

    public static FeatureDrift Of(PeriodComparison period, Column reference, Column current)
    {
        var options = period.Options;
        double[] before = reference.Finite(), now = current.Finite();
        if (now.Length > 0 && FewValues(before, options.FewValues)) return CategoryDrift.Of(period, reference, current);
        var drift = new FeatureDrift
        {
            Feature = current.Name,
            Type = current.Type,
            Count = now.Length,
            MissingShare = current.Count == 0 ? 0 : 1 - (double)now.Length / current.Count,
            ReferenceMissingShare = WorstMissingShare(reference, period.Windows),
        };
        if (now.Length == 0) return drift with { Because = $"none of the {current.Count} rows has a finite value" };
        if (before.Length < 2) return drift with { Because = $"the reference has {before.Length} finite values" };

        SortedSeries known = new(before), seen = new(now);
        var windows = FrameWindows.Filled(reference, period.Windows, now.Length);
        var history = new ReferenceWindows(known, reference.Span, windows);
        var pair = new TwoSample(known, seen);
        var distances = pair.Distances();
        drift = drift with
        {
            EffectiveCount = now.Length >= 4 && period.PreviousRows.Current is null ? EffectiveSampleSize.Of(now, pair.Current) : null,
            KolmogorovSmirnov = distances.KolmogorovSmirnov,
            PopulationStabilityIndex = distances.PopulationStability,
            PopulationStabilityLimit = PopulationStabilityIndex.Limit(before.Length, now.Length, distances.Bins.Length),
            ReferenceShares = Shares(distances.Bins.CountSorted(pair.Reference), before.Length),
            CurrentShares = Shares(distances.Bins.CountSorted(pair.Current), now.Length),
            Distance = Bounded(history.DistanceSorted(pair.Current)),
            Location = history.Scale > 0 && double.IsFinite(history.Scale) ? (history.Median, history.Scale) : null,
            ReferenceCount = before.Length,
            Scale = history.IsMeanScale ? "mean deviations" : "MAD",
        };
        if (now.Length < options.MinimumCount) return drift with { Because = $"{now.Length} values, {options.MinimumCount} needed" };
        if (double.IsNaN(drift.Distance))
        {
            var because = history.Scale == 0 ? "all reference values are equal, so there is no scale to measure a shift by" : Overflow;
            var blocks = BlockPermutation.Test(known, seen, options.BlocksPerSide, seed: options.Seed);
            return drift with { Because = because, Permutation = blocks, PValue = blocks.PValue, Method = $"Block permutation of KS, {blocks.BlocksReference} and {blocks.BlocksCurrent} blocks, for {because}" };
        }
        return period.Contexts is { } contexts ? Matched(drift, period, new(reference, current, windows, contexts, history.Scale)) : Unmatched(drift, period, windows, history, known, seen);
    }

    static FeatureDrift Unmatched(FeatureDrift drift, PeriodComparison period, int[] windows, ReferenceWindows history, SortedSeries known, SortedSeries seen)
    {
        var options = period.Options;
        var permutation = BlockPermutation.Test(known, seen, options.BlocksPerSide, seed: options.Seed);
        drift = drift with { Permutation = permutation };
        var scale = history.IsMeanScale ? ", over the mean absolute deviation, for half of the reference is one value" : "";
        if (history.Past.Length >= options.WindowsToRankAShift)
            return Ranked(drift, [.. FrameWindows.Numbers(windows).Zip(history.Past.ToArray())], period, $"{scale}; beside it KS, its block permutation and PSI");
        return drift with
        {
            PValue = permutation.PValue,
            Method = $"Block permutation of KS, {permutation.BlocksReference} and {permutation.BlocksCurrent} blocks, for {history.Past.Length} past {period.WindowName} are too few to rank among ({options.WindowsToRankAShift} needed){scale}; beside it KS and PSI",
        };
    }

    /// <summary>Textbook statistics compare with all of the reference, so they are no evidence on a matched one and are left out.</summary>
    static FeatureDrift Matched(FeatureDrift drift, PeriodComparison period, MatchedShift shift)
    {
        var options = period.Options;
        drift = drift with { Distance = shift.Distance(options.MinimumCount), Scale = "IQR/2", KolmogorovSmirnov = null, PopulationStabilityIndex = null, PopulationStabilityLimit = null };
        if (period.Contexts!.Refusal(shift.Current, shift.Reference, options.MinimumCount) is { } refusal) return drift with { Because = refusal };
        if (!double.IsFinite(drift.Distance)) return drift with { Distance = double.NaN, Because = Overflow };
        var past = shift.Past(options.MinimumCount);
        if (past.Length < options.WindowsToRankAShift) return drift with { Because = $"{past.Length} past {period.WindowName} have rows enough to be matched, {options.WindowsToRankAShift} needed" };
        return Ranked(drift, past, period, "");
    }

    static FeatureDrift Ranked(FeatureDrift drift, (int Window, double Distance)[] past, PeriodComparison period, string beside)
    {
        var rank = WindowRank.Of(drift.Distance, Array.ConvertAll(past, p => p.Distance));
        return drift with
        {
            Rank = rank,
            Past = past,
            PValue = rank.PValue,
            Excess = Math.Abs(drift.Distance) / Math.Max(period.Options.EffectLimit, rank.Furthest),
            Method = $"Rank of the shift among {Format.Count(rank.Windows)} past {period.WindowName}{period.MatchedBy}{beside}",
        };
    }

    /// <summary>Whether a sample has at most so many different values, each on average at least ten times: ratings, flags, a constant.</summary>
    static bool FewValues(double[] sample, int most)
    {
        var seen = new HashSet<double>();
        foreach (var value in sample)
            if (seen.Add(value) && seen.Count > most) return false;
        return seen.Count > 0 && sample.Length >= 10 * seen.Count;
    }

    /// <summary>NaN where a number overflowed: nothing is known of its size.</summary>
    static double Bounded(double distance) => double.IsFinite(distance) ? distance : double.NaN;

    static double[] Shares(long[] counts, int total) => Array.ConvertAll(counts, c => (double)c / total);

    /// <summary>The largest share of rows without a finite value in any past window, of all rows where that is more or there is no window: what the period's share is compared with.</summary>
    internal static double WorstMissingShare(Column reference, int[] windows)
    {
        var worst = 0.0;
        var all = 0L;
        var numbers = reference.IsNumeric ? reference.Span : default;
        for (var start = 0; start < windows.Length;)
        {
            int end = start, missing = 0;
            for (; end < windows.Length && windows[end] == windows[start]; end++)
                if (numbers.IsEmpty ? reference.IsMissing(end) : !double.IsFinite(numbers[end])) missing++;
            if (windows[start] >= 0) worst = Math.Max(worst, (double)missing / (end - start));
            all += missing;
            start = end;
        }
        return windows.Length == 0 ? 0 : Math.Max(worst, (double)all / windows.Length);
    }
}
