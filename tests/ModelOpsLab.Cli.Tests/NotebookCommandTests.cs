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
        Assert.Matches("alpha +double +0.05 +how sure", outcome.Out);
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
