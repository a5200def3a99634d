using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Mean excess return per unit of its standard deviation, annualised: mean / s · √P, arithmetic mean, divisor n − 1.</summary>
/// <remarks>
/// Sharpe (1994). The interval is the estimate ± 1.96 heteroscedasticity- and autocorrelation-consistent standard errors (Lo, 2002), scaled by √P.
/// Undefined for fewer than two returns and for returns that are constant up to rounding: a constant 0.1 % has no Sharpe ratio, and none of 2.4e16.
/// </remarks>
public static class SharpeRatio
{
    /// <summary>The annualised ratio with its interval.</summary>
    public static Measurement Of(ReturnSeries returns, Rate riskFree = default)
    {
        var excess = returns.Above(riskFree);
        if (Reason(excess) is { } because) return excess.Measure("sharpe_ratio", because, () => 0);
        var errors = SharpeErrors.Of(excess);
        var scale = Math.Sqrt(returns.Calendar.PeriodsPerYear);
        var half = TailProbability.NormalPoint95 * errors.Hac * scale;
        var value = errors.Ratio * scale;
        return new("sharpe_ratio", value)
        {
            Count = returns.Count,
            Interval = half > 0 ? new(value - half, value + half, 0.95, errors.Method) : null,
        };
    }

    /// <summary>The geometric ratio, compound annual growth by periods over volatility: shown beside, never instead.</summary>
    public static Measurement Geometric(ReturnSeries returns) =>
        returns.Measure("sharpe_ratio_geometric", Reason(returns) ?? returns.CannotCompound, () => AnnualizedReturn.Of(returns).Value / Volatility.Of(returns).Value);

    internal static string? Reason(ReturnSeries returns) =>
        returns.Because ?? (returns.Count < 2 ? "a Sharpe ratio needs two returns; there is one"
        : returns.IsConstant ? "all returns are equal up to rounding: there is no variance to divide by" : null);
}

/// <summary>Standard errors of a Sharpe ratio per period, not annualised: multiply by √P for the annual ratio.</summary>
/// <param name="Ratio">Sharpe ratio per period, divisor n − 1.</param>
/// <param name="Iid">√((1 + SR²/2)/n): independent normal returns (Lo, 2002).</param>
/// <param name="Mertens">√((1 − γ₃SR + (γ₄ − 1)/4 · SR²)/(n − 1)): independent returns of any shape (Mertens, 2002).</param>
/// <param name="Hac">Serially dependent returns (Lo, 2002): generalised method of moments, Bartlett weights, divisor n.</param>
/// <param name="Lags">Lags of <paramref name="Hac"/>, ⌊4 (n/100)^(2/9)⌋.</param>
public sealed record SharpeErrors(double Ratio, double Iid, double Mertens, double Hac, int Lags)
{
    /// <summary>How <see cref="Hac"/> was made, for an interval.</summary>
    public string Method => Trading.Hac.Method(Lags);

    /// <summary>The errors of the ratio of these returns.</summary>
    /// <exception cref="ArgumentException">The ratio does not exist: the message says why.</exception>
    public static SharpeErrors Of(ReturnSeries returns, Rate riskFree = default)
    {
        var excess = returns.Above(riskFree);
        if (SharpeRatio.Reason(excess) is { } because) throw new ArgumentException($"No Sharpe ratio: {because}.", nameof(returns));
        var values = excess.Values;
        var n = values.Length;
        var ratio = excess.Mean / excess.Deviation;
        var shape = excess.Shape;
        return new(ratio, Math.Sqrt((1 + ratio * ratio / 2) / n), shape.SharpeError(ratio), NeweyWest.MeanStandardError(Influence(excess)), NeweyWest.DefaultLags(n));
    }

    /// <summary>What each return adds to the ratio around its estimate: (r − μ)/σ − SR/2 · ((r − μ)²/σ² − 1), divisor n. Its mean is zero.</summary>
    static double[] Influence(ReturnSeries returns)
    {
        var (values, mean) = (returns.Values.ToArray(), returns.Mean);
        var deviation = returns.Deviation * Math.Sqrt((values.Length - 1.0) / values.Length);
        var ratio = mean / deviation;
        var influence = new double[values.Length];
        for (var i = 0; i < influence.Length; i++)
        {
            var z = (values[i] - mean) / deviation;
            influence[i] = z - ratio / 2 * (z * z - 1);
        }
        return influence;
    }
}
