using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Monitoring;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>
/// This test program as a process of its own that commits as a monitor does, so that it can be killed or starved: it goes on from the state that it
/// finds, and prints the version of each commit when that has returned; at an error the error's type and message.
/// </summary>
static class MonitorProcess
{
    const string Variable = "MODELOPS_TEST_MONITOR";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var place, var model, var last]) return;
        try
        {
            using var history = MeasurementHistory.Open(place);
            for (var version = (history.State(model)?.Version ?? 0) + 1; version <= int.Parse(last, CultureInfo.InvariantCulture); version++)
                Console.Write(FormattableString.Invariant($"{history.Commit(MonitorCommits.Commit(model, version))}\n"));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException or InvalidOperationException or UnauthorizedAccessException)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
        Environment.Exit(0);
    }

    /// <summary>Starts it, to commit until a version.</summary>
    internal static Process Start(string place, string model, int last)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""))) { RedirectStandardOutput = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{place}|{model}|{last}");
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>The last version that it printed; a line that it did not finish does not count.</summary>
    internal static long Acknowledged(string printed) => printed[..(printed.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => long.TryParse(line, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty(0).Max();
}
