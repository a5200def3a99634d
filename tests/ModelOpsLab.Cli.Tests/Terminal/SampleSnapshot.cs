using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

/// <summary>A stream in March 2020, with as much to show as asked for.</summary>
static class SampleSnapshot
{
    public static readonly DateTime Now = new(2020, 3, 9, 20, 0, 0, DateTimeKind.Utc);

    public static MonitorSnapshot Of(int inputs = 20, int alerts = 3, int transitions = 8) => new()
    {
        Model = "spx-momentum", Version = "v3 4f1a09c2", State = "replay × 3,600", Severity = Severity.Critical, Time = Now, Rows = 5_072, RowsPerSecond = 24.5, Faults = 3,
        LastFault = "rows.csv, line 812, column 'close': 'n/a' is not a number", Lag = TimeSpan.FromSeconds(1.25),
        Measurements =
        [
            .. Enumerable.Range(1, inputs).Select(i => new MeasurementLine(new("psi", i / 100.0) { Of = $"feature_{i:00}", Count = 250 }, i > 18 ? Severity.Warning : Severity.Healthy, Wave(i))),
            new(new("drawdown_live", 0.2312) { Unit = "%", Count = 250 }, Severity.Critical, [.. Enumerable.Range(0, 50).Select(i => i * i / 2500.0)]),
            new(Reporting.Measurement.Missing("sharpe_ratio", "fewer than 20 returns"), Severity.Unknown, [double.NaN, double.NaN]),
            new(new("hit_rate", 0.5) { Unit = "%", Count = 250 }, Severity.Healthy, [0.5, 0.5, 0.5]),
        ],
        Alerts = [.. Enumerable.Range(1, alerts).Select(i => new AlertLine(i == 1 ? "drawdown" : "input-shift", i < 3 ? AlertState.Firing : AlertState.Pending, i == 1 ? Severity.Critical : Severity.Warning, Now.AddDays(-i), i == 1 ? "drawdown_live 23.12 % is above 20 %" : $"psi 0.{i:00} is above 0.18")
        {
            Of = i == 1 ? "" : $"feature_{i:00}", AcknowledgedBy = i == 1 ? "anna" : null, Muted = i == 2 ? "outside market hours" : null,
        })],
        Transitions = [.. Enumerable.Range(1, transitions).Select(i => Transition(i))],
        Channels = [new("jsonl", 41, 0, 0), new("webhook desk", 37, 3, 1) { LastError = "503 Service Unavailable" }],
    };

    public static AlertTransition Transition(int number) => new()
    {
        Number = number, At = Now.AddDays(number - 10).Date, Model = "spx-momentum", Rule = "drawdown", From = number % 2 == 0 ? AlertState.Pending : AlertState.Inactive, To = number % 2 == 0 ? AlertState.Firing : AlertState.Pending,
        Severity = number % 2 == 0 ? Severity.Critical : Severity.Warning, Evidence = new("drawdown_live", 0.15 + number / 100.0) { Unit = "%", Count = 250 }, Because = $"drawdown_live {15 + number} % is above 15 %",
    };

    static double[] Wave(int seed) => [.. Enumerable.Range(0, 60).Select(i => i % 13 == 5 ? double.NaN : Math.Sin(i * (0.1 + seed / 40.0)))];
}
