using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelOpsLab.Cli;

/// <summary>
/// Runs a command whose cells could end the process in a process of its own, and does nothing meanwhile: after a stack overflow, an
/// <c>Environment.Exit</c> or a kill, somebody is left who says so and saves what was shown. The two are tied by the child's standard input:
/// a byte asks it to stop, its end says that the parent is gone.
/// </summary>
static class Supervisor
{
    /// <summary>Names the journal to the child; where it is set, this process is one.</summary>
    const string Variable = "MODELOPS_JOURNAL";

    /// <summary>Whether these arguments run cells, and nobody watches yet.</summary>
    public static bool IsNeeded(string[] arguments) => Environment.GetEnvironmentVariable(Variable) is null
        && (Command(arguments) is "run" or "review" or "verify" || Command(arguments) is "audit" && arguments.AsSpan().Contains("--run"))
        && !arguments.AsSpan().ContainsAny("--help", "-h", "-?");

    /// <summary>The first word that is neither an option nor the workspace.</summary>
    static string Command(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--workspace") i++;
            else if (!arguments[i].StartsWith('-')) return arguments[i];
        }
        return "";
    }

    /// <summary>The journal that the parent asks for; null where there is no parent. What cells start does not inherit it.</summary>
    public static string? Journal()
    {
        var journal = Environment.GetEnvironmentVariable(Variable);
        if (journal is not null) Environment.SetEnvironmentVariable(Variable, null);
        return journal;
    }

    /// <summary>Runs the command in a child and ends as it does; where it did not end in good order, <paramref name="recover"/> makes the best of the journal.</summary>
    public static int Run(string[] arguments, Func<Crash, int> recover)
    {
        var journal = Path.Combine(Path.GetTempPath(), $"modelops-{Guid.NewGuid():N}.journal");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[Variable] = journal;
        using var child = Process.Start(start)!;
        var asked = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        child.WaitForExit();
        try
        {
            if (!File.Exists(journal)) return child.ExitCode;
            return asked > 0 ? ExitCode.Interrupted : Ended(child.ExitCode, journal, recover);
        }
        finally
        {
            foreach (var file in (string[])[journal, Crash.EndFile(journal), Crash.ErrorFile(journal)]) File.Delete(file);
        }

        // Once: at the second request the child, which met it too, ends at once, and so does this process where the child does not
        void Stop(PosixSignalContext signal)
        {
            if (Interlocked.Increment(ref asked) > 2) return;
            signal.Cancel = true;
            try
            {
                child.StandardInput.BaseStream.WriteByte(1);
                child.StandardInput.BaseStream.Flush();
            }
            catch (IOException)
            {
                // It has ended by itself
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Ended(int code, string journal, Func<Crash, int> recover) => recover(Crash.Of(code, journal));
}
