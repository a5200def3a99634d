using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class BurnRateTests
{
    /// <summary>The windows of the workbook's table of recommended parameters for a budget of 30 days, with the shares of it that they use up.</summary>
    static readonly (double Hours, double ShortMinutes, double Factor, double Share)[] Workbook = [(1, 5, 14.4, 0.02), (6, 30, 6, 0.05), (72, 360, 1, 0.10)];

    static AlertRule Rule(double budget, params BurnWindows[] windows) =>
        AlertRun.Rule("burn", "return", 1) with { Bad = Side.Below, BurnRate = windows.Length == 0 ? new() { Budget = budget } : new() { Budget = budget, Windows = windows } };

    [Fact]
    public void Factors_of_the_workbook_use_up_its_shares_of_the_budget() => Assert.All(Workbook, w =>
    {
        var pair = new BurnWindows { Long = TimeSpan.FromHours(w.Hours), Short = TimeSpan.FromMinutes(w.ShortMinutes), Factor = w.Factor };
        var minutes = (int)(60 * w.Hours);
        foreach (var (excess, fires) in new[] { (0.999, false), (1.03, true) }) // slots hold up to a 48th less than the window
        {
            var run = new AlertRun(AlertRun.Policy(Rule(0.10, pair)));
            for (var i = 1; i <= 2 * minutes; i++) run.At(i, AlertRun.Of("return", -0.10 * w.Share * excess / minutes));
            Assert.Equal(fires, run.Engine.Standing.Count == 1);
        }
    });

    [Fact]
    public void Both_windows_must_burn_so_that_a_loss_long_over_alarms_nobody()
    {
        var run = new AlertRun(AlertRun.Policy(Rule(0.10)));
        for (var i = 0; i <= 600; i++) run.At(i, AlertRun.Of("return", i == 300 ? -0.05 : 0.0));
        Assert.Equal("300:Inactive>Firing 330:Firing>Resolved", run.Steps); // 30 minutes is the short window of the slower pair
        Assert.Contains("return burns 360 times as fast as the budget of 0.1 in 30d allows over 1h, 4,320 times over 5m; factor 14.4", run.All[0].Because, StringComparison.Ordinal);
        Assert.Equal(("burn_rate", 25), (run.All[0].Evidence.Metric, Math.Round(run.All[0].Evidence.Value, 9)));
    }

    [Fact]
    public void Gains_pay_for_losses_and_costs_are_losses_where_above_is_bad()
    {
        var run = new AlertRun(AlertRun.Policy(Rule(0.10), Rule(0.10) with { Name = "cost", Metric = "cost", Bad = Side.Above }));
        for (var i = 0; i < 120; i++) run.At(i, AlertRun.Of("return", i % 2 == 0 ? 0.011 : -0.01), AlertRun.Of("cost", i == 80 ? 0.05 : 0));
        Assert.Equal(["m/cost", "m/cost"], run.All.Select(t => t.Key));
    }

    [Fact]
    public void Amounts_that_are_missing_or_infinite_are_not_judged()
    {
        var run = new AlertRun(AlertRun.Policy(Rule(0.10)));
        run.At(0, AlertRun.Of("return", double.NegativeInfinity));
        run.At(1, AlertRun.Of("return", double.NaN));
        run.At(2);
        run.At(3, AlertRun.Of("return", -0.05));
        Assert.Equal("3:Inactive>Firing", run.Steps);
        run.At(4, AlertRun.Of("return", double.NaN));
        run.At(5000, AlertRun.Of("return", double.PositiveInfinity));
        Assert.Equal("3:Inactive>Firing 5000:Firing>Firing", run.Steps); // no measurement for a day: it says so
        run.At(5001, AlertRun.Of("return", 0));
        Assert.Equal(AlertState.Resolved, run.All[^1].To);
        Assert.DoesNotContain("\"slot\"", run.Engine.Save(), StringComparison.Ordinal); // what has left every window is forgotten
    }

    [Fact]
    public void A_window_holds_the_amounts_of_its_length_to_a_48th() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var draw = new ModelOpsLab.Statistics.DeterministicRandom((ulong)seed);
        var (length, budget) = (TimeSpan.FromMinutes(240), LossBudget.For(Rule(1, new BurnWindows { Long = TimeSpan.FromMinutes(240), Short = TimeSpan.FromMinutes(20), Factor = 1 }), ""));
        List<(long At, double Loss)> all = [];
        long now = AlertRun.Start.Ticks;
        for (var i = 0; i < 300; i++)
        {
            now += (long)(draw.NextDouble() * TimeSpan.TicksPerMinute * 5);
            all.Add((now, draw.NextDouble()));
            budget.Add(now, all[^1].Loss);
            double Sum(double share) => all.Where(a => a.At > now - share * length.Ticks).Sum(a => a.Loss);
            Assert.InRange(budget.Windows[0].Loss, Sum(47.0 / 48) - 1e-9, Sum(1) + 1e-9);
            Assert.True(budget.Windows.All(w => w.Amounts.Count <= 48));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Budget_kept_for_other_windows_is_begun_anew()
    {
        var run = new AlertRun(AlertRun.Policy(Rule(0.10)));
        run.At(0, AlertRun.Of("return", -0.05));
        run.Restart(AlertRun.Policy(Rule(0.10, new BurnWindows { Long = TimeSpan.FromHours(2), Short = TimeSpan.FromMinutes(10), Factor = 1 })));
        Assert.Equal(AlertState.Resolved, run.At(1, AlertRun.Of("return", 0)).Single().To);
    }
}
