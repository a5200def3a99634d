using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Made-up commits of a monitor: the same for the same number.</summary>
static class MonitorCommits
{
    internal static readonly DateTime Start = new(2020, 3, 16, 13, 30, 0, DateTimeKind.Utc);
    internal static readonly double[] Edges = [-1, -0.25, 0, 0.25, 1];

    /// <summary>The values of a minute; more than are kept one by one where asked.</summary>
    internal static double[] Values(int minute, int count = 5) => MadeUpFrame.Autoregression((ulong)minute + 17, count, 0.3);

    internal static ColumnProfile Profile(string name, double[] values, double[]? edges = null) =>
        ColumnProfile.RollUp(ColumnProfile.Of(Column.Numbers("x", values), QuantileBins.At(edges ?? Edges)) with { Name = name });

    internal static MonitorReading Reading(int minute, int count = 5) => new(Start.AddMinutes(minute), Start.AddMinutes(minute + 1),
        [new Measurement("drawdown_live", minute / 7.0) { Count = 3, Unit = "%" }, Measurement.Missing("sharpe_ratio", "one day")],
        [new("input", Profile("momentum", Values(minute, count))), new("prediction", Profile("", Values(minute + 1_000_000)))]);

    internal static AlertTransition Transition(string model, long number, DateTime at) => new()
    {
        Number = number, At = at, Model = model, Rule = "drawdown", From = number % 2 == 1 ? AlertState.Inactive : AlertState.Firing, To = number % 2 == 1 ? AlertState.Firing : AlertState.Resolved,
        Severity = Severity.Critical, Evidence = new("drawdown_live", 0.1) { Count = 7, Unit = "%" }, Because = "10 % is beyond 8 %",
    };

    /// <summary>Commit number <paramref name="version"/> of a model, from 1: a minute, and a transition at every third.</summary>
    internal static MonitorCommit Commit(string model, long version, int count = 5) => new()
    {
        Model = model, After = version - 1, State = FormattableString.Invariant($"state after {version}"),
        Readings = [Reading((int)version - 1, count)],
        Transitions = version % 3 == 0 ? [Transition(model, version / 3, Start.AddMinutes(version))] : [],
    };
}
