using System.Runtime.InteropServices;
using System.Text;
using ModelOpsLab.Cli;

Console.OutputEncoding = new UTF8Encoding(false);
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
// Not 'return': a thread that a cell left behind must not keep the process
Environment.Exit(CommandLine.Run(args, new(Console.Out, Console.Error) { Interactive = !Console.IsErrorRedirected, Cancel = stop.Token }));

// The first request stops the work in good order; the second one ends the process
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested) return;
    signal.Cancel = true;
    stop.Cancel();
}
