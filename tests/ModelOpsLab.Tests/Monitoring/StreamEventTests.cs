using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Times, clocks and forms of events, in a stream of one input with a row a minute.</summary>
public class StreamEventTests
{
    static readonly DateTime Start = new(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);
    static readonly Frame Reference = Minutes(2_000, Start.AddDays(-3));
    static readonly MonitoringOptions Options = new() { Every = TimeSpan.FromHours(1), Window = 3 };

    static Frame Minutes(int count, DateTime first) => Frame.Of(new Schema { Timestamp = "time", Features = ["x"] },
        Column.Timestamps("time", [.. Enumerable.Range(0, count).Select(i => Timestamp.FromDateTime(first.AddMinutes(i)))]), Column.Numbers("x", MadeUpFrame.Autoregression(3, count)));

    static RealTimeMonitor New(MonitoringOptions? options = null) => new(Reference) { Options = options ?? Options };

    static void Row(RealTimeMonitor monitor, DateTime time, double x = 0.1, DateTime? received = null) => monitor.Observe(new Observation(time, [x]) { Received = received });

    static List<MonitorReading> Read(RealTimeMonitor monitor)
    {
        List<MonitorReading> readings = [];
        while (monitor.TryRead(out var reading)) readings.Add(reading);
        return readings;
    }

    static double Value(MonitorReading reading, string metric, string of = "") => Assert.Single(reading.Measurements, m => m.Metric == metric && m.Of == of).Value;

    [Fact]
    public void Late_double_and_misshapen_rows_are_counted_and_left_out_and_rows_out_of_order_stay()
    {
        var monitor = New();
        Row(monitor, Start, 1);
        Row(monitor, Start.AddHours(1), 2);
        Row(monitor, Start.AddMinutes(30), 100);                          // late
        Row(monitor, Start.AddHours(1).AddMinutes(2), 3);
        Row(monitor, Start.AddHours(1).AddMinutes(1), 4);                 // out of order
        Row(monitor, Start.AddHours(1).AddMinutes(1), 100);               // twice
        monitor.Observe(new Observation(Start.AddHours(1), [1, 2]));      // misshapen
        monitor.Observe(new Observation(Start.AddHours(1), [1]) { Asset = 7 });
        monitor.Observe(new Observation(Start.AddHours(1), [1]) { Asset = -1 });
        Row(monitor, Start.AddHours(1).AddMinutes(3), double.NaN);
        Row(monitor, Start.AddHours(1).AddMinutes(4), double.PositiveInfinity);
        monitor.Advance(Start.AddHours(2));
        var reading = Read(monitor)[^1];
        Assert.Equal(6, Value(reading, "row_count"));
        Assert.Equal(1 / 11.0, Value(reading, "late_share"), 1e-15);
        Assert.Equal(1 / 11.0, Value(reading, "duplicate_share"), 1e-15);
        Assert.Equal(1 / 11.0, Value(reading, "out_of_order_share"), 1e-15);
        Assert.Equal(3, Value(reading, "schema_breaches"));
        Assert.Equal(1, Value(reading, "not_finite", "x"));
        Assert.Equal(1 / 6.0, Value(reading, "missing_share", "x"), 1e-15);
        var profile = Assert.Single(reading.Series).Profile;
        Assert.Equal((5, 1, 1, 3L), ((int)profile.Rows, (int)profile.Missing, (int)profile.NotFinite, profile.Moments!.Count));
        Assert.Equal(9.0 / 3, profile.Moments.Mean);
    }

    [Fact]
    public void A_year_of_silence_and_a_burst_make_three_readings_and_the_silence_is_told_once()
    {
        var monitor = New();
        for (var i = 0; i < 10; i++) Row(monitor, Start.AddMinutes(i));
        var after = Start.AddDays(366);
        for (var i = 0; i < 500; i++) Row(monitor, after.AddSeconds(i));
        monitor.Advance(after.AddHours(1));
        var readings = Read(monitor);
        Assert.Equal([Start.AddHours(1), after, after.AddHours(1)], readings.Select(r => r.To));
        Assert.Equal([false, true, false], readings.Select(r => Value(r, "input_stale") > 1_000));
        Assert.Equal(500 + 10, Value(readings[2], "row_count"));
        Assert.True(Value(readings[2], "gap_excess") > 1e5);
    }

    [Fact]
    public void A_clock_that_jumps_ahead_closes_nothing_and_is_believed_only_when_the_next_rows_agree()
    {
        var monitor = New();
        Row(monitor, Start);
        Row(monitor, Start.AddYears(80));
        Row(monitor, Start.AddMinutes(1));
        Row(monitor, DateTime.MaxValue);
        Row(monitor, DateTime.MinValue);
        Row(monitor, Start.AddYears(-80));
        Assert.Empty(Read(monitor));
        for (var i = 0; i < 4; i++) Row(monitor, Start.AddYears(2).AddMinutes(i));
        var first = Assert.Single(Read(monitor), r => r.Series.Count > 0);
        Assert.Equal((2, 4 + 2), (Value(first, "row_count"), Value(first, "clock_jumps")));
        monitor.Advance(Start.AddYears(2).AddHours(1));
        Assert.Equal(2 + 2, Value(Read(monitor)[^1], "row_count"));
    }

    [Fact]
    public void A_row_from_beyond_its_own_arrival_is_counted_and_one_within_the_tolerance_is_read()
    {
        var monitor = New();
        Row(monitor, Start, received: Start.AddMilliseconds(250));
        Row(monitor, Start.AddMinutes(1), received: Start.AddMinutes(0.5));
        Row(monitor, Start.AddDays(500), received: Start.AddMinutes(2));
        Row(monitor, Start.AddMinutes(3), received: Start.AddMinutes(3).AddSeconds(1));
        monitor.Advance(Start.AddHours(1));
        var reading = Assert.Single(Read(monitor));
        Assert.Equal((3, 1), (Value(reading, "row_count"), Value(reading, "clock_jumps")));
        Assert.Equal(250, Value(reading, "event_lag", "p50"), 250 / 16.0);
        Assert.Equal(1_000, Value(reading, "event_lag", "p99"), 1_000 / 16.0);
    }

    [Fact]
    public void Silence_is_read_off_once_a_bucket_while_it_is_unusual_and_not_while_the_market_is_closed()
    {
        // Open 9:30 to 16:00 in New York: in January 14:30 to 21:00 UTC, in July an hour earlier. Friday the 5th, then Monday the 8th.
        var market = new MarketCalendar { Zone = "America/New_York", Opens = new(9, 30), Closes = new(16, 0), Holidays = [new(2024, 1, 15)], EarlyCloses = new Dictionary<DateOnly, TimeOnly> { [new(2024, 7, 3)] = new(13, 0) } };
        Frame Daily(int month) => Minutes(300, new DateTime(2023, month, 12, 15, 0, 0, DateTimeKind.Utc));
        var options = Options with { Calendar = market };
        var monitor = new RealTimeMonitor(Daily(12)) { Options = options };
        Row(monitor, new(2024, 1, 5, 20, 59, 0, DateTimeKind.Utc));
        monitor.Advance(new(2024, 1, 8, 14, 30, 0, DateTimeKind.Utc));
        Assert.Equal(1, Value(Assert.Single(Read(monitor)), "input_stale"));
        for (var minute = 0; minute < 300; minute += 20) monitor.Advance(new DateTime(2024, 1, 8, 14, 31, 0, DateTimeKind.Utc).AddMinutes(minute));
        Assert.Equal([31.0, 91, 151, 211, 271], Read(monitor).Select(r => Value(r, "input_stale")));
        // A holiday is no silence: from Friday's close to Tuesday's opening.
        var calm = new RealTimeMonitor(Daily(12)) { Options = options };
        Row(calm, new(2024, 1, 12, 20, 59, 0, DateTimeKind.Utc));
        calm.Advance(new(2024, 1, 16, 14, 30, 0, DateTimeKind.Utc));
        Assert.Equal(1, Value(Assert.Single(Read(calm)), "input_stale"));
        // A half day in summer ends at 17:00 UTC.
        var summer = new RealTimeMonitor(Daily(12)) { Options = options };
        Row(summer, new(2024, 7, 3, 16, 59, 0, DateTimeKind.Utc));
        summer.Advance(new(2024, 7, 4, 13, 30, 0, DateTimeKind.Utc));
        Assert.Equal(1, Value(Assert.Single(Read(summer)), "input_stale"));
        // A day that begins late opens at noon, in summer 16:00 UTC: until then nobody waits. It may be declared while the monitor runs.
        var late = new RealTimeMonitor(Daily(12)) { Options = options };
        Row(late, new(2024, 7, 8, 19, 59, 0, DateTimeKind.Utc));
        late = RealTimeMonitor.Restore(Daily(12), late.Save(), options with { Calendar = market with { LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2024, 7, 9)] = new(12, 0) } } });
        late.Advance(new(2024, 7, 9, 16, 0, 0, DateTimeKind.Utc));
        Assert.Equal(1, Value(Assert.Single(Read(late)), "input_stale"));
        late.Advance(new(2024, 7, 9, 17, 0, 0, DateTimeKind.Utc));
        Assert.Equal(61, Value(Assert.Single(Read(late)), "input_stale"));
    }

    [Theory]
    [InlineData("2024-02-28", 3)]   // leap day
    [InlineData("2023-02-28", 2)]
    [InlineData("2024-03-30", 3)]   // summer time begins in Europe on the 31st: a UTC day has 24 hours all the same
    [InlineData("2024-10-26", 3)]
    [InlineData("2024-12-31", 2)]   // year end
    public void Days_are_days_of_UTC_over_leap_days_summer_time_and_year_ends(string first, int days)
    {
        var monitor = New(Options with { Every = TimeSpan.FromDays(1) });
        var start = DateTime.SpecifyKind(DateTime.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
        for (var hour = 0; hour < 24 * days; hour++) Row(monitor, start.AddHours(hour));
        monitor.Advance(start.AddDays(days));
        var readings = Read(monitor);
        Assert.Equal(Enumerable.Range(0, days).Select(d => start.AddDays(d)), readings.Select(r => r.From));
        Assert.All(readings, r => Assert.Equal(24, Assert.Single(r.Series).Profile.Rows));
    }

    [Fact]
    public void A_bucket_waits_for_late_rows_as_long_as_the_options_say()
    {
        var monitor = New(Options with { Lateness = TimeSpan.FromMinutes(10) });
        Row(monitor, Start.AddMinutes(58));
        monitor.Advance(Start.AddMinutes(69));
        Row(monitor, Start.AddMinutes(59));
        Assert.Empty(Read(monitor));
        monitor.Advance(Start.AddMinutes(70));
        Assert.Equal(2, Value(Assert.Single(Read(monitor)), "row_count"));
    }

    [Fact]
    public void No_sequence_of_events_throws_and_each_row_is_counted_once()
    {
        var time = Gen.OneOf(Gen.Choose(-100, 3_000).Select(m => Start.AddMinutes(m)), Gen.Elements(DateTime.MinValue, DateTime.MaxValue, Start.AddYears(3), Start.AddYears(-3)));
        var value = Gen.Elements(0, 1, -1, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon);
        var row = from t in time from v in value from asset in Gen.Frequency((20, Gen.Constant(0)), (1, Gen.Constant(5))) from size in Gen.Frequency((20, Gen.Constant(1)), (1, Gen.Choose(0, 3))) select (t, v, asset, size);
        Prop.ForAll(row.ArrayOf().ToArbitrary(), rows =>
        {
            var monitor = New(Options with { Window = 10_000 });
            foreach (var (t, v, asset, size) in rows) monitor.Observe(new Observation(t, Enumerable.Repeat(v, size).ToArray()) { Asset = asset });
            Row(monitor, new(2027, 6, 1, 0, 0, 0, DateTimeKind.Utc));
            Row(monitor, new(2027, 6, 1, 0, 1, 0, DateTimeKind.Utc));
            Row(monitor, new(2027, 6, 1, 0, 2, 0, DateTimeKind.Utc));
            monitor.Advance(new(2027, 6, 2, 0, 0, 0, DateTimeKind.Utc));
            var last = Read(monitor).Last(r => r.Series.Count > 0);
            var rowsRead = Value(last, "row_count");
            var heard = last.Measurements.First(m => m.Metric == "late_share").Count;
            var left = (Value(last, "late_share") + Value(last, "duplicate_share")) * heard + Value(last, "clock_jumps") + Value(last, "schema_breaches");
            return heard == rows.Length + 3 && Math.Abs(rowsRead + left - heard) < 1e-6;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Rows_from_several_threads_are_all_read()
    {
        var monitor = New(Options with { Every = TimeSpan.FromDays(1) });
        int[] assets = [.. Enumerable.Range(0, 4).Select(a => monitor.AssetNumber($"{a}"))];
        Parallel.ForEach(assets, asset =>
        {
            for (var i = 0; i < 5_000; i++) monitor.Observe(new Observation(Start.AddSeconds(i), [i]) { Asset = asset });
        });
        monitor.Advance(Start.AddDays(1));
        var profile = Assert.Single(Assert.Single(Read(monitor)).Series).Profile;
        Assert.Equal((20_000, 4_999 / 2.0), (profile.Rows, profile.Moments!.Mean));
    }

    [Fact]
    public void A_monitor_that_nobody_reads_keeps_its_newest_readings()
    {
        var monitor = New(Options with { Every = TimeSpan.FromSeconds(1), Window = 1 });
        for (var i = 0; i < 10_050; i++) Row(monitor, Start.AddSeconds(i));
        var readings = Read(monitor);
        Assert.Equal((10_000, Start.AddSeconds(10_048)), (readings.Count, readings[^1].From));
    }

    [Fact]
    public void A_value_that_is_usual_at_one_hour_is_an_outlier_at_another_where_hours_are_judged_apart()
    {
        var times = Enumerable.Range(0, 24 * 60).Select(i => Start.AddDays(-70).AddHours(i)).ToArray();
        var noise = MadeUpFrame.Autoregression(4, times.Length);
        var reference = Frame.Of(new Schema { Timestamp = "time", Features = ["x"] },
            Column.Timestamps("time", [.. times.Select(Timestamp.FromDateTime)]), Column.Numbers("x", [.. times.Select((t, i) => (t.Hour < 12 ? 0 : 30) + noise[i])]));
        double Share(bool seasonal, int hour)
        {
            var monitor = new RealTimeMonitor(reference) { Options = new() { Seasonal = seasonal, Every = TimeSpan.FromHours(1) } };
            Row(monitor, Start.AddHours(hour), 30);
            monitor.Advance(Start.AddDays(1));
            return Value(Read(monitor)[0], "outlier_share", "x");
        }
        Assert.Equal((0.0, 0.0, 1.0, 0.0), (Share(false, 3), Share(false, 15), Share(true, 3), Share(true, 15)));
    }
}
