using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Growth a year that compounds to the whole return over the calendar time elapsed, actual days over 365.25.</summary>
/// <remarks>
/// Time runs from <see cref="ReturnSeries.Start"/>, or where that is unknown from one period before the first return. For growth by the number of
/// periods, whatever the dates, see <see cref="AnnualizedReturn"/>. Undefined where wealth cannot compound, and over less than a day.
/// </remarks>
public static class CompoundAnnualGrowth
{
    /// <summary>The growth a year, a fraction.</summary>
    public static Measurement Of(ReturnSeries returns) =>
        returns.Measure("compound_annual_growth", returns.CannotCompound ?? (returns.Years * 365.25 < 1 ? "less than a day has passed" : null),
            () => AnnualizedReturn.Power(returns.Growth()[^1], 1 / returns.Years), "%");
}

/// <summary>Growth a year by the number of periods: wealth^(P/n) − 1, whatever the dates.</summary>
public static class AnnualizedReturn
{
    /// <summary>The annualised return, a fraction.</summary>
    public static Measurement Of(ReturnSeries returns) =>
        returns.Measure("annualized_return", returns.CannotCompound, () => Power(returns.Growth()[^1], returns.Calendar.PeriodsPerYear / returns.Count), "%");

    /// <summary>(1 + growth)^power − 1 without losing the digits of a small growth.</summary>
    internal static double Power(double growth, double power) =>
        growth <= -1 ? -1 : ExpLess1(power * Log1Plus(growth));

    // Kahan's corrections of the rounding in 1 + x and e^x − 1; the base library has neither function.
    internal static double Log1Plus(double x) => 1 + x is var w && w == 1 ? x : Math.Log(w) * (x / (w - 1));

    internal static double ExpLess1(double x) => Math.Exp(x) switch
    {
        1 => x,
        var e when Math.Abs(x) > 1 => e - 1,
        var e => (e - 1) * (x / Math.Log(e)),
    };
}

/// <summary>The whole return: wealth at the end less one. Metric name <c>pnl</c>, a fraction of the starting capital.</summary>
public static class TotalReturn
{
    /// <summary>The compounded return of the period.</summary>
    public static Measurement Of(ReturnSeries returns) =>
        returns.Measure("pnl", returns.CannotCompound, () => returns.Growth()[^1], "%");
}
