using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Whether the mean of a dependent series is above zero.</summary>
/// <param name="Mean">Mean of the series, in its unit.</param>
/// <param name="LongRunVariance">Mean square of the cosine transforms: variance of √n times the mean.</param>
/// <param name="StandardError">Of the mean.</param>
/// <param name="T">Mean over its standard error.</param>
/// <param name="DegreesOfFreedom">Cosine terms used: T is compared with a Student law of so many.</param>
/// <param name="PValue">One-sided: probability of a T at least this large where the mean is zero. One less this is the other side.</param>
public sealed record EqualWeightedCosineResult(double Mean, double LongRunVariance, double StandardError, double T, int DegreesOfFreedom, double PValue);

/// <summary>
/// Test of the mean of a serially dependent series by equally weighted cosine transforms, whose size holds where Newey-West is too sure (Lazarus, Lewis, Stock and
/// Watson, 2018): the test of one planned look.
/// </summary>
/// <remarks>
/// With B terms, Lⱼ = √(2/n) Σ (xₜ − x̄) cos(πj(t − ½)/n), the long-run variance is the mean of Lⱼ² and the mean over its error follows a Student law of B degrees
/// of freedom. Where none are given B = ⌊0.4 n^(2/3)⌋. Fewer than four values, all equal, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class EqualWeightedCosine
{
    /// <summary>Fewer values than this leave no cosine term.</summary>
    public const int MinimumCount = 4;

    /// <summary>The rule for terms where none are given.</summary>
    public static int DefaultTerms(int count) => (int)Math.Floor(0.4 * Math.Pow(count, 2.0 / 3));

    /// <summary>Tests a series in time order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="terms"/> is not between 1 and the count less one.</exception>
    public static EqualWeightedCosineResult Test(ReadOnlySpan<double> series, int? terms = null)
    {
        Moments.RequireVaried(series, MinimumCount, "error of the mean");
        var n = series.Length;
        var used = terms ?? DefaultTerms(n);
        if (used < 1 || used > n - 1) throw new ArgumentOutOfRangeException(nameof(terms), used, Invariant($"Cosine terms number 1 to {n - 1} for {n} values."));
        var mean = Moments.Mean(series);
        double total = 0;
        for (var j = 1; j <= used; j++)
        {
            double transform = 0;
            for (var t = 0; t < n; t++) transform += (series[t] - mean) * Math.Cos(Math.PI * j * (t + 0.5) / n);
            total += transform * transform * 2 / n;
        }
        var variance = total / used;
        var error = Math.Sqrt(variance / n);
        var statistic = mean / error;
        return new(mean, variance, error, statistic, used, TailProbability.Student(statistic, used));
    }
}
