using ModelOpsLab.Data;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Drift;

/// <summary>One input compared by its profiles: the figures of a comparison of rows, each with the error that the sketches add.</summary>
sealed record ProfileFeature
{
    public required FeatureDrift Drift { get; init; }
    /// <summary>Largest error of the gap between the distribution functions; 0 where nothing is estimated.</summary>
    public double Error { get; init; }
    /// <summary>Kolmogorov-Smirnov statistic; NaN where there is none.</summary>
    public double Gap { get; init; } = double.NaN;
    /// <summary>p-value at the largest gap that the sketches allow.</summary>
    public double LowestP { get; init; } = double.NaN;
    /// <summary>p-value at the smallest gap that the sketches allow.</summary>
    public double HighestP { get; init; } = double.NaN;
    /// <summary>Why there is no p-value, where there is none.</summary>
    public string NoP { get; init; } = "";
    /// <summary>Ends of the size of the distance.</summary>
    public double Low { get; init; } = double.NaN;
    public double High { get; init; } = double.NaN;
    /// <summary>Why there is no population stability index, where there is none.</summary>
    public string NoStability { get; init; } = "";
    /// <summary>Why there is no rank, where there is none.</summary>
    public string NoRank { get; init; } = "";
    /// <summary>Whether only bins of its numbers were kept, and those were compared.</summary>
    public bool IsBinned { get; init; }

    /// <summary>Longer windows lie nearer to the reference than shorter ones, so that they cannot be ranked with them.</summary>
    const double Longest = 1.25;

    public static ProfileFeature Of(string feature, ProfileHistory reference, FrameProfile current, DriftOptions options)
    {
        var now = current.Columns.FirstOrDefault(c => c.Name == feature);
        ColumnProfile[] past = [.. reference.Profiles.SelectMany(p => p.Columns.Where(c => c.Name == feature))];
        var drift = new FeatureDrift
        {
            Feature = feature,
            Type = now?.Type ?? past.FirstOrDefault()?.Type ?? ColumnType.Number,
            Count = (int)Math.Min(int.MaxValue, now?.Count ?? 0),
            MissingShare = now?.MissingShare ?? 1,
            ReferenceMissingShare = past.Select(p => p.MissingShare).DefaultIfEmpty(0).Max(),
        };
        string because = now is null ? $"the period has no column '{feature}'" : past.Length == 0 ? $"the reference has no column '{feature}'"
            : past.FirstOrDefault(p => p.Type != now.Type) is { } other ? $"the column is {other.Type} in the reference and {now.Type} in the period"
            : now.Count == 0 ? $"none of the {now.Rows} rows has a value" : past.All(p => p.Count == 0) ? "the reference has no value"
            : now.Moments is null && now.Categories is null ? "times are not compared" : "";
        if (because.Length > 0) return new() { Drift = drift with { Because = because }, NoRank = because };
        past = [.. past.Where(p => p.Count > 0)];
        var compared = now!.Moments is null ? Category(drift, past, now, options) : past.Append(now).All(p => p.Quantiles is not null) ? Number(drift, past, now, options) : Bins(drift, past, now, options);
        return now.Count < options.MinimumCount ? compared with { Drift = compared.Drift with { QValue = double.NaN }, NoRank = $"{now.Count} values, {options.MinimumCount} needed", NoP = $"{now.Count} values, {options.MinimumCount} needed", LowestP = double.NaN, HighestP = double.NaN } : compared;
    }

    static ProfileFeature Number(FeatureDrift drift, ColumnProfile[] past, ColumnProfile now, DriftOptions options)
    {
        KllSketch[] windows = [.. past.Select(p => p.Quantiles!)];
        var own = now.Quantiles!;
        long count = windows.Sum(w => w.Count);
        double squared = windows.Sum(w => w.SquaredError), error = KllSketch.RankError(squared, count, SketchDistance.Confidence), ownError = own.RankError(SketchDistance.Confidence);
        var together = Weighted.Of([.. windows, own]);
        var all = Weighted.Of(windows);
        var distance = SketchDistance.Between(together, windows.Length, ownError, error)
            .Within(windows.Append(own).Min(w => w.Minimum), windows.Append(own).Max(w => w.Maximum), together);
        var scale = SketchDistance.Scale(all, error);
        var (low, high, noP) = PValues(distance, count, own.Count, options);
        var feature = new ProfileFeature { Drift = drift with { Distance = scale.Value > 0 ? distance.Sign * distance.Area / scale.Value : double.NaN }, Error = distance.Error, Gap = distance.Gap, LowestP = low, HighestP = high, NoP = noP };
        feature = Binned(feature, past, now);
        if (scale.Value == 0) return Unscaled(feature, windows.Append(own).All(w => w.Minimum == windows[0].Minimum && w.Maximum == windows[0].Minimum));
        feature = feature with { Low = distance.LowestArea / scale.High, High = scale.Low > 0 ? distance.HighestArea / scale.Low : double.PositiveInfinity };

        int[] like = [.. Enumerable.Range(0, windows.Length).Where(w => 2 * windows[w].Count >= own.Count && windows[w].Count <= Longest * own.Count && windows[w].Count < count)];
        if (like.Length < options.WindowsToRankAShift) return feature with { NoRank = NoHistory(past.Length, like.Length, options.WindowsToRankAShift) };
        var signed = Array.ConvertAll(like, w =>
        {
            var one = SketchDistance.Between(all, w, windows[w].RankError(SketchDistance.Confidence), KllSketch.RankError(squared - windows[w].SquaredError, count - windows[w].Count, SketchDistance.Confidence));
            return (one.SignIsKnown ? one.Sign : distance.Sign) * one.HighestArea / scale.Value;
        });
        var rank = WindowRank.Of(distance.Sign * distance.LowestArea / scale.Value, signed);
        return feature with
        {
            Drift = feature.Drift with { Rank = rank, Past = [.. like.Zip(signed)], PValue = rank.PValue, Excess = Math.Min(feature.Low / options.EffectLimit, rank.Furthest > 0 ? distance.LowestArea / scale.Value / rank.Furthest : double.PositiveInfinity) },
        };
    }

    /// <summary>Where half of the reference is one value there is no scale; what is left is the share of the rows that moved, at least the gap. One value on both sides has not moved.</summary>
    static ProfileFeature Unscaled(ProfileFeature feature, bool alike) => feature with
    {
        Drift = feature.Drift with { Measure = DriftMeasure.Shares, Distance = feature.Gap, QValue = alike ? 1 : double.NaN },
        Low = Math.Max(0, feature.Gap - feature.Error),
        High = Math.Min(1, feature.Gap + feature.Error),
        NoRank = "half of the reference values are equal, so there is no scale to rank a shift by; the distance is the share of rows that moved, at least",
    };

    /// <summary>p-values at both ends of the gap, or why the sketches are too coarse for any.</summary>
    static (double Low, double High, string Because) PValues(SketchDistance distance, long n, long m, DriftOptions options)
    {
        var critical = Math.Sqrt(-Math.Log(options.FalseDiscoveryRate / 2) / 2 * (1.0 / n + 1.0 / m));
        if (distance.Error >= critical)
            return (double.NaN, double.NaN, $"the sketches know the gap to ±{Reporting.Format.Percent(distance.Error, 2)}, and {Reporting.Format.Percent(critical, 2)} would already be significant: compare the rows, or profiles of fewer parts");
        if (distance.Error == 0 && n <= int.MaxValue && m <= int.MaxValue && Math.Max(n, m) <= 10_000)
        {
            var exact = distance.Gap == 0 ? 1 : KolmogorovSmirnov.ExactPValue((int)n, (int)m, (long)Math.Round(distance.Gap * n * m));
            return (exact, exact, "");
        }
        double size = Math.Min(int.MaxValue, Math.Round((double)n * m / (n + m)));
        return (KolmogorovDistribution.UpperTail((int)size, Math.Min(1, distance.Gap + distance.Error)), distance.Gap <= distance.Error ? 1 : KolmogorovDistribution.UpperTail((int)size, distance.Gap - distance.Error), "");
    }

    static ProfileFeature Binned(ProfileFeature feature, ColumnProfile[] past, ColumnProfile now)
    {
        if (past.FirstOrDefault(p => p.Edges is null || now.Edges is null || !p.Edges.SequenceEqual(now.Edges)) is not null)
            return feature with { NoStability = "period and reference were counted in other bins: profile the period with --reference" };
        long[] before = [.. Enumerable.Range(0, now.BinCounts!.Count).Select(b => past.Sum(p => p.BinCounts![b]))], counts = [.. now.BinCounts];
        return feature with
        {
            Drift = feature.Drift with { PopulationStabilityIndex = PopulationStabilityIndex.BetweenCounts(before, counts), ReferenceShares = Shares(before), CurrentShares = Shares(counts) },
        };
    }

    static ProfileFeature Category(FeatureDrift drift, ColumnProfile[] past, ColumnProfile now, DriftOptions options)
    {
        if (past.Append(now).FirstOrDefault(p => !p.Categories!.IsExact) is { } many)
        {
            var why = $"there are more than {many.Categories!.Capacity} categories, counted to ±{many.Categories.Error}: compare the rows";
            return new() { Drift = drift with { Because = why }, NoP = why, NoRank = why };
        }
        string[] categories = [.. past.Append(now).SelectMany(p => p.Categories!.Items).Select(i => i.Value).Distinct().Order(StringComparer.Ordinal)];
        long[] Counts(ColumnProfile p)
        {
            var counts = p.Categories!.Items.ToDictionary(i => i.Value, i => i.Count, StringComparer.Ordinal);
            return [.. categories.Select(c => counts.GetValueOrDefault(c))];
        }
        long[][] windows = [.. past.Select(Counts)];
        return Counted(windows, Counts(now), now.Count, options, total => drift with { NewCategories = [.. categories.Where((_, i) => total[i] == 0).Take(20)], NewCategoryCount = total.Count(t => t == 0) });
    }

    /// <summary>Numbers of which no quantiles were kept: the bins of the reference are their categories.</summary>
    static ProfileFeature Bins(FeatureDrift drift, ColumnProfile[] past, ColumnProfile now, DriftOptions options)
    {
        if (past.Append(now).Any(p => p.BinCounts is null || !p.Edges!.SequenceEqual(now.Edges ?? [])))
        {
            const string Why = "no quantiles were kept of so many values, and period and reference were counted in other bins: watch both with the same reference";
            return new() { Drift = drift with { Because = Why }, NoP = Why, NoRank = Why, NoStability = Why };
        }
        long[] counts = [.. now.BinCounts!];
        return Counted([.. past.Select(p => p.BinCounts!.ToArray())], counts, now.Count, options,
            total => drift with { PopulationStabilityIndex = PopulationStabilityIndex.BetweenCounts(total, counts) }) with { IsBinned = true };
    }

    static ProfileFeature Counted(long[][] windows, long[] counts, long count, DriftOptions options, Func<long[], FeatureDrift> described)
    {
        long[] total = [.. Enumerable.Range(0, counts.Length).Select(c => windows.Sum(w => w[c]))];
        var chi = ChiSquare.Contingency(total, counts);
        var distance = Divergence.TotalVariation(total, counts);
        var feature = new ProfileFeature
        {
            Drift = described(total) with { Measure = DriftMeasure.Shares, ChiSquare = chi, Distance = distance, ReferenceShares = Shares(total), CurrentShares = Shares(counts) },
            LowestP = chi.PValue, HighestP = chi.PValue, Low = distance, High = distance,
        };
        int[] like = [.. Enumerable.Range(0, windows.Length).Where(w => windows[w].Sum() is var n && 2 * n >= count && n <= Longest * count && n < total.Sum())];
        if (like.Length < options.MinimumWindows) return feature with { NoRank = NoHistory(windows.Length, like.Length, options.MinimumWindows) };
        var distances = Array.ConvertAll(like, w => Divergence.TotalVariation(Array.ConvertAll([.. total.Zip(windows[w])], p => p.First - p.Second), windows[w]));
        var rank = WindowRank.Upper(distance, distances);
        return feature with { Drift = feature.Drift with { Rank = rank, Past = [.. like.Zip(distances)], PValue = rank.PValue, Excess = distance / Math.Max(options.CategoryEffectLimit, rank.Furthest) } };
    }

    static string NoHistory(int all, int like, int needed) =>
        $"{like} of {all} reference profiles are of a period like this one, {needed} are needed to rank it; a p-value of two profiles supposes independent rows, and a profile cannot show that they are";

    static double[] Shares(long[] counts)
    {
        double total = counts.Sum();
        return Array.ConvertAll(counts, c => c / total);
    }
}
