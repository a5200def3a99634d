using System.Text.Json;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

/// <summary>A stored result is taken again only where nothing it depends on has changed; each way to change something is tried.</summary>
public sealed class ResumeTests : IDisposable
{
    const string Above = "using ModelOpsLab.Data;\nstatic class Work\n{\n    public static double Fit(double[] rows) { File.AppendAllText(string.Concat(\"ca\", \"lls\"), \"x\"); return rows.Sum() / 3; }\n}";
    const string Load = "var rows = File.ReadAllLines(\"rows.csv\").Select(line => double.Parse(line)).ToArray();";
    const string Fit = "var fit = Cached.Value(\"fit\", (rows, alpha), static input => Work.Fit(input.rows) * input.alpha);\nfit";

    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>How often the work was done in all runs so far.</summary>
    int Calls => File.Exists(_folder["calls"]) ? File.ReadAllText(_folder["calls"]).Length : 0;

    string Write(string above = Above, string fit = Fit, string last = "1")
    {
        if (!File.Exists(_folder["rows.csv"])) _folder.Text("rows.csv", "1\n2\n3.5\n");
        return _folder.Notebook("n.ipynb", Folder.Parameters + "double alpha = 0.5;", above, Load, fit, last);
    }

    string Resume(params string[] more)
    {
        var outcome = Modelops.Run(["run", _folder["n.ipynb"], "--resume", "--out", _folder["out.ipynb"], .. more]);
        Assert.True(outcome.Code == 0, outcome.Error);
        return Notebook.Read(_folder["out.ipynb"]).Cells.First(cell => cell.Source.Contains("Cached.Value", StringComparison.Ordinal)).Outputs.Single().Text;
    }

    [Fact]
    public void A_run_that_failed_later_is_resumed_without_the_work_before()
    {
        Write(last: "throw new Exception(\"the plot is broken\");");
        Assert.Equal(1, Modelops.Run("run", _folder["n.ipynb"], "--out", _folder["out.ipynb"]).Code);
        var expected = Notebook.Read(_folder["out.ipynb"]).Cells[3].Outputs.Single().Text;
        Write(last: "\"the plot\"");
        Assert.Equal((expected, 1), (Resume(), Calls));
        using var record = JsonDocument.Parse(File.ReadAllText(_folder["out.run.json"]));
        var asked = record.RootElement.GetProperty("cached").EnumerateArray().Single();
        Assert.Equal((4, "fit", true), (asked.GetProperty("cell").GetInt32(), asked.GetProperty("name").GetString(), asked.GetProperty("reused").GetBoolean()));
    }

    [Fact]
    public void Without_resume_the_work_is_done()
    {
        Write();
        Resume();
        Assert.Equal(0, Modelops.Run("run", _folder["n.ipynb"]).Code);
        Assert.Equal(2, Calls);
    }

    [Fact]
    public void A_change_of_code_above_is_computed()
    {
        Write();
        Resume();
        Write(Above.Replace("/ 3", "/ 4"));
        Assert.Equal(("0.8125", 2), (Resume(), Calls));
    }

    [Fact]
    public void A_change_of_the_cell_itself_is_computed()
    {
        Write();
        Resume();
        Write(fit: Fit.Replace("* input.alpha", "* input.alpha * 2"));
        Resume();
        Assert.Equal(2, Calls);
    }

    [Fact]
    public void A_change_of_the_data_is_computed()
    {
        Write();
        Resume();
        _folder.Text("rows.csv", "1\n2\n3.6\n");
        Resume();
        Assert.Equal(2, Calls);
    }

    [Fact]
    public void A_change_of_a_parameter_is_computed()
    {
        Write();
        Resume("-p", "alpha=0.5");
        Resume("-p", "alpha=0.25");
        Assert.Equal(2, Calls);
        Resume("-p", "alpha=0.5");
        Assert.Equal(2, Calls);
    }

    [Fact]
    public void A_change_of_the_package_lock_or_the_as_of_date_is_computed()
    {
        Write();
        Resume();
        _folder.Text("n.packages.lock.json", "{}");
        Resume();
        Assert.Equal(2, Calls);
        _folder.Text("n.packages.lock.json", "{ }");
        Resume();
        Assert.Equal(3, Calls);
        Resume("--as-of", "2020-03-31");
        Assert.Equal(4, Calls);
    }

    [Fact]
    public void A_damaged_result_is_refused_and_computed()
    {
        Write();
        var expected = Resume();
        var stored = Directory.GetFiles(_folder[".modelops/cache"]).Single();
        var bytes = File.ReadAllBytes(stored);
        bytes[^12] ^= 1;
        File.WriteAllBytes(stored, bytes);
        Assert.Equal((expected, 2), (Resume(), Calls));
        Assert.Equal((expected, 2), (Resume(), Calls));
    }

    [Fact]
    public void Work_that_uses_a_variable_of_the_notebook_is_refused()
    {
        Write(fit: "Cached.Value(\"fit\", rows, input => input.Sum() * alpha)");
        var outcome = Modelops.Run("run", _folder["n.ipynb"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("Cached 'fit': the work must see its input only", outcome.Error);
    }

    [Fact]
    public void Verify_computes_everything()
    {
        Write();
        Assert.Equal(0, Modelops.Run("run", _folder["n.ipynb"]).Code);
        Assert.Equal(0, Modelops.Run("verify", _folder["n.ipynb"]).Code);
        Assert.Equal(2, Calls);
    }
}
