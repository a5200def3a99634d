using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>What the returns gain above a threshold over what they lose below it: Σ max(r − t, 0) / Σ max(t − r, 0).</summary>
/// <remarks>Keating and Shadwick (2002). At a threshold of zero it is the profit factor of the periods. Not annualised. Undefined where no return lies below the threshold.</remarks>
public static class OmegaRatio
{
    /// <summary>The ratio, zero or more: <c>omega_ratio</c>.</summary>
    /// <param name="returns">At least one return.</param>
    /// <param name="threshold">What a return has to exceed; an annual rate is spread over the periods.</param>
    public static Measurement Of(ReturnSeries returns, Rate threshold = default)
    {
        double above = 0, below = 0, rate = threshold.InPeriodOf(returns.Calendar);
        foreach (var v in returns.Values)
        {
            if (v > rate) above += v - rate;
            else below += rate - v;
        }
        return returns.Measure("omega_ratio", returns.Because ?? (below == 0 ? "no return lies below the threshold: there is no loss to divide by" : null), () => above / below);
    }
}
