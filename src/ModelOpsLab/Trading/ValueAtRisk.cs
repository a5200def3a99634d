using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Historical value at risk: the return per period that is undershot with probability 1 − level, a fraction, negative for a loss.</summary>
/// <remarks>Linear interpolation between order statistics (Hyndman and Fan, 1996, type 7). Not scaled to a year. Normal and Cornish-Fisher forms are other numbers.</remarks>
public static class ValueAtRisk
{
    /// <summary>The quantile of the returns at 1 − <paramref name="level"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Measurement Of(ReturnSeries returns, double level = 0.95)
    {
        Check(level);
        return returns.Measure("value_at_risk", returns.Because, () => RobustScale.Quantile(returns.Values, 1 - level), "%");
    }

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
            var sorted = returns.Values.ToArray();
            Array.Sort(sorted);
            var share = sorted.Length - level * sorted.Length;
            if (Math.Abs(share - Math.Round(share)) < 1e-9) share = Math.Round(share);
            double sum = 0;
            var whole = (int)Math.Floor(share);
            for (var i = 0; i < whole; i++) sum += sorted[i];
            return whole == 0 ? sorted[0] : (sum + (share - whole) * sorted[whole]) / share;
        }, "%");
    }
}
