using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public class LedgerAsOfTests
{
    static readonly DateTimeOffset March = new(2020, 3, 10, 0, 0, 0, TimeSpan.Zero);

    static PlannedAction Plan(string name) => new()
    {
        Model = RegistryWorkspace.Model, Period = "2020-02", Name = name, What = "Train again", Because = "inputs have moved", Evidence = "input-drift", Owner = "anna", Due = new(2020, 4, 15),
        Trigger = "when the page is signed", Rule = "unknown-world", NoGain = "asked, not measured",
    };

    static string[] Actions(RegistryWorkspace workspace)
    {
        using var registry = ModelRegistry.OpenToRead(workspace.Registry.Workspace);
        return [.. registry?.Actions.All().Select(a => $"{a.Action.Name} {a.State}") ?? ["no registry"]];
    }

    [Fact]
    public async Task Reading_sees_what_was_recorded_before_and_nothing_later_whenever_that_took_effect()
    {
        using var workspace = new RegistryWorkspace();
        var register = workspace.Registry.Actions;
        register.Propose([Plan("retrain")], "modelops", March);
        using (var seen = LedgerAsOf.Now(workspace.Registry.Workspace))
        {
            Assert.Equal((1, Convert.ToHexStringLower(workspace.Registry.Ledger.Root)), (seen.Size, seen.Root));
            Assert.Equal(["retrain Proposed"], Actions(workspace));
            register.Propose([Plan("halve-risk")], "modelops", March);
            register.Close("alpha/2020-02/retrain", "anna", "version 2 is registered", March);
            Assert.Equal(["retrain Proposed"], Actions(workspace));
            Assert.Equal(["retrain Proposed"], await Task.Run(() => Actions(workspace), TestContext.Current.CancellationToken));
            using (LedgerAsOf.Of(workspace.Registry.Workspace, 2, RootAt(workspace, 2))) Assert.Equal(["retrain Proposed", "halve-risk Proposed"], Actions(workspace));
            Assert.Equal(["retrain Proposed"], Actions(workspace));
        }
        Assert.Equal(["retrain Done", "halve-risk Proposed"], Actions(workspace));
    }

    [Fact]
    public void Where_there_was_no_event_there_is_no_registry()
    {
        using var workspace = new RegistryWorkspace();
        using (LedgerAsOf.Now(workspace.Registry.Workspace))
        {
            workspace.Registry.Actions.Propose([Plan("retrain")], "modelops", March);
            Assert.Equal(["no registry"], Actions(workspace));
        }
        Assert.Equal(["retrain Proposed"], Actions(workspace));
    }

    [Fact]
    public void Another_ledger_or_an_older_copy_is_refused_and_all_is_seen()
    {
        using RegistryWorkspace workspace = new(), other = new();
        workspace.Registry.Actions.Propose([Plan("retrain")], "modelops", March);
        other.Registry.Actions.Propose([Plan("halve-risk")], "modelops", March);
        string Refusal(long size, string root) => Assert.Throws<InvalidDataException>(() => LedgerAsOf.Of(workspace.Registry.Workspace, size, root)).Message;
        Assert.Contains("does not begin with the 1 events that were known", Refusal(1, RootAt(other, 1)), StringComparison.Ordinal);
        Assert.Contains("has 1 events, and 2 were known", Refusal(2, RootAt(workspace, 1)), StringComparison.Ordinal);
        Assert.Equal(["retrain Proposed"], Actions(workspace));
    }

    [Fact]
    public void A_ledger_that_is_not_concerned_is_read_whole()
    {
        using RegistryWorkspace workspace = new(), other = new();
        using var seen = LedgerAsOf.Now(workspace.Registry.Workspace);
        other.Registry.Actions.Propose([Plan("retrain")], "modelops", March);
        Assert.Equal(["retrain Proposed"], Actions(other));
    }

    static string RootAt(RegistryWorkspace workspace, long size)
    {
        var ledger = workspace.Registry.Ledger;
        var frontier = new ModelOpsLab.Lineage.MerkleFrontier();
        foreach (var one in ledger.Read(1, size)) frontier.Append(Convert.FromHexString(one.Hash));
        return Convert.ToHexStringLower(frontier.Root());
    }
}
