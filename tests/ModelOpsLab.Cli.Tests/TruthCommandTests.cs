using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

/// <summary>verify, diff, clean and what check and export say of stale outputs, as commands.</summary>
public sealed class TruthCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Executed(string file, params string[] cells)
    {
        var path = _folder.Notebook(file, cells);
        Assert.Equal(0, Modelops.Run("run", path).Code);
        return path;
    }

    void Edit(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    static Outcome Filter(string input, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new(output, error) { Input = () => new MemoryStream(Encoding.UTF8.GetBytes(input)) });
        return new(code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Verify_writes_a_page_with_the_verdict_first()
    {
        var file = Executed("n.ipynb", "1 + 1", "40 + 2");
        Edit(file, "\"42\"", "\"43\"");
        var outcome = Modelops.Run("verify", file, "--html", _folder["verdict.html"]);
        Assert.Equal(1, outcome.Code);
        var page = File.ReadAllText(_folder["verdict.html"]);
        Assert.True(page.IndexOf("did not come out again", StringComparison.Ordinal) is var verdict && verdict > 0 && verdict < page.IndexOf("outputs compared", StringComparison.Ordinal));
        Assert.Contains("<td>43", page.Replace(" class=\"mol-num\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("No run record was found", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"http", page);
        Assert.Equal(0, Modelops.Run("verify", Executed("good.ipynb", "1"), "--html", _folder["good.html"]).Code);
        Assert.Contains("Every stored output of 1 notebook came out again", File.ReadAllText(_folder["good.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_compares_the_environment_of_the_run_record()
    {
        var file = Executed("n.ipynb", "1 + 1");
        _folder.Text("n.run.json", """{"environment": {"library": "ModelOpsLab 0.0.1", "culture": "invariant"}}""");
        Assert.Equal(0, Modelops.Run("verify", file, "--html", _folder["v.html"]).Code);
        var page = File.ReadAllText(_folder["v.html"]);
        Assert.Contains("ModelOpsLab 0.0.1", page, StringComparison.Ordinal);
        Assert.Contains("n.run.json", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_says_what_was_left_out_in_json_too()
    {
        var file = Executed("n.ipynb", "1 + 1", "2");
        var book = Notebook.Read(file);
        (book with { Cells = [book.Cells[0], book.Cells[1] with { Metadata = new() { ["tags"] = new System.Text.Json.Nodes.JsonArray("volatile") } }] }).Write(file);
        using var json = JsonDocument.Parse(Modelops.Run("verify", file, "--json").Out);
        Assert.Equal(2, json.RootElement.GetProperty("notebooks")[0].GetProperty("excluded")[0].GetProperty("cell").GetInt32());
    }

    [Fact]
    public void Strict_refuses_stale_outputs_that_would_come_out_again()
    {
        var file = Executed("n.ipynb", "var a = 1;", "a > 0");
        Assert.Equal(0, Modelops.Run("verify", file, "--strict").Code);
        Edit(file, "var a = 1;", "var a = 2;");
        Assert.Equal(0, Modelops.Run("verify", file).Code);
        var outcome = Modelops.Run("verify", file, "--strict");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("cell 2", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was run", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_and_export_mark_stale_outputs()
    {
        var file = Executed("n.ipynb", "var a = 1;", "a + 1", "1 + 1");
        Assert.DoesNotContain("NB2", Modelops.Run("check", file).Out, StringComparison.Ordinal);
        Modelops.Run("export", file, "--html", _folder["fresh.html"]);
        Assert.DoesNotContain("Stale", File.ReadAllText(_folder["fresh.html"]), StringComparison.Ordinal);
        Edit(file, "var a = 1;", "var a = 2;");
        var outcome = Modelops.Run("check", file);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("cell 1, line 1, column 1: NB201", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("cell 2, line 1, column 1: NB201", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("cell 3", outcome.Out, StringComparison.Ordinal);
        Modelops.Run("export", file, "--html", _folder["stale.html"]);
        var page = File.ReadAllText(_folder["stale.html"]);
        Assert.Contains("<strong>Stale outputs.</strong> Cells 1, 2 of 3", page, StringComparison.Ordinal);
        Assert.Contains("cell 1, on which it depends, changed", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_names_reads_before_a_value_and_cells_that_set_earlier_variables()
    {
        var outcome = Modelops.Run("check", _folder.Notebook("n.ipynb", "int n;", "n + 1", "n = 3;", "late", "var late = 1;"));
        Assert.Contains("cell 2, line 1, column 1: NB206 'n' is read before cell 3 sets it", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("cell 3, line 1, column 1: NB207 the cell sets 'n' of cell 1", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("cell 4, line 1, column 1: NB205 'late' is declared only in cell 5", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_shows_lines_of_code_and_judges_the_level_that_is_asked()
    {
        var a = Executed("a.ipynb", "var alpha = 0.05;", "alpha > 0");
        File.Copy(a, _folder["b.ipynb"]);
        Edit(_folder["b.ipynb"], "var alpha = 0.05;", "var alpha = 0.1;");
        var outcome = Modelops.Run("diff", a, _folder["b.ipynb"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("cell 1: changed\n    - var alpha = 0.05;\n    + var alpha = 0.1;", outcome.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(1, Modelops.Run("diff", a, _folder["b.ipynb"], "--level", "code").Code);
        Assert.Equal(0, Modelops.Run("diff", a, _folder["b.ipynb"], "--level", "results").Code);
        Assert.Equal(0, Modelops.Run("diff", a, a, "--level", "noise", "--html", _folder["d.html"]).Code);
        Assert.Contains("No difference", File.ReadAllText(_folder["d.html"]), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Modelops.Run("diff", a, _folder["b.ipynb"], "--json").Out);
        Assert.Equal("changed", json.RootElement.GetProperty("code")[0].GetProperty("what").GetString());
        Assert.Equal(2, Modelops.Run("diff", a).Code);
        Assert.Contains("var alpha = 0.05;", Modelops.Run("diff", "--text", a).Out, StringComparison.Ordinal);
        Assert.Contains("added", Modelops.Run("diff", _folder.Text("none", ""), a).Out, StringComparison.Ordinal);
    }

    const string Noisy = """{"cells": [{"cell_type": "code", "id": "a", "execution_count": 1, "metadata": {"execution": {"t": 1}, "mine": 2}, "outputs": [], "source": ["1"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""";

    [Fact]
    public void Clean_changes_files_in_place_and_check_only_says_so()
    {
        var file = _folder.Text("n.ipynb", Noisy);
        Assert.Equal(1, Modelops.Run("clean", "--check", file).Code);
        Assert.Equal(Noisy, File.ReadAllText(file));
        Assert.Equal(0, Modelops.Run("clean", file).Code);
        Assert.DoesNotContain("execution\"", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("\"mine\": 2", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(0, Modelops.Run("clean", "--check", file).Code);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("--filter")]
    public void Clean_filters_standard_input(string how)
    {
        var outcome = Filter(Noisy, "clean", how);
        Assert.Equal(0, outcome.Code);
        Assert.Equal(outcome.Out, Filter(outcome.Out, "clean", how).Out);
        Assert.DoesNotContain("execution\"", outcome.Out, StringComparison.Ordinal);
        var broken = Filter(Noisy[..60], "clean", how);
        Assert.Equal((2, ""), (broken.Code, broken.Out));
    }

    [Fact]
    public void Clean_leaves_every_file_alone_where_one_is_no_notebook()
    {
        var good = _folder.Text("a.ipynb", Noisy);
        var bad = _folder.Text("b.ipynb", Noisy[..60]);
        File.WriteAllBytes(_folder["c.ipynb"], [.. Encoding.UTF8.GetBytes(Noisy), 0xFF]);
        Assert.Equal(2, Modelops.Run("clean", good, bad).Code);
        Assert.Equal((Noisy, Noisy[..60]), (File.ReadAllText(good), File.ReadAllText(bad)));
        Assert.Contains("not UTF-8", Modelops.Run("clean", _folder["c.ipynb"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Git_cleans_with_the_documented_lines_and_refuses_what_is_no_notebook()
    {
        if (!Git("--version")) Assert.Skip("git is not installed");
        Assert.True(Git("init", "-q"));
        Git("config", "filter.modelops.clean", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "modelops.dll")}' clean -");
        Git("config", "filter.modelops.smudge", "cat");
        Git("config", "filter.modelops.required", "true");
        _folder.Text(".gitattributes", "*.ipynb filter=modelops\n");
        _folder.Text("n.ipynb", Noisy);
        Assert.True(Git("add", "n.ipynb"));
        Assert.Equal(NotebookCleaner.Clean(Noisy), Show(":n.ipynb"));
        Assert.Equal(Noisy, File.ReadAllText(_folder["n.ipynb"]));
        _folder.Text("broken.ipynb", Noisy[..60]);
        Assert.False(Git("add", "broken.ipynb"));
        Assert.Equal(Noisy[..60], File.ReadAllText(_folder["broken.ipynb"]));
    }

    bool Git(params string[] arguments) => Start(arguments).Code == 0;

    string Show(string what) => Start("show", what).Out;

    Outcome Start(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", ["-C", _folder.Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new(-1, "", "");
        }
    }
}
