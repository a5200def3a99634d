using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Reviews;

public class ActionPlanTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    MonthlyReview Review(string month) => MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month(month), ReviewOptions.Of(demonstration.Model.Definition, demonstration.Workspace));

    [Fact]
    public void Each_action_has_an_owner_a_business_day_a_rule_and_a_number_it_is_to_move()
    {
        var actions = Review("2020-02").Actions.ToDictionary(a => a.Name);
        Assert.Equal(["stop", "retrain"], actions.Keys);
        Assert.Equal(("carla", new DateOnly(2020, 3, 2), "loss-limit"), (actions["stop"].Owner, actions["stop"].Due, actions["stop"].Rule)); // the 28th of February is a Friday
        Assert.Equal(("anna", new DateOnly(2020, 3, 13), "training-is-due"), (actions["retrain"].Owner, actions["retrain"].Due, actions["retrain"].Rule));
        Assert.Equal(("loss_excess", "loss", 1.0), (actions["stop"].Gain!.Metric, actions["stop"].Gain!.Of, actions["stop"].Gain!.Target));
        Assert.Equal(11, actions["retrain"].Gain!.Target);
    }

    [Fact]
    public void Actions_of_one_month_reappear_in_the_next_marked_with_what_became_of_them()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        MonthlyReview february = Review("2020-02"), march = Review("2020-03");
        Assert.Contains("No earlier review", february.EarlierActions(register).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, register.Propose(february.Actions, "modelops", february.End).Count);
        Assert.Empty(register.Propose(Review("2020-02").Actions, "modelops", february.End));
        register.Close("spx-momentum/2020-02/stop", "ben", "stopped on 12 March, after version 2", new(2020, 3, 12, 20, 31, 0, TimeSpan.Zero));
        var page = march.EarlierActions(register);
        var rows = page.Blocks.OfType<Table>().Single().Rows;
        Assert.Equal(["done, late", "late"], rows.Select(r => r[4].Text));
        Assert.Equal(["came: 0", "not done; now 15"], rows.Select(r => r[6].Text));
        Assert.Equal(["halve-risk", "investigate-errors"], register.Propose(march.Actions, "modelops", march.End).Select(a => a.Action.Name)); // the retraining of February is open still
        Assert.Equal(page.ToString(), march.EarlierActions(register).ToString()); // its own proposals do not change the page
        Assert.Contains("faite, en retard", MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month("2020-03"), ReviewOptions.Of(demonstration.Model.Definition, demonstration.Workspace) with { Language = Language.French }).EarlierActions(register).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_a_gain_came_is_measured_again_or_the_reason_is_said()
    {
        TrackedAction Done(ExpectedGain? gain) => new()
        {
            Action = new() { Model = "a", Period = "p", Name = "n", What = "", Because = "", Evidence = "", Owner = "", Due = default, Trigger = "", Rule = "", Gain = gain, NoGain = gain is null ? "knowledge" : null },
            State = ActionState.Done, ProposedAt = default, ProposedBy = "", Sequence = 1,
        };
        var gain = new ExpectedGain("max_drawdown", "", "trading-performance", -0.08, -0.04, Side.Below, "%");
        GainFinding Found(params ReviewFact[] now) => GainFinding.Of(Done(gain), now);
        ReviewFact Drawdown(double value) => new(new("max_drawdown", value) { Unit = "%" }, "x") { Report = "trading-performance" };
        Assert.Equal((true, false, true), (Found(Drawdown(-0.03)).Came, Found(Drawdown(-0.05)).Came, Found(Drawdown(-0.04)).Came));
        Assert.Equal("max_drawdown is not measured by this review", Found(Drawdown(-0.03) with { Report = "predictions" }).Because);
        Assert.Equal("max_drawdown: there are no returns", Found(new ReviewFact(Measurement.Missing("max_drawdown", "there are no returns"), "x") { Report = "trading-performance" }).Because);
        Assert.Equal((null, "knowledge"), (GainFinding.Of(Done(null), []).Came, GainFinding.Of(Done(null), []).Because));
    }

    [Fact]
    public void Every_live_month_gives_the_same_actions_twice_and_none_in_calm_ones()
    {
        Assert.Empty(Review("2019-06").Actions);
        Assert.Equal(["halve-risk"], Review("2019-05").Actions.Select(a => a.Name));
        Assert.Equal(JsonFormat.Write(Review("2020-03").Actions), JsonFormat.Write(Review("2020-03").Actions));
    }
}
