namespace ModelOpsLab.Data;

/// <summary>When a market is open: its time zone, hours, days without trading and days that end early. A market without hours never closes.</summary>
public sealed record MarketCalendar
{
    /// <summary>A market that never closes.</summary>
    public static MarketCalendar Always { get; } = new();

    /// <summary>Time zone of the hours, by its IANA name.</summary>
    public string Zone { get; init; } = "UTC";
    /// <summary>Start of trading, in the zone; null for a market that never closes.</summary>
    public TimeOnly? Opens { get; init; }
    /// <summary>End of trading, in the zone.</summary>
    public TimeOnly? Closes { get; init; }
    /// <summary>Days of the week without trading.</summary>
    public IReadOnlyList<DayOfWeek> Closed { get; init; } = [DayOfWeek.Saturday, DayOfWeek.Sunday];
    /// <summary>Days without trading.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];
    /// <summary>Days that end early, and when.</summary>
    public IReadOnlyDictionary<DateOnly, TimeOnly> EarlyCloses { get; init; } = new Dictionary<DateOnly, TimeOnly>();

    /// <summary>How long the market was open between two instants, UTC.</summary>
    public TimeSpan OpenBetween(DateTime from, DateTime to)
    {
        if (to <= from) return TimeSpan.Zero;
        if (Opens is not { } opens || Closes is not { } closes) return to - from;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var open = TimeSpan.Zero;
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(to, zone));
        for (var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(from, zone)); day <= last; day = day.AddDays(1))
        {
            if (!IsSession(day)) continue;
            var (start, end) = (Utc(day, opens, zone), Utc(day, EarlyCloses.GetValueOrDefault(day, closes), zone));
            if (start < from) start = from;
            if (end > to) end = to;
            if (end > start) open += end - start;
        }
        return open;
    }

    /// <summary>Whether there is trading on a day.</summary>
    public bool IsSession(DateOnly day) => !Closed.Contains(day.DayOfWeek) && !Holidays.Contains(day);

    static DateTime Utc(DateOnly day, TimeOnly time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(time), zone);
}
