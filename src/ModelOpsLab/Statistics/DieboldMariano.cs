using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>How autocovariances of loss differences are weighted.</summary>
public enum LongRunKernel
{
    /// <summary>All lags below the horizon alike, as Diebold and Mariano do; the variance can come out negative.</summary>
    Truncated,

    /// <summary>Falling weights 1 − k/h; the variance is never negative.</summary>
    Bartlett,
}

/// <summary>Whether one of two forecasts loses less.</summary>
/// <param name="MeanDifference">Mean loss of the first less that of the second: positive where the second is better.</param>
/// <param name="Statistic">With the small-sample factor of Harvey, Leybourne and Newbold; positive where the second is better.</param>
/// <param name="UncorrectedStatistic">Without that factor.</param>
/// <param name="PTwoSided">Student law, n − 1 degrees of freedom.</param>
/// <param name="PSecondBetter">One-sided, against "the second is no better".</param>
/// <param name="PFirstBetter">One-sided, against "the first is no better".</param>
/// <param name="HorizonUsed">Horizon behind the variance: 1 where the one asked for gave none.</param>
/// <param name="Because">Why another horizon was used than the one asked for; null where it was not.</param>
public sealed record DieboldMarianoResult(
    double MeanDifference, double Statistic, double UncorrectedStatistic, double PTwoSided, double PSecondBetter, double PFirstBetter, int HorizonUsed, string? Because);

/// <summary>Test of equal loss of two forecasts made on the same dates (Diebold and Mariano, 1995; Harvey, Leybourne and Newbold, 1997): R forecast's <c>dm.test</c>, to 1e-9.</summary>
/// <remarks>
/// Forecasts h steps ahead leave differences correlated up to lag h − 1, and no further: where more is left use <see cref="EqualWeightedCosine"/>. With
/// <see cref="LongRunKernel.Truncated"/> a variance that is not positive gives no statistic; the one for horizon 1 is given then, as R does, and
/// <see cref="DieboldMarianoResult.Because"/> says so. Not for models one of which contains the other: see <see cref="ClarkWest"/>. Differences that never vary,
/// unequal lengths, fewer values than two or than the horizon, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class DieboldMariano
{
    /// <summary>Tests the losses of two forecasts, both in time order: squared or absolute errors, or any other number that is smaller where the forecast is better.</summary>
    /// <param name="first">Losses of the first.</param>
    /// <param name="second">Losses of the second, on the same dates.</param>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <param name="kernel">Weights of the autocovariances.</param>
    public static DieboldMarianoResult Test(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int horizon = 1, LongRunKernel kernel = LongRunKernel.Truncated)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        var difference = LossDifference.Of(first, second, Math.Max(2, horizon));
        Moments.RequireVaried(difference, 2, "error of the mean difference");
        int n = difference.Length, used = horizon;
        string? because = null;
        var mean = Moments.Mean(difference);
        var variance = Variance(difference, mean, horizon, kernel);
        if (!(variance > 0))
        {
            because = Invariant($"the variance at horizon {horizon} is not positive ({variance:R}): horizon 1 was used instead");
            used = 1;
            variance = Variance(difference, mean, 1, kernel);
        }
        var plain = mean / Math.Sqrt(variance / n);
        double h = used;
        var corrected = plain * Math.Sqrt((n + 1 - 2 * h + h / n * (h - 1)) / n);
        return new(mean, corrected, plain, TailProbability.StudentTwoSided(corrected, n - 1), TailProbability.Student(corrected, n - 1), TailProbability.Student(-corrected, n - 1), used, because);
    }

    static double Variance(double[] series, double mean, int horizon, LongRunKernel kernel)
    {
        double total = 0;
        for (var lag = 0; lag < horizon; lag++)
        {
            double sum = 0;
            for (var t = lag; t < series.Length; t++) sum += (series[t] - mean) * (series[t - lag] - mean);
            total += (lag == 0 ? 1 : kernel == LongRunKernel.Bartlett ? 2 * (1 - (double)lag / horizon) : 2) * sum;
        }
        return total / series.Length;
    }
}
