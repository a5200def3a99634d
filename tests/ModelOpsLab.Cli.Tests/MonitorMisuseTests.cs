using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Cli.Tests;

/// <summary><c>modelops monitor</c> and <c>modelops alerts</c> under slips, bad input and a store that fails.</summary>
public sealed class MonitorMisuseTests(Demonstration demonstration) : IClassFixture<Demonstration>
{
    string Prices => Path.Combine(demonstration.Workspace, "spx", "sp500.csv");

    string[] Watch(params string[] arguments) => ["monitor", "spx-momentum", "--workspace", demonstration.Workspace, .. arguments];

    Outcome Monitor(params string[] arguments) => Modelops.Run(Watch(arguments));

    Outcome Alerts(params string[] arguments) => Modelops.Run(["alerts", .. arguments, "--workspace", demonstration.Workspace]);

    /// <summary>A file of so many live rows behind the header.</summary>
    string Rows(string name, int count, params string[] more)
    {
        var lines = File.ReadAllLines(Prices);
        var live = Array.FindIndex(lines, l => l.StartsWith("2019-04-01", StringComparison.Ordinal));
        File.WriteAllLines(demonstration[name], [lines[0], .. lines[live..(live + count)], .. more]);
        return demonstration[name];
    }

    static void Refused(Outcome outcome, string says)
    {
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
    }

    [Fact]
    public void What_is_no_history_of_a_replay_is_neither_removed_nor_changed()
    {
        var (ledger, live) = (Path.Combine(demonstration.Workspace, ".modelops", "ledger.db"), Path.Combine(demonstration.Workspace, ".modelops", "monitoring.db"));
        Assert.Equal(0, Modelops.Run("models", "list", "--workspace", demonstration.Workspace).Code); // another test may have changed the declaration for a while: the demonstration is built again first
        var (rows, before) = (Rows("few.csv", 3), File.ReadAllBytes(ledger));
        Refused(Alerts("list", "--store", ledger), "its tables are those of something else, and nothing was changed in it. Name another file.");
        Refused(Monitor("--input", rows, "--replay", "max", "--fresh", "--store", ledger), "its tables are those of something else");
        Assert.Equal(before, File.ReadAllBytes(ledger));
        Assert.Equal(0, Modelops.Run("audit", "verify", "--workspace", demonstration.Workspace).Code);
        var prices = File.ReadAllBytes(Prices);
        Refused(Monitor("--input", rows, "--replay", "max", "--fresh", "--store", Prices), "no measurement history");
        Assert.Equal(prices, File.ReadAllBytes(Prices));
        Refused(Monitor("--input", rows, "--replay", "max", "--fresh", "--store", live), "is what was watched live: a replay is kept in a store of its own.");
        Refused(Monitor("--input", rows, "--replay", "max", "--store", live), "is what was watched live");
        Refused(Monitor("--input", rows, "--replay", "max", "--fresh", "--store", "postgres://u@127.0.0.1/d"), "--store is a database");
        var own = demonstration["own.db"];
        Assert.Equal([0, 0], new[] { 1, 2 }.Select(_ => Monitor("--input", rows, "--replay", "max", "--fresh", "--store", own).Code));
    }

    [Fact]
    public void Store_that_is_not_there_holds_no_all_clear()
    {
        var slip = demonstration["slip.db"];
        Refused(Alerts("list", "--store", slip), $"There is no file '{slip}'.");
        Refused(Alerts("silence", "spx-momentum", "--until", "2031-01-01T00:00:00Z", "--because", "x", "--store", slip), $"There is no file '{slip}'.");
        Assert.False(File.Exists(slip));
    }

    [Theory]
    [InlineData("--metrics-port '99999' is no port. Write a whole number from 0 to 65535.", "--replay", "max", "--metrics-port", "99999")]
    [InlineData("--metrics-port '-1' is no port.", "--replay", "max", "--metrics-port", "-1")]
    [InlineData("--metrics-port 'x' is no port.", "--replay", "max", "--metrics-port", "x")]
    [InlineData("--otlp is no address that begins with http:// or https://.", "--replay", "max", "--otlp", "nowhere")]
    [InlineData("--store is empty. Give a PLACE.", "--replay", "max", "--store", "")]
    [InlineData("--input is empty. Give a FILE.", "--follow", "--input", "")]
    [InlineData("--store is for --follow and --replay", "--store", "x.db")]
    [InlineData("--metrics-file is for --follow and --replay", "--metrics-file", "x.prom")]
    [InlineData("--tell is for --replay", "--tell")]
    [InlineData("--fresh is for --replay", "--fresh")]
    public void Option_that_cannot_hold_is_refused(string says, params string[] options) =>
        Refused(Monitor([.. options.Contains("--input") ? Array.Empty<string>() : ["--input", Prices], .. options]), says);

    [Fact]
    public void Silence_ends_ahead_of_the_stream_in_a_time_with_its_zone_and_only_what_is_silenced_is_told_again()
    {
        var store = demonstration["silences.db"];
        Assert.Equal(0, Monitor("--input", Rows("silences.csv", 20), "--replay", "max", "--store", store).Code);
        Outcome Silence(string until) => Alerts("silence", "spx-momentum/late-share", "--until", until, "--because", "x", "--by", "ben", "--store", store);
        Refused(Silence("1999-01-01T00:00:00Z"), "The silence would end at 1999-01-01, and the monitor of spx-momentum is at 2019-04-");
        foreach (var wrong in new[] { "03/04/2020 14:30", "2031-01-01T00:00", "2031-01-01", "tomorrow", "" }) Refused(Silence(wrong), $"'{wrong}' is no time. Write it with its zone");
        Refused(Alerts("unsilence", "spx-momentum/late-share", "--by", "ben", "--store", store), "'spx-momentum/late-share' is not silenced by hand. Nothing is.");
        Assert.Contains("silenced until 2031-01-01T04:00:00Z", Silence("2031-01-01T00:00-04:00").Out);
        Refused(Alerts("unsilence", "spx-momentum", "--by", "ben", "--store", store), "'spx-momentum' is not silenced by hand. What is: spx-momentum/late-share.");
        Assert.Equal(0, Alerts("unsilence", "spx-momentum/late-share", "--by", "ben", "--store", store).Code);
        Refused(Alerts("unsilence", "spx-momentum/late-share", "--by", "ben", "--store", store), "Nothing is.");
    }

    [Fact]
    public void What_was_not_judged_is_said()
    {
        var cut = Monitor("--input", Rows("cut.csv", 5, "2019-04-08,1,2", "2019-04-09,1,2"), "--replay", "max", "--store", demonstration["cut.db"], "--json", "--fail-on", "warning");
        Assert.Contains("After the last row 2 faults came. No alert has judged that", cut.Error);
        Assert.Contains("5 rows, 5 of them scored, 2 faults,", cut.Error);
        Assert.Equal((1, "warning"), (cut.Code, Severity(cut)));
        var empty = Monitor("--input", Rows("empty.csv", 0), "--replay", "max", "--store", demonstration["empty.db"], "--json");
        Assert.Contains("No row was judged: none has come.", empty.Error);
        Assert.Equal("unknown", Severity(empty));
        File.WriteAllLines(demonstration["old.csv"], File.ReadLines(Prices).Take(11));
        var old = Monitor("--input", demonstration["old.csv"], "--replay", "max", "--store", demonstration["old.db"], "--json");
        Assert.Contains("No row was judged: the 10 that were read lie before 2019-04-01 and only warm the features up. --from judges from another day.", old.Error);
        Assert.Equal("unknown", Severity(old));
        static string? Severity(Outcome outcome) => JsonDocument.Parse(outcome.Out).RootElement.GetProperty("severity").GetString();
    }

    [Fact]
    public void Rule_on_a_metric_that_nobody_measures_is_named_with_the_nearest_that_is()
    {
        var declaration = Path.Combine(demonstration.Workspace, "modelops.json");
        var before = File.ReadAllText(declaration);
        var root = JsonNode.Parse(before)!;
        root["models"]!["spx-momentum"]!["alerts"] = JsonNode.Parse("""{ "rules": [{ "name": "mine", "metric": "max_drawdwn", "bad": "below", "enter": -0.1, "severity": "warning", "because": "x" }] }""");
        try
        {
            File.WriteAllText(declaration, root.ToJsonString());
            Assert.Contains("Rule 'mine' was never judged: 'max_drawdwn' was not measured. Did you mean 'max_drawdown'?", Monitor("--input", Rows("rule.csv", 25), "--replay", "max", "--store", demonstration["rule.db"]).Error);
        }
        finally
        {
            File.WriteAllText(declaration, before);
        }
    }

    [Fact]
    public void What_a_full_store_did_not_keep_is_no_success()
    {
        var folder = Directory.CreateDirectory(demonstration["gone"]).FullName;
        var outcome = Run(["--input", "-", "--follow", "--store", Path.Combine(folder, "s.db"), "--json"], new Steps(() =>
        {
            Directory.Move(folder, folder + ".away"); // no journal can be written from here on, as on a full disk
            return File.ReadAllText(Rows("gone.csv", 10));
        }));
        Assert.Contains("What came after the start was not kept: free the store, and run the command again over the same rows.", outcome.Error);
        Assert.Equal(2, outcome.Code);
    }

    [Fact]
    public void Store_that_fails_for_a_while_is_told_once_and_loses_nothing()
    {
        var (folder, metrics) = (Directory.CreateDirectory(demonstration["comes-back"]).FullName, demonstration["comes-back.prom"]);
        var lines = File.ReadAllLines(Rows("comes-back.csv", 12));
        var outcome = Run(["--input", "-", "--follow", "--store", Path.Combine(folder, "s.db"), "--json", "--metrics-file", metrics],
            new Steps(() =>
            {
                Directory.Move(folder, folder + ".away");
                return Text(lines[..8]);
            }, () => Seen(metrics, 7, lines[8..9]), () => Seen(metrics, 8, lines[9..10]), () =>
            {
                var seen = Seen(metrics, 9, lines[10..]);
                Directory.Move(folder + ".away", folder);
                return seen;
            }));
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Equal(2, outcome.Error.Split("It is tried again.").Length);
        Assert.Contains("is kept again; nothing was lost.", outcome.Error);
        using var again = JsonDocument.Parse(Run(["--input", "-", "--follow", "--store", Path.Combine(folder, "s.db"), "--json"], new Steps(() => "")).Out);
        Assert.Equal(12, again.RootElement.GetProperty("rowsInAll").GetInt64());
    }

    [Fact]
    public async Task Second_monitor_of_a_model_is_sent_away_as_a_slip()
    {
        var (store, metrics) = (demonstration["two.db"], demonstration["two.prom"]);
        var lines = File.ReadAllLines(Rows("two.csv", 12));
        var second = new TaskCompletionSource<Outcome>();
        var first = Run(["--input", "-", "--follow", "--store", store, "--metrics-file", metrics], new Steps(() => Text(lines[..6]), () =>
        {
            var seen = Seen(metrics, 5, lines[6..]);
            second.SetResult(Run(["--input", "-", "--follow", "--store", store], new Steps(() => Text(lines))));
            return seen;
        }));
        var late = Assert.Single([first, await second.Task], o => o.Code != 0); // whoever writes later
        Assert.Contains("Another monitor of 'spx-momentum' has written to", late.Error);
        Assert.Equal(2, late.Code);
    }

    [Fact]
    public void Metrics_that_cannot_be_written_do_not_end_the_watch()
    {
        var folder = Directory.CreateDirectory(demonstration["figures"]).FullName;
        var outcome = Run(["--input", "-", "--follow", "--store", demonstration["figures.db"], "--metrics-file", Path.Combine(folder, "m.prom")], new Steps(() =>
        {
            Directory.Delete(folder, recursive: true);
            File.WriteAllText(folder, "in the way");
            return File.ReadAllText(Rows("figures.csv", 5));
        }));
        Assert.Contains("It is tried again.", outcome.Error);
        Assert.Contains("5 rows", outcome.Error);
        Assert.Equal(0, outcome.Code);
    }

    [Fact]
    public async Task Standard_input_that_says_nothing_can_be_left()
    {
        using var silence = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var outcome = await Task.Run(() => Stoppable(["--input", "-"], new Steps(() =>
        {
            silence.Wait(TestContext.Current.CancellationToken);
            return "";
        }), stop.Token), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        silence.Set();
        Assert.Equal(130, outcome.Code);
    }

    static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    /// <summary>Lines to give once the metrics tell of as many rows before them: they were taken, and the store was asked to keep them.</summary>
    static string Seen(string metrics, int rows, IEnumerable<string> lines)
    {
        while (!(File.Exists(metrics) && File.ReadAllText(metrics).Contains($"modelops_observations_total{{model=\"spx-momentum\"}} {rows}\n", StringComparison.Ordinal))) Thread.Sleep(50);
        return Text(lines);
    }

    Outcome Run(string[] arguments, Stream input) => Stoppable(arguments, input, TestContext.Current.CancellationToken);

    Outcome Stoppable(string[] arguments, Stream input, CancellationToken cancel)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(Watch(arguments), new(output, TextWriter.Synchronized(error)) { Input = () => input, Cancel = cancel });
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>A stream that gives the text of each step, one after the other, when it is read.</summary>
    sealed class Steps(params Func<string>[] steps) : MemoryStream
    {
        int _step;
        byte[] _rest = [];

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_rest.Length == 0 && _step < steps.Length) _rest = Encoding.UTF8.GetBytes(steps[_step++]());
            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }
    }
}
