using System.Diagnostics;
using System.Text.Json;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

/// <summary>What ends a process for good, done for good: a process of its own runs each notebook.</summary>
public sealed class CrashTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)", "stack overflow")]
    [InlineData("Environment.Exit(0);", "Environment.Exit(0) was called")]
    [InlineData("Environment.FailFast(\"no way on\");", "Environment.FailFast was called: no way on")]
    [InlineData("new System.Threading.Thread(() => throw new InvalidOperationException(\"alone\")).Start();\nSystem.Threading.Thread.Sleep(60000);", "System.InvalidOperationException on a thread that a cell left behind: alone")]
    public void A_cell_that_ends_the_process_is_named_and_the_notebook_saved_up_to_there(string code, string reason)
    {
        _folder.Notebook("n.ipynb", "# Title", "var a = 41; a + 1", $"display(\"before\");\n{code}", "\"after\"");
        var outcome = Modelops.Process(_folder.Path, "run", "n.ipynb", "--out", "out.ipynb", "--html", "out.html", "--json");
        Assert.Equal(1, outcome.Code);
        var message = $"cell 2, 'display(\"before\");': the process ended: {reason}";
        Assert.Contains($"n.ipynb, {message}", outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error);
        var cells = Notebook.Read(_folder["out.ipynb"]).Cells;
        Assert.Equal("42", cells[1].Outputs.Single().Text);
        Assert.Equal(["before", message], cells[2].Outputs.Select(output => output.Text));
        Assert.Equal((OutputKind.Error, 2), (cells[2].Outputs[^1].Kind, cells[2].ExecutionCount));
        Assert.Empty(cells[3].Outputs);
        Assert.Contains("the process ended", File.ReadAllText(_folder["out.html"]));
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(2, json.RootElement.GetProperty("failure").GetProperty("cell").GetInt32());
        using var record = JsonDocument.Parse(File.ReadAllText(_folder["out.run.json"]));
        Assert.Equal(["ran", "failed", "notRun"], record.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("status").GetString()));
        Assert.Equal(["n.ipynb", "out.html", "out.ipynb", "out.run.json"], _folder.Files);
    }

    [Fact]
    public void A_kill_from_outside_is_reported_as_such()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals on Windows");
        _folder.Notebook("n.ipynb", "1", "System.Diagnostics.Process.GetCurrentProcess().Kill();\nSystem.Threading.Thread.Sleep(60000);");
        var outcome = Modelops.Process(_folder.Path, "run", "n.ipynb");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("the process ended: it was killed from outside (signal 9)", outcome.Error);
        Assert.Equal("1", Notebook.Read(_folder["n.ipynb"]).Cells[0].Outputs.Single().Text);
    }

    [Fact]
    public void Verify_names_the_cell_that_ended_it_and_leaves_the_file_alone()
    {
        var file = _folder.Notebook("n.ipynb", "1", "Environment.Exit(3);");
        var stored = Notebook.Read(file);
        (stored with { Cells = [.. stored.Cells.Select(cell => cell with { ExecutionCount = 1 })] }).Write(file);
        var before = File.ReadAllBytes(file);
        var outcome = Modelops.Process(_folder.Path, "verify", "n.ipynb", "--json");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("n.ipynb, cell 2, 'Environment.Exit(3);': the process ended: Environment.Exit(3) was called", outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("critical", json.RootElement.GetProperty("severity").GetString());
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public void Killing_the_program_leaves_no_process_behind_and_no_half_written_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals on Windows");
        var file = _folder.Notebook("n.ipynb", "File.WriteAllText(\"pid\", Environment.ProcessId.ToString()); while (true) { }");
        var before = File.ReadAllBytes(file);
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelops.dll"), "run", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (!program.HasExited && !(File.Exists(_folder["pid"]) && File.ReadAllText(_folder["pid"]).Length > 0)) Thread.Sleep(50);
        var worker = int.Parse(File.ReadAllText(_folder["pid"]), System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEqual(program.Id, worker);
        program.Kill(entireProcessTree: false);
        program.WaitForExit();
        var limit = Stopwatch.StartNew();
        while (IsAlive(worker) && limit.Elapsed < TimeSpan.FromSeconds(30)) Thread.Sleep(50);
        Assert.False(IsAlive(worker));
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Equal(["n.ipynb", "pid"], _folder.Files);
    }

    [Fact]
    public void What_a_cell_starts_is_not_taken_for_the_watched_process()
    {
        _folder.Notebook("n.ipynb", "Environment.GetEnvironmentVariable(\"MODELOPS_JOURNAL\") ?? \"none\"");
        Assert.Equal(0, Modelops.Process(_folder.Path, "run", "n.ipynb").Code);
        Assert.Equal("none", Notebook.Read(_folder["n.ipynb"]).Cells[0].Outputs.Single().Text);
    }

    static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
