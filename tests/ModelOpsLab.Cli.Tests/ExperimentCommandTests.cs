using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

public sealed class ExperimentCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public ExperimentCommandTests()
    {
        _folder.Text("modelops.json", """
            { "models": { "small": { "title": "A small model", "data": "close.csv", "schema": "close.json",
              "pipeline": { "features": [ { "name": "r1", "kind": "return", "window": 1 } ], "sizing": null },
              "trainer": { "kind": "ridge", "penalty": 0.1 }, "trainUntil": "2015-06-30", "goLive": "2015-07-01", "backtest": { "firstTraining": 100 },
              "experiment": { "windows": [ { "kind": "sliding", "size": 60 }, { "kind": "hybrid", "size": 40, "weight": 3 } ], "refitEvery": 10 } } } }
            """);
        _folder.Text("close.json", """{ "timestamp": "date", "features": ["close"], "columns": { "date": { "type": "date" } } }""");
        // Returns repeat those of the day before; from July 2015 on they turn round
        var (text, close, last) = (new StringBuilder("date,close\n"), 100.0, 0.01);
        for (var i = 0; i < 700; i++)
        {
            last = (i < 181 ? 0.9 : -0.9) * last + 0.004 * Math.Sin(i * i);
            close *= 1 + last;
            text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2015, 1, 1).AddDays(i):yyyy-MM-dd},{close:R}\n");
        }
        _folder.Text("close.csv", text.ToString());
    }

    public void Dispose() => _folder.Dispose();

    Outcome Run(params string[] arguments) => Modelops.Run(["experiment", .. arguments, "--workspace", _folder.Path]);

    [Fact]
    public void What_is_declared_is_compared_and_json_holds_the_whole_report()
    {
        var outcome = Run("small", "--json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var result = JsonDocument.Parse(outcome.Out).RootElement;
        Assert.Equal("Retraining experiment", result.GetProperty("title").GetString());
        Assert.Contains(result.GetProperty("winner").GetString(), new[] { "sliding 60", "hybrid 40 × 3" });
        Assert.Contains(result.GetProperty("decision").GetString(), new[] { "deploy", "keep", "keepAndInvestigate" });
        Assert.Contains(result.GetProperty("measurements").EnumerateArray(), m => m.GetProperty("of").GetString() == "champion");
        Assert.Equal(outcome.Out, Run("small", "--json", "--threads", "1", "--fresh").Out);
    }

    [Fact]
    public void A_page_is_written_and_windows_can_be_named()
    {
        var page = _folder["out.html"];
        var outcome = Run("small", "--window", "expanding", "--window", "exponential:30", "--trainer", "ridge", "--trainer", "elastic-net", "--html", page);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("exponential 30", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("elastic", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hybrid", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("What each window trains on and predicts", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_is_recorded_with_its_report_and_only_a_deployment_registers_a_version()
    {
        var outcome = Run("small", "--record", "--because", "the market has turned", "--by", "anna", "--json");
        Assert.Equal(0, outcome.Code);
        var result = JsonDocument.Parse(outcome.Out).RootElement;
        var workspace = Workspace.Open(_folder.Path);
        using var registry = ModelRegistry.OpenToRead(workspace)!;
        var recorded = registry.Ledger.Read().Last();
        Assert.Equal(("experiment.decided", "anna"), (recorded.Kind, recorded.Actor));
        Assert.Equal(result.GetProperty("decision").GetString(), recorded.Payload.GetProperty("decision").GetString(), ignoreCase: true);
        var report = JsonDocument.Parse(registry.Blobs.Read(recorded.Blobs.Single())).RootElement;
        Assert.Equal(result.GetProperty("title").GetString(), report.GetProperty("title").GetString());
        Assert.Equal(result.GetProperty("decision").GetString() == "deploy" ? 2 : 1, registry.Versions("small").Count);
        Assert.Equal(0, Modelops.Run("audit", "verify", "--workspace", _folder.Path).Code);
    }

    [Theory]
    [InlineData("small --window slidng:500", "Did you mean 'sliding'?")]
    [InlineData("small --window sliding:1", "a sliding window takes a size of at least 2")]
    [InlineData("small --trainer ridg", "Did you mean 'ridge'?")]
    [InlineData("small --validation 5000", "One fold needs 100 train")]
    [InlineData("small --until 2015-06-30", "The champion was trained on rows until")]
    [InlineData("small --record", "--record needs --because TEXT")]
    [InlineData("small --refit-every 0", "--refit-every '0' is not a whole number of at least 1")]
    [InlineData("smal", "small")]
    public void Bad_input_says_what_to_do_and_records_nothing(string arguments, string says)
    {
        var outcome = Run(arguments.Split(' '));
        Assert.Equal(2, outcome.Code);
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Out);
    }
}
