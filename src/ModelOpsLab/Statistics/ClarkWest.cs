namespace ModelOpsLab.Statistics;

/// <summary>Whether the larger of two nested models forecasts better.</summary>
/// <param name="MeanAdjusted">Mean of the adjusted differences: positive where the larger model is better.</param>
/// <param name="Statistic">Over its standard error.</param>
/// <param name="PValue">One-sided, normal law.</param>
public sealed record ClarkWestResult(double MeanAdjusted, double Statistic, double PValue);

/// <summary>Test of equal squared error of two <b>nested</b> models: the smaller one is the larger with some coefficients at zero (Clark and West, 2007).</summary>
/// <remarks>
/// The larger model pays for coefficients that are zero in truth with noise; f = e₁² − (e₂² − (ŷ₁ − ŷ₂)²) takes that noise out, and its mean is tested against
/// zero with divisor n − 1. Two models of which neither contains the other always look different to it: compare those by <see cref="EqualWeightedCosine"/> or
/// <see cref="DieboldMariano"/>. One step ahead only. Fewer than two values, unequal lengths, NaN, infinite, f all equal: <see cref="ArgumentException"/>.
/// </remarks>
public static class ClarkWest
{
    /// <summary>Tests two nested models.</summary>
    /// <param name="outcome">What happened, in time order.</param>
    /// <param name="smaller">Predictions of the restricted model.</param>
    /// <param name="larger">Predictions of the model that contains it.</param>
    public static ClarkWestResult Test(ReadOnlySpan<double> outcome, ReadOnlySpan<double> smaller, ReadOnlySpan<double> larger)
    {
        Finite.RequireSameLength(outcome, smaller, nameof(outcome), nameof(smaller));
        Finite.RequireSameLength(outcome, larger, nameof(outcome), nameof(larger));
        Finite.Require(outcome, nameof(outcome), 2);
        Finite.Require(smaller, nameof(smaller), 2);
        Finite.Require(larger, nameof(larger), 2);
        var adjusted = new double[outcome.Length];
        for (var t = 0; t < adjusted.Length; t++)
        {
            double one = outcome[t] - smaller[t], two = outcome[t] - larger[t], between = smaller[t] - larger[t];
            adjusted[t] = one * one - (two * two - between * between);
        }
        if (Moments.IsConstant(adjusted)) throw new ArgumentException("The two models never differ by different amounts: there is no error to measure by.", nameof(larger));
        var mean = Moments.Mean(adjusted);
        var statistic = mean / Math.Sqrt(Moments.Variance(adjusted) / adjusted.Length);
        return new(mean, statistic, TailProbability.Normal(statistic));
    }
}
