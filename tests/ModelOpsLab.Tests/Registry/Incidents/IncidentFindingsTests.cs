using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class IncidentFindingsTests : IDisposable
{
    readonly IncidentWorkspace _w = new();

    public void Dispose() => _w.Dispose();

    Report At(TimeSpan later, IncidentPolicy? policy = null) => _w.Log.Findings(_w.Clock.Now + later, policy);

    static double Count(Report report, string metric) => report.Measured(metric).Value;

    [Fact]
    public void A_ledger_where_nothing_happened_is_not_judged() => Assert.Equal(Severity.Unknown, At(default).Severity);

    [Fact]
    public void An_incident_without_an_owner_is_a_finding_once_its_time_is_over_and_until_it_has_one()
    {
        var id = _w.Open().Id;
        Assert.Equal((0, Severity.Healthy), (Count(At(TimeSpan.FromHours(1)), "unowned_incidents"), At(TimeSpan.FromHours(1)).Severity));
        var late = TimeSpan.FromHours(1) + TimeSpan.FromTicks(1);
        Assert.Equal((1, Severity.Critical), (Count(At(late), "unowned_incidents"), At(late).Severity));
        Assert.Equal(0, Count(At(late, new() { OwnWithin = TimeSpan.FromHours(2) }), "unowned_incidents"));
        _w.Wait(TimeSpan.FromHours(3));
        _w.Log.Own(id, "ben", "ben");
        Assert.Equal(0, Count(At(TimeSpan.Zero), "unowned_incidents"));
        Assert.Equal(1, Count(At(TimeSpan.FromHours(-1)), "unowned_incidents"));
        Assert.Contains("late, 2020-03-16T12:00:00Z", At(TimeSpan.Zero).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_recorded_later_changes_nothing_of_what_was_owed_before()
    {
        var id = _w.Open().Id;
        var then = _w.Clock.Now.AddHours(2);
        var before = _w.Log.Findings(then);
        _w.Wait(TimeSpan.FromHours(3));
        _w.Log.Own(id, "ben", "ben");
        _w.Append("alert.raised", new { slot = "spx", severity = "critical", message = "pnl = -1", key = "k" }, "monitor");
        Assert.Equal(before.ToString(), _w.Log.Findings(then).ToString());
        Assert.Equal(before.Measurements, _w.Log.Findings(then).Measurements);
        Assert.Equal(before.Provenance.Rows, _w.Log.Findings(then).Provenance.Rows);
        Assert.NotEqual(before.Provenance.Rows, At(default).Provenance.Rows);
    }

    [Fact]
    public void A_critical_alert_without_an_incident_is_a_finding_and_a_warning_is_none()
    {
        _w.Append("alert.raised", new { slot = "spx", severity = "critical", message = "pnl = -1", key = "k" }, "monitor");
        _w.Append("alert.raised", new { slot = "spx", severity = "warning", message = "pnl = 0", key = "k" }, "monitor");
        Assert.Equal(1, Count(At(TimeSpan.FromSeconds(1)), "alerts_without_incident"));
        _w.Log.Escalate("modelops");
        Assert.Equal(0, Count(At(TimeSpan.FromSeconds(1)), "alerts_without_incident"));
    }

    [Fact]
    public void An_action_is_overdue_from_the_day_after_its_day()
    {
        var id = _w.Open().Id;
        _w.Log.Own(id, "ben", "ben");
        _w.Log.Act(id, "Read the log", "carla", new(2020, 3, 18), "ben");
        Assert.Equal(0, Count(_w.Log.Findings(new(2020, 3, 18, 23, 59, 59, TimeSpan.Zero)), "overdue_actions"));
        Assert.Equal(1, Count(_w.Log.Findings(new(2020, 3, 19, 0, 0, 0, TimeSpan.Zero)), "overdue_actions"));
        Assert.Equal(Severity.Warning, _w.Log.Findings(new(2020, 3, 19, 0, 0, 0, TimeSpan.Zero)).Severity);
        _w.Log.Done(id, 1, "carla");
        Assert.Equal(0, Count(At(TimeSpan.FromDays(9)), "overdue_actions"));
    }

    [Fact]
    public void A_post_mortem_is_missing_five_business_days_after_the_day_of_closing()
    {
        _w.Clock.Now = new(2020, 4, 8, 20, 0, 0, TimeSpan.Zero); // the Wednesday before Easter
        var id = _w.Open().Id;
        _w.Log.Own(id, "ben", "ben");
        _w.Log.Close(id, "over", "ben");
        double Missing(DateOnly day, params DateOnly[] holidays) => Count(_w.Log.Findings(new(day, new(12, 0), TimeSpan.Zero), new() { Holidays = holidays }), "missing_postmortems");
        Assert.Equal((0, 1), (Missing(new(2020, 4, 15)), Missing(new(2020, 4, 16)))); // 9, 10, 13, 14, 15 April
        Assert.Equal((0, 1), (Missing(new(2020, 4, 17), new(2020, 4, 10), new(2020, 4, 13)), Missing(new(2020, 4, 18), new(2020, 4, 10), new(2020, 4, 13)))); // without Good Friday and Easter Monday
        _w.Log.Attach(id, "learned"u8.ToArray(), "ben");
        Assert.Equal(0, Missing(new(2020, 5, 1)));
    }

    [Theory]
    [InlineData("2020-03-16", 5, "2020-03-23")]
    [InlineData("2020-03-20", 1, "2020-03-23")]
    [InlineData("2020-03-21", 1, "2020-03-23")]
    [InlineData("2020-12-31", 1, "2021-01-01")]
    [InlineData("2020-02-27", 2, "2020-03-02")]
    public void Business_days_leave_out_weekends(string from, int days, string expected) =>
        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new IncidentPolicy().BusinessDaysAfter(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), days));

    [Fact]
    public void A_kill_is_approved_by_another_persons_note_or_by_arming_again_with_anothers_approval()
    {
        var id = _w.Open().Id;
        _w.Log.Own(id, "ben", "ben");
        var kill = _w.Append("slot.halted", new { slot = "spx", because = "losses" }, "ben").Sequence;
        Assert.Equal((0, 1), (Unratified(4), Unratified(8)));
        _w.Append("slot.armed", new { slot = "spx", because = "alone", approvedBy = new[] { "ben" } }, "ben");
        _w.Append("slot.armed", new { slot = "dow", because = "elsewhere", approvedBy = new[] { "anna" } }, "anna");
        Assert.Equal(1, Unratified(8));
        _w.Log.Ratify(id, kill, "carla", "losses were real");
        Assert.Equal(0, Unratified(8));
        Assert.Contains("The kill of event 3 is approved: losses were real.", _w.Log.Timeline(id).ToString(), StringComparison.Ordinal);
        _w.Append("slot.halted", new { slot = "spx", because = "again" }, "ben");
        Assert.Equal(1, Unratified(8));
        _w.Append("slot.armed", new { slot = "spx", because = "together", approvedBy = new[] { "ben", "anna" } }, "ben");
        Assert.Equal(0, Unratified(8));

        double Unratified(int days) => Count(At(TimeSpan.FromDays(days)), "unratified_kills");
    }

    [Fact]
    public void It_is_read_back_from_JSON_and_names_its_limits()
    {
        _w.Open();
        var report = At(TimeSpan.FromDays(1));
        Assert.Equal(report.ToString(), ReportJson.Read(ReportJson.Write(report)).ToString());
        Assert.All(report.Thresholds, t => Assert.Empty(t.Problems()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IncidentPolicy { OwnWithin = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new IncidentPolicy { PostmortemDays = 0 });
    }
}
