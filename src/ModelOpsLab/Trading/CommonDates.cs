using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Two return series on the times that both have; every comparison of two series starts here.</summary>
/// <remarks>Of a time that a series has several times, the first of the one goes with the first of the other, and so on.</remarks>
sealed class CommonDates
{
    readonly TradingCalendar _calendar, _other;

    CommonDates(DateTime[] dates, double[] first, double[] second, int onlyInFirst, int onlyInSecond, TradingCalendar calendar, TradingCalendar other) =>
        (Dates, First, Second, OnlyInFirst, OnlyInSecond, _calendar, _other) = (dates, first, second, onlyInFirst, onlyInSecond, calendar, other);

    /// <summary>Aligns two series; the calendar is that of the first.</summary>
    public static CommonDates Of(ReturnSeries first, ReturnSeries second)
    {
        ReadOnlySpan<DateTime> one = first.Times, other = second.Times;
        var most = Math.Min(one.Length, other.Length);
        var dates = new DateTime[most];
        double[] a = new double[most], b = new double[most];
        var count = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            if (one[i] == other[j])
            {
                (dates[count], a[count], b[count]) = (one[i], first.Values[i], second.Values[j]);
                count++;
                i++;
                j++;
            }
            else if (one[i] < other[j]) i++;
            else j++;
        }
        return new(dates[..count], a[..count], b[..count], one.Length - count, other.Length - count, first.Calendar, second.Calendar);
    }

    /// <summary>Times that both have.</summary>
    public DateTime[] Dates { get; }
    /// <summary>Returns of the first at those times.</summary>
    public double[] First { get; }
    /// <summary>Returns of the second at those times.</summary>
    public double[] Second { get; }
    /// <summary>Returns of the first that were left out.</summary>
    public int OnlyInFirst { get; }
    /// <summary>Returns of the second that were left out.</summary>
    public int OnlyInSecond { get; }

    /// <summary>The first as a series.</summary>
    public ReturnSeries FirstReturns => field ??= ReturnSeries.Of(Dates, First, _calendar);
    /// <summary>The second as a series.</summary>
    public ReturnSeries SecondReturns => field ??= ReturnSeries.Of(Dates, Second, _calendar);

    /// <summary>Why nothing can be compared; null where something can.</summary>
    /// <remarks>The return of a month and the return of its last day stand on the same date and are not comparable: periods of different length are refused.</remarks>
    public string? Because(int needed) =>
        _other.PeriodsPerYear / _calendar.PeriodsPerYear is < 0.5 or > 2 ? $"the one has {_calendar}, the other {Format.Number(_other.PeriodsPerYear)}: their returns are not of the same length of time"
        : Dates.Length >= needed ? null
        : Dates.Length == 0 ? (OnlyInFirst == 0 || OnlyInSecond == 0 ? "one of the two has no returns" : "the two have no date in common")
        : $"needs {needed} common dates; there {(Dates.Length == 1 ? "is one" : $"are {Dates.Length}")}";
}
