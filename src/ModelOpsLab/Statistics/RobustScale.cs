namespace ModelOpsLab.Statistics;

/// <summary>Quantiles and the median absolute deviation: location and scale that fat tails do not move.</summary>
/// <remarks>Quantiles are type 7 of Hyndman and Fan (1996), linear between order statistics, as numpy and R by default. Empty, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class RobustScale
{
    /// <summary>Makes the median absolute deviation of a normal sample estimate its standard deviation: 1 / Φ⁻¹(3/4).</summary>
    public const double NormalConsistency = 1.4826022185056018;

    /// <summary>Median of the sample, in its unit.</summary>
    public static double Median(ReadOnlySpan<double> sample) => Quantile(sample, 0.5);

    /// <summary>Quantile at <paramref name="probability"/> in [0, 1]; sorts a copy.</summary>
    public static double Quantile(ReadOnlySpan<double> sample, double probability)
        => QuantileSorted(Finite.Sorted(sample, nameof(sample)), probability);

    /// <summary>Quantile of an ascending, finite sample (not checked beyond being non-empty).</summary>
    public static double QuantileSorted(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty) throw new ArgumentException("'sorted' is empty. Check the count first and report 'no observations' instead.", nameof(sorted));
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var part = position - below;
        return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>Median of the absolute deviations from the median, unscaled; 0 where more than half of the values are equal.</summary>
    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> sample)
    {
        var work = Finite.Sorted(sample, nameof(sample));
        var median = QuantileSorted(work, 0.5);
        for (var i = 0; i < work.Length; i++) work[i] = Math.Abs(work[i] - median);
        Sorting.Sort(work);
        return QuantileSorted(work, 0.5);
    }

    /// <summary>Median absolute deviation times <see cref="NormalConsistency"/>: the standard deviation's robust stand-in.</summary>
    public static double ScaledMedianAbsoluteDeviation(ReadOnlySpan<double> sample) => NormalConsistency * MedianAbsoluteDeviation(sample);
}
