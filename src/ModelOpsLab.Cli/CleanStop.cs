using System.Runtime.InteropServices;

namespace ModelOpsLab.Cli;

/// <summary>Turns the first Ctrl-C, termination or loss of the terminal into a request to stop in good order; the second ends the process.</summary>
sealed class CleanStop : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly PosixSignalRegistration[] _signals;
    int _count;

    public CleanStop() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    /// <summary>Signalled once work is to stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Asks to stop, as the first signal does, and is none.</summary>
    public void Ask() => _stop.Cancel();

    void Stop(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _count) > 1) return;
        signal.Cancel = true;
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }
}
