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
        if (part == 0) return sorted[below];
        var step = sorted[below + 1] - sorted[below];
        return double.IsFinite(step) ? sorted[below] + part * step : (1 - part) * sorted[below] + part * sorted[below + 1];
    }

    /// <summary>Median of the absolute deviations from the median, unscaled; 0 where more than half of the values are equal.</summary>
    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> sample) => MedianAbsoluteDeviationSorted(Finite.Sorted(sample, nameof(sample)));

    /// <summary><see cref="MedianAbsoluteDeviation"/> of an ascending, finite sample.</summary>
    internal static double MedianAbsoluteDeviationSorted(ReadOnlySpan<double> sorted) => QuantileSorted(DeviationsSorted(sorted), 0.5);

    /// <summary>Absolute deviations from the median of an ascending, finite sample, ascending: they grow away from the median on both sides, so that a merge orders them.</summary>
    internal static double[] DeviationsSorted(ReadOnlySpan<double> sorted)
    {
        var median = QuantileSorted(sorted, 0.5);
        var deviations = new double[sorted.Length];
        int above = sorted.Length / 2, below = above - 1;
        for (var k = 0; k < deviations.Length; k++)
        {
            var isBelow = above == sorted.Length || (below >= 0 && Math.Abs(sorted[below] - median) <= Math.Abs(sorted[above] - median));
            deviations[k] = Math.Abs(sorted[isBelow ? below-- : above++] - median);
        }
        return deviations;
    }

    /// <summary>Median absolute deviation times <see cref="NormalConsistency"/>: the standard deviation's robust stand-in.</summary>
    public static double ScaledMedianAbsoluteDeviation(ReadOnlySpan<double> sample) => NormalConsistency * MedianAbsoluteDeviation(sample);
}
