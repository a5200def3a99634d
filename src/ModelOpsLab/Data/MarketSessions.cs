using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace ModelOpsLab.Data;

/// <summary>The sessions of a calendar, worked out a year at a time when one is first asked for; from any thread.</summary>
sealed class MarketSessions(MarketCalendar calendar)
{
    readonly ConcurrentDictionary<int, Year> _years = new();
    readonly Lazy<TimeZoneInfo> _zone = new(() => calendar.Problems().FirstOrDefault() is { } problem
        ? throw new InvalidDataException($"The market calendar cannot be used: {problem}.")
        : TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone));
    readonly Lazy<(FrozenSet<DateOnly> Holidays, FrozenSet<DayOfWeek> Closed)> _off = new(() => (calendar.Holidays.ToFrozenSet(), calendar.Closed.ToFrozenSet()));

    public bool Trades(DateOnly day) => !_off.Value.Closed.Contains(day.DayOfWeek) && !_off.Value.Holidays.Contains(day);

    public DateTime Local(DateTime utc)
    {
        var ticks = utc.Ticks + _zone.Value.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).Ticks;
        return new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Unspecified);
    }

    public MarketSession? At(DateTime utc)
    {
        var year = Local(utc).Year;
        return Of(year).At(utc.Ticks) ?? Of(year + 1).At(utc.Ticks); // the first of a year may begin on the last evening of the year before
    }

    /// <summary>The first session that begins after an instant, within two years.</summary>
    public MarketSession? After(DateTime utc)
    {
        var first = Local(utc).Year;
        for (var year = first; year <= first + 2; year++)
            if (Of(year).After(utc.Ticks) is { } session) return session;
        return null;
    }

    public TimeSpan OpenBetween(DateTime from, DateTime to)
    {
        long open = 0;
        var last = Local(to).Year + 1;
        for (var year = Local(from).Year; year <= last; year++) open += Of(year).OpenBetween(from.Ticks, to.Ticks);
        return new(open);
    }

    Year Of(int year) => _years.GetOrAdd(year, static (year, sessions) => sessions.Make(year), this);

    Year Make(int year)
    {
        var zone = _zone.Value;
        List<MarketSession> sessions = [];
        if (year is > 1 and < 9999) // clocks of the zone cannot be put before the first or after the last day there is
            for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
            {
                if (!Trades(day)) continue;
                var (opens, closes) = (calendar.Opens!.Value, calendar.Closes!.Value);
                var overnight = closes <= opens;
                var (open, close) = (calendar.LateOpens?.GetValueOrDefault(day, opens) ?? opens, calendar.EarlyCloses.GetValueOrDefault(day, closes));
                var (start, end) = (Utc(zone, (overnight && open >= opens ? day.AddDays(-1) : day).ToDateTime(open)), Utc(zone, (overnight && close > opens ? day.AddDays(-1) : day).ToDateTime(close)));
                if (end > start) sessions.Add(new(day, start, end));
            }
        return new(sessions);
    }

    /// <summary>The first moment at which clocks show a time or a later one. Asks for offsets of instants only: of local times the platform does not know a day that was left out, as Samoa did in 2011.</summary>
    static DateTime Utc(TimeZoneInfo zone, DateTime local)
    {
        var (before, after) = (Offset(local.Ticks - TimeSpan.TicksPerDay), Offset(local.Ticks + TimeSpan.TicksPerDay));
        var (early, late) = (local.Ticks - Math.Max(before, after), local.Ticks - Math.Min(before, after));
        if (Shown(early) == local.Ticks) return new(early, DateTimeKind.Utc);
        if (Shown(late) != local.Ticks) // the clock skips it: the moment of the change
            while (late - early > 1)
                if (Shown((early + late) / 2) is var shown && shown >= local.Ticks) late = (early + late) / 2;
                else early = (early + late) / 2;
        return new(late, DateTimeKind.Utc);

        long Offset(long utc) => zone.GetUtcOffset(new DateTime(utc, DateTimeKind.Utc)).Ticks;
        long Shown(long utc) => utc + Offset(utc);
    }

    /// <summary>The sessions named after days of one year, in order, none over another.</summary>
    sealed class Year(IReadOnlyList<MarketSession> sessions)
    {
        readonly long[] _opens = [.. sessions.Select(s => s.Opens.Ticks)];
        readonly long[] _closes = [.. sessions.Select(s => s.Closes.Ticks)];
        readonly long[] _before = [.. sessions.Aggregate(new List<long> { 0 }, (sums, s) => { sums.Add(sums[^1] + (s.Closes - s.Opens).Ticks); return sums; })];

        public MarketSession? At(long ticks) => Last(ticks) is >= 0 and var i && ticks < _closes[i] ? sessions[i] : null;

        public MarketSession? After(long ticks) => Last(ticks) + 1 is var i && i < sessions.Count ? sessions[i] : null;

        public long OpenBetween(long from, long to) => Until(to) - Until(from);

        /// <summary>How long it was open before an instant.</summary>
        long Until(long ticks) => Last(ticks) is >= 0 and var i ? _before[i] + Math.Min(ticks, _closes[i]) - _opens[i] : 0;

        /// <summary>The last session that has begun; -1 for none.</summary>
        int Last(long ticks) => Array.BinarySearch(_opens, ticks) is var i and >= 0 ? i : ~Array.BinarySearch(_opens, ticks) - 1;
    }
}
