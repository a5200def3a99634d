using System.Text;
using System.Text.Json;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

public sealed class AuditBundleCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public AuditBundleCommandTests()
    {
        _folder.Text("modelops.json", """{ "models": {} }""");
        using var ledger = Ledger.Open("example.com/desk-7");
        for (var i = 1; i <= 3; i++) ledger.Append(new LedgerEntry("version.retired", "risk-desk", Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"model":"momentum","version":{{i}},"because":"replaced"}"""))));
    }

    public void Dispose() => _folder.Dispose();

    LedgerFolder Ledger => Workspace.Open(_folder.Path).Ledger;

    string Bundle => _folder["audit.zip"];

    Outcome Write(params string[] arguments) => Modelops.Run(["audit", "bundle", "--out", Bundle, .. arguments, "--workspace", _folder.Path]);

    string Executed(string cell)
    {
        _folder.Notebook("a.ipynb", cell);
        Assert.Equal(0, Modelops.Run("run", _folder["a.ipynb"], "--out", _folder["done.ipynb"]).Code);
        return _folder["done.ipynb"];
    }

    [Fact]
    public void A_bundle_is_written_and_checked_with_0_where_no_workspace_is()
    {
        var written = Write("--json");
        Assert.Equal(0, written.Code);
        Assert.Equal(3, JsonDocument.Parse(written.Out).RootElement.GetProperty("events").GetInt32());
        var key = _folder["ledger.pub"];
        File.Copy(Ledger.PublicKey, key);
        using (var open = ModelOpsLab.Registry.Ledger.Open(Ledger.Database, readOnly: true)) _folder.Text("kept.txt", open.LatestCheckpoint!.Note);
        File.Delete(_folder["modelops.json"]);
        Directory.Delete(_folder[".modelops"], recursive: true);
        var outcome = Modelops.Run("audit", "check", Bundle, "--key", key, "--checkpoint", _folder["kept.txt"], "--json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.True(JsonDocument.Parse(outcome.Out).RootElement.GetProperty("holds").GetBoolean());
        Assert.Contains("3 events, root ", Modelops.Run("audit", "check", Bundle).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_ends_with_1_or_where_it_is_no_bundle_any_more_with_2()
    {
        Assert.Equal(0, Write().Code);
        var other = NoteSigner.Create(_folder["other.key"], "example.com/desk-7").Verifier;
        Assert.Equal(1, Modelops.Run("audit", "check", Bundle, "--key", _folder.Text("other.pub", other + "\n")).Code);
        File.WriteAllBytes(Bundle, File.ReadAllBytes(Bundle)[..^1]);
        var outcome = Modelops.Run("audit", "check", Bundle);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("is refused", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, Modelops.Run("audit", "check", _folder["none.zip"]).Code);
    }

    [Fact]
    public void Two_calls_write_the_same_bytes()
    {
        Assert.Equal(0, Write().Code);
        var first = File.ReadAllBytes(Bundle);
        Assert.Equal(0, Write().Code);
        Assert.Equal(first, File.ReadAllBytes(Bundle));
    }

    [Fact]
    public void Notebooks_are_run_again_from_the_bundle_alone_and_see_its_ledger()
    {
        Assert.Equal(0, Write("--notebook", Executed("""
            #r "nuget: ModelOpsLab, 0.1.0"
            using ModelOpsLab.Registry;
            Ledger.Open(Workspace.Open().Ledger.Database, readOnly: true).Read().Count()
            """)).Code);
        Directory.Delete(_folder[".modelops"], recursive: true);
        var outcome = Modelops.Run("audit", "check", Bundle, "--run", "--json");
        Assert.True(outcome.Code == 0, outcome.Error + outcome.Out);
        var notebook = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("notebooks")[0];
        Assert.Equal(("done.ipynb", true, 1), (notebook.GetProperty("notebook").GetString(), notebook.GetProperty("holds").GetBoolean(), notebook.GetProperty("outputs").GetInt32()));
    }

    [Fact]
    public void A_notebook_whose_outputs_do_not_come_out_again_ends_with_1()
    {
        var notebook = Executed("1 + 1");
        File.WriteAllText(notebook, File.ReadAllText(notebook).Replace("\"2\"", "\"3\"", StringComparison.Ordinal));
        Assert.Equal(0, Write("--notebook", notebook).Code);
        var outcome = Modelops.Run("audit", "check", Bundle, "--run");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("expected 3, found 2", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(0, Modelops.Run("audit", "check", Bundle).Code);
    }

    [Fact]
    public void A_cell_that_ends_the_process_is_told_and_ends_with_1()
    {
        var notebook = Executed("1 + 1");
        File.WriteAllText(notebook, File.ReadAllText(notebook).Replace("1 + 1", "Environment.Exit(0); 1 + 1", StringComparison.Ordinal));
        Assert.Equal(0, Write("--notebook", notebook).Code);
        Assert.Equal(1, Modelops.Process(_folder.Path, "audit", "check", Bundle, "--run").Code);
    }

    static string Declared => """
        { "models": { "alpha": { "title": "A model", "data": "a.csv", "schema": "a.json", "pipeline": { "close": "close", "target": "r", "features": [ { "name": "x", "kind": "return", "window": 1 } ] },
          "trainer": { "kind": "ridge" }, "trainUntil": "2018-12-31", "goLive": "2019-04-01" } } }
        """;

    [Fact]
    public void A_model_is_audited_gaps_first_as_text_as_json_and_as_a_page()
    {
        _folder.Text("modelops.json", Declared);
        Outcome Audit(params string[] arguments) => Modelops.Run(["audit", "model", "alpha", "--as-of", "2020-03-31", .. arguments, "--workspace", _folder.Path]);
        var page = _folder["audit.html"];
        var outcome = Audit("--html", page, "--regime", "dora");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("[critical] ", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("RTS 2024/1774, article 17: fall-back", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.All(outcome.Out.Split('\n').Where(line => line.Contains("  ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains("alpha, audit as of 2020-03-31", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(1, Audit("--fail-on", "critical").Code);
        Assert.Equal("rts6", JsonDocument.Parse(Audit("--json").Out).RootElement.GetProperty("regime").GetString());
        Assert.Contains("No regime 'gdpr'. Known are: sr26-2, rts6, dora.", Audit("--regime", "gdpr").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_did_is_recorded_with_its_document()
    {
        _folder.Text("modelops.json", Declared);
        Outcome Record(params string[] arguments) => Modelops.Run(["audit", "record", .. arguments, "--by", "dora", "--because", "as expected", "--workspace", _folder.Path]);
        Assert.Equal(0, Record("review", "--model", "alpha", "--from", "2020-01-01", "--to", "2020-01-31", "--page", _folder.Text("page.html", "<p>")).Code);
        Assert.Equal(0, Record("assessment", "--to", "2020-12-31").Code);
        using (var ledger = ModelOpsLab.Registry.Ledger.Open(Ledger.Database, readOnly: true))
        {
            var review = ledger.Read(4, 4).Single();
            Assert.Equal(("review.held", "dora", "2020-01-31"), (review.Kind, review.Actor, review.Payload.GetProperty("to").GetString()));
            Assert.Equal("<p>", Encoding.UTF8.GetString(Ledger.Blobs.Read(review.Blobs.Single())));
        }
        foreach (var wrong in new string[][] { ["review", "--model", "alpha"], ["review"], ["validation", "--model", "alpha"], ["validation", "--model", "alpha", "--version", "1"], ["notice", "--model", "alpha", "--promotion", "1"], ["party"], ["assessment", "--from", "2020-02-01", "--to", "2020-01-01"] })
            Assert.Equal(2, Record(wrong).Code);
    }

    [Fact]
    public void Nothing_to_run_and_nothing_to_hand_over_are_errors()
    {
        Assert.Equal(0, Write().Code);
        Assert.Contains("holds no notebook to run", Modelops.Run("audit", "check", Bundle, "--run").Error, StringComparison.Ordinal);
        Assert.Equal(2, Write("--model", "none").Code);
        Assert.Equal(2, Write("--notebook", _folder["none.ipynb"]).Code);
        Assert.Equal(2, Write("--max-file", "much").Code);
        Directory.Delete(_folder[".modelops"], recursive: true);
        Assert.Contains("nothing was recorded there yet", Write().Error, StringComparison.Ordinal);
    }
}
