using System.CommandLine;
using System.Runtime.InteropServices;
using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops kernel</c>: the C# kernel for VS Code, JupyterLab and nbconvert.</summary>
static class KernelCommand
{
    public static Command Of(Action<Command, Work> act)
    {
        var kernel = new Command("kernel", "The C# kernel for VS Code and other Jupyter clients: install, list, remove.");
        var file = new Argument<string>("CONNECTION_FILE") { Description = "The file the Jupyter client wrote." };
        var run = new Command("run", "Serve one Jupyter client; clients call this.") { file };
        act(run, (parsed, session) => RunAsync(session, parsed.GetRequiredValue(file)));
        kernel.Add(run);
        return kernel;
    }

    static async Task<int> RunAsync(Session session, string file)
    {
        using var kernel = new JupyterKernel(ConnectionFile.Read(file), null, session.Error);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, kernel.Stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, kernel.Interrupt));
        await kernel.RunAsync().ConfigureAwait(false);
        return ExitCode.Done;
    }

    static void End(PosixSignalContext signal, Action action)
    {
        signal.Cancel = true;
        action();
    }
}
