using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

/// <summary>The live year of the S&amp;P 500 model, session by session: hardly a word in the calm months, a page in the crash, and no flapping.</summary>
public sealed class SpxReplayTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    static readonly DateOnly Crash = new(2020, 2, 1), End = new(2020, 5, 1);

    [Fact]
    public void Two_alerts_at_most_in_the_calm_months_and_a_page_by_the_27th_of_February()
    {
        var calm = AlertReplay.Of(demonstration.Model, demonstration.Record, demonstration.Record.GoLive, Crash);
        var crash = AlertReplay.Of(demonstration.Model, demonstration.Record, Crash, End);
        foreach (var (name, replay) in new[] { ("calm", calm), ("crash", crash) })
            foreach (var period in replay.Alerts.Periods)
                TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{name}: {period.Severity} {period.Key} {period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}: {period.Evidence}"));
        TestContext.Current.TestOutputHelper?.WriteLine(calm.Comparison.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(crash.Comparison.ToString());

        Assert.InRange(calm.Alerts.Periods.Count, 0, 2);
        Assert.DoesNotContain(calm.Alerts.Periods, p => p.Severity == Severity.Critical);
        var page = crash.Alerts.Transitions.First(t => t is { To: AlertState.Firing, Severity: Severity.Critical });
        Assert.InRange(page.At, new(2020, 2, 20, 0, 0, 0, DateTimeKind.Utc), new(2020, 2, 28, 0, 0, 0, DateTimeKind.Utc)); // the 27th ends as the 28th begins
        Assert.True(page.Evidence.Exists && page.Evidence.Count > 0);

        // The naive rule speaks several times as often, in the calm and in the crash
        Assert.True(calm.Naive.Sum(n => n.Episodes) > calm.Alerts.Periods.Count);
        Assert.True(crash.Naive.Sum(n => n.Episodes) > 2 * crash.Alerts.Periods.Count);
    }

    [Fact]
    public void No_alert_ends_and_fires_again_within_its_exit_band()
    {
        var limits = MonitoringSession.Begin(demonstration.Model, demonstration.Record).Limits;
        var rules = DeclaredAlerts.Of(demonstration.Workspace, demonstration.Model.Definition, limits).Policy.Rules.ToDictionary(r => r.Name);
        var replay = AlertReplay.Of(demonstration.Model, demonstration.Record, demonstration.Record.GoLive, End);
        Assert.NotEmpty(replay.Alerts.Periods);
        foreach (var alert in replay.Alerts.Transitions.GroupBy(t => t.Key))
            foreach (var ended in alert.Where(t => t.To == AlertState.Resolved))
            {
                var rule = rules[ended.Rule];
                var (value, exit) = (ended.Evidence.Value, rule.Exit ?? rule.Enter);
                Assert.True(rule.Bad == Side.Above ? value <= exit : value >= exit, $"{ended.Key} ended on {ended.At:yyyy-MM-dd} at {value}, and its exit level is {exit}");
            }
    }
}
