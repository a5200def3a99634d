using System.Numerics;

namespace ModelOpsLab.Statistics;

/// <summary>How many independent observations a dependent series is worth when its distribution is compared: the conservative gate beside a p-value.</summary>
/// <remarks>
/// <para>A distribution function is a set of means of indicators, so what counts is the dependence of indicators, not of the values: returns are uncorrelated and
/// their volatility is not. For indicators of x ≤ q (at the 5, 10, 25, 50, 75, 90 and 95 % quantiles) and of |x − median| ≤ q (at the 50, 75 and 90 % quantiles)
/// the integrated autocorrelation time is summed over Geyer's initial positive sequence (Geyer, 1992), up to 20,000 lags; the worst gives n / time.</para>
/// <para>The result lies in [1, n]; a constant series, which says nothing of its dependence, gives n. Fewer than four observations, NaN or an infinity
/// throws <see cref="ArgumentException"/>.</para>
/// </remarks>
public static class EffectiveSampleSize
{
    const int MaximumLag = 20_000;
    static ReadOnlySpan<double> Levels => [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];
    static ReadOnlySpan<double> AbsoluteLevels => [0.50, 0.75, 0.90];

    /// <summary>Effective sample size of a series in time order.</summary>
    public static double Of(ReadOnlySpan<double> series)
    {
        Finite.Require(series, nameof(series), 4);
        return Of(series, Finite.Sorted(series, nameof(series)));
    }

    /// <summary><see cref="Of(ReadOnlySpan{double})"/> where the same values are at hand in ascending order.</summary>
    internal static double Of(ReadOnlySpan<double> series, ReadOnlySpan<double> sorted)
    {
        var longest = 1.0;
        foreach (var level in Levels)
            longest = Math.Max(longest, CorrelationTime(series, RobustScale.QuantileSorted(sorted, level)));

        var median = RobustScale.QuantileSorted(sorted, 0.5);
        var distances = new double[series.Length];
        for (var i = 0; i < distances.Length; i++) distances[i] = Math.Abs(series[i] - median);
        var ordered = RobustScale.DeviationsSorted(sorted);
        foreach (var level in AbsoluteLevels)
            longest = Math.Max(longest, CorrelationTime(distances, RobustScale.QuantileSorted(ordered, level)));
        return Math.Clamp(series.Length / longest, 1, series.Length);
    }

    /// <summary>1 + 2·Σ ρ(k) of the indicator of x ≤ threshold; products of indicators are counted 64 at a time.</summary>
    static double CorrelationTime(ReadOnlySpan<double> series, double threshold)
    {
        var n = series.Length;
        var bits = new ulong[n / 64 + 2];
        var upTo = new int[n + 1];
        for (var i = 0; i < n; i++)
        {
            if (series[i] <= threshold) bits[i / 64] |= 1UL << (i % 64);
            upTo[i + 1] = upTo[i] + (series[i] <= threshold ? 1 : 0);
        }
        double share = (double)upTo[n] / n, variance = share * (1 - share);
        if (variance == 0) return 1;

        double time = -1;
        for (var lag = 0; lag + 1 < Math.Min(n, MaximumLag); lag += 2)
        {
            var pair = Autocovariance(bits, upTo, n, lag, share) + Autocovariance(bits, upTo, n, lag + 1, share);
            if (pair <= 0) break;
            time += 2 * pair / variance;
        }
        return Math.Max(1, time);
    }

    static double Autocovariance(ulong[] bits, int[] upTo, int n, int lag, double share)
    {
        // Bits beyond n are zero, so products past the end count nothing.
        long both = 0;
        int words = lag / 64, shift = lag % 64;
        for (var w = 0; w + words + 1 < bits.Length; w++)
        {
            var later = shift == 0 ? bits[w + words] : (bits[w + words] >> shift) | (bits[w + words + 1] << (64 - shift));
            both += BitOperations.PopCount(bits[w] & later);
        }
        double first = upTo[n - lag], last = upTo[n] - upTo[lag];
        return (both - share * (first + last) + (n - lag) * share * share) / n;
    }
}
