using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

/// <summary>
/// This test program as a process of its own that appends to a ledger, so that it can be killed, starved or traced. It
/// prints the sequence of each event when its append has returned; at an error the error's type and message.
/// </summary>
static class LedgerProcess
{
    const string Variable = "MODELOPS_TEST_LEDGER";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var what, var path, var count]) return;
        try
        {
            var folder = new LedgerFolder(path);
            var events = int.Parse(count, CultureInfo.InvariantCulture);
            using var ledger = SampleLedger.Open(folder);
            if (what == "promote") Promote(ledger, events);
            else SampleLedger.Grow(folder, ledger, events, sequence => Console.Write(FormattableString.Invariant($"{sequence}\n"))); // one write, which a kill cannot cut
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
        Environment.Exit(0);
    }

    /// <summary>Each promotion is one above the version that was live when its turn came; prints how many milliseconds each took, and how many others went before it.</summary>
    static void Promote(Ledger ledger, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (before, since) = (ledger.Size, Stopwatch.GetTimestamp());
            var sequence = ledger.Append(() => [SampleLedger.Promotion(ledger.Query("SELECT version FROM live_versions", r => r.GetInt64(0)) is [var live] ? live + 1 : 1)])[0].Sequence;
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalMilliseconds:F3} {sequence - before - 1}\n"));
        }
    }

    internal static Process Start(string what, string folder, int count, params string[] under)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        string[] command = [.. under, program];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{what}|{folder}|{count}");
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its memory file is larger than a limit on the size of files
        return Process.Start(start)!;
    }

    /// <summary>The last sequence that a process printed; a line that it did not finish does not count.</summary>
    internal static long Acknowledged(string printed) => printed[..(printed.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => long.TryParse(line, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty(0).Max();

    /// <summary>Whether a program can be started here: strace is not everywhere.</summary>
    internal static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
