using System.Globalization;
using System.Runtime.CompilerServices;

namespace ModelOpsLab.Trading;

/// <summary>Stretches of the calendar into which days are cut; weeks begin on Monday (ISO 8601).</summary>
public enum CalendarPeriod { Whole, Year, Quarter, Month, Week, Day }

/// <summary>Where a calendar period begins and how it is written.</summary>
static class CalendarPeriods
{
    public static DateOnly Start(this CalendarPeriod period, DateOnly day) => period switch
    {
        CalendarPeriod.Whole => default,
        CalendarPeriod.Year => new(day.Year, 1, 1),
        CalendarPeriod.Quarter => new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
        CalendarPeriod.Month => new(day.Year, day.Month, 1),
        CalendarPeriod.Week => DateOnly.FromDayNumber(day.DayNumber - Math.Min(day.DayNumber, ((int)day.DayOfWeek + 6) % 7)),
        CalendarPeriod.Day => day,
        _ => throw new SwitchExpressionException(period),
    };

    public static string Text(this CalendarPeriod period, DateOnly start) => period switch
    {
        CalendarPeriod.Whole => "whole",
        CalendarPeriod.Year => start.ToString("yyyy", CultureInfo.InvariantCulture),
        CalendarPeriod.Quarter => string.Create(CultureInfo.InvariantCulture, $"{start:yyyy} Q{(start.Month + 2) / 3}"),
        CalendarPeriod.Month => start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        CalendarPeriod.Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(start.ToDateTime(default)):0000}-W{ISOWeek.GetWeekOfYear(start.ToDateTime(default)):00}"),
        _ => start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
