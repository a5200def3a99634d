using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>When a market is open: its time zone, hours, days without trading, days that begin late and days that end early. A market without hours never closes.</summary>
/// <remarks>
/// A session that closes at its opening hour or earlier begins on the evening before the day whose name it has: a future that trades from 17:00 to 16:00 on Monday opens on
/// Sunday. Hours that a clock shows twice, or not at all, when it is put back or forward stand for the first moment at which it shows them or a later time. All instants are UTC.
/// </remarks>
public sealed record MarketCalendar
{
    readonly MarketSessions _sessions;

    /// <summary>A market that never closes, unless hours are given.</summary>
    public MarketCalendar() => _sessions = new(this);

    /// <summary>A copy has sessions of its own: its hours may be set next.</summary>
    MarketCalendar(MarketCalendar other)
    {
        (Zone, Opens, Closes, Closed, Holidays, EarlyCloses, LateOpens) = (other.Zone, other.Opens, other.Closes, other.Closed, other.Holidays, other.EarlyCloses, other.LateOpens);
        _sessions = new(this);
    }

    /// <summary>A market that never closes.</summary>
    public static MarketCalendar Always { get; } = new();

    /// <summary>Time zone of the hours, by its IANA name.</summary>
    public string Zone { get; init; } = "UTC";
    /// <summary>Start of trading, in the zone; null for a market that never closes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeOnly? Opens { get; init; }
    /// <summary>End of trading, in the zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeOnly? Closes { get; init; }
    /// <summary>Days of the week without a session of their name.</summary>
    public IReadOnlyList<DayOfWeek> Closed { get; init; } = [DayOfWeek.Saturday, DayOfWeek.Sunday];
    /// <summary>Days without a session of their name.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];
    /// <summary>Days that end early, and when.</summary>
    public IReadOnlyDictionary<DateOnly, TimeOnly> EarlyCloses { get; init; } = new Dictionary<DateOnly, TimeOnly>();
    /// <summary>Days that begin late, and when; null for none. Of a session that begins on the evening before, a time after <see cref="Opens"/> is one of that evening.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // states of monitors hold a hash of what is written: a calendar without late openings is written as ever
    public IReadOnlyDictionary<DateOnly, TimeOnly>? LateOpens { get; init => field = value is { Count: > 0 } ? value : null; }

    /// <summary>Whether there is a session of a day's name.</summary>
    public bool IsSession(DateOnly day) => Opens is null || _sessions.Trades(day);

    /// <summary>Whether the market is open. It is at the moment of opening, and is not at that of closing.</summary>
    /// <exception cref="InvalidDataException">The calendar has <see cref="Problems"/>; so says every member that reads its hours.</exception>
    public bool IsOpen(DateTime utc) => Opens is null || SessionOf(utc) is not null;

    /// <summary>The session that an instant lies in; null where the market is closed, and for one that never closes.</summary>
    public MarketSession? SessionOf(DateTime utc) => Opens is null ? null : _sessions.At(utc);

    /// <summary>The next instant at which the market opens, or the same instant where it is open; null where it opens no more within two years.</summary>
    public DateTime? NextOpen(DateTime utc) => IsOpen(utc) ? utc : _sessions.After(utc)?.Opens;

    /// <summary>How long the market was open between two instants; zero where the second is not later.</summary>
    public TimeSpan OpenBetween(DateTime from, DateTime to) => to <= from ? TimeSpan.Zero : Opens is null ? to - from : _sessions.OpenBetween(from, to);

    /// <summary>What a clock of the zone shows.</summary>
    public DateTime Local(DateTime utc) => _sessions.Local(utc);

    /// <summary>Reports what is wrong with the calendar, all at once; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
            yield return $"the time zone '{Zone}' is not known to this machine.{Spelling.Suggest(Zone, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id))} Write its IANA name, such as America/New_York";
        if (Opens is null != Closes is null) yield return "a market has both opens and closes, or neither where it never closes";
        if (Opens is null && Closes is null && (Holidays.Count > 0 || EarlyCloses.Count > 0 || LateOpens is not null)) yield return "holidays, early closes and late openings need opens and closes";
        if (Enum.GetValues<DayOfWeek>().All(Closed.Contains)) yield return "the market is closed on every day of the week";
        if (Opens is not { } opens || Closes is not { } closes) yield break;
        foreach (var (day, close) in EarlyCloses.OrderBy(e => e.Key))
        {
            if (Holidays.Contains(day) || Closed.Contains(day.DayOfWeek)) yield return $"{Format.Date(day)} closes early and has no session";
            if (Later(close) >= Later(closes)) yield return $"{Format.Date(day)} closes early at {close:HH:mm}, which is not before {closes:HH:mm}";
            else if (closes > opens && close <= opens) yield return $"{Format.Date(day)} closes early at {close:HH:mm}, before it opens at {opens:HH:mm}";
        }
        foreach (var (day, open) in (LateOpens ?? new Dictionary<DateOnly, TimeOnly>()).OrderBy(e => e.Key))
        {
            var close = EarlyCloses.GetValueOrDefault(day, closes);
            if (Holidays.Contains(day) || Closed.Contains(day.DayOfWeek)) yield return $"{Format.Date(day)} opens late and has no session";
            if (open == opens || (closes > opens && open < opens)) yield return $"{Format.Date(day)} opens late at {open:HH:mm}, which is not after {opens:HH:mm}";
            else if (Later(open) >= Later(close)) yield return $"{Format.Date(day)} opens late at {open:HH:mm}, when it has closed at {close:HH:mm}";
        }

        TimeSpan Later(TimeOnly time) => time.ToTimeSpan() + (closes <= opens && time > opens ? TimeSpan.FromDays(-1) : TimeSpan.Zero);
    }

    /// <summary>Same hours, whatever was asked of them so far.</summary>
    public bool Equals(MarketCalendar? other) =>
        other is not null && (Zone, Opens, Closes) == (other.Zone, other.Opens, other.Closes) && Closed.SequenceEqual(other.Closed) && Holidays.SequenceEqual(other.Holidays)
        && EarlyCloses.Count == other.EarlyCloses.Count && EarlyCloses.All(e => other.EarlyCloses.TryGetValue(e.Key, out var close) && close == e.Value)
        && (LateOpens?.Count ?? 0) == (other.LateOpens?.Count ?? 0) && (LateOpens is null || LateOpens.All(e => other.LateOpens!.TryGetValue(e.Key, out var open) && open == e.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Zone, Opens, Closes, Holidays.Count, EarlyCloses.Count, LateOpens?.Count);
}

/// <summary>One stretch of trading.</summary>
/// <param name="Day">The day whose name it has.</param>
/// <param name="Opens">Its first moment, UTC.</param>
/// <param name="Closes">Its end, UTC, that moment left out.</param>
public sealed record MarketSession(DateOnly Day, DateTime Opens, DateTime Closes);
