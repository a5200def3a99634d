using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

public sealed class ActionsCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public ActionsCommandTests()
    {
        _folder.Text("modelops.json", """
            { "models": { "alpha": { "title": "A model", "data": "a.csv", "schema": "a.json",
              "pipeline": { "close": "close", "target": "r", "features": [ { "name": "x", "kind": "return", "window": 1 } ] },
              "trainer": { "kind": "ridge" }, "trainUntil": "2018-12-31", "goLive": "2019-04-01" } } }
            """);
        using var registry = ModelRegistry.Open(Workspace.Open(_folder.Path));
        registry.Actions.Propose([Plan("retrain", new(2100, 1, 4)), Plan("stop", new(2020, 4, 1))], "modelops");
    }

    public void Dispose() => _folder.Dispose();

    static PlannedAction Plan(string name, DateOnly due) => new()
    {
        Model = "alpha", Period = "2020-03", Name = name, What = "Do it", Because = "a test", Evidence = "rules", Owner = "anna", Due = due, Trigger = "at once", Rule = "loss-limit", Gain = new("max_drawdown", "", "trading-performance", -0.08, -0.04, Side.Below, "%"),
    };

    Outcome Run(params string[] arguments) => Modelops.Run(["--workspace", _folder.Path, "actions", .. arguments]);

    [Fact]
    public void What_is_owed_is_listed_and_something_late_ends_with_1()
    {
        var list = Run("list");
        Assert.Equal(1, list.Code);
        Assert.Contains("alpha/2020-03/stop", list.Out, StringComparison.Ordinal);
        Assert.Contains("proposed, late", list.Out, StringComparison.Ordinal);
        Assert.Equal(0, Run("drop", "alpha/2020-03/stop", "--because", "it was stopped by hand", "--by", "ben").Code);
        Assert.Equal(0, Run("list").Code);
        var json = JsonDocument.Parse(Run("list", "--all", "--json", "--model", "alpha").Out).RootElement;
        Assert.Equal(["proposed", "dropped"], json.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("state").GetString()));
        Assert.Equal("healthy", json.GetProperty("severity").GetString());
    }

    [Fact]
    public void An_action_is_taken_on_and_closed_by_name()
    {
        Assert.Contains("carla does it by 2100-02-01.", Run("take", "alpha/2020-03/retrain", "--owner", "carla", "--due", "2100-02-01", "--by", "ben").Out, StringComparison.Ordinal);
        var closed = JsonDocument.Parse(Run("close", "alpha/2020-03/retrain", "--because", "version 2", "--by", "carla", "--json").Out).RootElement;
        Assert.Equal(("done", "carla", "version 2"), (closed.GetProperty("state").GetString(), closed.GetProperty("steps")[1].GetProperty("by").GetString(), closed.GetProperty("steps")[1].GetProperty("because").GetString()));
    }

    [Fact]
    public void What_is_refused_ends_with_2_and_says_why()
    {
        var unknown = Run("close", "alpha/2020-03/retrian", "--because", "x");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("Did you mean 'alpha/2020-03/retrain'?", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("close", "alpha/2020-03/retrain").Code);
        Assert.Equal(2, Run("drop", "alpha/2020-03/retrain", "--because", " ").Code);
        Assert.Equal(2, Run("list", "--model", "beta").Code);
    }
}
