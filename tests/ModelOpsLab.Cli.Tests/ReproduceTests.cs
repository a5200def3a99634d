using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

public sealed class ReproduceTests : IDisposable
{
    readonly Folder _folder = new();

    public ReproduceTests()
    {
        _folder.Text("modelops.json", """
            { "models": { "small": { "title": "A small model", "data": "close.csv", "schema": "close.json",
              "pipeline": { "features": [ { "name": "r1", "kind": "return", "window": 1 } ], "sizing": null },
              "trainer": { "kind": "ridge", "penalty": 1 }, "trainUntil": "2017-12-31", "goLive": "2021-01-04", "backtest": { "firstTraining": 100 } } } }
            """);
        _folder.Text("close.json", """{ "timestamp": "date", "features": ["close"], "columns": { "date": { "type": "date" } } }""");
        _folder.Text("close.csv", Closes(0));
        Assert.Equal(0, Run("models", "register", "small", "--because", "a test").Code);
    }

    public void Dispose() => _folder.Dispose();

    static string Closes(double more)
    {
        var text = new StringBuilder("date,close\n");
        for (var i = 0; i < 400; i++) text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2015, 1, 1).AddDays(i):yyyy-MM-dd},{100 + 5 * Math.Sin(i * i) + (i == 200 ? more : 0):R}\n");
        return text.ToString();
    }

    Outcome Run(params string[] arguments) => Modelops.Run([.. arguments, "--workspace", _folder.Path]);

    [Fact]
    public void A_version_is_trained_again_to_the_bit_in_a_process_under_another_culture_and_recorded()
    {
        _folder.Text("close.csv", Closes(1e-9));
        var outcome = Run("models", "reproduce", "small", "1", "--json", "--by", "anna");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error.Split('\n')[0].StartsWith("small version 1: equal", StringComparison.Ordinal) ? "" : outcome.Error));
        var result = JsonDocument.Parse(outcome.Out).RootElement;
        Assert.Equal(("equal", true), (result.GetProperty("outcome").GetString(), result.GetProperty("holds").GetBoolean()));
        Assert.Equal(result.GetProperty("recorded").GetString(), result.GetProperty("now").GetString());
        var other = result.GetProperty("otherThanThen").EnumerateArray().Select(o => o.GetString()!).ToArray();
        Assert.Contains("culture tr-TR, then invariant", other);
        Assert.Contains(other, o => o.StartsWith("time zone Asia/Kat", StringComparison.Ordinal));
        Assert.Contains("Column 'close' differs first within rows 0 to 399", result.GetProperty("since")[0].GetString(), StringComparison.Ordinal);
        using var ledger = Ledger.Open(Workspace.Open(_folder.Path).Ledger.Database, readOnly: true);
        var recorded = ledger.Read().Last();
        Assert.Equal(("model.reproduced", "anna", recorded.Sequence), (recorded.Kind, recorded.Actor, result.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public void A_damaged_data_blob_ends_with_1_and_is_named()
    {
        string id;
        using (var registry = ModelRegistry.OpenToRead(Workspace.Open(_folder.Path))!) id = registry.Version("small", 1).Training.Data!.Sha256;
        var file = Path.Combine(_folder.Path, ".modelops", "blobs", "sha256", id[..2], id[2..]);
        File.WriteAllText(file, File.ReadAllText(file) + " ");
        var outcome = Run("models", "reproduce", "small", "1");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"small version 1: failed. The data file, blob {id}, is damaged", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_of_a_version_is_printed_as_markdown()
    {
        var outcome = Run("models", "show", "small", "--card");
        Assert.Equal(0, outcome.Code);
        Assert.StartsWith("# A small model\n\nsmall, version 1 (", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("## Known limits", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(outcome.Out, JsonDocument.Parse(Run("models", "show", "small", "1", "--json").Out).RootElement.GetProperty("card").GetString());
    }

    [Fact]
    public void What_is_not_there_ends_with_2_and_nothing_is_recorded()
    {
        Assert.Contains("small has no version 2. It has: 1.", Run("models", "reproduce", "small", "2").Error, StringComparison.Ordinal);
        Assert.Contains("No model 'smal'", Run("models", "reproduce", "smal", "1").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("models", "reproduce", "small", "one").Code);
        using var ledger = Ledger.Open(Workspace.Open(_folder.Path).Ledger.Database, readOnly: true);
        Assert.DoesNotContain(ledger.Read(), e => e.Kind == "model.reproduced");
    }
}
