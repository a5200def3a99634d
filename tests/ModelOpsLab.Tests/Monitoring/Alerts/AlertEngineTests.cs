using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertRun;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class AlertEngineTests
{
    [Fact]
    public void An_alert_fires_once_its_condition_has_lasted_and_is_resolved_once() =>
        Assert.Equal("2:Inactive>Pending 4:Pending>Firing 6:Firing>Resolved 8:Inactive>Pending", new AlertRun(Policy(Rule(minutes: 2))).Losses(1, 2, 11, 12, 13, 14, 10, 9, 11));

    [Fact]
    public void Without_a_time_to_last_it_fires_at_once() =>
        Assert.Equal("1:Inactive>Firing 2:Firing>Resolved", new AlertRun(Policy(Rule())).Losses(10, 10.1, 10));

    [Fact]
    public void A_condition_that_ends_too_soon_never_fires() =>
        Assert.Equal("0:Inactive>Pending 2:Pending>Inactive 3:Inactive>Pending 5:Pending>Firing", new AlertRun(Policy(Rule(minutes: 2))).Losses(11, 11, 3, 11, 11, 11));

    [Fact]
    public void Between_exit_and_enter_nothing_begins_and_nothing_ends() =>
        Assert.Equal("1:Inactive>Firing 5:Firing>Resolved", new AlertRun(Policy(Rule(exit: 5))).Losses(9, 11, 9, 6, 10, 5, 6, 9, 10));

    [Fact]
    public void A_pending_alert_goes_on_between_exit_and_enter() =>
        Assert.Equal("0:Inactive>Pending 2:Pending>Firing", new AlertRun(Policy(Rule(exit: 5, minutes: 2))).Losses(11, 7, 6));

    [Fact]
    public void It_fires_on_for_a_while_and_a_relapse_within_it_is_the_same_alert() =>
        Assert.Equal("0:Inactive>Firing 7:Firing>Resolved", new AlertRun(Policy(Rule(keep: 3))).Losses(11, 1, 1, 11, 1, 1, 1.5, 10, 1, 1));

    [Fact]
    public void Low_values_are_the_bad_side_where_the_rule_says_so() =>
        Assert.Equal("1:Inactive>Firing 3:Firing>Resolved", new AlertRun(Policy(Rule(enter: -5, exit: -3) with { Bad = Side.Below })).Losses(-5, -5.1, -4, -3));

    [Fact]
    public void What_is_missing_or_too_little_neither_begins_nor_ends_an_alert()
    {
        var run = new AlertRun(Policy(Rule(minutes: 2) with { MinimumCount = 5 }));
        run.At(0, Of("loss", 99, count: 4));
        run.At(1, Of("loss", 11));
        run.At(2, Of("loss", double.NaN));
        run.At(3);
        run.At(3.5, Of("loss", 1, count: 4));
        Assert.Equal("1:Inactive>Pending", run.Steps);
        run.At(4, Of("loss", 11)); // it held before the gap and holds after it
        run.At(5, Of("loss", double.NaN), Of("other", 1));
        Assert.Equal("1:Inactive>Pending 4:Pending>Firing", run.Steps);
    }

    [Fact]
    public void An_alert_without_measurements_says_so_and_fires_on()
    {
        var run = new AlertRun(Policy(Rule() with { StaleAfter = TimeSpan.FromMinutes(3) }, Rule("slow", minutes: 9) with { StaleAfter = TimeSpan.FromMinutes(2) }));
        run.At(0, Of("loss", 11));
        run.All.Clear();
        for (var minute = 1; minute < 600; minute++) run.At(minute, minute % 2 == 0 ? [Of("loss", double.NaN)] : []);
        Assert.Equal("2:Pending>Inactive 3:Firing>Firing", run.Steps);
        Assert.Equal(("loss = undefined: no measurement since 2020-03-02; then 11 (n=0)", "no measurement of loss since 2020-03-02: it fires on until there is one; loss = 11 last, limit > 10"), (run.All[1].Evidence.ToString(), run.All[1].Because));
        Assert.Contains("whether it holds is not known", run.All[0].Because, StringComparison.Ordinal);
        run.At(600, Of("loss", 12));
        Assert.Equal(("measured again: loss = 12", 12), (run.All[2].Because, run.All[2].Evidence.Value));
        run.At(601, Of("loss", 9));
        Assert.EndsWith("601:Firing>Resolved 601:Pending>Inactive", run.Steps, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_column_is_an_alert_of_its_own_and_a_rule_may_name_one()
    {
        var run = new AlertRun(Policy(Rule(), Rule("only-b") with { Of = "b" }, Rule("whole") with { Of = "" }));
        run.At(0, Of("loss", 11, "b"), Of("loss", 12, "a"), Of("loss", 3, "c"), Of("loss", 13));
        Assert.Equal(["m/loss", "m/loss/a", "m/loss/b", "m/only-b/b", "m/whole"], run.All.Select(t => t.Key));
        Assert.Equal(["m/loss/b", "m/only-b/b"], run.At(1, Of("loss", 1, "b"), Of("loss", 12, "a")).Select(t => t.Key));
    }

    [Fact]
    public void Of_several_measurements_of_the_same_the_worst_counts()
    {
        var run = new AlertRun(Policy(Rule(), Rule("low", enter: 0) with { Bad = Side.Below }));
        Assert.Equal([12.0, -1], run.At(0, Of("loss", 1), Of("loss", 12), Of("loss", -1)).Select(t => t.Evidence.Value));
    }

    [Fact]
    public void A_warning_that_gets_worse_is_the_same_alert_and_critical()
    {
        var run = new AlertRun(Policy(Rule(exit: 5, minutes: 1, keep: 1) with { Critical = 20, CriticalExit = 15 }));
        run.Losses(11, 25, 25, 11, 16, 15, 15, 25, 25, 4, 4);
        Assert.Equal("0:Inactive>Pending 1:Pending>Firing 2:Firing>Firing 6:Firing>Firing 8:Firing>Firing 10:Firing>Resolved", run.Steps);
        Assert.Equal([Severity.Warning, Severity.Warning, Severity.Critical, Severity.Warning, Severity.Critical, Severity.Critical], run.All.Select(t => t.Severity));
        Assert.Contains("critical limit > 20", run.All[2].Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Market_time_does_not_pass_while_the_market_is_closed()
    {
        var calendar = new MarketCalendar { Zone = "America/New_York", Opens = new(9, 30), Closes = new(16, 0) };
        var run = new AlertRun(Policy(Rule() with { For = TimeSpan.FromHours(2), KeepFiringFor = TimeSpan.FromHours(1), Clock = AlertClock.Market }), calendar);
        var friday = new DateTime(2020, 3, 6, 20, 0, 0, DateTimeKind.Utc); // an hour before the close; clocks change on Sunday
        for (var hour = 0; hour < 70; hour++) run.At(friday.AddHours(hour), Of("loss", 11));
        var monday = new DateTime(2020, 3, 9, 14, 30, 0, DateTimeKind.Utc);
        Assert.Equal([(friday, AlertState.Pending), (monday.AddMinutes(30), AlertState.Firing)], run.All.Select(t => (t.At, t.To)));
        run.All.Clear();
        foreach (var (hours, minutes) in new[] { (19, 30), (20, 0), (30, 0), (37, 29), (37, 30), (38, 0), (38, 29), (38, 30) }) run.At(new DateTime(2020, 3, 9, 0, 0, 0, DateTimeKind.Utc).AddHours(hours).AddMinutes(minutes), Of("loss", 1));
        Assert.Equal((new DateTime(2020, 3, 10, 14, 0, 0, DateTimeKind.Utc), AlertState.Resolved), (run.All.Single().At, run.All.Single().To)); // 30 minutes of Monday, 30 of Tuesday
    }

    [Fact]
    public void Before_a_late_opening_no_market_time_passes_and_a_silence_outside_the_market_holds()
    {
        var calendar = new MarketCalendar { Zone = "America/New_York", Opens = new(9, 30), Closes = new(16, 0), LateOpens = new Dictionary<DateOnly, TimeOnly> { [new(2020, 3, 9)] = new(12, 0) } };
        var waits = Rule() with { For = TimeSpan.FromHours(2), Clock = AlertClock.Market };
        AlertSilence night = new() { Name = "night", OutsideMarket = true, Rules = ["told"], Because = "nobody trades" };
        var run = new AlertRun(Policy(waits, Rule("told")) with { Silences = [night] }, calendar);
        var friday = new DateTime(2020, 3, 6, 20, 0, 0, DateTimeKind.Utc); // an hour before the close; clocks change on Sunday
        run.At(friday, Of("loss", 1));
        for (var half = 3; half < 145; half++) run.At(friday.AddMinutes(30 * half), Of("loss", 11));
        var noon = new DateTime(2020, 3, 9, 16, 0, 0, DateTimeKind.Utc);
        Assert.Equal([(noon, null), (noon.AddHours(2), (string?)null)], run.All.Where(t => t.To == AlertState.Firing && t.Muted is null).Select(t => (t.At, t.Muted)));
        Assert.Equal(["told", "loss"], run.All.Where(t => t.To == AlertState.Firing && t.Muted is null).Select(t => t.Rule));
        Assert.Contains("night", run.All.First(t => t.Rule == "told").Muted, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_told_while_what_it_depends_on_fires_and_people_are_when_that_ends()
    {
        var run = new AlertRun(Policy(Rule("drawdown", "drawdown") with { DependsOn = ["middle"] }, Rule("middle", "middle") with { DependsOn = ["feed"] }, Rule("feed", "stale")));
        var first = run.At(0, Of("stale", 11), Of("drawdown", 11));
        Assert.Equal([("feed", null), ("drawdown", "'feed' fires, on which it depends")], first.Select(t => (t.Rule, t.Muted)));
        Assert.Empty(run.At(1, Of("stale", 11), Of("drawdown", 12)));
        Assert.Equal([("feed", AlertState.Resolved, null), ("drawdown", AlertState.Firing, (string?)null)], run.At(2, Of("stale", 0), Of("drawdown", 12)).Select(t => (t.Rule, t.To, t.Muted)));
        Assert.Contains("told now, as it still fires; until now: 'feed' fires", run.All[^1].Because, StringComparison.Ordinal);
        run.At(3, Of("stale", 11), Of("drawdown", 12));
        var resolved = run.At(4, Of("drawdown", 1)).Single();
        Assert.Equal((AlertState.Resolved, null), (resolved.To, resolved.Muted)); // who was told that it fired is told that it ended
        run.At(5, Of("drawdown", 12));
        Assert.NotNull(run.All[^1].Muted);
        Assert.NotNull(run.At(6, Of("stale", 0), Of("drawdown", 1)).Single(t => t.Rule == "drawdown").Muted); // and who was not, is not
    }

    [Fact]
    public void Silences_follow_the_calendar()
    {
        var calendar = new MarketCalendar { Zone = "America/New_York", Opens = new(9, 30), Closes = new(16, 0) };
        AlertSilence[] silences =
        [
            new() { Name = "night", OutsideMarket = true, UpTo = Severity.Warning, Because = "nobody trades" },
            new() { Name = "move", Days = [new() { From = new(2020, 3, 11), To = new(2020, 3, 12) }], Rules = ["loss"], Because = "the desk moves" },
            new() { Name = "upkeep", Weekly = [new() { Days = [DayOfWeek.Friday], From = new(22, 0), To = new(2, 0) }, new() { Days = [DayOfWeek.Sunday] }], Of = "a", Because = "upkeep of the machines" },
        ];
        var policy = Policy(Rule(), Rule("page", severity: Severity.Critical)) with { Silences = silences };
        Assert.Equal("silence 'night': nobody trades", Muted("loss", new(2020, 3, 9, 13, 0, 0)));
        Assert.Null(Muted("loss", new(2020, 3, 9, 14, 0, 0)));
        Assert.Null(Muted("page", new(2020, 3, 9, 13, 0, 0)));
        Assert.Equal("silence 'move': the desk moves", Muted("loss", new(2020, 3, 12, 14, 0, 0)));
        Assert.Null(Muted("page", new(2020, 3, 12, 14, 0, 0)));
        Assert.Null(Muted("loss", new(2020, 3, 13, 14, 0, 0)));
        foreach (var (utc, told) in new[] { (new DateTime(2020, 3, 14, 1, 59, 0), true), (new(2020, 3, 14, 2, 0, 0), false), (new(2020, 3, 14, 5, 59, 0), false), (new(2020, 3, 14, 6, 0, 0), true), (new(2020, 3, 15, 4, 0, 0), false), (new(2020, 3, 16, 4, 0, 0), true) })
        {
            Assert.Equal(told ? null : "silence 'upkeep': upkeep of the machines", Muted("page", utc, "a"));
            Assert.Null(Muted("page", utc, "b"));
        }

        string? Muted(string rule, DateTime at, string of = "") => new AlertEngine("m", policy, calendar).Advance(at, [Of("loss", 11, of)]).Single(t => t.Rule == rule).Muted;
    }

    [Fact]
    public void A_silence_by_hand_ends_by_hand_or_at_its_time()
    {
        var run = new AlertRun(Policy(Rule(), Rule("loss-2")));
        run.At(0, Of("loss", 11, "a"), Of("loss", 11, "ab"));
        run.All.Clear();
        Assert.Equal(["m/loss/a"], run.Kept(run.Engine.Silence("m/loss/a", "anna", Start, Start.AddMinutes(5), "known")).Select(t => t.Key));
        Assert.Equal("silenced by anna until 2020-03-02T00:05:00Z: known", run.All[^1].Muted);
        Assert.Equal(["m/loss/ab"], run.Engine.Silence("m/loss", "ben", Start, Start.AddMinutes(3), "all of it").Select(t => t.Key));
        Assert.Empty(run.At(2, Of("loss", 12, "a"), Of("loss", 12, "ab")));
        run.Restart();
        Assert.Equal(["m/loss/ab"], run.At(3).Select(t => t.Key));
        Assert.Equal(["m/loss/a"], run.Engine.Unsilence("m/loss/a", "anna").Where(t => t.Muted is null).Select(t => t.Key));
        Assert.Empty(run.Engine.Silences);
        Assert.Equal(4, run.Engine.Silence("m", "anna", Start, Start.AddMinutes(9), "all").Count);
        Assert.Equal(4, run.At(9).Count(t => t.Muted is null));
        Assert.Contains("has ended: the stream is at", Assert.Throws<ArgumentException>(() => run.Engine.Silence("m", "anna", Start, Start.AddMinutes(9), "late")).Message, StringComparison.Ordinal);
        Assert.Contains("'other/loss' is no alert of m", Assert.Throws<ArgumentException>(() => run.Engine.Silence("other/loss", "anna", Start, Start.AddMinutes(99), "x")).Message, StringComparison.Ordinal);
        Assert.Contains("rules are: loss, loss-2", Assert.Throws<ArgumentException>(() => run.Engine.Silence("m/los", "anna", Start, Start.AddMinutes(99), "x")).Message, StringComparison.Ordinal);
        Assert.Contains("why", Assert.Throws<ArgumentException>(() => run.Engine.Silence("m/loss", "anna", Start, Start.AddMinutes(99), " ")).Message, StringComparison.Ordinal);
        Assert.Contains("one that is not printed", Assert.Throws<ArgumentException>(() => run.Engine.Silence("m/loss", "anna\u001b[2J", Start, Start.AddMinutes(99), "x")).Message, StringComparison.Ordinal);
        Assert.Contains("There is none at all", Assert.Throws<ArgumentException>(() => run.Engine.Unsilence("m/loss", "anna")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_acknowledges_escalates_step_by_step()
    {
        EscalationStep[] steps = [new() { After = TimeSpan.FromMinutes(10), To = "risk" }, new() { After = TimeSpan.FromMinutes(30), To = "head", Severity = Severity.Critical }];
        var run = new AlertRun(Policy(Rule(minutes: 5), Rule("quiet") with { Escalation = [] }) with { Escalation = steps });
        for (var minute = 0; minute < 60; minute++) run.At(minute, Of("loss", 11));
        Assert.Equal([(0.0, null), (5, null), (15, "risk"), (35, "head")], run.All.Where(t => t.Rule == "loss").Select(t => ((t.At - Start).TotalMinutes, t.EscalatedTo)));
        Assert.Equal((Severity.Warning, Severity.Critical), (run.All[^2].Severity, run.All[^1].Severity));
        Assert.Contains("nobody has acknowledged it: head is told; now critical", run.All[^1].Because, StringComparison.Ordinal);
        run.At(100, Of("loss", 1));
        Assert.Equal((AlertState.Resolved, Severity.Critical), (run.All[^2].To, run.All[^2].Severity));
    }

    [Fact]
    public void An_alert_that_somebody_sees_to_escalates_only_when_it_gets_worse()
    {
        var run = new AlertRun(Policy(Rule() with { Critical = 20, Escalation = [new() { After = TimeSpan.FromMinutes(10), To = "risk" }] }));
        run.At(0, Of("loss", 11));
        var seen = run.Kept(run.Engine.Acknowledge("m/loss", "anna", Start.AddMinutes(1), "a bad print")).Single();
        Assert.Equal(("anna", "acknowledged by anna at 2020-03-02T00:01:00Z: a bad print; loss = 11, limit > 10", AlertState.Firing), (seen.AcknowledgedBy, seen.Because, seen.To));
        Assert.Empty(run.Engine.Acknowledge("m/loss", "anna", Start.AddMinutes(2)));
        run.At(30, Of("loss", 12));
        run.At(31, Of("loss", 21));
        Assert.Equal((null, "loss = 21, critical limit > 20; it is worse than what anna acknowledged"), (run.All[^1].AcknowledgedBy, run.All[^1].Because));
        run.At(40, Of("loss", 21));
        Assert.Equal("risk", run.At(41, Of("loss", 21)).Single().EscalatedTo);
        run.At(42, Of("loss", 1));
        Assert.Equal("There is no alert 'm/loss' that fires. None does. (Parameter 'key')", Assert.Throws<ArgumentException>(() => run.Engine.Acknowledge("m/loss", "anna", Start)).Message);
    }

    [Fact]
    public void Nobody_escalates_what_nobody_was_told()
    {
        var run = new AlertRun(Policy(Rule() with { Escalation = [new() { After = TimeSpan.FromMinutes(10), To = "risk" }] }));
        run.Engine.Silence("m", "anna", Start, Start.AddMinutes(20), "a test");
        for (var minute = 0; minute < 40; minute++) run.At(minute, Of("loss", 11));
        Assert.Equal([(0.0, null), (20, null), (30, "risk")], run.All.Select(t => ((t.At - Start).TotalMinutes, t.EscalatedTo)));
    }

    [Fact]
    public void Time_that_runs_backwards_is_held_and_counted()
    {
        var run = new AlertRun(Policy(Rule(minutes: 5)));
        run.At(10, Of("loss", 11));
        run.At(2, Of("loss", 11));
        run.At(-100000, Of("loss", 11));
        Assert.Equal((2, "10:Inactive>Pending"), (run.Engine.Held, run.Steps));
        run.At(15, Of("loss", 11));
        run.At(3, Of("loss", 1));
        Assert.Equal("10:Inactive>Pending 15:Pending>Firing 15:Firing>Resolved", run.Steps);
        run.Restart();
        Assert.Equal(3, run.Engine.Held);
    }

    [Fact]
    public void Alerts_of_rules_that_are_gone_or_judge_something_else_are_resolved()
    {
        var run = new AlertRun(Policy(Rule(), Rule("slow", minutes: 60), Rule("moved"), Rule("narrow"), Rule("stays")));
        run.At(0, Of("loss", 11, "a"));
        run.All.Clear();
        run.Restart(Policy(Rule("moved", "other"), Rule("narrow") with { Of = "b" }, Rule("stays", enter: 10.5), Rule("new")));
        Assert.Equal(5, run.Engine.Standing.Count);
        run.At(1, Of("loss", 11, "a"), Of("other", 11, "a"));
        Assert.Equal("1:Firing>Resolved 1:Pending>Inactive 1:Firing>Resolved 1:Firing>Resolved 1:Inactive>Firing 1:Inactive>Firing", run.Steps);
        Assert.Equal(["the rule 'loss' is no longer in the policy", "the rule 'slow' is no longer in the policy", "the rule 'moved' no longer judges loss of a", "the rule 'narrow' no longer judges loss of a"], run.All.Take(4).Select(t => t.Because));
        Assert.Equal(["stays", "moved", "new"], run.Engine.Standing.Select(t => t.Rule));
    }

    [Fact]
    public void A_rule_that_changes_its_clock_keeps_what_has_passed()
    {
        var calendar = new MarketCalendar { Opens = new(9, 0), Closes = new(17, 0) };
        var rule = Rule() with { For = TimeSpan.FromHours(3) };
        var run = new AlertRun(Policy(rule), calendar);
        for (var minute = 0; minute <= 120; minute += 60) run.At(minute + 9 * 60, Of("loss", 11));
        run.Restart(Policy(rule with { Clock = AlertClock.Market }));
        Assert.Empty(run.At(11.5 * 60, Of("loss", 11)));
        Assert.Single(run.At(12 * 60, Of("loss", 11)));
    }

    [Fact]
    public void A_state_that_is_not_its_own_is_refused()
    {
        var engine = new AlertEngine("m", Policy(Rule()));
        engine.Advance(Start, [Of("loss", 11)]);
        var state = engine.Save();
        Assert.Contains("of the alerts of 'm', not of 'other'", Refused("other", state), StringComparison.Ordinal);
        Assert.Contains("has version 99; this library reads 1", Refused("m", state.Replace("\"version\":1", "\"version\":99", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused("m", state[..^20]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused("m", state.Replace("\"held\"", "\"hold\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        for (var i = 0; i < state.Length; i += 7) // cut anywhere
            Refused("m", state[..i]);

        static string Refused(string model, string state) => Assert.Throws<InvalidDataException>(() => AlertEngine.Restore(model, Policy(Rule()), null, state)).Message;
    }

    [Fact]
    public void Rules_whose_metric_never_came_are_named()
    {
        var run = new AlertRun(Policy(Rule(), Rule("typo", "los"), Rule("empty", "missing")));
        run.At(0, Of("loss", 1), Of("missing", double.NaN));
        Assert.Equal(["typo"], run.Engine.Unmeasured);
        run.Restart();
        Assert.Equal(["typo"], run.Engine.Unmeasured);
    }

    [Fact]
    public void A_policy_with_problems_judges_nothing() =>
        Assert.Contains("depends on 'feed', which is not there", Assert.Throws<ArgumentException>(() => new AlertEngine("m", Policy(Rule() with { DependsOn = ["feed"] }))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_transition_says_what_against_which_limit_and_for_whom()
    {
        var run = new AlertRun(Policy(Rule("drawdown", "max_drawdown", -0.05, -0.03) with { Bad = Side.Below, Owner = "desk", Runbook = "https://desk.invalid/drawdown", For = TimeSpan.FromDays(2), Because = "half the yearly risk budget" }));
        for (var day = 0; day < 3; day++) run.At(Start.AddDays(day), new Measurement("max_drawdown", -0.061) { Count = 30, Unit = "%" });
        run.At(Start.AddDays(3), new Measurement("max_drawdown", -0.03) { Count = 30, Unit = "%" });
        Assert.Equal(
        [
            "max_drawdown = -6.10 %, limit < -5.00 % (half the yearly risk budget); fires when that lasts 2d",
            "max_drawdown = -6.10 %, limit < -5.00 %, for 2d (half the yearly risk budget)",
            "max_drawdown = -3.00 %, back past -3.00 %",
        ], run.All.Select(t => t.Because));
        Assert.Equal(("desk", "https://desk.invalid/drawdown", "m", -0.05, -0.03, (DateTime?)Start.AddDays(2)), (run.All[2].Owner, run.All[2].Runbook, run.All[2].Group, run.All[2].Enter!.Value, run.All[2].Exit!.Value, run.All[2].FiringSince));
        Assert.Equal([1, 2, 3], run.All.Select(t => t.Number));
    }
}
