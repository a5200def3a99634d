namespace ModelOpsLab.Registry;

/// <summary>How soon an incident is answered for, explained and approved.</summary>
public sealed record IncidentPolicy
{
    /// <summary>Longest time without an owner. Default one hour.</summary>
    public TimeSpan OwnWithin { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(OwnWithin), value, "A time to own is above zero."); } = TimeSpan.FromHours(1);
    /// <summary>Business days after the day of closing in which the post-mortem is due. Default 5.</summary>
    public int PostmortemDays { get; init => field = Days(value, nameof(PostmortemDays)); } = 5;
    /// <summary>Business days after the day of an emergency kill in which another person approves it. Default 5.</summary>
    public int RatifyDays { get; init => field = Days(value, nameof(RatifyDays)); } = 5;
    /// <summary>Days that are no business days beside Saturdays and Sundays.</summary>
    public IReadOnlyCollection<DateOnly> Holidays { get; init; } = [];

    /// <summary>The last business day of a number of them, counted from the day after one; days are those of UTC.</summary>
    public DateOnly BusinessDaysAfter(DateOnly day, int days)
    {
        for (var left = Days(days, nameof(days)); left > 0;)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(day)) left--;
        }
        return day;
    }

    static int Days(int value, string name) => value is >= 1 and <= 366 ? value : throw new ArgumentOutOfRangeException(name, value, "Between 1 and 366 business days.");
}
