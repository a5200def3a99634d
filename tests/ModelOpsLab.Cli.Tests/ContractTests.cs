using System.Text.Json;
using ModelOpsLab.Cli;

namespace ModelOpsLab.Cli.Tests;

public sealed class ContractTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("run", "a.ipynb", "--colour")]
    [InlineData("drift", "a.csv", "b.csv")]
    public void Wrong_usage_ends_with_2_and_points_to_the_help(params string[] arguments)
    {
        var outcome = Modelops.Run(arguments);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("--help'", outcome.Error);
    }

    [Theory]
    [InlineData("run needs NOTEBOOK.", "run")]
    [InlineData("check needs NOTEBOOK|DIR.", "check")]
    [InlineData("diff needs A.ipynb and B.ipynb.", "diff")]
    [InlineData("diff needs B.ipynb.", "diff", "a.ipynb")]
    public void A_missing_argument_is_named(string message, params string[] arguments)
    {
        var outcome = Modelops.Run(arguments);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Equal($"{message}\nSee 'modelops {arguments[0]} --help'.\n", outcome.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Help_names_every_command()
    {
        var outcome = Modelops.Run("--help");
        Assert.Equal(0, outcome.Code);
        Assert.All(["review", "run", "check", "describe", "verify", "diff", "export", "drift", "profile", "monitor", "demo", "doctor", "kernel", "audit"], command => Assert.Matches($"(?m)^  {command} ", outcome.Out));
    }

    [Fact]
    public void Doctor_looks_at_the_machine_and_says_so_in_json()
    {
        var outcome = Modelops.Run("doctor", "--json", "--workspace", _folder.Path);
        Assert.Equal(0, outcome.Code);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("warning", json.RootElement.GetProperty("severity").GetString());
        Assert.Contains(json.RootElement.GetProperty("checks").EnumerateArray(), c => c.GetProperty("name").GetString() == "sqlite" && c.GetProperty("ok").GetBoolean());
        Assert.Contains("warn  workspace: No modelops.json", outcome.Error);
    }

    [Fact]
    public void An_error_of_the_program_ends_with_3_and_a_report_file_without_a_stack_trace_on_screen()
    {
        using StringWriter output = new(), error = new();
        var code = Failure.Report(new InvalidOperationException("the invariant broke"), ["run", "x.ipynb"], new(output, error));
        var file = error.ToString().Split(' ').Single(word => word.Contains("modelops-error-", StringComparison.Ordinal));
        Assert.Equal(3, code);
        Assert.Contains("the invariant broke", File.ReadAllText(file));
        Assert.Contains("modelops run x.ipynb", File.ReadAllText(file));
        Assert.DoesNotContain("   at ", error.ToString());
        File.Delete(file);
    }

    [Fact]
    public void A_key_that_our_code_did_not_refuse_is_an_error_of_the_program()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => new Dictionary<string, int>()["absent"]);
        using StringWriter output = new(), text = new();
        Assert.Equal(3, Failure.Report(error, [], new(output, text)));
        File.Delete(text.ToString().Split(' ').Single(word => word.Contains("modelops-error-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Verbose_shows_the_stack_trace() => Assert.Contains("   at ", Modelops.Run("describe", _folder["absent.ipynb"], "--verbose").Error);

    [Fact]
    public void The_executable_keeps_results_and_remarks_apart()
    {
        _folder.Notebook("good.ipynb", "Console.WriteLine(\"from a cell\"); 1 + 1");
        var good = Modelops.Process(_folder.Path, "run", "good.ipynb", "--json");
        Assert.Equal(0, good.Code);
        using var json = JsonDocument.Parse(good.Out);
        Assert.Equal("good.ipynb", json.RootElement.GetProperty("notebook").GetString());

        var bad = Modelops.Process(_folder.Path, "run", "absent.ipynb", "--json");
        Assert.Equal((2, ""), (bad.Code, bad.Out));
        Assert.Contains("There is no notebook 'absent.ipynb'", bad.Error);
    }

    [Fact]
    public void The_executable_run_on_a_throwing_notebook_ends_with_1()
    {
        _folder.Notebook("bad.ipynb", "throw new Exception(\"boom\");");
        var outcome = Modelops.Process(_folder.Path, "run", "bad.ipynb");
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.Contains("bad.ipynb, cell 1, line 1: boom", outcome.Error);
        Assert.Contains("boom", File.ReadAllText(_folder["bad.ipynb"]));
    }

    [Fact] // not SIGINT, which shells make their background jobs ignore; the program treats both alike
    public void The_executable_stops_on_a_signal_and_leaves_the_notebook_as_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals on Windows");
        var file = _folder.Notebook("loop.ipynb", "File.WriteAllText(\"started\", \"\"); while (true) { }");
        var before = File.ReadAllBytes(file);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelops.dll"), "run", file])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        while (!process.HasExited && !File.Exists(_folder["started"])) Thread.Sleep(50);
        using (var kill = System.Diagnostics.Process.Start("sh", ["-c", $"kill -TERM {process.Id}"])) kill.WaitForExit();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20))) process.Kill();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Equal(["loop.ipynb", "started"], _folder.Files);
    }
}
