namespace ModelOpsLab.Statistics;

/// <summary>Result of a test for equal spread.</summary>
/// <param name="Statistic">W: F ratio of the absolute deviations.</param>
/// <param name="PValue">Upper tail of F(1, n + m − 2); valid for independent observations only.</param>
public sealed record LeveneResult(double Statistic, double PValue);

/// <summary>Whether two samples spread equally: SciPy's <c>levene</c>, to 1e-12 and 1e-9.</summary>
/// <remarks>
/// Deviations from the mean after Levene (1960), from the median after Brown and Forsythe (1974): prefer the second on fat tails. Fewer than two observations on a side, NaN or infinities, or
/// deviations that are constant on both sides: <see cref="ArgumentException"/>.
/// </remarks>
public static class Levene
{
    /// <summary>Deviations from the mean.</summary>
    public static LeveneResult Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Finite.Require(reference, nameof(reference), 2);
        Finite.Require(current, nameof(current), 2);
        return Of(reference, Moments.Mean(reference), current, Moments.Mean(current));
    }

    /// <summary>Deviations from the median.</summary>
    public static LeveneResult BrownForsythe(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Finite.Require(reference, nameof(reference), 2);
        Finite.Require(current, nameof(current), 2);
        return Of(reference, RobustScale.Median(reference), current, RobustScale.Median(current));
    }

    static LeveneResult Of(ReadOnlySpan<double> reference, double centre1, ReadOnlySpan<double> current, double centre2)
    {
        double[] a = Deviations(reference, centre1), b = Deviations(current, centre2);
        double n = a.Length, m = b.Length, mean1 = Moments.Mean(a), mean2 = Moments.Mean(b), mean = (n * mean1 + m * mean2) / (n + m);
        var between = n * (mean1 - mean) * (mean1 - mean) + m * (mean2 - mean) * (mean2 - mean);
        var within = Squares(a, mean1) + Squares(b, mean2);
        if (within == 0) throw new ArgumentException("The deviations of each sample are all equal: there is no error to measure their difference by.", nameof(current));
        var statistic = (n + m - 2) * between / within;
        return new(statistic, TailProbability.Fisher(statistic, 1, n + m - 2));
    }

    static double[] Deviations(ReadOnlySpan<double> sample, double centre)
    {
        var deviations = new double[sample.Length];
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Abs(sample[i] - centre);
        return deviations;
    }

    static double Squares(double[] sample, double mean)
    {
        double sum = 0;
        foreach (var v in sample) sum += (v - mean) * (v - mean);
        return sum;
    }
}
