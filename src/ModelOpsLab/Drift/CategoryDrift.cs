using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares one input of categories with the reference: texts, truth values, or numbers of which there are few.</summary>
static class CategoryDrift
{
    /// <summary>New categories that are named, and categories of which shares are drawn.</summary>
    const int MostNamed = 20, MostDrawn = 40;

    /// <summary>Expected counts under this make the chi-square p-value rough (Cochran 1954).</summary>
    const double SmallExpected = 5;

    public static FeatureDrift Of(PeriodComparison period, Column reference, Column current)
    {
        var options = period.Options;
        var codes = CategoryCodes.Of(reference, current);
        int count = codes.Current.Count(c => c >= 0), before = codes.Reference.Count(c => c >= 0);
        var drift = new FeatureDrift
        {
            Feature = current.Name,
            Type = current.Type,
            Measure = DriftMeasure.Shares,
            Count = count,
            MissingShare = current.Count == 0 ? 0 : 1 - (double)count / current.Count,
            ReferenceMissingShare = NumericDrift.WorstMissingShare(reference, period.Windows),
        };
        if (count == 0) return drift with { Because = $"none of the {current.Count} rows has a value" };
        if (before == 0) return drift with { Because = "the reference has no value" };
        if (codes.AreIdentifiers) return drift with { Because = $"{Format.Count(codes.Categories.Length)} different values in the {Format.Count(reference.Count + (long)current.Count)} rows of reference and period: the column is an identifier, which has no distribution. Take it out of the features" };
        long[] expected = codes.Count(codes.Reference), observed = codes.Count(codes.Current);
        int[] fresh = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] == 0)];
        var windows = FrameWindows.Filled(reference, period.Windows, count);
        var distances = new CategoryDistances(codes, period.Contexts);
        drift = drift with
        {
            NewCategoryCount = fresh.Length,
            NewCategories = [.. fresh.Take(MostNamed).Select(i => codes.Categories[i])],
            ReferenceShares = Shares(expected, expected, observed),
            CurrentShares = Shares(observed, expected, observed),
            Distance = distances.Distance(period.Contexts is null ? 1 : options.MinimumCount),
            Findings = [.. CategoryFindings.Of(codes, windows, observed, fresh, options)],
        };
        if (codes.Categories.Length < 2) return drift with { Because = "one value only", Method = "One value in reference and period alike, so nothing has moved", PValue = 1, ChiSquare = new(0, 0, 1, 0, count) };
        if (period.Contexts is null) drift = WithTextbook(drift, expected, observed);
        if (count < options.MinimumCount) return drift with { Because = $"{count} values, {options.MinimumCount} needed" };
        if (period.Contexts is { } contexts && contexts.Refusal(distances.Current, distances.Reference, options.MinimumCount) is { } refusal) return drift with { Because = refusal };

        var past = distances.Past(windows, period.Contexts is null ? 1 : options.MinimumCount);
        if (past.Length >= options.MinimumWindows)
        {
            var rank = WindowRank.Upper(drift.Distance, Array.ConvertAll(past, p => p.Distance));
            return drift with
            {
                Rank = rank,
                Past = past,
                PValue = rank.PValue,
                Excess = drift.Distance / Math.Max(options.CategoryEffectLimit, rank.Furthest),
                Method = $"Rank of the share that moved among {Format.Count(past.Length)} past {period.WindowName}{period.MatchedBy}{Evidence(drift)}",
            };
        }
        if (period.Contexts is not null) return drift with { Because = $"{past.Length} past {period.WindowName} have rows enough to be matched, {options.MinimumWindows} needed" };
        var permutation = distances.Permutation(options);
        return drift with
        {
            Permutation = permutation,
            PValue = permutation.PValue,
            Method = $"Block permutation of the share that moved, {permutation.BlocksReference} and {permutation.BlocksCurrent} blocks, for {past.Length} past {period.WindowName} are too few to rank among ({options.MinimumWindows} needed){Evidence(drift)}",
        };
    }

    static FeatureDrift WithTextbook(FeatureDrift drift, long[] expected, long[] observed)
    {
        var square = ChiSquare.Contingency(expected, observed);
        var exact = expected.Length == 2 && square.SmallestExpected < SmallExpected ? FisherExact.Test(expected[0], expected[1], observed[0], observed[1]) : null;
        return drift with { ChiSquare = square, Fisher = exact };
    }

    static string Evidence(FeatureDrift drift) =>
        drift.ChiSquare is not { } square ? ""
        : drift.Fisher is not null ? "; beside it Fisher's exact test, for an expected count is under 5"
        : square.SmallestExpected < SmallExpected ? "; beside it chi-square, whose p is rough, for an expected count is under 5"
        : "; beside it chi-square";

    /// <summary>Shares by category in order; of more than can be drawn the most frequent, then all others as one.</summary>
    static double[] Shares(long[] counts, long[] expected, long[] observed)
    {
        double total = counts.Sum();
        if (counts.Length <= MostDrawn) return Array.ConvertAll(counts, c => c / total);
        int[] drawn = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => expected[i] + observed[i]).ThenBy(i => i).Take(MostDrawn - 1).Order()];
        return [.. drawn.Select(i => counts[i] / total), (total - drawn.Sum(i => counts[i])) / total];
    }
}
