using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Retraining;

public sealed class RetrainingPolicyTests
{
    static readonly DateOnly Trained = new(2020, 1, 1);
    static readonly Threshold Psi = Threshold.Above("psi", 0.1, 0.25, "Siddiqi, 2006", 10);

    /// <summary>A day after the training, one row a day from 1,000 on.</summary>
    static MonitoringDay Day(int day, params Measurement[] measurements) => new(Trained.AddDays(day), 1000 + day) { Measurements = measurements };
    static MonitoringDay[] Days(int count, Func<int, double> psi) => [.. Enumerable.Range(1, count).Select(d => Day(d, new Measurement("psi", psi(d)) { Of = "momentum", Count = 100 }))];

    static readonly RetrainingPolicy Drift = new() { Triggers = [new MeasurementTrigger { Threshold = Psi, Days = 3 }] };

    [Fact]
    public void Drift_that_stands_for_the_days_asked_fires_and_one_day_of_it_does_not()
    {
        Assert.Empty(Drift.Evaluate(Trained, 1000, Days(40, d => d % 3 == 0 ? 0.1 : 0.3)).Runs);
        var run = Assert.Single(Drift.Evaluate(Trained, 1000, Days(40, d => d is >= 20 and < 24 ? 0.3 : 0.1)).Runs);
        Assert.Equal(Trained.AddDays(22), run.Day);
        Assert.Equal("psi of momentum = 0.3, limit > 0.25, 3 days in a row (Siddiqi, 2006)", run.Why);
        Assert.Equal(["psi > 0.25 on 3 days"], run.Fired);
    }

    [Fact]
    public void Days_that_could_not_be_judged_neither_count_nor_break_the_row()
    {
        var days = Days(10, d => 0.3);
        days[1] = Day(2, Measurement.Missing("psi", "no rows") with { Of = "momentum" });
        days[2] = Day(3, new Measurement("psi", 0.9) { Of = "momentum", Count = 2 });
        days[3] = Day(4);
        Assert.Equal(Trained.AddDays(6), Drift.Evaluate(Trained, 1000, days).Runs[0].Day);
    }

    [Fact]
    public void Alerts_of_other_reports_fire_by_severity_and_number()
    {
        Report Report(double psi, double other) => new() { Title = "drift", Measurements = [new("psi", psi) { Of = "a", Count = 100 }, new("psi", other) { Of = "b", Count = 100 }], Thresholds = [Psi], Provenance = new() };
        var policy = new RetrainingPolicy { Triggers = [new SeverityTrigger { At = Severity.Warning, Alerts = 2 }] };
        MonitoringDay[] days = [MonitoringDay.Of(Trained.AddDays(1), 1000, Report(0.3, 0)), MonitoringDay.Of(Trained.AddDays(2), 1000, Report(0.3, 0.2)), MonitoringDay.Of(Trained.AddDays(3), 1000)];
        var run = Assert.Single(policy.Evaluate(Trained, 1000, days).Runs);
        Assert.Equal(Trained.AddDays(2), run.Day);
        Assert.Equal("psi of a = 0.3, limit > 0.25 (Siddiqi, 2006) and 1 more", run.Why);
        Assert.Null(days[2].Alerts);
        Assert.Empty(MonitoringDay.Of(Trained.AddDays(1), 1000, Report(0, 0)).Alerts!);
    }

    [Fact]
    public void Fall_is_measured_against_the_first_values_after_the_last_training()
    {
        var policy = new RetrainingPolicy { Triggers = [new FallTrigger { Metric = "hit_rate", By = 0.05, Reference = 5, Recent = 3 }] };
        var days = Enumerable.Range(1, 40).Select(d => Day(d, new Measurement("hit_rate", d switch { <= 10 => 0.56, <= 25 => 0.50, _ => 0.42 }))).ToArray();
        var runs = policy.Evaluate(Trained, 1000, days).Runs;
        // Days 11 to 13 are three at 0.50; then 0.50 is the reference, and of days 25 to 27 two are at 0.42: a mean of 0.447.
        Assert.Equal([13, 27], runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.Equal("hit_rate went from 0.56, the mean of 5 values after the training, to 0.5, the mean of the last 3", runs[0].Why);
        var rising = new RetrainingPolicy { Triggers = [new FallTrigger { Metric = "hit_rate", By = 0.05, Bad = Side.Above, Reference = 5, Recent = 3 }] };
        Assert.Empty(rising.Evaluate(Trained, 1000, days).Runs);
    }

    [Fact]
    public void Calendar_and_new_rows_count_from_the_last_training()
    {
        var days = Days(400, _ => 0);
        var calendar = new RetrainingPolicy { Triggers = [new CalendarTrigger { EveryMonths = 6 }] }.Evaluate(Trained, 1000, days);
        Assert.Equal([new DateOnly(2020, 7, 1), new(2021, 1, 1)], calendar.Runs.Select(r => r.Day));
        Assert.Equal(["every 6 months: due on 2021-07-01"], calendar.Outlook);
        var rows = new RetrainingPolicy { Triggers = [new NewRowsTrigger { Rows = 150 }] }.Evaluate(Trained, 1000, days);
        Assert.Equal([150, 300], rows.Runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.Equal(["150 new rows: 100 of 150 rows"], rows.Outlook);
    }

    [Fact]
    public void All_of_several_is_met_only_on_a_day_on_which_each_is()
    {
        var both = new AllTrigger { Triggers = [new MeasurementTrigger { Threshold = Psi }, new NewRowsTrigger { Rows = 30 }] };
        var policy = new RetrainingPolicy { Triggers = [both, new CalendarTrigger { EveryMonths = 12 }] };
        var report = policy.Evaluate(Trained, 1000, Days(60, d => d is 10 or 45 ? 0.3 : 0));
        var run = Assert.Single(report.Runs);
        Assert.Equal(45, run.Day.DayNumber - Trained.DayNumber);
        Assert.Contains("; and 45 rows since the training of 2020-01-01", run.Why, StringComparison.Ordinal);
        Assert.Equal("none of the others by 2020-03-01: every 12 months, due on 2021-01-01", run.Next);
    }

    [Fact]
    public void Each_run_says_which_other_trigger_would_have_fired_next()
    {
        var policy = new RetrainingPolicy { Triggers = [new MeasurementTrigger { Threshold = Psi }, new CalendarTrigger { EveryMonths = 12 }, new NewRowsTrigger { Rows = 90 }] };
        var report = policy.Evaluate(Trained, 1000, Days(200, d => d == 50 ? 0.3 : 0));
        Assert.Equal([50, 140], report.Runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.Equal($"90 new rows, on {Trained.AddDays(90):yyyy-MM-dd}", report.Runs[0].Next);
        Assert.Equal("none of the others by 2020-07-19: psi > 0.25, now 0, limit > 0.25; every 12 months, due on 2021-02-20", report.Runs[1].Next);
    }

    [Fact]
    public void Cool_down_budget_and_minimum_data_hold_back_and_say_until_when()
    {
        var always = new RetrainingPolicy { Triggers = [new MeasurementTrigger { Threshold = Psi }], CoolDownDays = 30 };
        var cooled = always.Evaluate(Trained, 1000, Days(70, _ => 0.3));
        Assert.Equal([30, 60], cooled.Runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.Equal((Trained.AddDays(1), Trained.AddDays(29), "cool-down until 2020-01-31"), (cooled.HeldBack[0].From, cooled.HeldBack[0].To, cooled.HeldBack[0].By));
        Assert.Equal(29 + 29 + 10, cooled.Measured("held_back_days").Value);

        var budget = (always with { BudgetPerYear = 2 }).Evaluate(Trained, 1000, Days(500, _ => 0.3));
        // A year after the first two; the last one waits for its cool-down, a day longer.
        Assert.Equal([30, 60, 396, 426], budget.Runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.All(budget.Runs, r => Assert.InRange(budget.Runs.Count(o => o.Day <= r.Day && o.Day > r.Day.AddYears(-1)), 1, 2));
        Assert.Contains(budget.HeldBack, h => h.By == "budget of 2 a year until 2021-01-31");

        var minimum = (always with { CoolDownDays = 0, MinimumRows = 1020 }).Evaluate(Trained, 1000, Days(21, _ => 0.3));
        Assert.Equal([20, 21], minimum.Runs.Select(r => r.Day.DayNumber - Trained.DayNumber));
        Assert.Equal("minimum data: 1,020 rows", Assert.Single(minimum.HeldBack).By);
    }

    [Fact]
    public void Later_days_never_change_an_earlier_decision() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 40), 120).ToArbitrary(), Gen.Choose(10, 119).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (psi, cut, cool) =>
        {
            var policy = new RetrainingPolicy { Triggers = [new MeasurementTrigger { Threshold = Psi, Days = 2 }, new FallTrigger { Metric = "psi", Of = "momentum", Bad = Side.Above, By = 0.1, Reference = 5, Recent = 5 }, new CalendarTrigger { EveryMonths = 2 }], CoolDownDays = cool, BudgetPerYear = 4 };
            var days = Days(120, d => psi[d - 1] / 100.0);
            var (whole, part) = (policy.Evaluate(Trained, 1000, days), policy.Evaluate(Trained, 1000, days[..cut]));
            return whole.Runs.Where(r => r.Day <= days[cut - 1].Day).Select(r => (r.Day, r.Why)).SequenceEqual(part.Runs.Select(r => (r.Day, r.Why)))
                && whole.Runs.Zip(whole.Runs.Skip(1)).All(p => p.Second.Day >= p.First.Day.AddDays(cool));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Policy_is_data_that_reads_back_and_a_mistake_in_it_is_an_error()
    {
        const string json = """
            {
              "triggers": [
                { "kind": "measurement", "threshold": { "metric": "psi", "warning": 0.1, "critical": 0.25, "because": "Siddiqi, 2006" }, "at": "warning", "days": 3 },
                { "kind": "severity", "at": "critical", "alerts": 2 },
                { "kind": "all", "triggers": [ { "kind": "fall", "metric": "hit_rate", "by": 0.03 }, { "kind": "newRows", "rows": 250 } ] },
                { "kind": "calendar", "everyMonths": 12 }
              ],
              "coolDownDays": 30, "minimumRows": 1000, "budgetPerYear": 4
            }
            """;
        var policy = RetrainingPolicy.Parse(json);
        Assert.Equal(["psi > 0.1 on 3 days", "2 alerts, critical", "hit_rate down by 0.03 and 250 new rows", "every 12 months"], policy.Triggers.Select(t => t.Name));
        Assert.Equal(policy.ToJson(), RetrainingPolicy.Parse(policy.ToJson()).ToJson());

        string Wrong(string from, string to) => Assert.Throws<InvalidDataException>(() => RetrainingPolicy.Parse(json.Replace(from, to, StringComparison.Ordinal), "policy.json")).Message;
        Assert.Contains("'coolDown' is not known here.", Wrong("coolDownDays", "coolDown"), StringComparison.Ordinal);
        Assert.Contains("kind is 'moon'", Wrong("\"kind\": \"calendar\"", "\"kind\": \"moon\""), StringComparison.Ordinal);
        Assert.Contains("A cool-down is not negative.", Wrong("\"coolDownDays\": 30", "\"coolDownDays\": -1"), StringComparison.Ordinal);
        Assert.Contains("policy.json: 'psi' has no 'because'", Wrong("Siddiqi, 2006", ""), StringComparison.Ordinal);
        Assert.Contains("'psi' has no critical level, so that its trigger never fires", Wrong("\"critical\": 0.25, \"because\": \"Siddiqi, 2006\" }, \"at\": \"warning\"", "\"because\": \"Siddiqi, 2006\" }"), StringComparison.Ordinal);
        Assert.Contains("the trigger 'every 12 months' stands twice", Wrong("\"kind\": \"severity\", \"at\": \"critical\", \"alerts\": 2", "\"kind\": \"calendar\", \"everyMonths\": 12"), StringComparison.Ordinal);
        Assert.Contains("there is no trigger", Assert.Throws<InvalidDataException>(() => RetrainingPolicy.Parse("""{ "triggers": [] }""")).Message, StringComparison.Ordinal);
        Assert.Contains("'all' needs at least two triggers", Assert.Throws<InvalidDataException>(() => RetrainingPolicy.Parse("""{ "triggers": [ { "kind": "all", "triggers": [] } ] }""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void History_that_is_out_of_order_or_loses_rows_is_refused_by_its_day()
    {
        Assert.StartsWith("2020-01-03 comes after 2020-01-03.", Assert.Throws<ArgumentException>(() => Drift.Evaluate(Trained, 1000, [Day(2), Day(2)])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2020-01-01 comes after 2020-01-01.", Assert.Throws<ArgumentException>(() => Drift.Evaluate(Trained, 1000, [Day(0)])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2020-01-03 has 5 rows, fewer than the 1,001 before it", Assert.Throws<ArgumentException>(() => Drift.Evaluate(Trained, 1000, [Day(1), Day(2) with { Rows = 5 }])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Drift.Evaluate(Trained, 1000, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FallTrigger { Metric = "x", By = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeasurementTrigger { Threshold = Psi, At = Severity.Unknown });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrainingPolicy { Triggers = [], BudgetPerYear = 0 });
    }

    [Fact]
    public void Report_reads_as_a_page_and_its_picture_has_a_row_a_trigger()
    {
        var report = new RetrainingPolicy { Triggers = [new MeasurementTrigger { Threshold = Psi }, new CalendarTrigger { EveryMonths = 12 }], CoolDownDays = 20 }.Evaluate(Trained, 1000, Days(60, d => d is > 10 and < 40 ? 0.3 : 0));
        var text = report.ToString();
        Assert.Contains("The policy would have trained again once, last on 2020-01-21.", text, StringComparison.Ordinal);
        Assert.Contains("psi > 0.25: fired 2020-01-12 to 2020-02-10", text, StringComparison.Ordinal);
        Assert.Contains("every 12 months: due on 2021-01-21", report.Outlook);
        Assert.Equal(29, report.Measured("fired_days", "psi > 0.25").Value);
        Assert.Contains("cool-down until 2020-02-10", text, StringComparison.Ordinal);
    }
}
