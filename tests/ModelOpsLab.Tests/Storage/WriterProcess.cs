using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

/// <summary>
/// This test program as a process of its own that appends measurements, so that it can be killed or starved. It prints the
/// number of each row when its append has returned, and at an error the error's type and message.
/// </summary>
static class WriterProcess
{
    const string Variable = "MODELOPS_TEST_WRITER";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var path, var model, var rows]) return;
        try
        {
            using var store = MeasurementStore.Open(path);
            for (var i = 0; i < int.Parse(rows, CultureInfo.InvariantCulture); i++)
            {
                store.Append(Row(model, i));
                Console.WriteLine(i);
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
        Environment.Exit(0);
    }

    internal static MeasurementRow Row(string model, int i) => new(
        model, "sharpe_ratio", $"row {i}", new(2020, 3, 1), new(2020, 3, 31), i / 7.0, null, 22, null, "", "live", "Healthy", new(2020, 3, 31));

    /// <summary>Starts it; with <paramref name="fileBlocks"/> it may write no file of more than so many blocks of 512 bytes.</summary>
    internal static Process Start(string path, string model, int rows, int? fileBlocks = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = fileBlocks is { } blocks
            ? new ProcessStartInfo("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {blocks}; exec \"$0\""), program])
            : new ProcessStartInfo(program);
        start.RedirectStandardOutput = true;
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{path}|{model}|{rows}");
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its memory file is larger than the limit
        return Process.Start(start)!;
    }
}
