using ModelOpsLab.Data;

namespace ModelOpsLab.Registry;

/// <summary>Days on which people work: the sessions of a market, and Monday to Friday where it never closes.</summary>
static class BusinessDays
{
    const int MostDaysBetween = 366;

    /// <summary>The last of a number of business days after a day.</summary>
    /// <exception cref="InvalidDataException">The calendar has no session for a year.</exception>
    public static DateOnly After(this MarketCalendar calendar, DateOnly day, int days)
    {
        for (var (left, idle) = (days, 0); left > 0;)
        {
            day = day.AddDays(1);
            if (calendar.Opens is null ? day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) : calendar.IsSession(day)) (left, idle) = (left - 1, 0);
            else if (++idle > MostDaysBetween) throw new InvalidDataException($"The calendar of the model has no session within a year of {Reporting.Format.Date(day)}: nothing can be due by it.");
        }
        return day;
    }
}
