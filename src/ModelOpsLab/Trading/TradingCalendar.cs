using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>How many return periods make a year: what every annualised number is scaled by. Never inferred from the dates.</summary>
/// <param name="PeriodsPerYear">Periods a year, more than zero: 252 for exchange sessions, 365 for a market that never closes.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="PeriodsPerYear"/> is not a positive finite number.</exception>
public sealed record TradingCalendar(double PeriodsPerYear)
{
    /// <summary>Exchange sessions: 252 a year.</summary>
    public static TradingCalendar Daily { get; } = new(252);
    /// <summary>Calendar days, for markets that never close: 365 a year.</summary>
    public static TradingCalendar EveryDay { get; } = new(365);
    /// <summary>Weeks: 52 a year.</summary>
    public static TradingCalendar Weekly { get; } = new(52);
    /// <summary>Months: 12 a year.</summary>
    public static TradingCalendar Monthly { get; } = new(12);
    /// <summary>Years.</summary>
    public static TradingCalendar Yearly { get; } = new(1);

    /// <summary>Periods a year.</summary>
    public double PeriodsPerYear { get; } = double.IsFinite(PeriodsPerYear) && PeriodsPerYear > 0
        ? PeriodsPerYear
        : throw new ArgumentOutOfRangeException(nameof(PeriodsPerYear), PeriodsPerYear, "A year needs a positive number of periods: 252 for exchange sessions, 12 for months.");

    /// <summary>Mean length of one period in days, of a year of 365.25.</summary>
    public double DaysPerPeriod => 365.25 / PeriodsPerYear;

    /// <summary>A number of periods in years.</summary>
    public double Years(int periods) => periods / PeriodsPerYear;

    /// <summary>What a convention line prints: <c>252 periods a year</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Format.Number(PeriodsPerYear)} periods a year");
}
