namespace ModelOpsLab.Statistics.Sketches;

/// <summary>How far two samples lie apart that are known by their sketches: each figure with the ends between which that of the samples themselves lies.</summary>
/// <param name="Gap">Largest gap between the distribution functions.</param>
/// <param name="Error">By how much the gap at any place may be wrong; 0 where both sketches hold every value.</param>
/// <param name="Area">Area between the distribution functions: Wasserstein-1, in the unit of the sample.</param>
/// <param name="LowestArea">The least it can be.</param>
/// <param name="HighestArea">The most it can be.</param>
/// <param name="Sign">+1 where the second sample lies above the first, by medians and then by means, otherwise −1.</param>
/// <param name="SignIsKnown">Whether the sign is that of the samples themselves.</param>
sealed record SketchDistance(double Gap, double Error, double Area, double LowestArea, double HighestArea, int Sign, bool SignIsKnown)
{
    /// <summary>The confidence of one sketch's error, so that both hold at 99 %.</summary>
    public const double Confidence = 0.995;

    /// <summary>The distance of one part from all the others, of sketches taken together.</summary>
    public static SketchDistance Between(Weighted all, int part, double errorInside, double errorOutside)
    {
        double inside = all.Total(part), outside = all.Total(part, inside: false), error = errorInside + errorOutside;
        var items = all.Items;
        double gap = 0, area = 0, low = 0, high = 0;
        long below = 0, belowOthers = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Part == part) below += items[i].Weight; else belowOthers += items[i].Weight;
            if (i + 1 < items.Length && items[i + 1].Value == items[i].Value) continue;
            var here = Math.Abs(below / inside - belowOthers / outside);
            gap = Math.Max(gap, here);
            if (i + 1 == items.Length) break;
            var width = items[i + 1].Value - items[i].Value;
            area += here * width;
            low += Math.Max(0, here - error) * width;
            high += Math.Min(1, here + error) * width;
        }
        double median = all.Quantile(0.5, part), other = all.Quantile(0.5, part, inside: false), shift = median - other;
        if (shift == 0) shift = all.Mean(part) - all.Mean(part, inside: false);
        var known = error == 0 || At(all, part, true, 0.5 - errorInside) > At(all, part, false, 0.5 + errorOutside) || At(all, part, true, 0.5 + errorInside) < At(all, part, false, 0.5 - errorOutside);
        return new(gap, error, area, low, high, shift < 0 ? -1 : 1, known);
    }

    /// <summary>What lies beyond the values kept: nothing of either sample lies outside these ends.</summary>
    public SketchDistance Within(double minimum, double maximum, Weighted all) =>
        Error == 0 ? this : this with { HighestArea = HighestArea + Error * (maximum - minimum - (all.Items[^1].Value - all.Items[0].Value)) };

    /// <summary>The median absolute deviation of the sample, and the ends between which it lies.</summary>
    public static (double Value, double Low, double High) Scale(Weighted sample, double error)
    {
        var median = sample.Quantile(0.5);
        var deviations = sample.From(median);
        var value = deviations.Quantile(0.5);
        if (error == 0) return (value, value, value);
        var moved = Math.Max(median - sample.Quantile(Math.Max(0, 0.5 - error)), sample.Quantile(Math.Min(1, 0.5 + error)) - median);
        return (value, Math.Max(0, deviations.Quantile(Math.Max(0, 0.5 - 2 * error)) - moved), deviations.Quantile(Math.Min(1, 0.5 + 2 * error)) + moved);
    }

    static double At(Weighted all, int part, bool inside, double probability) => all.Quantile(Math.Clamp(probability, 0, 1), part, inside);
}
