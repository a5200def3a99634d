using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

public sealed class DriftTests : IDisposable
{
    static readonly string[] Files = [Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase("some-missing-values.csv"), "--schema", Modelops.EdgeCase("schema-nullable.json")];
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

    [Fact]
    public void Json_has_the_drift_report_at_its_top_the_data_quality_inside_and_the_worse_severity()
    {
        var outcome = Modelops.Run("drift", Files[0], Modelops.EdgeCase("frozen-since-row-22.csv"), "--schema", Modelops.EdgeCase("schema.json"), "--json");
        using var json = JsonDocument.Parse(outcome.Out);
        var (drift, quality) = (json.RootElement, json.RootElement.GetProperty("dataQuality"));
        Assert.Equal(("critical", "critical"), (drift.GetProperty("severity").GetString(), quality.GetProperty("severity").GetString()));
        Assert.Equal(("Input distribution drift", "Data quality"), (drift.GetProperty("title").GetString(), quality.GetProperty("title").GetString()));
        Assert.All(new[] { "measurements", "thresholds", "provenance" }, part => Assert.True(drift.TryGetProperty(part, out _) && quality.TryGetProperty(part, out _), part));
    }

    [Fact]
    public void A_reference_that_holds_the_period_is_a_warning()
    {
        var outcome = Modelops.Run("drift", Files[0], Files[0], "--schema", Files[3], "--fail-on", "warning");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("rows_in_reference = 100.00 %", outcome.Out);
    }

    [Fact]
    public void Where_the_inputs_have_not_drifted_the_data_still_give_the_severity()
    {
        var outcome = Modelops.Run("drift", Files[0], Modelops.EdgeCase("ten-days-missing.csv"), "--schema", Modelops.EdgeCase("schema.json"), "--json");
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal("critical", json.RootElement.GetProperty("severity").GetString());
        Assert.DoesNotContain(DriftOnly("ten-days-missing.csv"), new[] { Severity.Warning, Severity.Critical });
    }

    static Severity DriftOnly(string file)
    {
        var schema = Schema.Load(Modelops.EdgeCase("schema.json"));
        return new DriftDetector(Frame.ReadCsv(Files[0], schema)).MonitorInputDistributionDrift(Frame.ReadCsv(Modelops.EdgeCase(file), schema)).Severity;
    }

    [Fact]
    public void Fail_on_judges_the_data_as_well_as_the_drift() =>
        Assert.Equal(1, Modelops.Run("drift", Files[0], Modelops.EdgeCase("ten-days-missing.csv"), "--schema", Modelops.EdgeCase("schema.json"), "--fail-on", "critical").Code);

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
        Assert.Contains("<h3>Data quality, ", File.ReadAllText(_folder["a.html"]), StringComparison.Ordinal);
        Assert.Contains("<h3>Input distribution drift, ", File.ReadAllText(_folder["a.html"]), StringComparison.Ordinal);
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
