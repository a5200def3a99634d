using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Cli.Tests;

/// <summary><c>keep</c> in <c>modelops.json</c> as <c>modelops monitor</c> carries it out and <c>modelops alerts list</c> tells it.</summary>
public sealed class RetentionTests(Demonstration demonstration) : IClassFixture<Demonstration>
{
    [Fact]
    public void A_replay_lets_go_what_is_declared_by_the_time_of_its_rows_and_says_how_much_and_up_to_when()
    {
        var file = Path.Combine(demonstration.Workspace, "modelops.json");
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        root.AsObject().Remove("demonstration"); // it is built, and would be built again for another declaration
        void Declare(string keep)
        {
            root["keep"] = JsonNode.Parse(keep);
            File.WriteAllText(file, root.ToJsonString());
        }
        var (prices, store) = (Path.Combine(demonstration.Workspace, "spx", "sp500.csv"), demonstration["kept.db"]);
        Outcome Monitor(params string[] arguments) => Modelops.Run(["monitor", "spx-momentum", "--workspace", demonstration.Workspace, "--input", prices, "--replay", "max", "--store", store, .. arguments]);
        Outcome List(params string[] arguments) => Modelops.Run(["alerts", "list", "--workspace", demonstration.Workspace, "--store", store, .. arguments]);

        Declare("{}");
        using var whole = JsonDocument.Parse(Monitor("--json").Out);
        Assert.Equal((0, 0), (whole.RootElement.GetProperty("letGo").GetProperty("rows").GetInt64(), whole.RootElement.GetProperty("letGo").GetProperty("inAll").GetArrayLength()));
        Assert.DoesNotContain("let go", List().Out, StringComparison.OrdinalIgnoreCase);

        Declare("""{ "days": "60d", "holdFrom": "2019-07-01" }""");
        var again = Monitor("--json", "--fresh");
        Assert.Contains("rows of series. In all: ", again.Error);
        Assert.Contains("of days before 2019-07-01.", again.Error);
        Assert.Contains("Rows that keep in modelops.json lets go stay: keep.holdFrom is 2019-07-01: nothing from that day on goes.", again.Error);
        using var kept = JsonDocument.Parse(again.Out);
        var gone = kept.RootElement.GetProperty("letGo");
        var days = Assert.Single(gone.GetProperty("inAll").EnumerateArray());
        Assert.Equal((gone.GetProperty("rows").GetInt64(), "day", "2019-04-01T00:00:00Z", "2019-07-01T00:00:00Z"), (days.GetProperty("rows").GetInt64(), days.GetProperty("resolution").GetString(), days.GetProperty("from").GetString(), days.GetProperty("until").GetString()));
        Assert.Equal(whole.RootElement.GetProperty("transitions").GetRawText(), kept.RootElement.GetProperty("transitions").GetRawText());
        Assert.Contains("spx-momentum: rows of series let go by keep in modelops.json: ", List().Out);
        Assert.Contains("of days before 2019-07-01. Alerts and what people did stay.", List().Out);
        using var listed = JsonDocument.Parse(List("--json").Out);
        Assert.Equal(days.GetProperty("rows").GetInt64(), listed.RootElement.GetProperty("letGo")[0].GetProperty("inAll")[0].GetProperty("rows").GetInt64());

        Declare("""{ "days": "60d" }"""); // the next run takes up what the hold kept
        var next = Monitor();
        Assert.Contains("Rows that keep in modelops.json lets go stay: alert spx-momentum/", next.Error);
        Assert.DoesNotContain("of days before 2019-07-01.", next.Error);
    }
}
