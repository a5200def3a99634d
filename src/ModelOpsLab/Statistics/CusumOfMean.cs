namespace ModelOpsLab.Statistics;

/// <summary>Result of a CUSUM test for a break of the mean.</summary>
/// <param name="Statistic">Largest absolute partial sum of deviations from the mean, over √n times the deviation.</param>
/// <param name="PValue">Tail of the largest excursion of a Brownian bridge.</param>
/// <param name="Index">Where the partial sum is largest: the last value before the break, from 0.</param>
public sealed record CusumOfMeanResult(double Statistic, double PValue, int Index);

/// <summary>Whether the mean of a finished series broke, and where (Ploberger and Krämer 1992): statsmodels' <c>breaks_cusumolsresid</c> on a constant, to 1e-12 and 1e-9.</summary>
/// <remarks>
/// With the sample deviation it supposes independent values; give the long-run deviation of an autocorrelated series. Fewer than two values, all equal, NaN, infinite: <see cref="ArgumentException"/>.
/// <see cref="Streaming.Cusum"/> watches a running one.
/// </remarks>
public static class CusumOfMean
{
    /// <summary>Tests a series in time order.</summary>
    /// <param name="series">At least two values, not all equal.</param>
    /// <param name="deviation">Standard deviation to measure by; by default the sample's, with divisor n − 1.</param>
    public static CusumOfMeanResult Test(ReadOnlySpan<double> series, double? deviation = null)
    {
        Moments.RequireVaried(series, 2, "break of the mean");
        var scale = deviation ?? Moments.StandardDeviation(series);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale, nameof(deviation));
        double mean = Moments.Mean(series), sum = 0, largest = 0;
        var index = 0;
        for (var i = 0; i < series.Length; i++)
        {
            sum += series[i] - mean;
            if (Math.Abs(sum) > largest) (largest, index) = (Math.Abs(sum), i);
        }
        var statistic = largest / (scale * Math.Sqrt(series.Length));
        return new(statistic, KolmogorovDistribution.LimitUpperTail(statistic), index);
    }
}
