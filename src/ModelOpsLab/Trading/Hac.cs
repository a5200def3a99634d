using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Errors of a mean under serial dependence, for influence values.</summary>
static class Hac
{
    /// <summary>Two-sided 95 % point of the normal law.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Newey and West (1987) standard error of the mean: Bartlett weights, ⌊4 (n/100)^(2/9)⌋ lags, divisor n.</summary>
    public static HacError ErrorOfMean(ReadOnlySpan<double> values)
    {
        var lags = Math.Min(values.Length - 1, (int)Math.Floor(4 * Math.Pow(values.Length / 100.0, 2.0 / 9)));
        var mean = Moments.Mean(values);
        double variance = 0;
        for (var lag = 0; lag <= lags; lag++)
        {
            double sum = 0;
            for (var i = lag; i < values.Length; i++) sum += (values[i] - mean) * (values[i - lag] - mean);
            variance += (lag == 0 ? 1 : 2 * (1 - lag / (lags + 1.0))) * sum / values.Length;
        }
        return new(Math.Sqrt(variance / values.Length), lags);
    }
}

/// <summary>A standard error and the lags it allowed for.</summary>
readonly record struct HacError(double Error, int Lags);
