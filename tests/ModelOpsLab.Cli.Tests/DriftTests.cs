using System.Text.Json;

namespace ModelOpsLab.Cli.Tests;

public sealed class DriftTests : IDisposable
{
    static readonly string[] Files = [Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase("constant-column.csv"), "--schema", Modelops.EdgeCase("schema.json")];
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_is_one_object_with_the_severity_at_its_top()
    {
        var outcome = Modelops.Run(["drift", .. Files, "--json"]);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("warning", json.RootElement.GetProperty("severity").GetString());
        Assert.Equal("", outcome.Error);
    }

    [Theory]
    [InlineData("warning", 1)]
    [InlineData("critical", 0)]
    public void Fail_on_turns_a_judgement_into_an_exit_code(string level, int code) => Assert.Equal(code, Modelops.Run(["drift", .. Files, "--fail-on", level]).Code);

    [Fact]
    public void Fail_on_an_unknown_level_is_refused()
    {
        var outcome = Modelops.Run(["drift", .. Files, "--fail-on", "red"]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("'red' is not a level. Write warning or critical.", outcome.Error);
    }

    [Fact]
    public void The_same_call_writes_the_same_page()
    {
        Modelops.Run(["drift", .. Files, "--html", _folder["a.html"]]);
        Modelops.Run(["drift", .. Files, "--html", _folder["b.html"]]);
        Assert.Equal(File.ReadAllBytes(_folder["a.html"]), File.ReadAllBytes(_folder["b.html"]));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder["a.html"]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_page_that_is_a_folder_is_refused()
    {
        var outcome = Modelops.Run(["drift", .. Files, "--html", _folder.Path]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("is a folder, not a file to write", outcome.Error);
    }
}
