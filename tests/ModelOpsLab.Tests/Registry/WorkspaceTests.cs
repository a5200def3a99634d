using System.Text.Json.Nodes;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class WorkspaceTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-workspace-").FullName;

    static readonly string Sample = File.ReadAllText(Repository.Path("data-samples", Workspace.FileName));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Workspace Open(string json)
    {
        File.WriteAllText(Path.Combine(_folder, Workspace.FileName), json);
        return Workspace.Open(_folder);
    }

    Workspace With(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(Sample)!;
        change(root["models"]!["spx-momentum"]!);
        return Open(root.ToJsonString());
    }

    string Refused(Func<Workspace> open)
    {
        var message = Assert.Throws<InvalidDataException>(open).Message;
        Assert.StartsWith(Path.Combine(_folder, Workspace.FileName), message, StringComparison.Ordinal);
        return message;
    }

    [Fact]
    public void The_sample_workspace_opens_and_names_its_models()
    {
        var workspace = Open(Sample);
        Assert.Equal(["spx-momentum", "dow30-reversal", "dow30-momentum"], workspace.Models);
        var model = workspace.Model("spx-momentum");
        Assert.Equal(("spx-momentum", new DateOnly(2019, 4, 1), -0.15), (model.Name, model.GoLive, Assert.Single(model.Thresholds).Critical!.Value));
        Assert.Equal(Path.Combine(_folder, ".modelops"), workspace.StateFolder);
    }

    [Fact]
    public void A_model_that_is_not_declared_is_refused_with_the_nearest_name()
    {
        var e = Assert.Throws<KeyNotFoundException>(() => Open(Sample).Model("spx-momentun"));
        Assert.Contains("It declares: spx-momentum, dow30-reversal, dow30-momentum. Did you mean 'spx-momentum'?", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", Assert.Throws<KeyNotFoundException>(() => Open(Sample).Model("carry")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_the_file_is_refused_by_its_name()
    {
        var e = Assert.Throws<FileNotFoundException>(() => Workspace.Open(_folder));
        Assert.Contains($"No modelops.json in '{_folder}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_JSON_is_refused_with_line_and_column()
    {
        Assert.Contains("line 3, column 3", Refused(() => Open("{\n  \"models\": {\n  oops }\n}")), StringComparison.Ordinal);
        Assert.Contains("not JSON", Refused(() => Open("")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trainUntill", "2018-12-31", "'trainUntill' is not known here. Did you mean 'trainUntil'?")]
    [InlineData("schemas", "x", "'schemas' is not known here. Did you mean 'schema'?")]
    [InlineData("zzz", "x", "'zzz' is not known here. Known are: title, data, schema,")]
    public void An_unknown_member_is_refused_with_the_nearest_one(string member, string value, string says) =>
        Assert.Contains(says, Refused(() => With(m => m[member] = value)), StringComparison.Ordinal);

    [Fact]
    public void A_member_that_is_missing_is_named() =>
        Assert.Contains("'goLive'", Refused(() => With(m => m.AsObject().Remove("goLive"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("goLive", "\"soon\"", "goLive")]
    [InlineData("title", "null", "title")]
    [InlineData("trainer", "null", "trainer")]
    [InlineData("backtest", "{\"firstTraining\": 1}", "at least two points in time")]
    [InlineData("liveUntil", "\"2019-03-31\"", "goes live on 2019-04-01 and is live until 2019-03-31, before that")]
    [InlineData("backtest", "{\"firstTraining\": \"many\"}", "firstTraining")]
    [InlineData("trading", "{\"maximumLeverage\": -1}", "MaximumLeverage must be a positive number")]
    [InlineData("trainer", "{\"kind\": \"ridgee\"}", "Trainer kind 'ridgee' is unknown. Known: ridge, elastic-net, boosting, logistic, expanding-mean, ewma, majority, no-change. Did you mean 'ridge'?")]
    [InlineData("trainer", "{\"kind\": \"ridge\", \"penalty\": -1}", "model 'spx-momentum'")]
    [InlineData("trainer", "{\"kind\": \"majority\", \"penalty\": 1}", "model 'spx-momentum': a trainer of kind 'majority' has no penalty; it has no settings.")]
    [InlineData("trainer", "{\"kind\": \"ridge\", \"halfLife\": 1}", "a trainer of kind 'ridge' has no halfLife; it has penalty.")]
    [InlineData("trainer", "{\"kind\": \"ewma\", \"halfLife\": 0}", "model 'spx-momentum': A half-life must be a positive number")]
    [InlineData("trainer", "{\"kind\": \"logistic\", \"lasso\": -1}", "A penalty of a logistic regression is a finite number")]
    [InlineData("goLive", "\"2018-12-31\"", "goes live on 2018-12-31, not after the end of its training, 2018-12-31")]
    [InlineData("thresholds", "[{\"metric\": \"max_drawdown\", \"bad\": \"below\", \"warning\": -0.2, \"critical\": -0.1, \"because\": \"x\"}]", "lies beyond the critical level")]
    [InlineData("thresholds", "[{\"metric\": \"max_drawdown\", \"because\": \"x\"}]", "neither a warning nor a critical level")]
    [InlineData("thresholds", "[null]", "null")]
    public void A_value_that_cannot_hold_is_refused_at_opening(string member, string json, string says) =>
        Assert.Contains(says, Refused(() => With(m => m[member] = JsonNode.Parse(json))), StringComparison.Ordinal);

    [Fact]
    public void A_model_that_is_null_is_refused() =>
        Assert.Contains("null", Refused(() => Open("{\"models\": {\"a\": null}}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"kind\": \"ridge\"}", "ridge(penalty 10)")]
    [InlineData("{\"kind\": \"logistic\"}", "logistic(penalty 1)")]
    [InlineData("{\"kind\": \"logistic\", \"penalty\": 0, \"lasso\": 0.5}", "logistic(penalty 0, lasso 0.5)")]
    [InlineData("{\"kind\": \"ewma\"}", "ewma(half-life 20)")]
    [InlineData("{\"kind\": \"ewma\", \"halfLife\": 60}", "ewma(half-life 60)")]
    [InlineData("{\"kind\": \"majority\"}", "majority")]
    [InlineData("{\"kind\": \"expanding-mean\"}", "expanding mean")]
    [InlineData("{\"kind\": \"no-change\"}", "no change")]
    [InlineData("{\"kind\": \"no-change\", \"penalty\": 10}", "no change")]
    public void A_declared_kind_is_its_trainer(string json, string name) =>
        Assert.Equal(name, System.Text.Json.JsonSerializer.Deserialize<TrainerDefinition>(json, System.Text.Json.JsonSerializerOptions.Web)!.Create().Name);

    [Fact]
    public void Alerts_of_a_model_go_over_those_of_the_workspace()
    {
        var root = JsonNode.Parse(Sample)!;
        root["alerts"] = JsonNode.Parse("""{ "calendar": "nyse", "rules": [{ "name": "feed", "metric": "input_stale", "enter": 1, "severity": "critical", "because": "x" }, { "name": "psi", "metric": "psi", "enter": 0.25, "severity": "warning", "because": "x" }] }""");
        root["models"]!["spx-momentum"]!["alerts"] = JsonNode.Parse("""{ "without": ["psi"], "rules": [{ "name": "loss", "metric": "return", "enter": 1, "severity": "critical", "dependsOn": ["feed"], "because": "x" }] }""");
        var workspace = Open(root.ToJsonString());
        Assert.Equal(["feed", "loss"], workspace.AlertsOf(workspace.Model("spx-momentum")).Rules.Select(r => r.Name));
        Assert.Equal("America/New_York", workspace.CalendarOf(workspace.Model("spx-momentum")).Zone);
    }

    [Fact]
    public void Rules_that_hold_by_default_can_be_left_out_silenced_and_depended_on_and_a_slip_in_their_names_is_told()
    {
        var root = JsonNode.Parse(Sample)!;
        var model = root["models"]!["spx-momentum"]!;
        root["alerts"] = JsonNode.Parse("""{ "without": ["late-share"] }""");
        model["alerts"] = JsonNode.Parse("""{ "without": ["input-stale", "clock-jumps", "loss-excess"], "silences": [{ "name": "night", "rules": ["outlier-excess", "max-drawdown"], "outsideMarket": true, "because": "x" }], "rules": [{ "name": "own", "metric": "return", "enter": 1, "severity": "warning", "dependsOn": ["no-values"], "because": "x" }] }""");
        var workspace = Open(root.ToJsonString());
        var rules = ModelOpsLab.Live.DeclaredAlerts.RulesOf(workspace, workspace.Model("spx-momentum"));
        Assert.Empty(rules.Intersect(["late-share", "input-stale", "clock-jumps", "loss-excess"]));
        Assert.Empty(new[] { "own", "no-values", "outlier-excess", "max-drawdown" }.Except(rules));
        var (policy, market) = ModelOpsLab.Live.DeclaredAlerts.Of(workspace, workspace.Model("spx-momentum"), [Threshold.Above("no_values", 1, null, "x"), Threshold.Above("late_share", 1, null, "x"), Threshold.Above("outlier_excess", 1, null, "x"), Threshold.Above("max_drawdown", 1, null, "x")]);
        Assert.Empty(new ModelOpsLab.Monitoring.AlertEngine("spx-momentum", policy, market).Standing); // it finds no problem either
        model["alerts"] = JsonNode.Parse("""{ "without": ["clock-jump"], "silences": [{ "name": "night", "rules": ["outlier"], "outsideMarket": true, "because": "x" }] }""");
        var message = Refused(() => Open(root.ToJsonString()));
        Assert.Contains("'clock-jump' is left out, but all models have no rule or silence of that name, nor is it one of those that hold by default: row-count,", message, StringComparison.Ordinal);
        Assert.Contains("silence 'night' names the rule 'outlier', which is not there. There are: row-count,", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_of_rules_that_hold_by_default_are_those_that_follow_from_the_limits()
    {
        var workspace = Open(Sample);
        var model = workspace.Model("spx-momentum");
        Assert.Equal(ModelOpsLab.Live.DeclaredAlerts.RulesOf(workspace, model).Order(StringComparer.Ordinal), DefaultAlertRules.Names.Union(model.Thresholds.Select(t => DefaultAlertRules.NameOf(t.Metric))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Calendars_and_alerts_that_contradict_themselves_are_all_told_when_the_file_is_read()
    {
        var root = JsonNode.Parse(Sample)!;
        root["calendars"]!["nyse"]!["zone"] = "America/NewYork";
        root["calendars"]!["none"] = null;
        root["alerts"] = JsonNode.Parse("""{ "calendar": "nysee", "rules": [{ "name": "feed", "metric": "input_stale", "enter": 1, "exit": 2, "severity": "critical", "because": "x" }] }""");
        root["models"]!["spx-momentum"]!["alerts"] = JsonNode.Parse("""{ "defaults": false, "rules": [{ "name": "loss", "metric": "return", "enter": 1, "severity": "critical", "dependsOn": ["feeds"], "because": "x" }] }""");
        var message = Refused(() => Open(root.ToJsonString()));
        foreach (var part in new[] { "calendar 'nyse': the time zone 'America/NewYork' is not known", "calendar 'none': it is null", "alerts: there is no calendar 'nysee'. Did you mean 'nyse'?", "alerts: rule 'feed': exit 2 lies beyond enter 1", "model 'spx-momentum': alerts: rule 'loss' depends on 'feeds', which is not there. There are: feed, loss" })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "minute": "30d" }""", "'minute' is not known here. Did you mean 'minutes'? Known are: minutes, hours, days, holdFrom.")]
    [InlineData("""{ "hours": "a month" }""", "keep.hours: 'a month' is no length of time. Write whole numbers with their units")]
    [InlineData("""{ "hours": 30 }""", "keep.hours: A length of time is a text such as")]
    [InlineData("""{ "holdFrom": "2020-02-30" }""", "keep.holdFrom is \"2020-02-30\", which is not what is needed there")]
    [InlineData("""{ "minutes": "60d", "hours": "30d", "days": "7d" }""", "modelops.json: keep: minutes are kept 60d and hours 30d: what is shorter is part of what is longer, and is kept no longer than that; hours are kept 30d and days 7d: what")]
    [InlineData("""{ "minutes": "60d", "days": "7d" }""", "modelops.json: keep: minutes are kept 60d and days 7d")]
    [InlineData("""{ "days": "40000d" }""", "modelops.json: keep: days is 40000d; at most a hundred years")]
    public void What_is_kept_how_long_is_refused_where_it_cannot_be(string keep, string says)
    {
        var root = JsonNode.Parse(Sample)!;
        root["keep"] = JsonNode.Parse(keep);
        Assert.Contains(says, Refused(() => Open(root.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_kept_where_nothing_is_said()
    {
        Assert.True(Open(Sample).Keep.IsForEver);
        var root = JsonNode.Parse(Sample)!;
        root["keep"] = JsonNode.Parse("""{ "minutes": "30d", "days": "520w", "holdFrom": "2020-03-01" }""");
        Assert.Equal(new() { Minutes = TimeSpan.FromDays(30), Days = TimeSpan.FromDays(3640), HoldFrom = new(2020, 3, 1) }, Open(root.ToJsonString()).Keep);
    }

    [Theory]
    [InlineData("lateOpens", """{ "2020-03-10": "09:00" }""", "calendar 'nyse': 2020-03-10 opens late at 09:00, which is not after 09:30")]
    [InlineData("lateOpens", """{ "2020-03-14": "12:00" }""", "calendar 'nyse': 2020-03-14 opens late and has no session")]
    [InlineData("lateOpen", "{}", "'lateOpen' is not known here. Did you mean 'lateOpens'?")]
    public void A_late_opening_that_cannot_be_is_refused(string member, string json, string says)
    {
        var root = JsonNode.Parse(Sample)!;
        root["calendars"]!["nyse"]![member] = JsonNode.Parse(json);
        Assert.Contains(says, Refused(() => Open(root.ToJsonString())), StringComparison.Ordinal);
    }
}
