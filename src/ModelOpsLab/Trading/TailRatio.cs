using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Size of the 95 % quantile of the returns over the size of the 5 % quantile: above 1 the large gains are larger than the large losses.</summary>
/// <remarks>Quantiles as in <see cref="ValueAtRisk"/>. Undefined where the 5 % quantile is zero. Where both quantiles have one sign it compares sizes only, as every other software does.</remarks>
public static class TailRatio
{
    /// <summary>The ratio, zero or more: <c>tail_ratio</c>.</summary>
    public static Measurement Of(ReturnSeries returns)
    {
        var low = returns.Because is null ? RobustScale.QuantileSorted(returns.Sorted, 0.05) : 0;
        return returns.Measure("tail_ratio", returns.Because ?? (low == 0 ? "the 5 % quantile of the returns is zero: there is no loss to divide by" : null),
            () => Math.Abs(RobustScale.QuantileSorted(returns.Sorted, 0.95) / low));
    }
}
