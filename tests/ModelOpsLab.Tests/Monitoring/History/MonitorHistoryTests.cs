using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Storage;
using static ModelOpsLab.Tests.Monitoring.MonitorCommits;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>What monitors keep, on any database.</summary>
public abstract class MonitorHistoryTests
{
    static readonly DateTime Never = DateTime.MaxValue.AddDays(-1);

    /// <summary>Where the history is: a file or a connection string, new for each test.</summary>
    protected abstract string Place { get; }

    MeasurementHistory Open() => MeasurementHistory.Open(Place);

    static void Fill(MeasurementHistory history, string model, int minutes, int count = 5)
    {
        for (var version = 1; version <= minutes; version++) Assert.Equal(version, history.Commit(Commit(model, version, count)));
    }

    static string Json(ColumnProfile profile) => JsonFormat.Write(profile);

    [Fact]
    public void What_was_committed_comes_back_after_it_was_opened_again()
    {
        using (var history = Open())
        {
            Assert.Null(history.State("m"));
            Fill(history, "m", 7);
        }
        using var again = Open();
        Assert.Equal(new MonitorState(7, Start.AddMinutes(7), "state after 7"), again.State("m"));
        Assert.Equal([Commit("m", 3).Transitions[0], Commit("m", 6).Transitions[0]], again.Transitions("m"));
        Assert.Equal([2L], again.Transitions("m", after: 1).Select(t => t.Number));
        Assert.Equal([1L], again.Transitions("m", most: 1).Select(t => t.Number));
        Assert.Equal([("drawdown_live", ""), ("input", "momentum"), ("prediction", ""), ("sharpe_ratio", "")], again.SeriesOf("m"));
        var minutes = again.Series("m", "input", "momentum", Start, Never, Resolution.Minute);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (Start.AddMinutes(i), Json(Profile("momentum", Values(i))))), minutes.Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (double?)(i / 7.0)), again.Series("m", "drawdown_live", "", Start, Never, Resolution.Minute).Select(p => p.Profile.Moments!.Mean));
        Assert.All(again.Series("m", "sharpe_ratio", "", Start, Never, Resolution.Minute), p => Assert.Equal((1L, 1L), (p.Profile.Rows, p.Profile.Missing)));
        Assert.Null(again.State("another"));
        Assert.Empty(again.Series("another", "input", "momentum", Start, Never, Resolution.Minute));
    }

    /// <summary>The profile of the values of these minutes, made from the values themselves.</summary>
    static string Whole(int first, int last, int count = 5) => Json(Profile("momentum", [.. Enumerable.Range(first, last - first).SelectMany(m => Values(m, count))]));

    static MonitorCommit AtOnce(string model, int minutes, int count = 5, long after = 0) => new() { Model = model, After = after, State = "s", Readings = [.. Enumerable.Range(0, minutes).Select(m => Reading(m, count))] };

    [Fact]
    public void Hours_and_days_are_the_profiles_of_the_values_themselves_complete_or_not()
    {
        using var history = Open();
        Fill(history, "m", 140, count: 60); // 13:30 to 15:50; an hour holds more values than are kept one by one
        var hours = history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Hour);
        Assert.Equal([(Start.AddMinutes(-30), Whole(0, 30, 60)), (Start.AddMinutes(30), Whole(30, 90, 60)), (Start.AddMinutes(90), Whole(90, 140, 60))], hours.Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal([true, false, true], hours.Select(p => p.Profile.Quantiles is not null));
        Assert.Equal([(Start.Date, Whole(0, 140, 60))], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal([Start.AddMinutes(30)], history.Series("m", "input", "momentum", Start, Start.AddMinutes(90), Resolution.Hour).Select(p => p.Start));
        Assert.Equal((20 / 7.0, 3), (history.Series("m", "drawdown_live", "", DateTime.MinValue, Never, Resolution.Day)[0].Profile.Quantiles!.Quantile(20.0 / 139), hours.Count));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(360)]
    public void Stretches_of_several_minutes_or_hours_make_up_hours_and_days_too(int minutes)
    {
        using var history = Open();
        var from = Start.Date;
        var count = 1_500 / minutes + 1; // into the next day
        MonitorReading Of(int i) => new(from.AddMinutes(i * minutes), from.AddMinutes((i + 1) * minutes), [new("drawdown_live", i)], [new("input", Profile("momentum", Values(i)))]);
        for (var i = 0; i < count; i++) history.Commit(new() { Model = "m", After = i, State = "s", Readings = [Of(i)] });
        string Merged(int first, int last) => Json(Profile("momentum", [.. Enumerable.Range(first, Math.Min(last, count) - first).SelectMany(i => Values(i))]));
        int day = 1440 / minutes, hour = Math.Max(1, 60 / minutes);
        Assert.Equal([(from, Merged(0, day)), (from.AddDays(1), Merged(day, count))], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))));
        var hours = history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Hour);
        Assert.Equal(Enumerable.Range(0, (count + hour - 1) / hour).Select(h => (from.AddMinutes(h * hour * minutes), Merged(h * hour, (h + 1) * hour))), hours.Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(minutes < 60 ? count : 0, history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute).Count);
        Assert.Equal(5 * day, history.ProfileOf("m", from, from.AddDays(1))!.Rows);
    }

    [Fact]
    public void Minutes_given_one_by_one_or_all_at_once_keep_the_same()
    {
        using var history = Open();
        Fill(history, "a", 100);
        history.Commit(AtOnce("b", 100));
        foreach (var resolution in Enum.GetValues<Resolution>())
            foreach (var (metric, of) in history.SeriesOf("a"))
                Assert.Equal(history.Series("a", metric, of, DateTime.MinValue, Never, resolution).Select(p => (p.Start, Json(p.Profile))), history.Series("b", metric, of, DateTime.MinValue, Never, resolution).Select(p => (p.Start, Json(p.Profile))));
    }

    [Fact]
    public void Many_measurements_are_kept_and_what_has_no_finite_value_is_counted()
    {
        using var history = Open();
        Measurement[] measured = [.. Enumerable.Range(0, 70).Select(i => new Measurement("psi", i == 69 ? double.PositiveInfinity : i) { Of = $"x{i}" })];
        history.Commit(new() { Model = "m", After = 0, State = "", Readings = [new(Start, Start.AddMinutes(1), measured, [])] });
        Assert.Equal(70, history.SeriesOf("m").Count);
        Assert.Equal(Enumerable.Range(0, 69).Select(i => (double?)i), Enumerable.Range(0, 69).Select(i => history.Series("m", "psi", $"x{i}", Start, Never, Resolution.Minute).Single().Profile.Moments!.Mean));
        Assert.Equal((1, 0, 1), history.Series("m", "psi", "x69", Start.Date, Never, Resolution.Hour) is [{ Profile: var p }] ? (p.Rows, p.Missing, p.NotFinite) : default);
    }

    [Fact]
    public void A_commit_that_is_repeated_changes_nothing()
    {
        using var history = Open();
        Fill(history, "m", 6);
        Assert.Equal(6, history.Commit(Commit("m", 6)));
        Assert.Equal(6, history.Series("m", "prediction", "", DateTime.MinValue, Never, Resolution.Minute).Count);
        Assert.Equal(2, history.Transitions("m").Count);
    }

    [Fact]
    public void A_second_monitor_of_one_model_is_told_and_nothing_of_it_is_kept()
    {
        using var one = Open();
        using var two = Open();
        Fill(one, "m", 3);
        var message = Assert.Throws<InvalidOperationException>(() => two.Commit(Commit("m", 3) with { State = "another" })).Message;
        Assert.Contains("Another monitor of 'm' has written", message, StringComparison.Ordinal);
        Assert.Contains("it made commit 3, and this one goes on from 2", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => two.Commit(Commit("m", 9)));
        Assert.Equal("state after 3", two.State("m")!.Text);
        Assert.Equal(4, two.Commit(Commit("m", 4)));
    }

    public static TheoryData<MonitorCommit, string> Impossible => new()
    {
        { Commit("m", 4) with { Transitions = [Transition("m", 3, Start)] }, "the next transition has number 2, and 3 was given" },
        { Commit("m", 4) with { Transitions = [Transition("m", 2, Start), Transition("m", 2, Start)] }, "the next transition has number 3, and 2 was given" },
        { Commit("m", 4) with { Transitions = [Transition("other", 2, Start)] }, "does not belong in a commit of 'm'" },
        { Commit("m", 4) with { Readings = [Reading(3) with { To = Start.AddMinutes(10) }] }, "is not of minutes that make up an hour" },
        { Commit("m", 4) with { Readings = [Reading(3) with { To = Start.AddMinutes(3) }] }, "is not of minutes that make up an hour, or of hours that make up a day, UTC" },
        { Commit("m", 4) with { Readings = [Reading(3) with { From = Start.AddSeconds(181), To = Start.AddSeconds(241) }] }, "is not of minutes that make up an hour, or of hours that make up a day, UTC" },
        { Commit("m", 4) with { Readings = [Reading(3) with { From = Start.AddMinutes(3).ToLocalTime() }] }, "a local time" },
        { Commit("m", 4) with { Readings = [Reading(3), Reading(2)] }, "is kept already" },
        { Commit("m", 4) with { Readings = [Reading(3) with { Series = [new("in\0put", Profile("momentum", [1]))] }] }, "NUL" },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void A_commit_that_cannot_be_is_refused_whole(MonitorCommit commit, string says)
    {
        using var history = Open();
        Fill(history, "m", 3);
        Assert.Contains(says, Assert.ThrowsAny<Exception>(() => history.Commit(commit)) is var refused && refused is ArgumentException or InvalidOperationException ? refused.Message : refused.ToString(), StringComparison.Ordinal);
        Assert.Equal((3L, "state after 3", 3, 1), (history.State("m")!.Version, history.State("m")!.Text, history.Series("m", "prediction", "", DateTime.MinValue, Never, Resolution.Minute).Count, history.Transitions("m").Count));
        Assert.Equal(4, history.Commit(Commit("m", 4)));
    }

    [Fact]
    public void A_reading_of_an_hour_that_was_completed_is_refused()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 40));
        Assert.Contains("after the hour that it belongs to was completed", Assert.Throws<ArgumentException>(() => history.Commit(new() { Model = "m", After = 1, State = "", Readings = [Reading(-1)] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_monitor_of_hours_that_follows_one_of_minutes_in_mid_hour_loses_nothing()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 45)); // 13:30 to 14:15
        var hour = Reading(30) with { To = Start.AddMinutes(90), Series = [new("input", Profile("momentum", [.. Values(100), .. Values(101)]))] };
        history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [hour] });
        Assert.Equal(Json(Profile("momentum", [.. Enumerable.Range(30, 15).Concat([100, 101]).SelectMany(m => Values(m))])), Json(history.Series("m", "input", "momentum", Start.AddMinutes(30), Never, Resolution.Hour).Single().Profile));
    }

    [Fact]
    public void Where_the_bins_change_the_rest_is_still_merged()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 40));
        var other = new MonitorReading(Start.AddMinutes(40), Start.AddMinutes(41), [], [new("input", Profile("momentum", Values(40), [0, 2]))]);
        history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [other] });
        var hour = history.Series("m", "input", "momentum", Start.AddMinutes(30), Never, Resolution.Hour).Single().Profile;
        Assert.Equal((null, 55), (hour.BinCounts, hour.Count));
        Assert.Equal([0.0, 2], history.Series("m", "input", "momentum", Start.AddMinutes(40), Never, Resolution.Minute).Single().Profile.Edges!);
    }

    [Fact]
    public void A_year_of_silence_takes_no_rows()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 40));
        history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [Reading(40 + 366 * 1440)] });
        Assert.Equal([Start.Date, Start.Date.AddDays(366)], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => p.Start));
        Assert.Equal(Start.AddMinutes(41 + 366 * 1440), history.State("m")!.At);
    }

    /// <summary>Three days of hours, from 13:00.</summary>
    static MonitorCommit Hours(string model, int hours) => new()
    {
        Model = model, After = 0, State = "s",
        Readings = [.. Enumerable.Range(0, hours).Select(h => Reading(h) with { From = Start.AddMinutes(-30).AddHours(h), To = Start.AddMinutes(30).AddHours(h) })],
    };

    [Fact]
    public void The_profile_of_a_period_is_that_of_its_values_however_the_period_lies()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 3000)); // from 13:30 to 15:30 two days later
        foreach (var (first, last) in new[] { (0, 3000), (10, 11), (17, 2911), (30, 2910), (630, 2070), (700, 2070), (89, 91), (2500, 3000) })
        {
            var profile = history.ProfileOf("m", Start.AddMinutes(first), Start.AddMinutes(last))!;
            Assert.Equal(Whole(first, last), Json(profile["momentum"]));
            Assert.Equal((5L * (last - first), DateOnly.FromDateTime(Start.AddMinutes(first)), DateOnly.FromDateTime(Start.AddMinutes(last - 1))), (profile.Rows, profile.From, profile.To));
            Assert.Equal(["momentum"], profile.Schema.Features);
            Assert.Equal(profile.ToJson(), FrameProfile.Parse(profile.ToJson()).ToJson());
        }
        Assert.Null(history.ProfileOf("m", Start.AddYears(-1), Start));
        Assert.Null(history.ProfileOf("another", Start, Never));
    }

    [Fact]
    public void Minutes_and_hours_go_only_when_they_are_rolled_up()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 3000));
        history.Commit(Hours("h", 60));
        var before = Enum.GetValues<Resolution>().Select(r => history.Series("m", "input", "momentum", DateTime.MinValue, Never, r).Select(p => (p.Start, Json(p.Profile))).ToArray()).ToArray();
        Assert.Equal(0, history.Keep(new() { Minutes = TimeSpan.FromDays(9) }));
        Assert.Equal(4 * (90 + 24 * 60), history.Keep(new() { Minutes = TimeSpan.FromDays(1) })); // the last stretch ends at 15:30; those before 15:00 of the day before
        Assert.Equal(0, history.Keep(new() { Minutes = TimeSpan.FromDays(1) }));
        Assert.Equal(before[0].Where(p => p.Start >= Start.AddMinutes(90 + 1440)), history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(before[1], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Hour).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(before[2], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(Whole(0, 3000), Json(history.ProfileOf("m", Start.Date, Never)!["momentum"]));
        Assert.Contains("minutes before 2020-03-17 15:00 have gone", Assert.Throws<ArgumentException>(() => history.ProfileOf("m", Start.AddMinutes(5), Never)).Message, StringComparison.Ordinal);

        Assert.True(history.Keep(new() { Minutes = TimeSpan.Zero, Hours = TimeSpan.Zero }) > 0);
        Assert.Equal(before[2], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(30, history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute).Count); // of the hour that is not complete
        Assert.Equal(Whole(0, 3000), Json(history.ProfileOf("m", Start.Date, Never)!["momentum"]));
        Assert.Equal(2, history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [Reading(3000)] }));
        Assert.Equal(Whole(0, 3001), Json(history.ProfileOf("m", Start.Date, Never)!["momentum"]));
        Assert.Contains("is -1d; a length of time is not negative", Assert.Throws<ArgumentException>(() => history.Keep(new() { Minutes = TimeSpan.FromDays(-1) })).Message, StringComparison.Ordinal);
        Assert.Contains("what is shorter is part of what is longer", Assert.Throws<ArgumentException>(() => history.Keep(new() { Minutes = TimeSpan.FromDays(2), Days = TimeSpan.FromDays(1) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_go_only_where_that_is_said_with_all_that_is_shorter_and_what_went_is_written_down_for_good()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 5 * 1440, 1)); // five days of minutes, and two half ones
        var days = history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))).ToArray();
        Assert.Equal(6, days.Length);
        Assert.Equal(0, history.Keep(new()));
        Assert.Empty(history.Gone("m"));
        Assert.True(history.IsDue("m", new() { Days = TimeSpan.FromDays(2) }));

        var rows = history.Keep(new() { Days = TimeSpan.FromDays(2) }); // from 13:27 on the 21st: days before the 19th, with their minutes and hours
        DateTime first = Start.Date, until = first.AddDays(3), newest = Start.AddMinutes(5 * 1440 - 3);
        var series = history.SeriesOf("m").Count;
        Assert.Equal(days[3..], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(until.AddHours(13), history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute)[0].Start);
        Assert.Equal(until, history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Hour)[0].Start);
        var gone = history.Gone("m");
        Assert.Equal([(Resolution.Minute, Start.AddMinutes(0), until.AddHours(13)), (Resolution.Hour, first.AddHours(13), until), (Resolution.Day, first, until)], gone.GroupBy(g => g.Resolution).Select(g => (g.Key, g.First().From, g.Last().Until)));
        Assert.Equal([series * (3 * 1440L - 30), series * (3 * 24L - 13), series * 3L], gone.GroupBy(g => g.Resolution).Select(g => g.Sum(l => l.Rows)));
        Assert.Equal(rows, gone.Sum(g => g.Rows));
        Assert.All(gone, g => Assert.Equal(newest, g.At));
        Assert.Equal([first.AddDays(1), first.AddDays(2), until, until.AddHours(13)], gone.Where(g => g.Resolution == Resolution.Minute).Select(g => g.Until)); // a day at a time

        Assert.Equal(Whole(4 * 1440 - 30 - 13 * 60, 5 * 1440, 1), Json(history.ProfileOf("m", until.AddDays(1), Never)!["momentum"]));
        Assert.Contains("days before 2020-03-19 have gone, and the period begins with 2020-03-18 00:00. Ask from 2020-03-19 on", Assert.Throws<ArgumentException>(() => history.ProfileOf("m", first.AddDays(2), Never)).Message, StringComparison.Ordinal);
        var day = Reading(0, 1) with { From = first, To = first.AddDays(1) };
        Assert.Contains("2020-03-16 comes after that day was let go", Assert.Throws<ArgumentException>(() => history.Commit(new() { Model = "m", After = 1, State = "", Readings = [day] })).Message, StringComparison.Ordinal);
        Assert.Equal(2, history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [Reading(5 * 1440, 1)] }));
        Assert.Equal(days[3..5], history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Day).SkipLast(1).Select(p => (p.Start, Json(p.Profile))));
    }

    [Fact]
    public void What_a_hold_names_stays_and_one_date_far_ahead_lets_nothing_go()
    {
        using var history = Open();
        history.Commit(AtOnce("m", 3 * 1440, 1)); // from the 16th, 13:30
        Retention none = new() { Minutes = TimeSpan.Zero };
        var held = history.Keep(none with { HoldFrom = new(2020, 3, 17) });
        Assert.Equal(Start.Date.AddDays(1), history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute)[0].Start);
        Assert.Equal(0, history.Keep(none, Start.AddDays(-1)));
        Assert.False(history.IsDue("m", none, Start));
        Assert.True(held > 0 && history.Keep(none, Start.AddDays(1)) > 0);
        Assert.Equal(Start.AddDays(1).AddMinutes(-30), history.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute)[0].Start); // the hour that the hold is in

        history.Commit(new() { Model = "m", After = 1, State = "t", Readings = [Reading(300 * 1440)] }); // a slip in a date
        Assert.Equal(0, history.Keep(new() { Minutes = TimeSpan.FromDays(3) }));
        history.Commit(new() { Model = "m", After = 2, State = "u", Readings = [Reading(300 * 1440 + 1), Reading(300 * 1440 + 2)] }); // none
        Assert.True(history.Keep(new() { Minutes = TimeSpan.FromDays(3) }) > 0);
    }

    /// <summary>Makes what is kept into what it was before days could go.</summary>
    protected abstract IReadOnlyList<string> VersionBefore { get; }

    [Fact]
    public void What_was_kept_before_days_could_go_is_brought_up_when_it_is_opened_to_write()
    {
        using (var history = Open()) history.Commit(AtOnce("m", 4 * 1440, 1));
        using (var store = ModelOpsLab.Storage.MeasurementStore.Open(Place))
            foreach (var statement in VersionBefore) store.Database.Execute(statement);
        Assert.EndsWith("it says version 2. Any command that writes to it brings it to this version.", Assert.Throws<InvalidDataException>(() => ModelOpsLab.Storage.MeasurementStore.Open(Place, readOnly: true)).Message, StringComparison.Ordinal);
        using var again = Open();
        Assert.Equal(Whole(0, 4 * 1440, 1), Json(again.ProfileOf("m", Start.Date, Never)!["momentum"]));
        Assert.Empty(again.Gone("m"));
        Assert.True(again.Keep(new() { Days = TimeSpan.FromDays(2) }) > 0);
        Assert.Equal(Resolution.Day, again.Gone("m")[^1].Resolution);
        using var read = ModelOpsLab.Storage.MeasurementStore.Open(Place, readOnly: true);
        Assert.NotEmpty(read.Monitors.LetGo("m"));
    }

    [Theory]
    [InlineData("DELETE FROM points WHERE resolution = 0", "only when it is part of a longer one")]
    [InlineData("DELETE FROM points WHERE resolution = 2", "only when it is part of a longer one, or a day that let_go names")]
    [InlineData("DELETE FROM let_go", "only appended")]
    [InlineData("UPDATE let_go SET number = 0", "only appended")]
    [InlineData("UPDATE points SET start = start + 1440", "only appended")]
    [InlineData("UPDATE alert_events SET body = ''", "only appended")]
    [InlineData("DELETE FROM alert_events", "only appended")]
    [InlineData("DELETE FROM series", "only appended")]
    public void Nothing_else_can_be_changed_or_deleted_even_by_sql(string sql, string says)
    {
        using (var history = Open())
        {
            history.Commit(AtOnce("m", 700));
            Assert.True(history.Keep(new() { Minutes = TimeSpan.FromHours(9) }) > 0);
            history.Commit(new() { Model = "m", After = 1, State = "", Transitions = [Transition("m", 1, Start)] });
        }
        using var store = ModelOpsLab.Storage.MeasurementStore.Open(Place);
        Assert.Contains(says, Assert.ThrowsAny<Exception>(() => store.Database.Execute(sql)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_did_stands_among_the_events_in_order_and_cursors_only_go_forward()
    {
        using var history = Open();
        Fill(history, "m", 3);
        AlertAct act = new(0, "m", Start, "acknowledge", """{"key":"m/drawdown","by":"désk ✓"}""");
        Assert.Equal(2, history.Append(act));
        Fill(history, "other", 3);
        Assert.Equal(4, history.Append(act with { Kind = "silence", Model = "other" }));
        Assert.Equal([act with { Sequence = 2 }], history.Acts("m"));
        Assert.Empty(history.Acts("m", after: 2));
        Assert.Throws<ArgumentException>(() => history.Append(act with { At = Start.ToLocalTime() }));

        Assert.Equal(0, history.Cursor("m/webhook"));
        history.MoveCursor("m/webhook", 7);
        history.MoveCursor("m/webhook", 3);
        history.MoveCursor("m/console", 2);
        Assert.Equal((7, 2), (history.Cursor("m/webhook"), history.Cursor("m/console")));
    }

    [Fact]
    public void Two_monitors_that_write_at_once_lose_nothing_and_events_have_one_order_without_gaps()
    {
        using (Open()) { }
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, p =>
        {
            using var history = Open();
            if (p < 3) Fill(history, $"m{p}", 24);
            else for (var i = 0; i < 24; i++) history.Append(new AlertAct(0, "m0", Start, "silence", "{}"));
        });
        using var store = ModelOpsLab.Storage.MeasurementStore.Open(Place);
        Assert.Equal(Enumerable.Range(1, 48).Select(i => (long)i), store.Monitors.EventsAfter(0, 100).Select(e => e.Sequence));
        using var whole = Open();
        for (var p = 0; p < 3; p++) Assert.Equal((24L, 24, 8), (whole.State($"m{p}")!.Version, whole.Series($"m{p}", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute).Count, whole.Transitions($"m{p}").Count));
    }

    [Fact]
    public void Of_monitors_that_race_for_one_model_one_makes_each_commit()
    {
        using (Open()) { }
        var made = 0;
        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, p =>
        {
            using var history = Open();
            while ((history.State("m")?.Version ?? 0) is var version && version < 20)
                try
                {
                    history.Commit(Commit("m", version + 1) with { State = FormattableString.Invariant($"{version} by {p}") });
                    Interlocked.Increment(ref made);
                }
                catch (InvalidOperationException) { } // another was first
        });
        using var whole = Open();
        Assert.Equal((20, 20L, 20), (made, whole.State("m")!.Version, whole.Series("m", "input", "momentum", DateTime.MinValue, Never, Resolution.Minute).Count));
    }
}

public sealed class MonitorHistoryInAFileTests : MonitorHistoryTests, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-history-").FullName;
    protected override string Place => Path.Combine(_folder, "monitoring.db");
    protected override IReadOnlyList<string> VersionBefore =>
    [
        "DROP TABLE let_go", "DROP TRIGGER points_go_when_rolled_up", "CREATE TRIGGER points_go_when_rolled_up BEFORE DELETE ON points BEGIN SELECT RAISE(ABORT, 'none goes'); END", "PRAGMA user_version=2",
    ];
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

public sealed class MonitorHistoryInPostgresTests(PostgresServer server) : MonitorHistoryTests
{
    protected override string Place => field ??= server.NewPlace();
    protected override IReadOnlyList<string> VersionBefore =>
    [
        "DROP TABLE let_go", "CREATE OR REPLACE FUNCTION refuse_what_is_not_rolled_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'none goes'; END $$", "UPDATE store SET version = 2",
    ];
}
