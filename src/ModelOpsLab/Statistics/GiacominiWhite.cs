namespace ModelOpsLab.Statistics;

/// <summary>Whether it could be foretold which of two forecasts loses less.</summary>
/// <param name="Statistic">Of the conditional test.</param>
/// <param name="DegreesOfFreedom">Of its chi-square law: 2.</param>
/// <param name="PValue">Small where the loss difference, or the last one, foretells the next.</param>
/// <param name="UnconditionalT">Mean difference over its Newey-West error, usual lags: the unconditional test.</param>
/// <param name="UnconditionalPValue">Two-sided, normal law.</param>
public sealed record GiacominiWhiteResult(double Statistic, int DegreesOfFreedom, double PValue, double UnconditionalT, double UnconditionalPValue);

/// <summary>Test of equal conditional predictive ability, one step ahead, given a constant and the last loss difference (Giacomini and White, 2006).</summary>
/// <remarks>
/// With zₜ₊₁ = (1, dₜ)·dₜ₊₁ the statistic is (n − 1) z̄′ (Z′Z/(n − 1))⁻¹ z̄. It compares ways to forecast, their windows included, so that nested models
/// are allowed where the windows are limited. Fewer than four values, unequal lengths, differences that never vary, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class GiacominiWhite
{
    /// <summary>Tests the losses of two forecasts, both in time order.</summary>
    public static GiacominiWhiteResult Test(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var d = LossDifference.Of(first, second, 4);
        Moments.RequireVaried(d, 4, "conditional test of them");
        var n = d.Length - 1;
        double meanOne = 0, meanLast = 0, oneOne = 0, oneLast = 0, lastLast = 0;
        for (var t = 1; t <= n; t++)
        {
            double one = d[t], last = d[t - 1] * d[t];
            meanOne += one / n;
            meanLast += last / n;
            oneOne += one * one / n;
            oneLast += one * last / n;
            lastLast += last * last / n;
        }
        var determinant = oneOne * lastLast - oneLast * oneLast;
        if (!(determinant > 1e-14 * oneOne * lastLast))
            throw new ArgumentException("The last difference says nothing that a constant does not: there is no conditional test. Use DieboldMariano.Test.", nameof(first));
        var statistic = n * (meanOne * meanOne * lastLast - 2 * meanOne * meanLast * oneLast + meanLast * meanLast * oneOne) / determinant;
        var unconditional = Moments.Mean(d) / NeweyWest.MeanStandardError(d);
        return new(statistic, 2, TailProbability.ChiSquare(statistic, 2), unconditional, TailProbability.NormalTwoSided(unconditional));
    }
}
