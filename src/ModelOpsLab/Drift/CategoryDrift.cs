using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares one categorical input of a period with the reference.</summary>
static class CategoryDrift
{
    public static FeatureDrift Of(Column reference, Column current, int[] windows, DriftOptions options)
    {
        string?[] before = Texts(reference), now = Texts(current);
        string[] categories = [.. before.Concat(now).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        long[] expected = Counts(before, categories), observed = Counts(now, categories);
        var drift = new FeatureDrift
        {
            Feature = current.Name,
            Type = current.Type,
            Count = (int)observed.Sum(),
            MissingShare = now.Length == 0 ? 0 : (double)now.Count(v => v is null) / now.Length,
            ReferenceMissingShare = NumericDrift.WorstMissingShare(reference, windows),
            NewCategories = [.. categories.Where((_, i) => expected[i] == 0)],
        };
        if (drift.Count == 0) return drift with { Because = $"none of the {now.Length} rows has a value" };
        if (expected.Sum() == 0) return drift with { Because = "the reference has no value" };
        drift = drift with
        {
            ReferenceShares = Shares(expected),
            CurrentShares = Shares(observed),
            Distance = TotalVariation(expected, observed),
        };
        if (categories.Length < 2) return drift with { Because = "one category only", PValue = 1, ChiSquare = new(0, 0, 1, 0, drift.Count) };
        drift = drift with { ChiSquare = ChiSquare.Contingency(expected, observed) };
        if (drift.Count < options.MinimumCount) return drift with { Because = $"{drift.Count} values, {options.MinimumCount} needed" };

        var past = PastDistances(before, FrameWindows.Filled(reference, windows, drift.Count), categories, expected);
        if (past.Length < options.MinimumWindows) return drift with { Because = $"{past.Length} past windows, {options.MinimumWindows} needed: the chi-square test alone supposes independent rows" };
        var rank = WindowRank.Upper(drift.Distance, past);
        return drift with { Rank = rank, PValue = rank.PValue, Excess = drift.Distance / Math.Max(options.CategoryEffectLimit, rank.Furthest) };
    }

    static double[] PastDistances(string?[] before, int[] windows, string[] categories, long[] total)
    {
        var past = new List<double>();
        for (var start = 0; start < windows.Length;)
        {
            var end = start + 1;
            while (end < windows.Length && windows[end] == windows[start]) end++;
            var inside = Counts(before[start..end], categories);
            long[] outside = [.. total.Zip(inside, (t, i) => t - i)];
            if (windows[start] >= 0 && outside.Sum() > 0) past.Add(TotalVariation(outside, inside));
            start = end;
        }
        return [.. past];
    }

    static double TotalVariation(long[] a, long[] b)
    {
        double[] p = Shares(a), q = Shares(b);
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++) sum += Math.Abs(p[i] - q[i]);
        return sum / 2;
    }

    static double[] Shares(long[] counts)
    {
        double total = counts.Sum();
        return Array.ConvertAll(counts, c => c / total);
    }

    static long[] Counts(string?[] values, string[] categories)
    {
        var counts = new long[categories.Length];
        foreach (var value in values)
            if (value is not null) counts[Array.BinarySearch(categories, value, StringComparer.Ordinal)]++;
        return counts;
    }

    static string?[] Texts(Column column) => [.. Enumerable.Range(0, column.Count).Select(r => column.IsMissing(r) ? null : column.TextAt(r))];
}
