namespace ModelOpsLab.Statistics;

/// <summary>Least-squares line with a standard error that autocorrelation and changing variance do not fool.</summary>
/// <param name="Intercept">In the unit of the response.</param>
/// <param name="Slope">Response per unit of the regressor.</param>
/// <param name="StandardError">Of the slope.</param>
/// <param name="T">Slope over its standard error; ±∞ where the line fits without error, 0 where the slope is 0 too.</param>
/// <param name="PValue">Two-sided, by the normal law.</param>
/// <param name="Lags">Lags used by the kernel.</param>
public sealed record NeweyWestSlope(double Intercept, double Slope, double StandardError, double T, double PValue, int Lags);

/// <summary>
/// Standard errors consistent under heteroskedasticity and autocorrelation (Newey and West, 1987): Bartlett kernel, no small-sample correction,
/// as statsmodels' <c>cov_type="HAC"</c> by default.
/// </summary>
/// <remarks>
/// Without a lag given, ⌊4·(n/100)^(2/9)⌋ (Newey and West, 1994, the usual rule). On series as persistent as volatility the rule is short: give more lags,
/// or use <see cref="BlockPermutation"/>. Lags at or beyond the count only flatten the weights. NaN, infinite, too few: <see cref="ArgumentException"/>.
/// </remarks>
public static class NeweyWest
{
    /// <summary>The rule for lags where none are given.</summary>
    public static int DefaultLags(int count) => Math.Clamp((int)Math.Floor(4 * Math.Pow(count / 100.0, 2.0 / 9)), 0, Math.Max(0, count - 1));

    /// <summary>Standard error of the mean of a series in time order, at least two observations; 0 for a constant one.</summary>
    public static double MeanStandardError(ReadOnlySpan<double> series, int? lags = null)
    {
        Finite.Require(series, nameof(series), 2);
        var mean = Moments.Mean(series);
        var scores = new double[series.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = series[i] - mean;
        return Math.Sqrt(LongRunSum(scores, Lags(series.Length, lags))) / series.Length;
    }

    /// <summary>Regression of y on x with a constant, both in time order; at least three pairs, x not constant.</summary>
    public static NeweyWestSlope Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int? lags = null)
    {
        Finite.Require(x, nameof(x), 3);
        Finite.Require(y, nameof(y), 3);
        Finite.RequireSameLength(x, y, nameof(x), nameof(y));
        if (Moments.IsConstant(x)) throw new ArgumentException("'x' is constant: there is no slope. Check Moments.IsConstant and report 'constant' instead.", nameof(x));

        double meanX = Moments.Mean(x), meanY = Moments.Mean(y), xx = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        var slope = xy / xx;
        var scores = new double[x.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = (x[i] - meanX) * (y[i] - meanY - slope * (x[i] - meanX));
        var used = Lags(x.Length, lags);
        return Tested(meanY - slope * meanX, slope, Math.Sqrt(LongRunSum(scores, used)) / xx, used);
    }

    /// <summary>A line with what its error says of its slope.</summary>
    internal static NeweyWestSlope Tested(double intercept, double slope, double error, int lags)
    {
        var t = error > 0 ? slope / error : slope == 0 ? 0 : Math.Sign(slope) * double.PositiveInfinity;
        return new(intercept, slope, error, t, TailProbability.NormalTwoSided(t), lags);
    }

    /// <summary>Slope of a series per step of time.</summary>
    public static NeweyWestSlope Trend(ReadOnlySpan<double> series, int? lags = null)
    {
        var time = new double[series.Length];
        for (var i = 0; i < time.Length; i++) time[i] = i;
        return Slope(time, series, lags);
    }

    /// <summary>Σ over lags of Bartlett weight times the sum of products: never negative, up to rounding.</summary>
    internal static double LongRunSum(ReadOnlySpan<double> scores, int lags)
    {
        double total = 0;
        for (var k = 0; k <= lags; k++)
        {
            double sum = 0;
            for (var i = k; i < scores.Length; i++) sum += scores[i] * scores[i - k];
            total += (k == 0 ? 1 : 2 * (1 - k / (lags + 1.0))) * sum;
        }
        return Math.Max(0, total);
    }

    static int Lags(int count, int? lags)
    {
        if (lags is not { } given) return DefaultLags(count);
        ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(lags));
        return given;
    }
}
