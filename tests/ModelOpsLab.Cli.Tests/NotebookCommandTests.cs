using System.Text.Json;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

public sealed class NotebookCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_names_notebook_cell_line_and_column_of_each_error()
    {
        var file = _folder.Notebook("n.ipynb", "int x = 1;", "x.Foo()");
        var outcome = Modelops.Run("check", file);
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{file}, cell 2, line 1, column 3: CS1061", outcome.Out);
    }

    [Fact]
    public void Check_warns_of_the_clock_and_does_not_fail()
    {
        var outcome = Modelops.Run("check", _folder.Notebook("n.ipynb", "DateTime.Now"), "--json");
        Assert.Equal(0, outcome.Code);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("warning", json.RootElement.GetProperty("severity").GetString());
        Assert.Contains("(warning)", outcome.Error);
    }

    [Fact]
    public void Check_looks_at_every_notebook_of_a_folder()
    {
        _folder.Notebook("a.ipynb", "1");
        _folder.Notebook("b.ipynb", "oops");
        var outcome = Modelops.Run("check", _folder.Path);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("a.ipynb: nothing to remark", outcome.Out);
        Assert.Contains("b.ipynb, cell 1", outcome.Out);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("verify")]
    public void A_folder_without_a_notebook_is_refused(string command)
    {
        var outcome = Modelops.Run(command, _folder.Path);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("has no notebook", outcome.Error);
    }

    [Fact]
    public void Describe_shows_the_parameters()
    {
        var outcome = Modelops.Run("describe", _folder.Notebook("n.ipynb", "# A study", Folder.Parameters + "double alpha = 0.05; // how sure"));
        Assert.Equal(0, outcome.Code);
        Assert.Contains("A study", outcome.Out);
        Assert.Matches("alpha +double +0.05 +1 +how sure", outcome.Out);
    }

    [Fact]
    public void Describe_prints_the_schema_of_a_parameters_file()
    {
        var file = _folder.Notebook("n.ipynb", Folder.Parameters + "double alpha = 0.05; // how sure, in (0, 1)");
        using var schema = JsonDocument.Parse(Modelops.Run("describe", file, "--schema").Out);
        Assert.Equal(0, schema.RootElement.GetProperty("properties").GetProperty("alpha").GetProperty("exclusiveMinimum").GetDouble());
        using var json = JsonDocument.Parse(Modelops.Run("describe", file, "--json").Out);
        Assert.Equal("(0, 1)", json.RootElement.GetProperty("parameters")[0].GetProperty("allowed").GetString());
        Assert.Equal("object", json.RootElement.GetProperty("schema").GetProperty("type").GetString());
    }

    [Fact]
    public void Verify_holds_for_what_was_just_run()
    {
        var file = _folder.Notebook("n.ipynb", "1.0 / 3");
        Modelops.Run("run", file);
        var outcome = Modelops.Run("verify", file);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("1 outputs of 1 cells came out again", outcome.Out);
    }

    [Fact]
    public void Verify_names_notebook_cell_and_both_values_of_a_changed_output()
    {
        var file = _folder.Notebook("n.ipynb", "1 + 1", "40 + 2");
        Modelops.Run("run", file);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"42\"", "\"43\""));
        var outcome = Modelops.Run("verify", _folder.Path);
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{file}, cell 2, output 1, text/plain, line 1: expected 43, found 42", outcome.Out);
        using var json = JsonDocument.Parse(Modelops.Run("verify", file, "--json").Out);
        Assert.Equal("critical", json.RootElement.GetProperty("severity").GetString());
    }

    [Fact]
    public void Verify_of_a_notebook_that_never_ran_does_not_hold() => Assert.Equal(1, Modelops.Run("verify", _folder.Notebook("n.ipynb", "1")).Code);

    [Fact]
    public void Diff_of_two_runs_names_cell_and_both_values()
    {
        var file = _folder.Notebook("n.ipynb", Folder.Parameters + "int n = 1;", "n + 1", "\"same\"");
        Modelops.Run("run", file, "-p", "n=1", "--out", _folder["a.ipynb"]);
        Modelops.Run("run", file, "-p", "n=2", "--out", _folder["b.ipynb"]);
        var outcome = Modelops.Run("diff", _folder["a.ipynb"], _folder["b.ipynb"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("cell 3, output 1, text/plain, line 1: expected 2, found 3", outcome.Out);
        Assert.DoesNotContain("cell 4", outcome.Out);
        Assert.Equal(0, Modelops.Run("diff", _folder["a.ipynb"], _folder["a.ipynb"]).Code);
    }

    [Fact]
    public void Export_writes_one_page_that_asks_nothing_of_a_network()
    {
        var file = _folder.Notebook("n.ipynb", "# A study", "1 + 1");
        Modelops.Run("run", file);
        var outcome = Modelops.Run("export", file, "--html", _folder["out/page.html"]);
        Assert.Equal((0, _folder["out/page.html"] + "\n"), (outcome.Code, outcome.Out));
        var page = File.ReadAllText(_folder["out/page.html"]);
        Assert.Contains("A study", page);
        Assert.DoesNotMatch("(src|href)=\"http", page);
        Assert.DoesNotContain("<script", page);
        Assert.Equal("2", Notebook.Read(file).Cells[1].Outputs.Single().Text);
    }

    [Fact]
    public void Check_fails_on_a_warning_only_where_asked_to_and_never_on_an_accepted_one()
    {
        var warns = _folder.Notebook("warns.ipynb", "var t = DateTime.Now;");
        Assert.Equal(0, Modelops.Run("check", warns).Code);
        var outcome = Modelops.Run("check", warns, "--fail-on", "warning");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{warns}, cell 1, line 1, column 18: NB101 DateTime.Now", outcome.Out);
        var accepted = Modelops.Run("check", _folder.Notebook("accepted.ipynb", "var t = DateTime.Now; // check: allow NB101 only logged"), "--fail-on", "warning", "--json");
        Assert.Equal(0, accepted.Code);
        using var json = JsonDocument.Parse(accepted.Out);
        var finding = json.RootElement.GetProperty("notebooks")[0].GetProperty("findings")[0];
        Assert.Equal(("NB101", "accepted", "only logged"), (finding.GetProperty("code").GetString(), finding.GetProperty("severity").GetString(), finding.GetProperty("reason").GetString()));
        Assert.Equal("healthy", json.RootElement.GetProperty("severity").GetString());
    }

    [Fact]
    public void Convert_writes_the_other_format_and_says_what_it_leaves_out()
    {
        var file = _folder.Notebook("n.ipynb", "# A study", Folder.Parameters + "double alpha = 0.05;", "alpha * 2");
        Modelops.Run("run", file);
        var outcome = Modelops.Run("convert", file, _folder["n.dib"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("A .dib holds no outputs: 1 were left out", outcome.Error);
        Assert.Contains("#!markdown\n\n# A study\n\n#!csharp\n\ndouble alpha = 0.05;\n", File.ReadAllText(_folder["n.dib"]));
        Assert.Equal(0, Modelops.Run("convert", _folder["n.dib"], _folder["back.ipynb"], "--json").Code);
        var (before, after) = (Notebook.Read(file), Notebook.Read(_folder["back.ipynb"]));
        Assert.Equal(before.Cells.Select(cell => (cell.Kind, cell.Id, cell.Source, string.Join(',', cell.Tags))), after.Cells.Select(cell => (cell.Kind, cell.Id, cell.Source, string.Join(',', cell.Tags))));
    }

    [Theory]
    [InlineData("n.ipynb", "m.ipynb", "are both .ipynb")]
    [InlineData("n.ipynb", "m.txt", "neither .ipynb nor .dib")]
    [InlineData("gone.ipynb", "m.dib", "There is no notebook")]
    public void Convert_refuses_what_is_no_conversion(string from, string to, string message)
    {
        _folder.Notebook("n.ipynb", "1");
        var outcome = Modelops.Run("convert", _folder[from], _folder[to]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(message, outcome.Error);
        Assert.False(File.Exists(_folder[to]));
    }

    [Fact]
    public void A_dib_is_run_and_described_and_its_outputs_go_to_a_notebook()
    {
        var file = _folder.Text("n.dib", "#!markdown\n\n# A study\n\n#!csharp\n\n6 * 7\n");
        var refused = Modelops.Run("run", file);
        Assert.Equal(2, refused.Code);
        Assert.Contains("--out n.ipynb", refused.Error);
        Assert.Equal(0, Modelops.Run("run", file, "--out", _folder["n.ipynb"]).Code);
        Assert.Equal("42", Notebook.Read(_folder["n.ipynb"]).Cells[1].Outputs.Single().Text);
        Assert.Contains("A study", Modelops.Run("describe", file).Out);
        Assert.Contains("n.dib: nothing to remark", Modelops.Run("check", _folder.Path).Out);
    }

    [Fact]
    public void A_floating_package_is_refused_under_locked_before_anything_runs()
    {
        var file = _folder.Notebook("n.ipynb", "#r \"nuget: Some.Package\"");
        var outcome = Modelops.Run("run", file, "--locked");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("n.ipynb, cell 1, line 1, column 1: Some.Package * floats, and --locked takes exact versions only", outcome.Error);
        Assert.Contains("NB301", Modelops.Run("check", file, "--locked").Out);
    }

    [Fact]
    public void A_stored_notebook_with_a_floating_package_is_not_verified_under_locked()
    {
        var file = _folder.Notebook("n.ipynb", "1");
        Modelops.Run("run", file);
        var stored = Notebook.Read(file);
        (stored with { Cells = [stored.Cells[0] with { Source = "#r \"nuget: Some.Package\"\n1" }] }).Write(file);
        var outcome = Modelops.Run("verify", file, "--locked");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Some.Package * floats", outcome.Error);
    }

    [Fact]
    public void The_page_of_a_run_is_the_page_of_the_notebook_it_wrote()
    {
        var file = _folder.Notebook("n.ipynb", "# A study", Folder.Parameters + "double alpha = 0.05; // how sure", "alpha");
        Assert.Equal(0, Modelops.Run("run", file, "-p", "alpha=0.1", "--html", _folder["run.html"], "--as-of", "2020-03-31").Code);
        Assert.Equal(0, Modelops.Run("export", file, "--html", _folder["export.html"]).Code);
        Assert.Equal(File.ReadAllText(_folder["run.html"]), File.ReadAllText(_folder["export.html"]));
        Assert.Contains(Lineage.ContentId.OfFile(file), File.ReadAllText(_folder["run.html"]), StringComparison.Ordinal);
        Assert.Contains("<td class=\"v\">0.1</td><td>how sure</td>", File.ReadAllText(_folder["run.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_leaves_code_out_where_told_and_refuses_both_ways()
    {
        var file = _folder.Notebook("n.ipynb", "# A study", "var secret = 1;");
        Assert.Equal(0, Modelops.Run("export", file, "--html", _folder["page.html"], "--no-code").Code);
        Assert.DoesNotContain("secret", File.ReadAllText(_folder["page.html"]), StringComparison.Ordinal);
        var outcome = Modelops.Run("export", file, "--html", _folder["none.html"], "--no-code", "--show-code");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("--show-code or --no-code, not both", outcome.Error);
        Assert.DoesNotContain("none.html", _folder.Files);
    }
}
