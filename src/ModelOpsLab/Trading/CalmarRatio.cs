using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Annualised return over the size of the deepest drawdown.</summary>
/// <remarks>
/// The numerator is <see cref="AnnualizedReturn"/> (by periods). <see cref="Of(ReturnSeries)"/> uses the whole history, as is common now; <see cref="Last36Months"/> is
/// the definition of Young (1991). Undefined without a drawdown.
/// </remarks>
public static class CalmarRatio
{
    /// <summary>Over the whole period.</summary>
    public static Measurement Of(ReturnSeries returns) => Of("calmar_ratio", returns);

    /// <summary>Over the last 36 calendar months; undefined for a shorter history.</summary>
    public static Measurement Last36Months(ReturnSeries returns)
    {
        const string metric = "calmar_ratio_36_months";
        if (returns.Because is not null) return Of(metric, returns);
        var from = returns.Dates[^1].AddMonths(-36);
        // A history that starts within one period after the cut covers it.
        return returns.Dates[0] > from.AddDays(Math.Ceiling(returns.Calendar.DaysPerPeriod) + 4)
            ? returns.Measure(metric, $"needs 36 months; the returns start on {Format.Time(returns.Dates[0])}", () => 0)
            : Of(metric, returns.After(from));
    }

    static Measurement Of(string metric, ReturnSeries returns)
    {
        var deepest = Drawdowns.Of(returns).Maximum;
        return returns.Measure(metric, returns.CannotCompound ?? (deepest.Value == 0 ? "there was no drawdown to divide by" : null),
            () => AnnualizedReturn.Of(returns).Value / -deepest.Value);
    }
}
