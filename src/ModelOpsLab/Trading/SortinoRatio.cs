using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Mean return above the minimum acceptable one, per unit of downside deviation, annualised by √P.</summary>
/// <remarks>
/// Sortino and van der Meer (1991). Downside deviation is √(mean(min(r − target, 0)²)) over <em>all</em> n returns, not over the negative ones alone.
/// Undefined where no return lies below the target: the ratio would be infinite.
/// </remarks>
public static class SortinoRatio
{
    /// <summary>The annualised ratio.</summary>
    public static Measurement Of(ReturnSeries returns, Rate target = default)
    {
        var excess = returns.Above(target);
        var downside = DownsideDeviation(excess);
        return excess.Measure("sortino_ratio", excess.Because ?? (downside == 0 ? "no return lies below the target: there is no downside to divide by" : null),
            () => Moments.Mean(excess.Values) / downside * Math.Sqrt(returns.Calendar.PeriodsPerYear));
    }

    /// <summary>Annualised downside deviation, a fraction a year; zero where no return lies below the target.</summary>
    public static Measurement Downside(ReturnSeries returns, Rate target = default) =>
        returns.Measure("downside_deviation", returns.Because, () => DownsideDeviation(returns.Above(target)) * Math.Sqrt(returns.Calendar.PeriodsPerYear), "%");

    static double DownsideDeviation(ReturnSeries excess)
    {
        double sum = 0;
        foreach (var v in excess.Values) if (v < 0) sum += v * v;
        return Math.Sqrt(sum / excess.Count);
    }
}
