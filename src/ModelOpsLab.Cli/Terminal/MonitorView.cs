using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;

namespace ModelOpsLab.Cli;

/// <summary>Shows a monitored stream while it runs: a screen where a person watches, otherwise plain lines. Disposing leaves the terminal as it was.</summary>
abstract class MonitorView : IDisposable
{
    /// <summary>The view for an output: a screen where <paramref name="isTerminal"/> says that it is one and it can be drawn on.</summary>
    public static MonitorView For(Session session, bool isTerminal) =>
        isTerminal && !session.Json && session.Variable("TERM") is not "dumb" ? new MonitorScreenView(session) : new MonitorLines(session);

    /// <summary>Whether it is time for another snapshot: four times a second on a screen, once a minute in lines.</summary>
    public abstract bool IsDue { get; }

    /// <summary>Shows a snapshot now.</summary>
    public abstract void Show(MonitorSnapshot snapshot);

    /// <summary>Tells of a transition as it happens; a screen shows it with the next snapshot.</summary>
    public abstract void Tell(AlertTransition transition);

    /// <summary>Tells of a fault of the input as it happens; a screen shows it with the next snapshot.</summary>
    public abstract void Tell(RowFault fault);

    /// <inheritdoc/>
    public abstract void Dispose();
}
