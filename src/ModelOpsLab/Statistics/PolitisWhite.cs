namespace ModelOpsLab.Statistics;

/// <summary>Mean block lengths that suit a series.</summary>
/// <param name="Stationary">For <see cref="StationaryBootstrap"/>.</param>
/// <param name="Circular">For blocks of fixed length, wrapped around the end.</param>
public sealed record BlockLengths(double Stationary, double Circular);

/// <summary>
/// Block length of a bootstrap of the mean, from the series' own autocorrelation (Politis and White 2004, as corrected by Patton, Politis and White 2009): arch's
/// <c>optimal_block_length</c>, to 1e-9.
/// </summary>
/// <remarks>It knows the autocorrelation of the values only: for returns, whose volatility clusters, take the longer of this and that of the absolute values. Fewer than eight values, all equal, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class PolitisWhite
{
    /// <summary>Block lengths for a series in time order.</summary>
    public static BlockLengths BlockLength(ReadOnlySpan<double> series)
    {
        Moments.RequireVaried(series, 8, "autocorrelation");
        var n = series.Length;
        var mean = Moments.Mean(series);
        var centred = new double[n];
        for (var i = 0; i < n; i++) centred[i] = series[i] - mean;
        var longest = Math.Ceiling(Math.Min(3 * Math.Sqrt(n), n / 3.0));
        var run = Math.Max(5, (int)Math.Log10(n));
        var most = Math.Min((int)Math.Ceiling(Math.Sqrt(n)) + run, n - 2);
        var limit = 2 * Math.Sqrt(Math.Log10(n) / n);

        var covariance = new double[most + 1];
        int small = 0, chosen = -1;
        for (var lag = 0; lag <= most; lag++)
        {
            double cross = 0, first = 0, last = 0;
            for (var i = lag; i < n; i++) cross += centred[i] * centred[i - lag];
            for (var i = lag + 1; i < n; i++)
            {
                first += centred[i] * centred[i];
                last += centred[i - lag - 1] * centred[i - lag - 1];
            }
            covariance[lag] = cross / n;
            if (chosen < 0 && small == run) chosen = lag - run;
            small = Math.Abs(cross) < limit * Math.Sqrt(first * last) ? small + 1 : 0;
        }

        var lags = Math.Min(chosen < 0 ? most : 2 * Math.Max(chosen, 1), most);
        double slope = 0, longRun = covariance[0];
        for (var lag = 1; lag <= lags; lag++)
        {
            var weight = 2 * lag <= lags ? 1 : 2 * (1 - (double)lag / lags);
            slope += 2 * weight * lag * covariance[lag];
            longRun += 2 * weight * covariance[lag];
        }
        double Length(double variance) => Math.Clamp(Math.Cbrt(2 * slope * slope / variance * n), 1, longest);
        return new(Length(2 * longRun * longRun), Length(4.0 / 3 * longRun * longRun));
    }
}
