using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Moments and autocorrelation of a sample, summed in order, so that the same numbers give the same bytes.</summary>
/// <remarks>
/// Skewness and kurtosis are the unbiased-for-normal forms G₁ and G₂ (Joanes and Gill, 1998; what Excel, pandas and SAS print). A moment that
/// does not exist (too few observations, or a constant sample where it divides by the variance) throws <see cref="ArgumentException"/>
/// and says why: check the count and <see cref="IsConstant"/> first. NaN and infinities throw.
/// </remarks>
public static class Moments
{
    /// <summary>Whether all values are equal; true for a single one.</summary>
    public static bool IsConstant(ReadOnlySpan<double> sample)
    {
        Finite.Require(sample, nameof(sample));
        return sample.IndexOfAnyExcept(sample[0]) < 0;
    }

    /// <summary>Number of observations.</summary>
    public static int Count(ReadOnlySpan<double> sample) => sample.Length;

    /// <summary>Arithmetic mean, in the unit of the sample.</summary>
    public static double Mean(ReadOnlySpan<double> sample)
    {
        Finite.Require(sample, nameof(sample));
        double sum = 0;
        foreach (var v in sample) sum += v;
        var mean = sum / sample.Length;
        if (!double.IsFinite(mean))
        {
            // The sum is beyond a 64-bit number, the mean is not.
            mean = 0;
            foreach (var v in sample) mean += v / sample.Length;
        }
        // One correction step removes the rounding of the first sum.
        double rest = 0;
        foreach (var v in sample) rest += v - mean;
        return mean + rest / sample.Length;
    }

    /// <summary>Sample variance with divisor n − 1; needs two observations.</summary>
    public static double Variance(ReadOnlySpan<double> sample)
    {
        Finite.Require(sample, nameof(sample), 2);
        return PowerSum(sample, Mean(sample), 2) / (sample.Length - 1);
    }

    /// <summary>Square root of <see cref="Variance"/>, in the unit of the sample.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> sample) => Math.Sqrt(Variance(sample));

    /// <summary>Skewness G₁; needs three observations that are not all equal.</summary>
    public static double Skewness(ReadOnlySpan<double> sample)
    {
        RequireVaried(sample, 3, "skewness");
        double n = sample.Length, mean = Mean(sample), m2 = PowerSum(sample, mean, 2) / n, m3 = PowerSum(sample, mean, 3) / n;
        return m3 / (m2 * Math.Sqrt(m2)) * Math.Sqrt(n * (n - 1)) / (n - 2);
    }

    /// <summary>Excess kurtosis G₂, 0 for a normal law; needs four observations that are not all equal.</summary>
    public static double ExcessKurtosis(ReadOnlySpan<double> sample)
    {
        RequireVaried(sample, 4, "kurtosis");
        double n = sample.Length, mean = Mean(sample), m2 = PowerSum(sample, mean, 2) / n, m4 = PowerSum(sample, mean, 4) / n;
        return ((n + 1) * (m4 / (m2 * m2) - 3) + 6) * (n - 1) / ((n - 2) * (n - 3));
    }

    /// <summary>Autocorrelation at a lag, divisor n at every lag; needs more observations than the lag, not all equal.</summary>
    public static double AutocorrelationAt(ReadOnlySpan<double> sample, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lag);
        return Autocorrelations(sample, lag)[lag];
    }

    /// <summary>Autocorrelations at lags 0 to <paramref name="maximumLag"/>.</summary>
    public static double[] Autocorrelations(ReadOnlySpan<double> sample, int maximumLag)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumLag);
        RequireVaried(sample, Math.Max(2, maximumLag + 1), "autocorrelation");
        var centred = new double[sample.Length];
        var mean = Mean(sample);
        for (var i = 0; i < centred.Length; i++) centred[i] = sample[i] - mean;
        var result = new double[maximumLag + 1];
        for (var lag = 0; lag <= maximumLag; lag++)
        {
            double sum = 0;
            for (var i = lag; i < centred.Length; i++) sum += centred[i] * centred[i - lag];
            result[lag] = sum;
        }
        for (var lag = maximumLag; lag >= 0; lag--) result[lag] /= result[0];
        return result;
    }

    internal static void RequireVaried(ReadOnlySpan<double> sample, int atLeast, string what)
    {
        Finite.Require(sample, nameof(sample), atLeast);
        if (IsConstant(sample))
            throw new ArgumentException(Invariant($"All {sample.Length} values equal {sample[0]}: there is no {what}. Check Moments.IsConstant and report 'constant' instead."), nameof(sample));
    }

    static double PowerSum(ReadOnlySpan<double> sample, double mean, int power)
    {
        double sum = 0;
        foreach (var v in sample)
        {
            var d = v - mean;
            sum += power switch { 2 => d * d, 3 => d * d * d, _ => d * d * d * d };
        }
        return sum;
    }
}
