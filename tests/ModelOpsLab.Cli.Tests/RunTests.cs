using System.Security.Cryptography;
using System.Text.Json;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

public sealed class RunTests : IDisposable
{
    const string Parameters = Folder.Parameters + "int count = 3; // how many\ndouble alpha = 0.05;\nDateOnly day = new(2020, 3, 31);";
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_notebook_is_run_in_place_where_no_output_is_named()
    {
        var file = _folder.Notebook("n.ipynb", "# Title", "1 + 1");
        var outcome = Modelops.Run("run", file);
        Assert.Equal(0, outcome.Code);
        Assert.Equal("2", Notebook.Read(file).Cells[1].Outputs.Single().Text);
        Assert.Equal(["n.ipynb"], _folder.Files);
    }

    [Fact]
    public void Parameters_come_from_the_line_over_the_file_over_the_notebook()
    {
        var file = _folder.Notebook("n.ipynb", Parameters, "$\"{count} {alpha} {day:yyyy-MM-dd}\"");
        var given = _folder.Text("p.json", """{"count": 5, "alpha": 0.1}""");
        Modelops.Run("run", file, "--parameters", given, "-p", "count=7", "--out", _folder["out.ipynb"]);
        Assert.Equal("7 0.1 2020-03-31", Notebook.Read(_folder["out.ipynb"]).Cells[^1].Outputs.Single().Text);
    }

    [Fact]
    public void A_cell_that_throws_leaves_the_error_in_the_notebook_and_the_cells_after_it_alone()
    {
        var file = _folder.Notebook("n.ipynb", "var x = 1;", "x += 1;\nthrow new InvalidOperationException(\"no quotes today\");", "x");
        var outcome = Modelops.Run("run", file, "--out", _folder["out.ipynb"], "--html", _folder["out.html"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{file}, cell 2, line 2: no quotes today", outcome.Error);
        var cells = Notebook.Read(_folder["out.ipynb"]).Cells;
        Assert.Equal((OutputKind.Error, "cell 2, line 2: no quotes today"), (cells[1].Outputs.Single().Kind, cells[1].Outputs.Single().Text));
        Assert.Empty(cells[2].Outputs);
        Assert.Contains("no quotes today", File.ReadAllText(_folder["out.html"]));
    }

    [Fact]
    public void A_cell_that_does_not_compile_names_its_line_and_column()
    {
        var file = _folder.Notebook("n.ipynb", "int x = 1;\nint y = z;");
        var outcome = Modelops.Run("run", file);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("cell 1, line 2, column 9: CS0103", outcome.Error);
    }

    [Fact]
    public void A_cell_over_its_time_limit_is_stopped()
    {
        var file = _folder.Notebook("n.ipynb", "while (true) CancellationToken.ThrowIfCancellationRequested();");
        var outcome = Modelops.Run("run", file, "--timeout", "1");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("time limit of 1 s", outcome.Error);
    }

    [Theory]
    [InlineData("coun=3", "has no parameter 'coun'", "Did you mean 'count'?")]
    [InlineData("count=three", "'count' is declared as int", "'three'")]
    [InlineData("alpha=0,1", "'alpha' is declared as double", "'0,1'")]
    [InlineData("day=31.03.2020", "'day' is declared as DateOnly", "'31.03.2020'")]
    [InlineData("count", "is not name=value")]
    public void A_parameter_that_does_not_fit_is_refused_and_nothing_runs(string given, params string[] parts) =>
        Refused(_folder.Notebook("n.ipynb", Parameters, "count"), ["-p", given], parts);

    [Fact]
    public void A_parameter_given_twice_is_refused_with_both_values() =>
        Refused(_folder.Notebook("n.ipynb", Parameters, "count"), ["-p", "count=1", "-p", "count=2"], ["'count' twice", "'1'", "'2'", "Give it once"]);

    [Fact]
    public void A_parameters_file_that_is_not_json_is_refused() =>
        Refused(_folder.Notebook("n.ipynb", Parameters, "count"), ["--parameters", _folder.Text("p.json", "{\"count\": 3,\n oops}")], ["p.json", "line 2", "not JSON"]);

    [Fact]
    public void A_parameters_file_in_another_encoding_is_refused()
    {
        var given = _folder["p.json"];
        File.WriteAllBytes(given, [.. "{\"count\": 3,\n\"name\": \"caf"u8, 0xE9, .. "\"}"u8]);
        Refused(_folder.Notebook("n.ipynb", Parameters, "count"), ["--parameters", given], ["p.json, line 2, column 13", "0xE9", "UTF-8"]);
    }

    [Fact]
    public void A_file_that_is_no_notebook_is_refused() => Refused(_folder.Text("n.ipynb", "hello\n"), [], ["n.ipynb", "line 1"]);

    [Fact]
    public void An_empty_file_is_refused() => Refused(_folder.Text("n.ipynb", ""), [], ["n.ipynb"]);

    [Fact]
    public void A_missing_notebook_is_refused() => Refused(_folder["absent.ipynb"], [], ["absent.ipynb", "There is no notebook"]);

    [Fact]
    public void A_cell_in_another_language_is_refused() =>
        Refused(_folder.Notebook("n.ipynb", "1", "#!fsharp\nlet x = 1"), [], ["cell 2", "'fsharp'", "C# only", "skip-execution"]);

    [Theory]
    [InlineData("--timeout", "soon", "'soon' is not a number of seconds")]
    [InlineData("--as-of", "31/03/2020", "'31/03/2020' is not a date. Write it like 2020-03-31.")]
    public void An_option_that_cannot_be_read_is_refused(string option, string value, string part) => Refused(_folder.Notebook("n.ipynb", "1"), [option, value], [part]);

    [Fact]
    public void Json_is_one_object_and_nothing_else_on_standard_output()
    {
        var outcome = Modelops.Run("run", _folder.Notebook("n.ipynb", "Console.WriteLine(\"hello\");"), "--json");
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.True(json.RootElement.GetProperty("succeeded").GetBoolean());
    }

    [Fact]
    public void A_report_shown_by_a_cell_can_fail_the_run()
    {
        const string report = """
            using ModelOpsLab.Reporting;
            using ModelOpsLab.Lineage;
            new Report { Title = "T", Measurements = [new("loss", 2) { Count = 10 }], Thresholds = [Threshold.Above("loss", 1, 3, "a test")], Provenance = new() }
            """;
        var file = _folder.Notebook("n.ipynb", report);
        Assert.Equal(1, Modelops.Run("run", file, "--fail-on", "warning").Code);
        Assert.Equal(0, Modelops.Run("run", file, "--fail-on", "critical").Code);
    }

    [Fact]
    public void The_same_call_writes_the_same_notebook_and_page()
    {
        var file = _folder.Notebook("n.ipynb", "# Title", Parameters, "Enumerable.Range(1, count).Select(i => i * alpha)", "Clock.GetUtcNow()");
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(0, Modelops.Run("run", file, "--out", _folder[$"{name}.ipynb"], "--html", _folder[$"{name}.html"], "--as-of", "2020-03-31").Code);
        Assert.Equal(File.ReadAllBytes(_folder["a.ipynb"]), File.ReadAllBytes(_folder["b.ipynb"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.html"]), File.ReadAllBytes(_folder["b.html"]));
    }

    [Fact]
    public void The_record_holds_what_is_true_of_this_run_only()
    {
        _folder.Text("s.json", """{"timestamp": "day", "columns": {"day": {"type": "date"}}}""");
        _folder.Text("rows.txt", "1");
        _folder.Text("n.packages.lock.json", "{}");
        var file = _folder.Notebook("n.ipynb", Parameters, "count", "ModelOpsLab.Data.Schema.Load(\"s.json\").Timestamp + File.ReadAllText(\"rows.txt\")");
        Assert.Equal(0, Modelops.Run("run", file, "--out", _folder["out.ipynb"], "-p", "count=4", "--record", _folder["record.json"]).Code);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["record.json"]));
        var record = json.RootElement;
        Assert.Equal("4", record.GetProperty("parameters").GetProperty("count").GetString());
        Assert.Equal(Sha256(_folder["out.ipynb"]), record.GetProperty("outputs").GetProperty(_folder["out.ipynb"]).GetString());
        Assert.Equal(Sha256(file), record.GetProperty("inputs").GetProperty(file).GetString());
        Assert.Equal(["alpha", "day"], record.GetProperty("defaults").EnumerateObject().Select(p => p.Name));
        Assert.Equal((_folder["s.json"], Sha256(_folder["s.json"])), (record.GetProperty("reads")[0].GetProperty("path").GetString(), record.GetProperty("reads")[0].GetProperty("sha256").GetString()));
        Assert.Equal(Sha256(_folder["rows.txt"]), record.GetProperty("named").GetProperty(_folder["rows.txt"]).GetString());
        Assert.Equal(Sha256(_folder["n.packages.lock.json"]), record.GetProperty("packageLock").GetProperty(_folder["n.packages.lock.json"]).GetString());
        var cells = record.GetProperty("cells").EnumerateArray().ToArray();
        Assert.Equal(["ran", "ran", "ran", "ran"], cells.Select(cell => cell.GetProperty("status").GetString()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("count"u8)), cells[2].GetProperty("codeSha256").GetString());
        Assert.Equal("invariant", record.GetProperty("environment").GetProperty("culture").GetString());
        Assert.Equal(Environment.MachineName, record.GetProperty("environment").GetProperty("host").GetString());
    }

    [Fact]
    public void The_record_lies_beside_the_output_and_nowhere_for_a_run_in_place()
    {
        var file = _folder.Notebook("n.ipynb", "1");
        Modelops.Run("run", file);
        Assert.Equal(["n.ipynb"], _folder.Files);
        Modelops.Run("run", file, "--out", _folder["a/out.ipynb"]);
        Assert.Equal(["a/out.ipynb", "a/out.run.json", "n.ipynb"], _folder.Files);
        Assert.Contains("NAME.run.json", Modelops.Run("run", "--help").Out);
    }

    [Fact]
    public void A_run_over_its_total_time_is_stopped_and_says_where()
    {
        var outcome = Modelops.Run("run", _folder.Notebook("n.ipynb", "1", "while (true) { }"), "--total-timeout", "6");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("cell 2 was stopped after the total time limit of 6 s", outcome.Error);
    }

    [Fact]
    public void A_time_tag_that_cannot_be_read_is_refused()
    {
        var file = _folder["n.ipynb"];
        new Notebook([Cell.Code("1", "timeout=soon")]).Write(file);
        Refused(file, [], ["n.ipynb, cell 1", "timeout=soon", "timeout=30"]);
    }

    [Fact]
    public void A_finding_and_a_doubled_id_are_told_and_do_not_fail_the_run()
    {
        var file = _folder["n.ipynb"];
        File.WriteAllText(file, """{"cells": [{"cell_type": "code", "id": "a", "metadata": {"tags": ["raises-exception"]}, "source": "1"}, {"cell_type": "code", "id": "a", "metadata": {}, "source": "2"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        var outcome = Modelops.Run("run", file);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("cell 1 is tagged raises-exception and did not throw", outcome.Error);
        Assert.Contains("cell 2: the id 'a' is that of cell 1 too", outcome.Error);
    }

    [Fact]
    public void Stopping_a_run_leaves_the_notebook_as_it_was()
    {
        var file = _folder.Notebook("n.ipynb", "while (true) CancellationToken.ThrowIfCancellationRequested();");
        var before = File.ReadAllBytes(file);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var outcome = Modelops.Run(stop.Token, "run", file);
        Assert.Equal(130, outcome.Code);
        Assert.Contains("Nothing was written", outcome.Error);
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Equal(["n.ipynb"], _folder.Files);
    }

    void Refused(string notebook, string[] options, string[] parts)
    {
        var before = _folder.Files;
        var outcome = Modelops.Run(["run", notebook, .. options, "--out", _folder["out.ipynb"], "--html", _folder["out.html"]]);
        Assert.Equal(2, outcome.Code);
        Assert.Equal("", outcome.Out);
        Assert.All(parts, part => Assert.Contains(part, outcome.Error));
        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.Equal(before, _folder.Files);
    }

    static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
