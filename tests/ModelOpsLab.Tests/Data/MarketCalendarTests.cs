using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Data;

public sealed class MarketCalendarTests
{
    static readonly MarketCalendar Nyse = JsonFile.Read<WorkspaceDefinition>(SampleFile.At("modelops.json")).Calendars["nyse"];

    /// <summary>Index futures in Chicago: from 17:00 on the evening before to 16:00.</summary>
    static readonly MarketCalendar Futures = new()
    {
        Zone = "America/Chicago", Opens = new(17, 0), Closes = new(16, 0), Holidays = [new(2019, 12, 25), new(2020, 1, 1)],
        EarlyCloses = new Dictionary<DateOnly, TimeOnly> { [new(2019, 12, 24)] = new(12, 15), [new(2019, 11, 28)] = new(12, 0) },
    };

    /// <summary>Shares in São Paulo open at 13:00 on Ash Wednesday; Brazil gave up summer time in 2019.</summary>
    static readonly MarketCalendar SaoPaulo = new()
    {
        Zone = "America/Sao_Paulo", Opens = new(10, 0), Closes = new(17, 0), Holidays = [new(2018, 2, 12), new(2018, 2, 13), new(2020, 2, 24), new(2020, 2, 25)],
        LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2018, 2, 14)] = new(13, 0), [new(2020, 2, 26)] = new(13, 0) },
    };

    /// <summary>Sessions from an evening to the next with late openings on both sides of midnight, one on the evening on which clocks were put forward.</summary>
    static readonly MarketCalendar LateFutures = Futures with
    {
        LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2020, 3, 9)] = new(19, 30), [new(2020, 3, 10)] = new(9, 30), [new(2019, 11, 4)] = new(0, 0), [new(2019, 12, 24)] = new(7, 0) },
    };

    static readonly MarketCalendar[] Calendars =
    [
        Nyse, Futures, MarketCalendar.Always,
        new() { Zone = "Europe/London", Opens = new(8, 0), Closes = new(16, 30), EarlyCloses = new Dictionary<DateOnly, TimeOnly> { [new(2019, 12, 24)] = new(12, 30) } },
        new() { Zone = "Asia/Tokyo", Opens = new(9, 0), Closes = new(15, 0) },
        new() { Zone = "Australia/Lord_Howe", Opens = new(2, 15), Closes = new(1, 45), Closed = [DayOfWeek.Wednesday] }, // clocks move by half an hour
        new() { Zone = "America/New_York", Opens = new(2, 30), Closes = new(1, 30), Closed = [] }, // opens and closes in hours that a clock skips and repeats
        new() { Zone = "America/New_York", Opens = new(17, 0), Closes = new(17, 0) }, // currencies
        new() { Zone = "Pacific/Apia", Opens = new(9, 0), Closes = new(17, 0), Closed = [] }, // had no 30 December 2011
        SaoPaulo, LateFutures,
        new() { Zone = "America/New_York", Opens = new(0, 30), Closes = new(23, 0), Closed = [], LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2020, 3, 8)] = new(2, 30), [new(2020, 11, 1)] = new(1, 30) } }, // late until an hour that a clock skips, and one that it shows twice
    ];

    static DateTime Utc(int year, int month, int day, int hour = 0, int minute = 0) => new(year, month, day, hour, minute, 0, DateTimeKind.Utc);

    /// <summary>The exchange's rules: the holidays of a year, and the days that end at 13:00.</summary>
    static (DateOnly[] Holidays, DateOnly[] Early) Rules(int year)
    {
        DateOnly easter = Easter(year), independence = new(year, 7, 4), christmas = new(year, 12, 25), thanksgiving = Nth(11, DayOfWeek.Thursday, 4);
        DateOnly[] holidays =
        [
            Observed(new(year, 1, 1)), Nth(1, DayOfWeek.Monday, 3), Nth(2, DayOfWeek.Monday, 3), easter.AddDays(-2), Nth(6, DayOfWeek.Monday, 1).AddDays(-7),
            Observed(independence), Nth(9, DayOfWeek.Monday, 1), thanksgiving, Observed(christmas),
        ];
        return (holidays, [.. new[] { independence.AddDays(-1), thanksgiving.AddDays(1), christmas.AddDays(-1) }.Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(d))]);

        DateOnly Nth(int month, DayOfWeek day, int nth) => Enumerable.Range(0, 31).Select(i => new DateOnly(year, month, 1).AddDays(i)).Where(d => d.DayOfWeek == day).ElementAt(nth - 1);
        static DateOnly Observed(DateOnly day) => day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(-1), DayOfWeek.Sunday => day.AddDays(1), _ => day };
    }

    /// <summary>Gregorian Easter by the Meeus/Jones/Butcher procedure.</summary>
    static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30, l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
        return new(year, n / 31, n % 31 + 1);
    }

    [Fact]
    public void The_sample_calendar_follows_the_rules_of_the_exchange()
    {
        var (first, second) = (Rules(2019), Rules(2020));
        Assert.Equal([.. first.Holidays, .. second.Holidays], Nyse.Holidays);
        Assert.Equal([.. first.Early, .. second.Early], Nyse.EarlyCloses.Keys.Order());
        Assert.Empty(Nyse.Problems());
    }

    [Fact]
    public void The_sample_calendar_has_the_days_on_which_the_index_traded()
    {
        var traded = File.ReadLines(SampleFile.At("spx/sp500.csv")).Skip(1).Select(l => DateOnly.ParseExact(l.AsSpan(0, 10), "yyyy-MM-dd")).Where(d => d.Year >= 2019).ToArray();
        Assert.Equal(traded, Enumerable.Range(0, 1000).Select(new DateOnly(2019, 1, 1).AddDays).TakeWhile(d => d <= traded[^1]).Where(Nyse.IsSession));
    }

    [Theory]
    [InlineData(2020, 3, 6, 14, 30, 21, 0)] // winter
    [InlineData(2020, 3, 9, 13, 30, 20, 0)] // summer, the session after the change
    [InlineData(2019, 11, 1, 13, 30, 20, 0)]
    [InlineData(2019, 11, 4, 14, 30, 21, 0)]
    [InlineData(2019, 7, 3, 13, 30, 17, 0)] // ends early
    [InlineData(2019, 12, 24, 14, 30, 18, 0)]
    [InlineData(2019, 12, 31, 14, 30, 21, 0)] // the last of a year
    [InlineData(2020, 1, 2, 14, 30, 21, 0)]
    [InlineData(2020, 2, 28, 14, 30, 21, 0)] // the day before 29 February
    public void A_session_opens_and_closes_by_the_clock_of_its_zone(int year, int month, int day, int opens, int openMinute, int closes, int closeMinute)
    {
        var (open, close) = (Utc(year, month, day, opens, openMinute), Utc(year, month, day, closes, closeMinute));
        var session = new MarketSession(new(year, month, day), open, close);
        Assert.Equal(session, Nyse.SessionOf(open));
        Assert.Equal(session, Nyse.SessionOf(close.AddTicks(-1)));
        Assert.Equal((false, false), (Nyse.IsOpen(open.AddTicks(-1)), Nyse.IsOpen(close)));
        Assert.Equal((open, close - open), (Nyse.NextOpen(open.AddHours(-5)), Nyse.OpenBetween(open.AddHours(-5), close.AddHours(5))));
    }

    [Fact]
    public void The_market_opens_again_after_weekends_and_holidays()
    {
        Assert.Equal(Utc(2020, 3, 9, 13, 30), Nyse.NextOpen(Utc(2020, 3, 6, 21)));
        Assert.Equal(Utc(2019, 12, 26, 14, 30), Nyse.NextOpen(Utc(2019, 12, 24, 18)));
        Assert.Equal(Utc(2020, 1, 2, 14, 30), Nyse.NextOpen(Utc(2019, 12, 31, 21)));
        Assert.Equal(Utc(2020, 1, 2, 15), Nyse.NextOpen(Utc(2020, 1, 2, 15)));
    }

    [Fact]
    public void Futures_open_on_the_evening_before()
    {
        Assert.Equal(new MarketSession(new(2020, 3, 9), Utc(2020, 3, 8, 22), Utc(2020, 3, 9, 21)), Futures.SessionOf(Utc(2020, 3, 8, 23)));
        Assert.Equal(new MarketSession(new(2020, 1, 2), Utc(2020, 1, 1, 23), Utc(2020, 1, 2, 22)), Futures.SessionOf(Utc(2020, 1, 1, 23)));
        Assert.Null(Futures.SessionOf(Utc(2019, 12, 31, 23, 30))); // New Year's session is none
        Assert.Equal(TimeSpan.FromHours(5 * 23), Futures.OpenBetween(Utc(2020, 3, 1, 12), Utc(2020, 3, 8, 12)));
        Assert.Equal(TimeSpan.FromHours(23 - 3.75), Futures.OpenBetween(Utc(2019, 12, 23, 22), Utc(2019, 12, 25, 22)));
        Assert.True(Futures.IsOpen(Utc(2018, 12, 31, 23, 30)) && Futures.IsOpen(Utc(2019, 1, 1, 0))); // across the end of a year
    }

    [Fact]
    public void Hours_that_a_clock_skips_or_repeats_stand_for_their_first_moment()
    {
        var odd = Calendars[6];
        Assert.Equal((Utc(2020, 3, 8, 7), Utc(2020, 3, 9, 5, 30)), (odd.SessionOf(Utc(2020, 3, 8, 12))!.Opens, odd.SessionOf(Utc(2020, 3, 8, 12))!.Closes)); // 02:30 does not exist: 03:00
        Assert.Equal((Utc(2020, 10, 31, 6, 30), Utc(2020, 11, 1, 5, 30)), (odd.SessionOf(Utc(2020, 10, 31, 12))!.Opens, odd.SessionOf(Utc(2020, 10, 31, 12))!.Closes)); // 01:30 comes twice: the first
    }

    [Theory]
    [InlineData(2018, 2, 14, 15, 19)] // summer time: 13:00 is 15:00 UTC
    [InlineData(2020, 2, 26, 16, 20)]
    [InlineData(2018, 2, 15, 12, 19)] // the day after opens as ever
    [InlineData(2020, 2, 27, 13, 20)]
    public void A_day_that_begins_late_opens_at_its_hour_by_the_clock_of_the_zone(int year, int month, int day, int opens, int closes)
    {
        var (open, close) = (Utc(year, month, day, opens), Utc(year, month, day, closes));
        var session = new MarketSession(new(year, month, day), open, close);
        Assert.Equal(session, SaoPaulo.SessionOf(open));
        Assert.Equal(session, SaoPaulo.SessionOf(close.AddTicks(-1)));
        Assert.Equal((false, false), (SaoPaulo.IsOpen(open.AddTicks(-1)), SaoPaulo.IsOpen(close)));
        Assert.Equal((open, close - open), (SaoPaulo.NextOpen(open.AddHours(-5)), SaoPaulo.OpenBetween(open.AddHours(-5), close.AddHours(5))));
    }

    [Fact]
    public void A_session_that_begins_on_the_evening_before_opens_late_on_either_side_of_midnight()
    {
        Assert.Equal(new MarketSession(new(2020, 3, 9), Utc(2020, 3, 9, 0, 30), Utc(2020, 3, 9, 21)), LateFutures.SessionOf(Utc(2020, 3, 9, 12))); // 19:30 on the Sunday on which summer time began
        Assert.Equal(new MarketSession(new(2020, 3, 10), Utc(2020, 3, 10, 14, 30), Utc(2020, 3, 10, 21)), LateFutures.SessionOf(Utc(2020, 3, 10, 15)));
        Assert.Equal(new MarketSession(new(2019, 11, 4), Utc(2019, 11, 4, 6), Utc(2019, 11, 4, 22)), LateFutures.SessionOf(Utc(2019, 11, 4, 6))); // midnight, a day after summer time ended
        Assert.Equal(TimeSpan.FromHours(5.25), LateFutures.OpenBetween(Utc(2019, 12, 23, 22), Utc(2019, 12, 25, 22))); // late and short
        Assert.Equal(TimeSpan.FromHours(23 - 2.5), LateFutures.OpenBetween(Utc(2020, 3, 8, 12), Utc(2020, 3, 9, 21)));
        Assert.Equal(Utc(2020, 3, 10, 14, 30), LateFutures.NextOpen(Utc(2020, 3, 9, 21)));
    }

    [Fact]
    public void A_late_opening_in_an_hour_that_a_clock_skips_or_repeats_is_its_first_moment()
    {
        var odd = Calendars[11];
        Assert.Equal((Utc(2020, 3, 8, 7), Utc(2020, 3, 9, 3)), (odd.SessionOf(Utc(2020, 3, 8, 12))!.Opens, odd.SessionOf(Utc(2020, 3, 8, 12))!.Closes)); // 02:30 does not exist: 03:00
        Assert.Equal((Utc(2020, 11, 1, 5, 30), Utc(2020, 11, 2, 4)), (odd.SessionOf(Utc(2020, 11, 1, 12))!.Opens, odd.SessionOf(Utc(2020, 11, 1, 12))!.Closes)); // 01:30 comes twice: the first
    }

    [Fact]
    public void A_calendar_without_late_openings_is_written_as_before_there_were_any()
    {
        Assert.DoesNotContain("lateOpens", JsonFormat.Write(Nyse), StringComparison.Ordinal); // states of monitors hold its hash
        Assert.Equal(Nyse, Nyse with { LateOpens = new Dictionary<DateOnly, TimeOnly>() });
        Assert.NotEqual(Futures, LateFutures);
        Assert.Equal(LateFutures, JsonFile.Parse<MarketCalendar>(JsonFormat.Write(LateFutures), "text"));
    }

    [Fact]
    public void A_day_that_a_zone_leaves_out_has_no_session()
    {
        Assert.Equal(TimeSpan.FromHours(16), Calendars[8].OpenBetween(Utc(2011, 12, 29, 12), Utc(2011, 12, 31, 12))); // 29 and 31 December
        Assert.Equal(new MarketSession(new(2011, 12, 31), Utc(2011, 12, 30, 19), Utc(2011, 12, 31, 3)), Calendars[8].SessionOf(Utc(2011, 12, 30, 20)));
    }

    [Fact]
    public void Leap_days_are_days()
    {
        var daily = new MarketCalendar { Opens = new(0, 0), Closes = new(0, 0), Closed = [] };
        Assert.Equal(TimeSpan.FromDays(366), daily.OpenBetween(Utc(2020, 1, 1), Utc(2021, 1, 1)));
        Assert.True(daily.IsSession(new(2020, 2, 29)) && daily.IsOpen(Utc(2020, 2, 29, 12)));
        Assert.False(Nyse.IsOpen(Utc(2020, 2, 29, 16))); // a Saturday
    }

    static readonly Gen<(int Calendar, DateTime From, int Minutes)> Stretches =
        Gen.Zip(Gen.Choose(0, Calendars.Length - 1), Gen.Choose(0, 4 * 366 * 1440).Select(m => Utc(2019, 1, 1).AddMinutes(m)).Or(Gen.Elements(Utc(2020, 3, 7), Utc(2020, 3, 28), Utc(2020, 4, 4), Utc(2020, 10, 3), Utc(2020, 10, 24), Utc(2020, 10, 31), Utc(2019, 12, 31), Utc(2020, 2, 28), Utc(2011, 12, 29), Utc(2019, 12, 23), Utc(2020, 2, 25)))).SelectMany(g => Gen.Choose(0, 4 * 1440).Select(m => (g.Item1, g.Item2, m)));

    [Fact]
    public void Time_open_is_the_count_of_minutes_at_which_it_is_open() => Prop.ForAll(Stretches.ToArbitrary(), stretch =>
    {
        var (calendar, from) = (Calendars[stretch.Calendar], stretch.From);
        var open = Enumerable.Range(0, stretch.Minutes).Count(i => calendar.IsOpen(from.AddMinutes(i)));
        return calendar.OpenBetween(from, from.AddMinutes(stretch.Minutes)) == TimeSpan.FromMinutes(open);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(ModelOpsLab.Tests.Registry.Campaign.Size("CALENDARS", 150, 600)));

    [Fact]
    public void A_minute_is_open_where_a_session_of_the_local_clock_holds_it() => Prop.ForAll(Stretches.ToArbitrary(), stretch =>
    {
        var (calendar, at) = (Calendars[stretch.Calendar], stretch.From);
        if (calendar.Opens is not { } opens || calendar.Closes is not { } closes) return calendar.IsOpen(at);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone);
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        if (local != calendar.Local(at)) return false;
        if (new[] { -1.0, 1 }.Any(d => zone.GetUtcOffset(at.AddDays(d)) != zone.GetUtcOffset(at))) return true; // the days of a change have tests of their own
        var open = new[] { DateOnly.FromDateTime(local), DateOnly.FromDateTime(local).AddDays(1) }.Where(calendar.IsSession).Any(day =>
            (calendar.LateOpens?.GetValueOrDefault(day, opens) ?? opens) is var open && local >= (closes <= opens && open >= opens ? day.AddDays(-1) : day).ToDateTime(open) && local < day.ToDateTime(calendar.EarlyCloses.GetValueOrDefault(day, closes)));
        return open == calendar.IsOpen(at);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Time_open_adds_up_and_the_next_opening_is_the_first_moment_open() => Prop.ForAll(Stretches.ToArbitrary(), Gen.Choose(0, 5 * 365).ToArbitrary(), (stretch, days) =>
    {
        var (calendar, a) = (Calendars[stretch.Calendar], stretch.From);
        DateTime b = a.AddMinutes(stretch.Minutes), c = b.AddDays(days), next = calendar.NextOpen(a)!.Value;
        return calendar.OpenBetween(a, b) + calendar.OpenBetween(b, c) == calendar.OpenBetween(a, c) && calendar.OpenBetween(c, a) == TimeSpan.Zero
            && next >= a && calendar.IsOpen(next) && calendar.OpenBetween(a, next) == TimeSpan.Zero;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Far_ends_of_time_are_asked_without_harm()
    {
        Assert.False(Nyse.IsOpen(DateTime.MinValue) || Nyse.IsOpen(DateTime.MaxValue));
        Assert.Null(Nyse.NextOpen(DateTime.MaxValue));
        Assert.True(Nyse.OpenBetween(Utc(1, 1, 1), Utc(60, 1, 1)) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Nyse.OpenBetween(Utc(2020, 3, 9, 15), DateTime.MinValue));
    }

    [Fact]
    public void A_copy_with_other_hours_has_sessions_of_its_own()
    {
        Assert.True(Nyse.IsOpen(Utc(2020, 3, 9, 19)));
        Assert.False((Nyse with { Closes = new(14, 0), EarlyCloses = new Dictionary<DateOnly, TimeOnly>() }).IsOpen(Utc(2020, 3, 9, 19)));
        Assert.Equal(Nyse, Nyse with { });
        Assert.NotEqual(Nyse, Nyse with { Zone = "Europe/Paris" });
    }

    [Fact]
    public void A_calendar_that_cannot_hold_names_all_that_is_wrong()
    {
        var wrong = Nyse with { Zone = "America/NewYork", Closed = Enum.GetValues<DayOfWeek>(), EarlyCloses = new Dictionary<DateOnly, TimeOnly> { [new(2020, 12, 25)] = new(13, 0), [new(2019, 7, 3)] = new(16, 0), [new(2019, 7, 5)] = new(9, 0) } };
        var problems = string.Join("\n", wrong.Problems());
        foreach (var part in new[] { "'America/NewYork' is not known to this machine. Did you mean 'America/New_York'?", "closed on every day", "2020-12-25 closes early and has no session", "2019-07-03 closes early at 16:00, which is not before 16:00", "2019-07-05 closes early at 09:00, before it opens at 09:30" })
            Assert.Contains(part, problems, StringComparison.Ordinal);
        var late = Futures with { LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2019, 12, 25)] = new(9, 0), [new(2020, 3, 9)] = new(17, 0), [new(2019, 12, 24)] = new(12, 15), [new(2020, 3, 10)] = new(16, 30) } };
        Assert.Equal(["2019-12-24 opens late at 12:15, when it has closed at 12:15", "2019-12-25 opens late and has no session", "2020-03-09 opens late at 17:00, which is not after 17:00", "2020-03-10 opens late at 16:30, when it has closed at 16:00"], late.Problems());
        Assert.Equal("2019-07-05 opens late at 08:00, which is not after 09:30", Assert.Single((Nyse with { LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2019, 7, 5)] = new(8, 0) } }).Problems()));
        Assert.Equal("2019-07-03 opens late at 14:00, when it has closed at 13:00", Assert.Single((Nyse with { LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2019, 7, 3)] = new(14, 0) } }).Problems()));
        Assert.Contains("America/NewYork", Assert.Throws<InvalidDataException>(() => wrong.IsOpen(Utc(2020, 3, 9))).Message, StringComparison.Ordinal);
        Assert.Contains("both opens and closes", Assert.Single(new MarketCalendar { Opens = new(9, 0) }.Problems()), StringComparison.Ordinal);
        Assert.Contains("need opens and closes", Assert.Single(new MarketCalendar { Holidays = [new(2020, 1, 1)] }.Problems()), StringComparison.Ordinal);
    }
}
