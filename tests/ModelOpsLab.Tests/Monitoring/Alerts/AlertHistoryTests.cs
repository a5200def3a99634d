using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class AlertHistoryTests
{
    internal static AlertHistory Sample()
    {
        var run = new AlertRun(AlertRun.Policy(
            AlertRun.Rule("drawdown", "max_drawdown", -0.05, -0.03) with { Bad = Side.Below, Critical = -0.15, CriticalExit = -0.10, For = TimeSpan.FromDays(1), DependsOn = ["feed"] },
            AlertRun.Rule("feed", "input_stale", 1, severity: Severity.Critical), AlertRun.Rule("outliers", "outlier_share", 0.01)));
        double[] drawdown = [-0.01, -0.06, -0.07, -0.16, -0.17, -0.08, -0.02, -0.01, -0.09, -0.09];
        List<MonitorReading> readings = [];
        for (var day = 0; day < drawdown.Length; day++)
        {
            Measurement[] measured =
            [
                new("max_drawdown", drawdown[day]) { Unit = "%", Count = 20 }, new("input_stale", day is 5 or 8 or 9 ? 2 : 0) { Count = 1 },
                day == 4 ? Measurement.Missing("outlier_share", "no rows") with { Of = "volume" } : new("outlier_share", day >= 6 ? 0.02 : 0) { Of = "volume", Unit = "%", Count = 20 },
            ];
            var at = AlertRun.Start.AddDays(day);
            run.At(at, measured);
            readings.Add(new(at.AddDays(-1), at, measured, []));
        }
        run.Kept(run.Engine.Acknowledge("m/outliers/volume", "anna", AlertRun.Start.AddDays(9).AddHours(3), "exchange prints twice"));
        return AlertHistory.Of(run.All, readings);
    }

    [Fact]
    public void A_history_reads_well() => Snapshot.Verify(Sample().ToString());

    [Fact]
    public void A_history_names_every_time_that_an_alert_fired()
    {
        var history = Sample();
        Assert.Equal(
        [
            ("m/drawdown", 2, 6, Severity.Critical, 2), ("m/feed", 5, 6, Severity.Critical, 5), ("m/outliers/volume", 6, null, Severity.Warning, 6), ("m/feed", 8, null, Severity.Critical, 8), ("m/drawdown", 9, null, Severity.Warning, null),
        ], history.Periods.Select(p => (p.Key, (p.From - AlertRun.Start).Days, p.To is { } to ? (int?)(to - AlertRun.Start).Days : null, p.Severity, p.Told is { } told ? (int?)(told - AlertRun.Start).Days : null)));
        Assert.Equal((Severity.Critical, 3), (history.Severity, history.Standing.Count));
    }

    [Fact]
    public void A_history_is_written_as_page_and_figure_and_its_transitions_as_JSON()
    {
        var history = Sample();
        var html = HtmlWriter.Write(history.ToDocument());
        Assert.Contains("When each alert pended and fired", html, StringComparison.Ordinal);
        Assert.Contains("drawdown: max_drawdown and its levels", html, StringComparison.Ordinal);
        foreach (var transition in history.Transitions) Assert.Equal(transition, JsonFormat.Read<AlertTransition>(JsonFormat.Write(transition), "transition"));
        Assert.Equal(AlertTransition.Standing(history.Transitions), history.Standing);
    }

    [Fact]
    public void Nothing_that_happened_is_a_history_too()
    {
        var history = AlertHistory.Of([], []);
        Assert.Equal(Severity.Healthy, history.Severity);
        Assert.Equal("[healthy] No alert has fired.", history.ToString().Trim());
    }

    [Fact]
    public void Transitions_of_two_models_or_out_of_order_are_refused()
    {
        var transitions = Sample().Transitions;
        Assert.Contains("of m and n", Assert.Throws<ArgumentException>(() => AlertHistory.Of([transitions[0], transitions[1] with { Model = "n" }], [])).Message, StringComparison.Ordinal);
        Assert.Contains("Transition 1 comes after 2", Assert.Throws<ArgumentException>(() => AlertHistory.Of([transitions[1], transitions[0]], [])).Message, StringComparison.Ordinal);
    }
}
