using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Skewness of the returns per period, unbiased for normal samples; see <see cref="Moments.Skewness"/>.</summary>
public static class Skewness
{
    /// <summary>The skewness; undefined for fewer than three returns and for constant ones.</summary>
    public static Measurement Of(ReturnSeries returns) => returns.Measure("skewness", Reason(returns, 3), () => Moments.Skewness(returns.Values));

    internal static string? Reason(ReturnSeries returns, int needed) =>
        returns.Because ?? (returns.Count < needed ? $"needs {needed} returns; there {(returns.Count == 1 ? "is one" : $"are {returns.Count}")}"
        : returns.IsConstant ? "all returns are equal up to rounding" : null);
}

/// <summary>Excess kurtosis of the returns per period (0 for a normal law), unbiased for normal samples; see <see cref="Moments.ExcessKurtosis"/>.</summary>
public static class ExcessKurtosis
{
    /// <summary>The excess kurtosis; undefined for fewer than four returns and for constant ones.</summary>
    public static Measurement Of(ReturnSeries returns) => returns.Measure("excess_kurtosis", Skewness.Reason(returns, 4), () => Moments.ExcessKurtosis(returns.Values));
}
