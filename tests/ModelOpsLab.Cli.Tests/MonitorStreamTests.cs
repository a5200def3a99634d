using System.Text.Json;

namespace ModelOpsLab.Cli.Tests;

/// <summary><c>modelops monitor --replay</c> and <c>--follow</c>, and <c>modelops alerts</c>.</summary>
public sealed class MonitorStreamTests(Demonstration demonstration) : IClassFixture<Demonstration>
{
    string Prices => Path.Combine(demonstration.Workspace, "spx", "sp500.csv");

    Outcome Monitor(params string[] arguments) => Modelops.Run(["monitor", "spx-momentum", "--workspace", demonstration.Workspace, .. arguments]);

    Outcome Alerts(params string[] arguments) => Modelops.Run(["alerts", .. arguments, "--workspace", demonstration.Workspace]);

    [Fact]
    public void A_replay_tells_each_alert_with_its_evidence_and_goes_on_where_it_stopped()
    {
        var store = demonstration["replay.db"];
        var lines = File.ReadAllLines(Prices);
        var half = demonstration["half.csv"];
        File.WriteAllLines(half, lines[..5_000]);
        var first = Monitor("--input", half, "--replay", "max", "--store", store, "--json");
        Assert.Equal((0, ""), (first.Code, first.Code == 0 ? "" : first.Error));
        File.WriteAllLines(half, lines);
        var second = Monitor("--input", half, "--replay", "max", "--store", store, "--json", "--fail-on", "critical");
        var whole = Monitor("--input", Prices, "--replay", "max", "--json", "--fresh");
        using JsonDocument a = JsonDocument.Parse(first.Out), b = JsonDocument.Parse(second.Out), all = JsonDocument.Parse(whole.Out);
        Assert.Equal(1, second.Code);
        Assert.Equal("critical", b.RootElement.GetProperty("severity").GetString());
        Assert.Equal(265, all.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(265, a.RootElement.GetProperty("rows").GetInt64() + b.RootElement.GetProperty("rows").GetInt64());
        string[] Texts(JsonDocument d) => [.. d.RootElement.GetProperty("transitions").EnumerateArray().Select(t => t.GetRawText())];
        Assert.Equal(string.Join("\n", Texts(all)), string.Join("\n", (string[])[.. Texts(a), .. Texts(b)]));
        Assert.Contains("spx-momentum/loss-excess/loss: inactive -> firing. loss_excess of loss =", second.Error);

        var list = Alerts("list", "--store", store, "--all");
        Assert.Contains("spx-momentum/max-drawdown", list.Out);
        Assert.Equal(0, Monitor("--input", half, "--replay", "max", "--store", store).Code); // nothing new
    }

    [Fact]
    public void Somebody_acknowledges_and_silences_and_the_next_run_carries_it_out()
    {
        var (store, file) = (demonstration["acts.db"], demonstration["acts.csv"]);
        var lines = File.ReadAllLines(Prices);
        var crash = Array.FindIndex(lines, l => l.StartsWith("2020-03-03", StringComparison.Ordinal));
        File.WriteAllLines(file, lines[..crash]);
        Assert.Equal(0, Monitor("--input", file, "--replay", "max", "--store", store).Code);
        var listed = Alerts("list", "--store", store, "--json");
        Assert.Equal(1, listed.Code); // a page fires
        Assert.Equal(0, Alerts("ack", "spx-momentum/loss-excess/loss", "--note", "looking", "--by", "ben", "--store", store).Code);
        Assert.Equal(0, Alerts("silence", "spx-momentum/outlier-excess", "--until", "2020-05-01T00:00:00Z", "--because", "the whole market moves", "--by", "ben", "--store", store).Code);
        Assert.Contains("has no rule 'loss-exces'. Did you mean 'loss-excess'?", Alerts("silence", "spx-momentum/loss-exces", "--until", "2020-05-01T00:00:00Z", "--because", "a slip", "--store", store).Error);
        var wrong = Alerts("ack", "spx-momentum/cost-excess", "--by", "ben", "--store", store);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("No alert 'spx-momentum/cost-excess' fires. Those that do:", wrong.Error);
        File.WriteAllLines(file, lines);
        using var after = JsonDocument.Parse(Monitor("--input", file, "--replay", "max", "--store", store, "--json").Out);
        var transitions = after.RootElement.GetProperty("transitions").EnumerateArray().ToArray();
        Assert.Contains(transitions, t => t.GetProperty("rule").GetString() == "loss-excess" && t.TryGetProperty("acknowledgedBy", out var by) && by.GetString() == "ben");
        Assert.Contains(transitions, t => t.GetProperty("rule").GetString() == "outlier-excess" && t.TryGetProperty("muted", out var why) && why.GetString()!.Contains("the whole market moves"));
        Assert.Contains("ben silences spx-momentum/outlier-excess", Alerts("list", "--store", store, "--all").Out);
    }

    [Fact]
    public async Task What_is_watched_live_opens_incidents_and_bad_lines_are_counted()
    {
        var file = demonstration["live.csv"];
        File.WriteAllLines(file, [.. File.ReadLines(Prices).Select((line, i) => i == 5_050 ? "2020-13-45,not,a,row" : line)]);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var metrics = demonstration["metrics.prom"];
        var watching = Task.Run(async () =>
        {
            while (!(File.Exists(metrics) && File.ReadAllText(metrics).Contains("modelops_observations_total{model=\"spx-momentum\"} 264\n"))) await Task.Delay(100, stop.Token);
            await stop.CancelAsync(); // as Ctrl-C does, once all rows were read and kept
        }, TestContext.Current.CancellationToken);
        var outcome = Modelops.Run(stop.Token, "monitor", "spx-momentum", "--workspace", demonstration.Workspace, "--input", file, "--follow", "--json", "--metrics-file", metrics);
        await watching;
        Assert.True(outcome.Code == 0, outcome.Error);
        using var told = JsonDocument.Parse(outcome.Out);
        Assert.Equal(264, told.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(1, told.RootElement.GetProperty("faults").GetInt64());
        Assert.NotEqual(0, told.RootElement.GetProperty("incidents").GetArrayLength());
        Assert.Single(told.RootElement.GetProperty("transitions").EnumerateArray(), t => t.GetProperty("rule").GetString() == "input-faults" && t.GetProperty("to").GetString() == "firing");
        var incidents = Modelops.Run("incidents", "list", "--workspace", demonstration.Workspace);
        Assert.Contains(told.RootElement.GetProperty("incidents")[0].GetString()!, incidents.Out);
    }

    [Fact]
    public void A_panel_is_watched_session_after_session()
    {
        var store = demonstration["panel.db"];
        var closes = Path.Combine(demonstration.Workspace, "dow30", "closes.csv");
        var lines = File.ReadAllLines(closes);
        var end = Array.FindIndex(lines, l => l.StartsWith("1998-10-01", StringComparison.Ordinal));
        var part = demonstration["panel.csv"];
        File.WriteAllLines(part, lines[..end]);
        var outcome = Modelops.Run("monitor", "dow30-momentum", "--workspace", demonstration.Workspace, "--input", part, "--replay", "max", "--store", store, "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var told = JsonDocument.Parse(outcome.Out);
        var rows = end - Array.FindIndex(lines, l => l.StartsWith("1998-01-02", StringComparison.Ordinal));
        Assert.Equal((rows, rows), (told.RootElement.GetProperty("rows").GetInt32(), told.RootElement.GetProperty("scored").GetInt32()));
        Assert.Contains("1998-09-04 00:00:00Z CRITICAL dow30-momentum/loss-excess/loss: inactive -> firing.", outcome.Error);
        Assert.Contains("dow30-momentum/loss-excess", Alerts("list", "--store", store, "--all").Out);
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        var garbage = demonstration["garbage.csv"];
        File.WriteAllText(garbage, "not a row\n");
        Assert.Contains("not one row could be read", Monitor("--input", garbage, "--replay", "max", "--store", demonstration["garbage.db"]).Error);
        Assert.Contains("no speed", Monitor("--input", Prices, "--replay", "fast").Error);
        Assert.Contains("There is no file", Monitor("--input", demonstration["nowhere.csv"], "--replay", "max").Error);
        Assert.Contains("names no channels", Alerts("test").Error);
        Assert.Contains("is for a replay", Monitor("--input", Prices, "--follow", "--fresh").Error);
    }
}
