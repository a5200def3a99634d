using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

public sealed class IncidentsCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public IncidentsCommandTests() => _folder.Text("modelops.json", """
        { "models": { "alpha": { "title": "A model", "data": "a.csv", "schema": "a.json",
          "pipeline": { "close": "close", "target": "r", "features": [ { "name": "x", "kind": "return", "window": 1 } ] },
          "trainer": { "kind": "ridge" }, "trainUntil": "2018-12-31", "goLive": "2019-04-01" } } }
        """);

    public void Dispose() => _folder.Dispose();

    Outcome Run(params string[] arguments) => Modelops.Run(["--workspace", _folder.Path, "incidents", .. arguments]);

    JsonElement Json(params string[] arguments)
    {
        var outcome = Run(["--json", .. arguments]);
        Assert.True(outcome.Code is 0 or 1, outcome.Error);
        return JsonDocument.Parse(outcome.Out).RootElement;
    }

    long Events()
    {
        using var ledger = Ledger.Open(Workspace.Open(_folder.Path).Ledger.Database, readOnly: true);
        return ledger.Size;
    }

    [Fact]
    public void An_incident_is_opened_owned_noted_acted_on_closed_and_told()
    {
        var opened = Json("open", "Losses beyond the mandate", "--model", "alpha", "--by", "anna", "--began", "2020-03-16T14:30:00Z");
        Assert.Equal(("inc-0001", "open", "alpha", "alpha", "anna", "critical"), (Text(opened, "id"), Text(opened, "state"), Text(opened, "slot"), Text(opened, "model"), Text(opened, "openedBy"), Text(opened, "severity")));
        Assert.Equal("inc-0001: ben answers for it.\n", Run("own", "inc-0001", "--owner", "ben", "--by", "anna").Out.ReplaceLineEndings("\n"));
        Assert.Equal(0, Run("note", "inc-0001", "The feed was late", "--evidence", _folder.Text("log.txt", "late"), "--by", "ben").Code);
        Assert.Equal("inc-0001: action 1, due 2020-03-27.\n", Run("act", "inc-0001", "Watch the feed", "--owner", "carla", "--due", "2020-03-27", "--by", "ben").Out.ReplaceLineEndings("\n"));
        Assert.Equal(0, Run("done", "inc-0001", "1", "--by", "carla").Code);
        Assert.Contains("Its post-mortem is due by", Run("close", "inc-0001", "--because", "over", "--by", "ben").Out, StringComparison.Ordinal);
        Assert.Equal(0, Run("note", "inc-0001", "The post-mortem", "--postmortem", _folder.Text("pm.html", "learned"), "--by", "ben").Code);
        var shown = Json("show", "inc-0001");
        Assert.Equal(("closed", "ben"), (Text(shown, "state"), Text(shown, "owner")));
        Assert.Equal("learned", System.Text.Encoding.UTF8.GetString(Workspace.Open(_folder.Path).Ledger.Blobs.Read(Text(shown.GetProperty("postmortem"), "blob")!)));
        Assert.Contains("Watch the feed", Run("show", "inc-0001").Out, StringComparison.Ordinal);
        var timeline = Json("timeline", "inc-0001");
        Assert.Equal(["incident", "incident", "note", "action", "action", "incident", "note"], timeline.GetProperty("lines").EnumerateArray().Select(l => Text(l, "kind")));
        Assert.Contains("Action 1 is done: Watch the feed.", Run("timeline", "inc-0001").Out, StringComparison.Ordinal);
        Assert.Equal(0, Run("list").Code);

        static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
    }

    [Fact]
    public void A_change_that_is_refused_ends_with_2_says_why_and_writes_nothing()
    {
        Run("open", "An incident", "--by", "anna");
        foreach (var (arguments, because) in new (string[], string)[]
        {
            (["own", "inc-001", "--owner", "ben"], "Did you mean 'inc-0001'?"),
            (["close", "inc-0001", "--because", "over"], "has no owner"),
            (["done", "inc-0001", "1"], "has no action 1"),
            (["done", "inc-0001", "one"], "'one'"),
            (["open", new string('x', 1 << 20)], "at most 200"),
            (["open", "two\nlines"], "controls or reorders text"),
            (["open", "An incident", "--by", "evil \u202E"], "is no actor"),
            (["open", "An incident", "--model", "alpa"], "Did you mean 'alpha'?"),
            (["open", "An incident", "--slot", "../alpha"], "is no name of a slot"),
            (["open", "An incident", "--severity", "mild"], "mild"),
            (["open", "An incident", "--began", "yesterday"], "is not a date"),
            (["act", "inc-0001", "what", "--owner", "ben", "--due", "tomorrow"], "is not a date"),
            (["act", "inc-0001", "what", "--owner", "ben"], "--due"),
            (["note", "inc-0001", "text", "--evidence", _folder["none"]], "There is no file"),
            (["note", "inc-0001", "text", "--evidence", _folder["modelops.json"], "--ratify", "1"], "A note is one of three"),
            (["note", "inc-0001", "text", "--ratify", "1"], "is no kill"),
            (["timeline", "inc-0002"], "There is no incident 'inc-0002'"),
        })
        {
            var outcome = Run(arguments);
            Assert.True(outcome.Code == 2, $"{string.Join(' ', arguments.Select(a => a[..Math.Min(a.Length, 30)]))}: {outcome.Code} {outcome.Error}");
            Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
            Assert.InRange(outcome.Error.Length, 10, 600);
        }
        Assert.Equal(1, Events());
    }

    [Fact]
    public void Where_nothing_was_recorded_reading_ends_with_2_and_makes_no_ledger()
    {
        Assert.Equal(2, Run("list").Code);
        Assert.Contains("There is no ledger", Run("show", "inc-0001").Error, StringComparison.Ordinal);
        Assert.Equal(["modelops.json"], _folder.Files);
    }

    [Fact]
    public void What_is_owed_and_critical_ends_the_list_with_1()
    {
        using (var registry = ModelRegistry.Open(Workspace.Open(_folder.Path), new Past()))
            registry.Incidents.Open("An old incident", Severity.Warning, "anna");
        var outcome = Run("list");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("unowned_incidents = 1, limit > 0", outcome.Out, StringComparison.Ordinal);
        Assert.Equal("critical", Json("list").GetProperty("severity").GetString());
    }

    [Theory]
    [InlineData("=cmd|'/c calc'!A1")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    public void A_cell_that_a_spreadsheet_would_compute_is_neutralised_where_it_is_printed_and_kept_as_it_is_in_the_ledger(string formula)
    {
        Assert.Equal(0, Run("open", "--by", "anna", "--", formula).Code);
        Run("own", "inc-0001", "--by", "anna", "--owner=" + formula);
        Run("note", "inc-0001", "--by", "anna", "--", formula);
        foreach (var printed in new[] { Run("list").Out, Run("show", "inc-0001").Out, Run("timeline", "inc-0001").Out })
            Assert.DoesNotContain(printed.Split('\n').SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), cell => cell == formula);
        Assert.Contains("'" + formula, Run("list").Out, StringComparison.Ordinal);
        Assert.Equal(formula, Json("show", "inc-0001").GetProperty("title").GetString());
    }

    [Fact]
    public void Markup_in_a_title_is_shown_on_the_page_as_text()
    {
        Run("open", "<script>alert(1)</script>", "--by", "<b>anna</b>");
        Assert.Equal(0, Run("list", "--html", _folder["list.html"]).Code);
        Assert.Equal(0, Run("timeline", "inc-0001", "--html", _folder["timeline.html"]).Code);
        foreach (var page in new[] { File.ReadAllText(_folder["list.html"]), File.ReadAllText(_folder["timeline.html"]) })
        {
            Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>anna", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_commands_at_once_open_two_incidents()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => Modelops.Process(_folder.Path, "incidents", "open", FormattableString.Invariant($"Incident {i}"), "--by", "anna", "--json"))));
        Assert.Equal(["inc-0001", "inc-0002"], outcomes.Select(o => JsonDocument.Parse(o.Out).RootElement.GetProperty("id").GetString()).Order());
    }

    sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 3, 16, 9, 0, 0, TimeSpan.Zero);
    }
}
