using System.Text;
using System.Text.Json;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

public sealed class AuditCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public AuditCommandTests() => _folder.Text("modelops.json", """{ "models": {} }""");

    public void Dispose() => _folder.Dispose();

    LedgerFolder Ledger => Workspace.Open(_folder.Path).Ledger;

    void Append(int events, string actor = "risk-desk")
    {
        using var ledger = Ledger.Open("example.com/desk-7", ModelRegistry.Projections);
        for (var i = 0; i < events; i++) ledger.Append(new LedgerEntry("note.made", actor, Encoding.UTF8.GetBytes("""{"version":1}""")));
    }

    Outcome Run(params string[] arguments) => Modelops.Run([.. arguments, "--workspace", _folder.Path]);

    [Fact]
    public void A_ledger_that_holds_ends_with_0_and_says_what_was_looked_at()
    {
        Append(3);
        var outcome = Run("audit", "verify", "--json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var root = JsonDocument.Parse(outcome.Out).RootElement;
        Assert.Equal(("unknown", true, 3), (root.GetProperty("severity").GetString(), root.GetProperty("holds").GetBoolean(), root.GetProperty("events").GetInt32()));
        Assert.Contains("3 events, root ", Run("audit", "verify").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_ends_with_1()
    {
        Append(3);
        var bytes = File.ReadAllBytes(Ledger.Database);
        bytes[Encoding.Latin1.GetString(bytes).IndexOf("risk-desk", StringComparison.Ordinal)] ^= 1;
        File.WriteAllBytes(Ledger.Database, bytes);
        var outcome = Run("audit", "verify", "--json");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("critical", JsonDocument.Parse(outcome.Out).RootElement.GetProperty("severity").GetString());
    }

    [Fact]
    public void A_checkpoint_kept_outside_tells_a_history_that_was_rewritten()
    {
        Append(2);
        var kept = _folder["kept.txt"];
        Assert.Equal(0, Run("audit", "checkpoint", "--out", kept).Code);
        Assert.Equal(Run("audit", "checkpoint").Out, File.ReadAllText(kept));
        Append(2);
        Assert.Equal(0, Run("audit", "verify", "--checkpoint", kept).Code);

        File.Delete(Ledger.Database);
        Append(4, "somebody else");
        Assert.Equal(0, Run("audit", "verify").Code);
        var outcome = Run("audit", "verify", "--checkpoint", kept);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("history was rewritten", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_ledger_key_or_checkpoint_it_ends_with_2()
    {
        Assert.Equal(2, Run("audit", "verify").Code);
        Assert.Contains("There is no ledger", Run("audit", "verify").Error, StringComparison.Ordinal);
        Append(0);
        Assert.Contains("no signed checkpoint yet", Run("audit", "checkpoint").Error, StringComparison.Ordinal);
        Assert.Contains(_folder["modelops.json"], Run("audit", "verify", "--checkpoint", _folder["modelops.json"]).Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("audit", "verify", "--key", _folder["none"]).Code);
        Assert.Equal(2, Run("audit", "verify", "--key", _folder["modelops.json"]).Code);
    }
}
