using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Where a rule has no band it is one of Prometheus, whose own tool for testing rules says whether ours fires when theirs does.</summary>
public sealed class PrometheusRuleTests
{
    [Fact]
    public async Task Without_a_band_alerts_fire_when_those_of_Prometheus_do()
    {
        if (!Runs("promtool", "--version")) Assert.Skip("promtool is not installed: apt-get install prometheus.");
        var folder = Directory.CreateTempSubdirectory("modelops-rules-").FullName;
        try
        {
            StringBuilder rules = new("groups:\n- name: all\n  rules:\n"), tests = new("rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n");
            var draw = new ModelOpsLab.Statistics.DeterministicRandom(7);
            for (var (rule, fired) = (0, 0); rule < 12; rule++)
            {
                var (hold, keep) = (rule % 4 * 2, rule / 4 * 3);
                rules.Append(CultureInfo.InvariantCulture, $"  - alert: r{rule}\n    expr: loss{rule} > 10\n    for: {hold}m\n    keep_firing_for: {keep}m\n");
                int[] values = [.. Enumerable.Range(0, 60).Select(i => 8 + (int)(draw.NextDouble() * 3) + (i / 10 % 2 == 0 ? 2 : 0))];
                tests.Append(CultureInfo.InvariantCulture, $"- interval: 1m\n  input_series:\n  - series: loss{rule}\n    values: '{string.Join(' ', values)}'\n  alert_rule_test:\n");
                var run = new AlertRun(AlertRun.Policy(AlertRun.Rule(minutes: hold, keep: keep)));
                for (var i = 0; i < values.Length; i++)
                {
                    run.At(i, AlertRun.Of("loss", values[i]));
                    var fires = run.Engine.Standing.Any(s => s.To == AlertState.Firing);
                    if (fires) fired++;
                    tests.Append(CultureInfo.InvariantCulture, $"  - eval_time: {i}m\n    alertname: r{rule}\n{(fires ? "    exp_alerts: [{}]\n" : "")}");
                }
                Assert.InRange(fired, 1, 60 * (rule + 1) - 1);
            }
            File.WriteAllText(Path.Combine(folder, "rules.yml"), rules.ToString());
            File.WriteAllText(Path.Combine(folder, "tests.yml"), tests.ToString());
            using var process = Process.Start(new ProcessStartInfo("promtool", ["test", "rules", Path.Combine(folder, "tests.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await output + errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
