using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>A risk-free rate that says what it is a rate of, so that an annual 2 % is never subtracted every day.</summary>
public readonly record struct Rate
{
    readonly double _value;
    readonly bool _perPeriod;

    Rate(double value, bool perPeriod)
    {
        if (!double.IsFinite(value) || value <= -1)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A rate is a finite fraction above -1: 0.02 is two per cent.");
        (_value, _perPeriod) = (value, perPeriod);
    }

    /// <summary>No interest; also the default value.</summary>
    public static Rate Zero => default;

    /// <summary>An effective annual rate as a fraction: 0.02 is two per cent a year.</summary>
    public static Rate Annual(double fraction) => new(fraction, perPeriod: false);

    /// <summary>A rate for one return period as a fraction.</summary>
    public static Rate PerPeriod(double fraction) => new(fraction, perPeriod: true);

    /// <summary>The rate of one period: an annual rate is spread geometrically, (1 + r)^(1/P) − 1.</summary>
    public double InPeriodOf(TradingCalendar calendar) =>
        _perPeriod || _value == 0 ? _value : Math.Pow(1 + _value, 1 / calendar.PeriodsPerYear) - 1;

    /// <summary>What a convention line prints.</summary>
    public override string ToString() => $"{Format.Value(_value, "%")} {(_perPeriod ? "a period" : "a year")}";
}
