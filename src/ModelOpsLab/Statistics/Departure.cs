namespace ModelOpsLab.Statistics;

/// <summary>From where on a series left a level that is known.</summary>
/// <param name="Index">First value after the departure, from 0; 0 where all of them are.</param>
/// <param name="Low">Earliest such value that the data allow, at 95 %.</param>
/// <param name="High">Latest one.</param>
/// <param name="Statistic">Largest squared sum of the deviations from some value to the end, over their number and the variance.</param>
sealed record Departure(int Index, int Low, int High, double Statistic)
{
    /// <summary>The date of largest likelihood and those a likelihood-ratio test does not refuse (as <see cref="ChangePoint"/>).</summary>
    /// <param name="series">In time order, at least one value.</param>
    /// <param name="level">The level before, known.</param>
    /// <param name="longRunVariance">Long-run variance of a value, more than zero.</param>
    public static Departure From(ReadOnlySpan<double> series, double level, double longRunVariance)
    {
        var gains = new double[series.Length];
        double sum = 0, best = -1;
        var index = 0;
        for (var k = series.Length - 1; k >= 0; k--)
        {
            sum += series[k] - level;
            gains[k] = sum * sum / (series.Length - k) / longRunVariance;
            if (gains[k] >= best) (best, index) = (gains[k], k);
        }
        // What moved away may also vary more than it did: the date is no surer than the rows after it allow.
        var last = Math.Min(index, Math.Max(0, series.Length - 5));
        var spread = series.Length < 2 ? 1 : Math.Max(1, Moments.Variance(series[last..]) / longRunVariance);
        int low = index, high = index;
        for (var k = 0; k < gains.Length; k++)
        {
            if (best - gains[k] > ChangePoint.DateLimit * spread) continue;
            low = Math.Min(low, k);
            high = Math.Max(high, k);
        }
        return new(index, low, high, best);
    }
}
