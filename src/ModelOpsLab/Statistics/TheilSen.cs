namespace ModelOpsLab.Statistics;

/// <summary>Median of the slopes between all pairs of points (Theil 1950, Sen 1968), for equally spaced observations.</summary>
public static class TheilSen
{
    /// <summary>Slope per step, in the unit of the series. Up to 2,000 points over all pairs; beyond, over all pairs of 2,000 block means, whose slope is divided back.</summary>
    /// <param name="series">At least two finite observations in time order; else <see cref="ArgumentException"/>.</param>
    public static double Slope(ReadOnlySpan<double> series)
    {
        Finite.Require(series, nameof(series), 2);
        const int limit = 2_000;
        if (series.Length <= limit) return OverAllPairs(series, 1);

        var means = new double[limit];
        var centres = (double)series.Length / limit;
        for (var k = 0; k < limit; k++)
        {
            int from = (int)((long)k * series.Length / limit), to = (int)((long)(k + 1) * series.Length / limit);
            means[k] = Moments.Mean(series[from..to]);
        }
        return OverAllPairs(means, centres);
    }

    static double OverAllPairs(ReadOnlySpan<double> x, double spacing)
    {
        var slopes = new double[x.Length * (x.Length - 1) / 2];
        var next = 0;
        for (var i = 0; i < x.Length; i++)
            for (var j = i + 1; j < x.Length; j++) slopes[next++] = (x[j] - x[i]) / ((j - i) * spacing);
        Array.Sort(slopes);
        return RobustScale.QuantileSorted(slopes, 0.5);
    }
}
