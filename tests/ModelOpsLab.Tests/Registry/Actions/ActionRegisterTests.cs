using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public class ActionRegisterTests
{
    static readonly DateTimeOffset EndOfMarch = new(2020, 4, 1, 0, 0, 0, TimeSpan.Zero);

    static PlannedAction Plan(string name = "retrain", string period = "2020-03", DateOnly? due = null) => new()
    {
        Model = RegistryWorkspace.Model, Period = period, Name = name, What = "Train again", Because = "inputs have moved", Evidence = "input-drift", Owner = "anna", Due = due ?? new(2020, 4, 15), Trigger = "when the page is signed",
        Rule = "unknown-world", Gain = new("drift_excess", "return_1d", "input-drift", 1.2, 1, Side.Above, ""),
    };

    [Fact]
    public void An_action_is_proposed_taken_on_and_done_each_step_with_who_and_why()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        var proposed = Assert.Single(register.Propose([Plan()], "modelops", EndOfMarch));
        Assert.Equal(("alpha/2020-03/retrain", ActionState.Proposed, "anna", EndOfMarch), (proposed.Id, proposed.State, proposed.Action.Owner, proposed.ProposedAt));
        register.Take(proposed.Id, "ben", "anna is away", "ben", new(2020, 4, 20));
        var done = register.Close(proposed.Id, "ben", "version 4 is registered");
        Assert.Equal((ActionState.Done, "ben", new DateOnly(2020, 4, 20)), (done.State, done.Action.Owner, done.Action.Due));
        Assert.Equal([(ActionState.Taken, "ben", "anna is away"), (ActionState.Done, "ben", "version 4 is registered")], done.Steps.Select(s => (s.State, s.By, s.Because)));
        Assert.Equal(Plan().Gain, done.Action.Gain);
        workspace.Reopen();
        Assert.Equal(JsonFormat.Write(done), JsonFormat.Write(workspace.Registry.Actions.Action(done.Id)));
        Assert.Equal([ActionKind("proposed"), ActionKind("taken"), ActionKind("done")], workspace.Registry.Ledger.Read().Select(e => e.Kind));

        static string ActionKind(string step) => "action." + step;
    }

    [Fact]
    public void Reviewing_a_period_twice_proposes_nothing_twice_and_a_later_review_carries_over_what_is_open()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        Assert.Equal(2, register.Propose([Plan(), Plan("halve-risk")], "modelops").Count);
        var size = workspace.Registry.Ledger.Size;
        Assert.Empty(register.Propose([Plan(), Plan("halve-risk")], "modelops"));
        Assert.Empty(register.Propose([Plan(period: "2020-04")], "modelops"));
        Assert.Equal(size, workspace.Registry.Ledger.Size);
        register.Drop("alpha/2020-03/retrain", "anna", "the data are not ready");
        Assert.Empty(register.Propose([Plan()], "modelops")); // of March it was dropped
        Assert.Equal("alpha/2020-04/retrain", Assert.Single(register.Propose([Plan(period: "2020-04")], "modelops")).Id);
    }

    [Fact]
    public void What_is_done_or_dropped_is_done_no_more_and_nothing_is_written()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        register.Propose([Plan()], "modelops");
        register.Close("alpha/2020-03/retrain", "ben", "done");
        var size = workspace.Registry.Ledger.Size;
        Assert.Contains("was done by ben", Assert.Throws<InvalidDataException>(() => register.Drop("alpha/2020-03/retrain", "anna", "no")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => register.Take("alpha/2020-03/retrain", "anna"));
        Assert.Contains("Did you mean 'alpha/2020-03/retrain'?", Assert.Throws<KeyNotFoundException>(() => register.Close("alpha/2020-03/retrian", "anna", "x")).Message, StringComparison.Ordinal);
        Assert.Equal(size, workspace.Registry.Ledger.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u202Egnp.exe")]
    public void A_reason_that_is_empty_or_reorders_text_is_refused(string because)
    {
        using var workspace = new RegistryWorkspace();
        workspace.Registry.Actions.Propose([Plan()], "modelops");
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Actions.Close("alpha/2020-03/retrain", "ben", because));
        Assert.Equal(ActionState.Proposed, workspace.Registry.Actions.Action("alpha/2020-03/retrain").State);
    }

    [Fact]
    public void Ids_that_are_no_names_and_an_action_twice_are_refused()
    {
        using var workspace = new RegistryWorkspace();
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Actions.Propose([Plan("../etc")], "modelops"));
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Actions.Propose([Plan(period: "2020/03")], "modelops"));
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Actions.Propose([Plan(), Plan()], "modelops"));
        Assert.Equal(0, workspace.Registry.Ledger.Size);
    }

    [Fact]
    public void What_took_effect_later_is_not_known_at_a_time()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        register.Propose([Plan()], "modelops", EndOfMarch);
        register.Close("alpha/2020-03/retrain", "ben", "done", EndOfMarch.AddDays(16));
        Assert.Empty(register.All("alpha", EndOfMarch.AddSeconds(-1)));
        var then = Assert.Single(register.All("alpha", EndOfMarch.AddDays(10)));
        Assert.Equal((ActionState.Proposed, false, true), (then.State, then.IsLate(new(2020, 4, 15)), then.IsLate(new(2020, 4, 16))));
        Assert.True(Assert.Single(register.All()).IsLate(new(2020, 4, 30))); // done on the 17th, due on the 15th
        Assert.Empty(register.All("beta"));
    }

    [Fact]
    public void The_state_table_is_what_the_events_come_to()
    {
        using var workspace = new RegistryWorkspace();
        workspace.Registry.Actions.Propose([Plan(), Plan("halve-risk")], "modelops");
        workspace.Registry.Actions.Drop("alpha/2020-03/halve-risk", "ben", "the limit is low already");
        var report = workspace.Registry.Workspace.Ledger.Verify(ModelRegistry.Projections);
        Assert.True(report.Severity != Severity.Critical, report.ToString());
    }

    /// <summary>Any run of steps, allowed or not, leaves what a plain list of states would.</summary>
    [Fact]
    public void Any_run_of_steps_ends_where_a_plain_list_of_states_does()
    {
        using var workspace = new RegistryWorkspace();
        var (register, period) = (workspace.Registry.Actions, 0);
        Prop.ForAll(Gen.Choose(0, 3).ListOf(8).ToArbitrary(), steps =>
        {
            var (id, expected) = ($"alpha/p{++period}/retrain", (ActionState?)null);
            foreach (var step in steps)
            {
                var allowed = step == 0 ? expected is null : expected is ActionState.Proposed or ActionState.Taken;
                try
                {
                    if (step == 0) { if (register.Propose([Plan(period: $"p{period}")], "modelops").Count == 0) throw new InvalidDataException("known already"); }
                    else if (step == 1) register.Take(id, "ben");
                    else if (step == 2) register.Close(id, "ben", "done");
                    else register.Drop(id, "ben", "not done");
                    if (!allowed) return false;
                    expected = (ActionState)step;
                }
                catch (Exception refused) when (refused is InvalidDataException or KeyNotFoundException)
                {
                    if (allowed) return false;
                }
            }
            if (expected is ActionState.Proposed or ActionState.Taken) register.Drop(id, "ben", "room for the next");
            return expected is null ? register.All().All(a => a.Id != id) : register.Action(id).State == (expected is ActionState.Proposed or ActionState.Taken ? ActionState.Dropped : expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    [Fact]
    public void A_ledger_without_the_table_of_actions_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("modelops-actions-");
        using (var ledger = new LedgerFolder(folder.FullName).Open("example.com/desk")) Assert.Throws<ArgumentException>(() => new ActionRegister(ledger));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Several_reviews_at_once_propose_each_action_once_and_one_of_many_closings_counts()
    {
        using var workspace = new RegistryWorkspace();
        var proposed = 0;
        Parallel.For(0, 8, new() { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var other = ModelRegistry.Open(Workspace.Open(workspace.Folder));
            Interlocked.Add(ref proposed, other.Actions.Propose([Plan(), Plan("halve-risk")], $"review-{i}").Count);
        });
        Assert.Equal((2, 2), (proposed, workspace.Registry.Actions.All().Count));
        var closed = 0;
        Parallel.For(0, 8, new() { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var other = ModelRegistry.Open(Workspace.Open(workspace.Folder));
            try
            {
                other.Actions.Close("alpha/2020-03/retrain", $"person-{i}", "done");
                Interlocked.Increment(ref closed);
            }
            catch (InvalidDataException)
            {
            }
        });
        Assert.Equal((1, 4L - 1), (closed, workspace.Registry.Ledger.Size));
    }

    [Fact]
    public void Owners_are_the_people_of_a_role_then_the_models_owner_then_nobody()
    {
        var people = new ActionOwners { Owner = "anna", ByRole = new Dictionary<string, string> { ["risk"] = "ben" } };
        Assert.Equal(("ben", "anna", ActionOwners.Nobody), (people.Of("risk"), people.Of("desk"), new ActionOwners().Of("risk")));
    }

    [Fact]
    public void Days_due_are_sessions_of_the_market_or_weekdays_where_it_never_closes()
    {
        var nyse = new MarketCalendar { Opens = new(9, 30), Closes = new(16, 0), Holidays = [new(2020, 4, 10)] };
        Assert.Equal(new DateOnly(2020, 4, 13), nyse.After(new(2020, 4, 9), 1)); // Good Friday, a weekend
        Assert.Equal(new DateOnly(2020, 4, 10), MarketCalendar.Always.After(new(2020, 4, 9), 1));
        Assert.Equal(new DateOnly(2020, 4, 9), nyse.After(new(2020, 4, 9), 0));
    }
}
