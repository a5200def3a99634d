using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Historical value at risk: the return per period that is undershot with probability 1 − level, a fraction, negative for a loss.</summary>
/// <remarks>Linear interpolation between order statistics (Hyndman and Fan, 1996, type 7). Not scaled to a year. The forms that suppose a law have their own names.</remarks>
public static class ValueAtRisk
{
    /// <summary>The quantile of the returns at 1 − <paramref name="level"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Measurement Of(ReturnSeries returns, double level = 0.95)
    {
        Check(level);
        return returns.Measure("value_at_risk", returns.Because, () => RobustScale.QuantileSorted(returns.Sorted, 1 - level), "%");
    }

    /// <summary>The quantile of a normal law with the mean and deviation (n − 1) of the returns: <c>value_at_risk_normal</c>. Too mild where tails are fat.</summary>
    /// <param name="returns">At least two returns that differ.</param>
    /// <param name="level">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Measurement Normal(ReturnSeries returns, double level = 0.95)
    {
        Check(level);
        return returns.Measure("value_at_risk_normal", Skewness.Reason(returns, 2), () => returns.Mean + Point(1 - level) * returns.Deviation, "%");
    }

    /// <summary>The same with the quantile corrected for skewness and kurtosis (Cornish and Fisher, 1938; Favre and Galeano, 2002): <c>value_at_risk_cornish_fisher</c>.</summary>
    /// <remarks>
    /// z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36, S and K with divisor n, K in excess of 3. The correction is a series cut short: undefined where it does not
    /// rise all the way from the level to the median, so that a rarer loss could come out smaller (Maillard, 2012): the tails are too fat for it, use the historical form.
    /// </remarks>
    /// <param name="returns">At least two returns that differ.</param>
    /// <param name="level">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Measurement CornishFisher(ReturnSeries returns, double level = 0.95)
    {
        Check(level);
        const string metric = "value_at_risk_cornish_fisher";
        if (Skewness.Reason(returns, 2) is { } because) return returns.Measure(metric, because, () => 0, "%");
        double z = Point(1 - level), s = returns.Shape.Skewness, k = returns.Shape.Kurtosis - 3;
        return returns.Measure(metric, Rises(s, k, z) ? null : $"skewness {Format.Number(s)} and kurtosis {Format.Number(k + 3)} are too large for the correction: it does not rise with the level",
            () => returns.Mean + (z + (z * z - 1) * s / 6 + (z * z * z - 3 * z) * k / 24 - (2 * z * z * z - 5 * z) * s * s / 36) * returns.Deviation, "%");
    }

    /// <summary>Whether the corrected quantile rises between a point and the median: its slope is a parabola, smallest at an end or at its vertex.</summary>
    static bool Rises(double s, double k, double z)
    {
        double square = k / 8 - s * s / 6, linear = s / 3, vertex = square > 0 ? Math.Clamp(-linear / (2 * square), Math.Min(z, 0), Math.Max(z, 0)) : 0;
        return Slope(z) > 0 && Slope(0) > 0 && Slope(vertex) > 0;

        double Slope(double w) => 1 - k / 8 + 5 * s * s / 36 + linear * w + square * w * w;
    }

    static double Point(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    internal static void Check(double level)
    {
        if (level is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies between 0 and 1: 0.95 looks at the worst 5 %.");
    }
}

/// <summary>Expected shortfall: mean return per period of the worst share 1 − level, a fraction, negative for a loss.</summary>
/// <remarks>Acerbi and Tasche (2002): the return on the edge of the share counts by the part of it that lies inside, so the number is coherent and does not jump.</remarks>
public static class ExpectedShortfall
{
    /// <summary>The mean of the worst 1 − <paramref name="level"/> of the returns.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Measurement Of(ReturnSeries returns, double level = 0.95)
    {
        ValueAtRisk.Check(level);
        return returns.Measure("expected_shortfall", returns.Because, () =>
        {
            var sorted = returns.Sorted;
            var share = sorted.Length - level * sorted.Length;
            if (Math.Abs(share - Math.Round(share)) < 1e-9) share = Math.Round(share);
            double sum = 0;
            var whole = (int)Math.Floor(share);
            for (var i = 0; i < whole; i++) sum += sorted[i];
            return whole == 0 ? sorted[0] : (sum + (share - whole) * sorted[whole]) / share;
        }, "%");
    }
}
