namespace ModelOpsLab.Reporting;

/// <summary>Numbers of an axis as people read them.</summary>
static class AxisText
{
    const double FirstDay = -719162, LastDay = 2932896;

    /// <summary>The value as the axis writes it: up to four digits, per cent with one decimal, or an ISO date.</summary>
    public static string Write(this Axis axis, double value, Language language) => Write(axis.Format, value, language);

    /// <inheritdoc cref="Write(Axis, double, Language)"/>
    public static string Write(AxisFormat format, double value, Language language) => format switch
    {
        AxisFormat.Percent when !double.IsFinite(value) => language.Value(value),
        AxisFormat.Percent => Math.Abs(value) < 1e6 ? language.Percent(value) : language.Number(100 * value) + language.Say(" %", "\u00A0%"),
        AxisFormat.Date when IsDate(value) => language.Time(Date(value)),
        _ => language.Written(Short(Format.Number(value))),
    };

    /// <summary>Beside a picture trailing zeros are noise.</summary>
    static string Short(string number) => number.Contains('.', StringComparison.Ordinal) && !number.Contains('e', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    /// <summary>Whether days since 1970-01-01 fall into the calendar.</summary>
    public static bool IsDate(double days) => days is >= FirstDay and <= LastDay;

    /// <summary>Days since 1970-01-01 as a time, to the second.</summary>
    public static DateTime Date(double days) => DateTime.UnixEpoch.AddSeconds(Math.Round(days * 86400));
}
