using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Standard deviation of the returns, divisor n − 1, annualised by √P. A fraction a year; zero for constant returns.</summary>
public static class Volatility
{
    /// <summary>The annualised volatility; undefined for fewer than two returns.</summary>
    public static Measurement Of(ReturnSeries returns) =>
        returns.Measure("volatility", returns.Because ?? (returns.Count < 2 ? "a volatility needs two returns; there is one" : null),
            () => returns.IsConstant ? 0 : Moments.StandardDeviation(returns.Values) * Math.Sqrt(returns.Calendar.PeriodsPerYear), "%");
}
