namespace ModelOpsLab.Statistics;

/// <summary>Result of a G test.</summary>
/// <param name="Statistic">2·Σ observed·ln(observed / expected).</param>
/// <param name="DegreesOfFreedom">Categories seen on either side, less one.</param>
/// <param name="PValue">Upper tail of the chi-square law; valid for independent observations only.</param>
public sealed record GTestResult(double Statistic, int DegreesOfFreedom, double PValue);

/// <summary>Likelihood-ratio test of whether two samples share one distribution over categories (Woolf 1957): SciPy's <c>chi2_contingency(lambda_="log-likelihood")</c>, to 1e-12 and 1e-9.</summary>
/// <remarks>As <see cref="ChiSquare.Contingency"/>; the statistic adds over nested tables. A negative count, unequal lengths or a side without observations throws <see cref="ArgumentException"/>.</remarks>
public static class GTest
{
    /// <summary>Tests counts by category, in the same order on both sides.</summary>
    public static GTestResult Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var freedom = ChiSquare.Contingency(reference, current).DegreesOfFreedom;
        double n = 0, m = 0, sum = 0;
        for (var k = 0; k < reference.Length; k++) (n, m) = (n + reference[k], m + current[k]);
        for (var k = 0; k < reference.Length; k++)
        {
            double a = reference[k], b = current[k], share = (a + b) / (n + m);
            if (a > 0) sum += a * Math.Log(a / (share * n));
            if (b > 0) sum += b * Math.Log(b / (share * m));
        }
        var statistic = Math.Max(0, 2 * sum);
        return new(statistic, freedom, TailProbability.ChiSquare(statistic, freedom));
    }
}
