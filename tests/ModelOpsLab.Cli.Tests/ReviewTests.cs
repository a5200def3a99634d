using System.Text.Json;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

/// <summary>A copy of the demonstration workspace, built once.</summary>
public sealed class Demonstration : IDisposable
{
    readonly Folder _folder = new();

    public Demonstration()
    {
        var source = Path.Combine(Modelops.Root, "data-samples");
        foreach (var folder in new[] { "spx", "dow30" }) Directory.CreateDirectory(Path.Combine(Workspace, folder));
        foreach (var file in new[] { "modelops.json", "demonstration.json", "spx/sp500.csv", "spx/sp500.schema.json", "dow30/closes.csv", "dow30/closes.schema.json" }) File.Copy(Path.Combine(source, file), Path.Combine(Workspace, file));
        Directory.CreateDirectory(Path.Combine(Workspace, "notebooks"));
        File.Copy(Path.Combine(Modelops.Root, "notebooks", "monthly-review.ipynb"), Path.Combine(Workspace, "notebooks", "monthly-review.ipynb"));
        Built = Modelops.Run("demo", "--workspace", Workspace);
    }

    internal Outcome Built { get; }

    public string Workspace => _folder["data-samples"];

    public string this[string file] => _folder[file];

    public void Dispose() => _folder.Dispose();
}

public sealed class ReviewTests(Demonstration demonstration) : IClassFixture<Demonstration>
{
    [Fact]
    public void Demo_trains_and_replays_the_live_year()
    {
        Assert.Equal((0, "0"), (demonstration.Built.Code, demonstration.Built.Code == 0 ? "0" : demonstration.Built.Error));
        Assert.Contains("265 live sessions replayed", demonstration.Built.Out); // of 2019-04-01 to 2020-04-17 in the file
        Assert.Equal(2, demonstration.Built.Out.Split("252 live sessions replayed").Length - 1); // of each model on the panel in 1998
        Assert.True(File.Exists(Path.Combine(demonstration.Workspace, ".modelops", "monitoring.db")));
    }

    [Fact]
    public void The_review_of_march_2020_writes_the_same_page_twice()
    {
        var first = Review("--month", "2020-03", "--out", demonstration["a"]);
        var second = Review("--month", "2020-03", "--out", demonstration["b"], "--json");
        Assert.Equal((0, ""), (first.Code, first.Code == 0 ? "" : first.Error));
        var page = Path.Combine(demonstration["a"], "spx-momentum-2020-03.html");
        Assert.EndsWith(page + "\n", first.Out);
        Assert.Equal(File.ReadAllBytes(page), File.ReadAllBytes(Path.Combine(demonstration["b"], "spx-momentum-2020-03.html")));
        Assert.DoesNotMatch("(src|href)=\"http", File.ReadAllText(page));
        Assert.True(File.Exists(Path.Combine(demonstration["a"], "spx-momentum-2020-03.run.json")));
        using var json = JsonDocument.Parse(second.Out);
        Assert.Equal("critical", json.RootElement.GetProperty("severity").GetString());
    }

    [Fact]
    public void The_year_to_March_2020_is_twelve_pages_in_one_command_and_what_was_recorded_later_changes_none_when_it_is_verified()
    {
        var folder = Year("spx-momentum", "2019-04:2020-03", "keep, reduce, keep, keep, keep, keep, keep, keep, keep, keep, stop, retrain", "healthy, warning, healthy, healthy, healthy, healthy, healthy, healthy, healthy, healthy, critical, critical");
        Assert.Contains("1 of 1 model critical", File.ReadAllText(Path.Combine(folder, "spx-momentum-2019-04-2020-03.html")));
        var march = Path.Combine(folder, "spx-momentum-2020-03");
        Assert.Contains("not expected any more: version 2 goes live instead of a stop", File.ReadAllText(march + ".html")); // what February proposed, March opens with
        using var actions = JsonDocument.Parse(Modelops.Run("actions", "list", "--all", "--workspace", demonstration.Workspace, "--json").Out);
        Assert.Contains("spx-momentum/2020-02/stop", actions.RootElement.GetRawText());

        Backdate(new(2020, 3, 10));
        Verified(folder);
        using var elsewhere = new Folder();
        File.Copy(march + ".ipynb", elsewhere["march.ipynb"]); // without its record nobody knows what it knew
        var unknowing = Modelops.Run("verify", elsewhere["march.ipynb"], "--workspace", demonstration.Workspace);
        Assert.Equal(1, unknowing.Code);
        Assert.Contains("march.ipynb, cell 5, output 1", unknowing.Out); // the actions of earlier reviews

        File.AppendAllText(march + ".html", "<!-- -->");
        var edited = Modelops.Run("verify", march + ".run.json", "--workspace", demonstration.Workspace);
        Assert.Equal(1, edited.Code);
        Assert.Contains("spx-momentum-2020-03.html: expected the file that the review wrote", edited.Out);
        Assert.Contains("1 differences", edited.Out);
        File.Delete(march + ".ipynb");
        Assert.Contains("has no notebook beside it", Modelops.Run("verify", march + ".html", "--workspace", demonstration.Workspace).Error);
    }

    [Fact]
    public void The_year_1998_is_twelve_pages_in_one_command_and_verify_names_the_file_that_was_changed_since()
    {
        var folder = Year("dow30-momentum", "1998-01:1998-12", "keep, keep, keep, keep, keep, keep, keep, watch, retrain, retrain, keep, watch", "healthy, healthy, healthy, healthy, healthy, healthy, healthy, critical, critical, critical, healthy, warning");
        Verified(folder);
        var closes = Path.Combine(demonstration.Workspace, "dow30", "closes.csv");
        var whole = File.ReadAllText(closes);
        try
        {
            var last = whole.LastIndexOf(',', whole.IndexOf("1998-12-31", StringComparison.Ordinal) + 40);
            File.WriteAllText(closes, whole[..(last + 1)] + "9" + whole[(last + 1)..]);
            var changed = Modelops.Run("verify", Path.Combine(folder, "dow30-momentum-1998-12.html"), "--workspace", demonstration.Workspace);
            Assert.Equal(1, changed.Code);
            Assert.Contains($"{closes}: expected the file that the review read", changed.Out);
        }
        finally
        {
            File.WriteAllText(closes, whole);
        }
    }

    /// <summary>Reviews a year in one command; the folder of the pages.</summary>
    string Year(string model, string months, string decisions, string severities)
    {
        var folder = demonstration[model];
        var outcome = Modelops.Run("review", model, "--month", months, "--workspace", demonstration.Workspace, "--out", folder, "--json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Code == 0 ? "" : outcome.Error));
        using var json = JsonDocument.Parse(outcome.Out);
        var reviews = json.RootElement.GetProperty("reviews").EnumerateArray().ToArray();
        string Each(string member) => string.Join(", ", reviews.Select(r => r.GetProperty(member).GetString()));
        Assert.Equal((decisions, severities), (Each("decision"), Each("severity")));
        Assert.All(reviews, r => Assert.True(r.GetProperty("content").GetArrayLength() > 20));
        return folder;
    }

    /// <summary>All pages of a year come out again, by one command.</summary>
    void Verified(string folder)
    {
        var outcome = Modelops.Run("verify", folder, "--workspace", demonstration.Workspace);
        Assert.Equal((0, 12), (outcome.Code, outcome.Out.Split(" cells came out again").Length - 1));
    }

    /// <summary>Records now what took effect in a month that is reviewed already.</summary>
    void Backdate(DateOnly day)
    {
        using var registry = ModelRegistry.Open(Workspace.Open(demonstration.Workspace));
        PlannedAction action = new() { Model = "spx-momentum", Period = "2020-02-xx", Name = "ask", What = "Ask the desk", Because = "said late", Evidence = "actions", Owner = "anna", Due = day, Trigger = "at once", Rule = "none", NoGain = "asked, not measured" };
        Assert.Single(registry.Actions.Propose([action], "anna", new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)));
    }

    [Fact]
    public void An_incident_is_reviewed_by_its_own_days_and_a_page_can_be_French()
    {
        var incident = Modelops.Run("review", "--incident", "inc-0001", "--workspace", demonstration.Workspace, "--out", demonstration["incident"]);
        Assert.Equal((0, ""), (incident.Code, incident.Code == 0 ? "" : incident.Error));
        Assert.Contains("inc-0001, 2020-03-12 to 2020-03-17: Not enough data", incident.Out);
        Assert.Equal(0, Review("--month", "2020-03", "--lang", "fr", "--out", demonstration["french"]).Code);
        var page = File.ReadAllText(Path.Combine(demonstration["french"], "spx-momentum-2020-03.fr.html"));
        Assert.Contains("<html lang=\"fr\">", page);
        Assert.Contains("Réentraîner", page);
        Assert.Contains("'de' is no language of a page", Review("--month", "2020-03", "--lang", "de").Error);
        Assert.Contains("'inc-0009'", Review("--incident", "inc-0009").Error);
    }

    [Fact]
    public void A_bad_month_can_fail_a_job() => Assert.Equal(1, Review("--month", "2020-03", "--fail-on", "critical", "--out", demonstration["c"]).Code);

    [Theory]
    [InlineData("new Document(new Verdict(Severity.Warning, \"Keep, and watch\", [new(\"as the owner judges\")]))", "warning", "watch", "")]
    [InlineData("new Verdict(Severity.Warning, \"Ask Ann\", [])", "warning", null, "")]
    [InlineData("1 + 1", "critical", "retrain", "shows no verdict")]
    public void The_verdict_told_is_that_of_the_notebook_and_the_computed_one_only_where_it_shows_none(string cell, string severity, string? decision, string remark)
    {
        var notebook = Path.Combine(demonstration.Workspace, "notebooks", "monthly-review.ipynb");
        var own = File.ReadAllText(notebook);
        using var folder = new Folder();
        try
        {
            File.Copy(folder.Notebook("n.ipynb", Folder.Parameters + "string model = \"\";\nstring period = \"\";", "using ModelOpsLab.Reporting;\n" + cell), notebook, overwrite: true);
            var outcome = Review("--month", "2020-03", "--out", folder.Path, "--json", "--fail-on", "critical");
            Assert.Equal(severity == "critical" ? 1 : 0, outcome.Code);
            using var json = JsonDocument.Parse(outcome.Out);
            Assert.Equal((severity, decision), (json.RootElement.GetProperty("severity").GetString(), json.RootElement.GetProperty("decision").GetString()));
            Assert.Contains(remark, outcome.Error);
            Assert.Equal(remark.Length > 0, outcome.Error.Contains("shows no verdict", StringComparison.Ordinal));
        }
        finally
        {
            File.WriteAllText(notebook, own);
        }
    }

    [Fact]
    public void A_damaged_history_is_refused_and_an_empty_one_is_made_again()
    {
        var history = Path.Combine(demonstration.Workspace, ".modelops", "monitoring.db");
        var whole = File.ReadAllBytes(history);
        using var folder = new Folder();
        try
        {
            File.WriteAllBytes(history, whole[..(whole.Length / 2)]);
            var damaged = Review("--month", "2020-03", "--out", folder.Path);
            Assert.Equal((2, ""), (damaged.Code, damaged.Out));
            Assert.Contains("Delete the file: the next command makes it again from the data.", damaged.Error);
            File.WriteAllBytes(history, []);
            Assert.Equal(0, Review("--month", "2020-03", "--out", folder.Path).Code);
            Assert.Matches("2019-12", File.ReadAllText(folder["spx-momentum-2020-03.html"]));
            Assert.True(new FileInfo(history).Length > 0);
        }
        finally
        {
            File.WriteAllBytes(history, whole);
        }
    }

    [Theory]
    [InlineData("--month", "2021-03", "no session from 2021-03-01", "choose a period inside")]
    [InlineData("--month", "2018-03", "went live on 2019-04-01", "Choose a later period")]
    [InlineData("--month", "March", "'March' is not a month", "like 2020-03")]
    [InlineData("--from", "2020-03-01", "go together")]
    public void A_period_without_data_is_refused_and_nothing_is_written(string option, string value, params string[] parts)
    {
        var outcome = Review(option, value, "--out", demonstration["refused"]);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.All(parts, part => Assert.Contains(part, outcome.Error));
        Assert.False(Directory.Exists(demonstration["refused"]));
    }

    [Fact]
    public void An_unknown_model_is_refused_with_the_nearest_name()
    {
        var outcome = Modelops.Run("review", "spx-momentun", "--month", "2020-03", "--workspace", demonstration.Workspace);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Did you mean 'spx-momentum'?", outcome.Error);
    }

    [Fact]
    public void A_folder_without_a_workspace_is_refused()
    {
        var outcome = Modelops.Run("review", "spx-momentum", "--month", "2020-03", "--workspace", demonstration["."]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("No modelops.json in", outcome.Error);
    }

    [Fact]
    public void Demo_does_not_throw_away_the_state_of_a_real_workspace()
    {
        using var real = new Folder();
        File.Copy(Path.Combine(demonstration.Workspace, "modelops.json"), real["modelops.json"]);
        Directory.CreateDirectory(real[".modelops"]);
        Assert.Equal(2, Modelops.Run("demo", "--workspace", real.Path).Code);
        Assert.True(Directory.Exists(real[".modelops"]));
    }

    [Fact]
    public void Monitor_checks_new_rows_of_a_model()
    {
        var lines = File.ReadLines(Path.Combine(demonstration.Workspace, "spx", "sp500.csv")).ToArray();
        File.WriteAllLines(demonstration["new.csv"], [lines[0], .. lines[^60..]]);
        var outcome = Modelops.Run("monitor", "spx-momentum", "--input", demonstration["new.csv"], "--workspace", demonstration.Workspace, "--json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Code == 0 ? "" : outcome.Error));
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("critical", json.RootElement.GetProperty("severity").GetString());
        Assert.Equal(39, json.RootElement.GetProperty("scored").GetInt32()); // 60 rows, the longest feature reads 21 sessions before
        Assert.Equal(["Data quality", "Input distribution drift", "Prediction consistency", "Trading performance", "System resources"], json.RootElement.GetProperty("reports").EnumerateArray().Select(r => r.GetProperty("title").GetString()));
    }

    [Fact]
    public void Monitor_refuses_too_few_rows_to_warm_up_the_features()
    {
        var lines = File.ReadLines(Path.Combine(demonstration.Workspace, "spx", "sp500.csv")).ToArray();
        File.WriteAllLines(demonstration["short.csv"], [lines[0], .. lines[^5..]]);
        var outcome = Modelops.Run("monitor", "spx-momentum", "--input", demonstration["short.csv"], "--workspace", demonstration.Workspace);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("read 21 sessions before the first row", outcome.Error);
    }

    Outcome Review(params string[] options) => Modelops.Run(["review", "spx-momentum", .. options, "--workspace", demonstration.Workspace]);
}
