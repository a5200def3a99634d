using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using Spectre.Console;

namespace ModelOpsLab.Cli;

/// <summary>The live screen: an own page of the terminal, drawn from the top at most four times a second, and given back with the cursor at the end.</summary>
sealed class MonitorScreenView : MonitorView
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly Session _session;
    readonly IAnsiConsole _console;
    long? _drawn;

    public MonitorScreenView(Session session)
    {
        _session = session;
        _console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(session.Out), Ansi = AnsiSupport.Yes });
    }

    public override bool IsDue => _drawn is not { } drawn || _session.Clock.GetElapsedTime(drawn) >= Pause;

    public override void Show(MonitorSnapshot snapshot)
    {
        _drawn = _session.Clock.GetTimestamp();
        _console.WriteLine(MonitorText.Summary(snapshot));
    }

    public override void Tell(AlertTransition transition)
    {
        // In the next snapshot
    }

    public override void Tell(RowFault fault)
    {
        // In the next snapshot
    }

    public override void Dispose()
    {
    }
}
