using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares one categorical input of a period with the reference.</summary>
static class CategoryDrift
{
    /// <summary>New categories that are named, and categories of which shares are drawn.</summary>
    const int MostNamed = 20, MostDrawn = 40;

    public static FeatureDrift Of(Column reference, Column current, int[] windows, DriftOptions options)
    {
        var codes = CategoryCodes.Of(reference, current);
        var drift = new FeatureDrift
        {
            Feature = current.Name,
            Type = current.Type,
            Count = current.Count - current.MissingCount,
            MissingShare = current.Count == 0 ? 0 : (double)current.MissingCount / current.Count,
            ReferenceMissingShare = NumericDrift.WorstMissingShare(reference, windows),
        };
        if (drift.Count == 0) return drift with { Because = $"none of the {current.Count} rows has a value" };
        if (reference.Count == reference.MissingCount) return drift with { Because = "the reference has no value" };
        if (codes.AreIdentifiers) return drift with { Because = $"{Format.Count(codes.Categories.Length)} different values in the {Format.Count(reference.Count + (long)current.Count)} rows of reference and period: the column is an identifier, which has no distribution. Take it out of the features" };
        long[] expected = codes.Count(codes.Reference), observed = codes.Count(codes.Current);
        int[] fresh = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] == 0)];
        drift = drift with
        {
            NewCategoryCount = fresh.Length,
            NewCategories = [.. fresh.Take(MostNamed).Select(i => codes.Categories[i])],
            ReferenceShares = Shares(expected, expected, observed),
            CurrentShares = Shares(observed, expected, observed),
            Distance = Moved(codes.Current, expected, reference.Count - reference.MissingCount, new long[expected.Length]),
        };
        if (codes.Categories.Length < 2) return drift with { Because = "one category only", PValue = 1, ChiSquare = new(0, 0, 1, 0, drift.Count) };
        drift = drift with { ChiSquare = ChiSquare.Contingency(expected, observed) };
        if (drift.Count < options.MinimumCount) return drift with { Because = $"{drift.Count} values, {options.MinimumCount} needed" };

        var past = PastDistances(codes.Reference, FrameWindows.Filled(reference, windows, drift.Count), expected);
        if (past.Length < options.MinimumWindows) return drift with { Because = $"{past.Length} past windows, {options.MinimumWindows} needed: the chi-square test alone supposes independent rows" };
        var rank = WindowRank.Upper(drift.Distance, past);
        return drift with { Rank = rank, PValue = rank.PValue, Excess = drift.Distance / Math.Max(options.CategoryEffectLimit, rank.Furthest) };
    }

    /// <summary>Each window's distance from the reference without it, in one pass over the rows.</summary>
    static double[] PastDistances(int[] before, int[] windows, long[] total)
    {
        var past = new List<double>();
        var outside = (long[])total.Clone();
        var work = new long[total.Length];
        var all = total.Sum();
        for (var start = 0; start < windows.Length;)
        {
            var end = start + 1;
            while (end < windows.Length && windows[end] == windows[start]) end++;
            if (windows[start] >= 0)
            {
                var inside = before.AsSpan(start..end);
                var rest = all;
                foreach (var code in inside)
                {
                    if (code < 0) continue;
                    outside[code]--;
                    rest--;
                }
                if (rest > 0) past.Add(Moved(inside, outside, rest, work));
                foreach (var code in inside) if (code >= 0) outside[code]++;
            }
            start = end;
        }
        return [.. past];
    }

    /// <summary>Total variation distance of a window from counts: the sum of what its categories have gained, for the others have lost as much. Integers until the end, so that the order of rows does not matter; work is all zero before and after.</summary>
    static double Moved(ReadOnlySpan<int> window, long[] counts, long total, long[] work)
    {
        long inside = 0;
        foreach (var code in window)
        {
            if (code < 0) continue;
            work[code]++;
            inside++;
        }
        long gained = 0;
        foreach (var code in window)
        {
            if (code < 0) continue;
            gained += Math.Max(0, work[code] * total - counts[code] * inside);
            work[code] = 0;
        }
        return gained / ((double)inside * total);
    }

    /// <summary>Shares by category in ordinal order; of more than can be drawn the most frequent, then all others as one.</summary>
    static double[] Shares(long[] counts, long[] expected, long[] observed)
    {
        double total = counts.Sum();
        if (counts.Length <= MostDrawn) return Array.ConvertAll(counts, c => c / total);
        int[] drawn = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => expected[i] + observed[i]).ThenBy(i => i).Take(MostDrawn - 1).Order()];
        return [.. drawn.Select(i => counts[i] / total), (total - drawn.Sum(i => counts[i])) / total];
    }
}
