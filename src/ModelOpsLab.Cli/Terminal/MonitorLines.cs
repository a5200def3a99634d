using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>The plain view: a line for each transition, a status line a minute, and the first faults of each kind.</summary>
sealed class MonitorLines(Session session) : MonitorView
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    const int MostFaults = 5;

    readonly Dictionary<RowFaultKind, int> _faults = [];
    long? _shown;

    public override bool IsDue => _shown is not { } shown || session.Clock.GetElapsedTime(shown) >= Pause;

    public override void Show(MonitorSnapshot snapshot)
    {
        _shown = session.Clock.GetTimestamp();
        session.Say(StatusText(snapshot));
    }

    public override void Tell(AlertTransition transition) => session.Say(TransitionText(transition));

    /// <summary>A flood of one kind is counted in the status line and told no further.</summary>
    public override void Tell(RowFault fault)
    {
        var told = _faults[fault.Kind] = _faults.GetValueOrDefault(fault.Kind) + 1;
        if (told <= MostFaults) session.Remark(Safe.Text(fault.ToString()));
        if (told == MostFaults) session.Remark("More faults of this kind are counted, and not shown.");
    }

    public override void Dispose()
    {
        // Nothing to put back
    }

    /// <summary>One moment in one line.</summary>
    public static string StatusText(MonitorSnapshot snapshot) => Safe.Text(string.Create(CultureInfo.InvariantCulture,
        $"{MonitorText.Time(snapshot.Time)} {MonitorText.Word(snapshot.Severity)} {snapshot.Model} {snapshot.Version}, {MonitorText.Summary(snapshot)}"));

    /// <summary>One transition in one line.</summary>
    static string TransitionText(AlertTransition transition) => Safe.Text(
        $"{MonitorText.Time(transition.At)} {MonitorText.Word(transition.Severity)} {transition.Key}: {MonitorText.Step(transition, "->")}. {transition.Because}{(transition.Muted is { } why ? $" (nobody is told: {why})" : "")}");
}
