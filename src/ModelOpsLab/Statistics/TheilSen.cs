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

    /// <summary>Slope per step with its 95 % interval (Sen, 1968): the slopes ranked half of 1.96 deviations of Kendall's S away from the middle.</summary>
    /// <param name="series">Three to 2,000 finite observations in time order; else <see cref="ArgumentException"/>.</param>
    /// <param name="varianceOfS">Variance of S without trend, as <see cref="MannKendall"/> gives it; corrected for autocorrelation it widens the interval.</param>
    public static (double Slope, double Low, double High) Interval(ReadOnlySpan<double> series, double varianceOfS)
    {
        Finite.Require(series, nameof(series), 3);
        ArgumentOutOfRangeException.ThrowIfNegative(varianceOfS);
        if (series.Length > 2_000) throw new ArgumentException($"{series.Length} observations; an interval is made of at most 2,000. Aggregate them first.", nameof(series));
        var slopes = Slopes(series, 1);
        var half = TailProbability.NormalPoint95 * Math.Sqrt(varianceOfS);
        var low = Math.Clamp((int)Math.Round((slopes.Length - half) / 2) - 1, 0, slopes.Length - 1);
        var high = Math.Clamp((int)Math.Round((slopes.Length + half) / 2), 0, slopes.Length - 1);
        return (RobustScale.QuantileSorted(slopes, 0.5), slopes[low], slopes[high]);
    }

    static double OverAllPairs(ReadOnlySpan<double> x, double spacing) => RobustScale.QuantileSorted(Slopes(x, spacing), 0.5);

    /// <summary>Slopes between all pairs, ascending.</summary>
    static double[] Slopes(ReadOnlySpan<double> x, double spacing)
    {
        var slopes = new double[x.Length * (x.Length - 1) / 2];
        var next = 0;
        for (var i = 0; i < x.Length; i++)
            for (var j = i + 1; j < x.Length; j++) slopes[next++] = (x[j] - x[i]) / ((j - i) * spacing);
        Array.Sort(slopes);
        return slopes;
    }
}
