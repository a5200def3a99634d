namespace ModelOpsLab.Statistics;

/// <summary>Result of a Jarque-Bera test.</summary>
/// <param name="Statistic">n/6·(skewness² + excess kurtosis²/4), with the biased moments.</param>
/// <param name="PValue">Upper tail of the chi-square law with 2 degrees of freedom; rough below some 2,000 observations.</param>
/// <param name="Skewness">Biased skewness g₁.</param>
/// <param name="ExcessKurtosis">Biased excess kurtosis g₂, 0 for a normal law.</param>
public sealed record JarqueBeraResult(double Statistic, double PValue, double Skewness, double ExcessKurtosis);

/// <summary>Whether skewness and kurtosis are those of a normal law (Jarque and Bera 1980): statsmodels' <c>jarque_bera</c>, to 1e-12 and 1e-9.</summary>
/// <remarks>On market data the answer is no; what matters is whether it is more so than in the reference. Fewer than two values, all equal, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class JarqueBera
{
    /// <summary>Tests a sample in any order.</summary>
    public static JarqueBeraResult Test(ReadOnlySpan<double> sample)
    {
        Moments.RequireVaried(sample, 2, "skewness");
        double n = sample.Length, mean = Moments.Mean(sample), m2 = 0, m3 = 0, m4 = 0;
        foreach (var v in sample)
        {
            double d = v - mean, square = d * d;
            m2 += square;
            m3 += square * d;
            m4 += square * square;
        }
        m2 /= n;
        double skewness = m3 / n / (m2 * Math.Sqrt(m2)), kurtosis = m4 / n / (m2 * m2) - 3;
        var statistic = n / 6 * (skewness * skewness + kurtosis * kurtosis / 4);
        return new(statistic, TailProbability.ChiSquare(statistic, 2), skewness, kurtosis);
    }
}
