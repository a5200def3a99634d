using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Arithmetic mean of the returns, with an error that serial dependence does not fool.</summary>
/// <remarks>Newey and West (1987), Bartlett weights, ⌊4 (n/100)^(2/9)⌋ lags, no small-sample factor, as statsmodels by default. Undefined error for one return and for constant ones.</remarks>
public static class MeanReturn
{
    /// <summary>Mean times the periods of a year, a fraction a year, with its 95 % interval: <c>mean_return</c>.</summary>
    public static Measurement Of(ReturnSeries returns)
    {
        var (year, error) = (returns.Calendar.PeriodsPerYear, Error(returns));
        var half = TailProbability.NormalPoint95 * error * year;
        return returns.Measure("mean_return", returns.Because, () => returns.Mean * year, "%") with
        {
            Interval = error > 0 ? new(returns.Mean * year - half, returns.Mean * year + half, 0.95, Hac.Method(NeweyWest.DefaultLags(returns.Count))) : null,
        };
    }

    /// <summary>Mean over its error: <c>mean_return_t</c>. Beyond ±2 the mean can be told from zero.</summary>
    public static Measurement T(ReturnSeries returns)
    {
        var error = Error(returns);
        return returns.Measure("mean_return_t", SharpeRatio.Reason(returns)?.Replace("a Sharpe ratio needs", "an error needs", StringComparison.Ordinal)
            ?? (error > 0 ? null : "the long-run variance of the returns comes out as zero"), () => returns.Mean / error);
    }

    static double Error(ReturnSeries returns) => returns.Because is null && returns.Count >= 2 && !returns.IsConstant ? NeweyWest.MeanStandardError(returns.Values) : double.NaN;
}
