namespace ModelOpsLab.Statistics;

/// <summary>Result of Welch's test.</summary>
/// <param name="T">Mean of the reference less that of the current sample, over its standard error.</param>
/// <param name="DegreesOfFreedom">By Welch and Satterthwaite; fractional.</param>
/// <param name="PValue">Two-sided; valid for independent observations only.</param>
/// <param name="CohensD">Effect size: mean of the current sample less that of the reference, over the pooled deviation; positive where the current sample lies higher.</param>
public sealed record WelchTResult(double T, double DegreesOfFreedom, double PValue, double CohensD);

/// <summary>Whether two means differ, the variances being free to (Welch 1947): SciPy's <c>ttest_ind(equal_var=False)</c>, to 1e-12 and 1e-9.</summary>
/// <remarks>Fewer than two observations on a side, NaN or infinities, or both sides constant (there is no error to measure by): <see cref="ArgumentException"/>.</remarks>
public static class WelchT
{
    /// <summary>Tests two samples in any order.</summary>
    public static WelchTResult Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Finite.Require(reference, nameof(reference), 2);
        Finite.Require(current, nameof(current), 2);
        if (Moments.IsConstant(reference) && Moments.IsConstant(current))
            throw new ArgumentException("Both samples are constant: there is no error to measure a difference by. Compare the two constants instead.", nameof(current));
        double n = reference.Length, m = current.Length, before = Moments.Variance(reference), now = Moments.Variance(current);
        double a = before / n, b = now / m, difference = Moments.Mean(reference) - Moments.Mean(current);
        var t = difference / Math.Sqrt(a + b);
        var freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1));
        var pooled = Math.Sqrt(((n - 1) * before + (m - 1) * now) / (n + m - 2));
        return new(t, freedom, TailProbability.StudentTwoSided(t, freedom), -difference / pooled);
    }
}
