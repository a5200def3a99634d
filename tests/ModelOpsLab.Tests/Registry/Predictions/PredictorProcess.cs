using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

/// <summary>This test program as a process of its own that predicts in a slot, or holds its database: to be killed, starved, traced or halted.</summary>
static class PredictorProcess
{
    const string Variable = "MODELOPS_TEST_PREDICTOR";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var what, var state, var count, var capacity]) return;
        try
        {
            var number = int.Parse(count, CultureInfo.InvariantCulture);
            if (what == "lock") HoldDatabase(Path.Combine(state, "ledger.db"));
            else
            {
                using var predictor = LivePredictor.Open(state, SampleSlot.Slot, new() { SegmentCapacity = int.Parse(capacity, CultureInfo.InvariantCulture), FlushEvery = TimeSpan.FromMilliseconds(50) });
                if (what == "watch") Watch(predictor);
                else if (what == "fill") Fill(predictor);
                else Grow(predictor, number);
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException)
        {
            Console.Write($"{error.GetType().Name}: {error.Message}\n");
        }
        Environment.Exit(0);
    }

    /// <summary>Predicts, and prints each id with its value when it has returned: one write, which a kill cannot cut.</summary>
    static void Grow(LivePredictor predictor, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            var one = predictor.Predict([i, -i]);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{one.Id} {i} {one.Value:R} {one.Version}\n"));
        }
    }

    /// <summary>Predicts until nothing can be logged, says so, and goes on until it can be again.</summary>
    static void Fill(LivePredictor predictor)
    {
        var wasFull = false;
        for (var i = 1; ; i++)
        {
            var one = predictor.Predict([i, -i]);
            if (!one.Id.IsNone) Console.Write(string.Create(CultureInfo.InvariantCulture, $"{one.Id} {i} {one.Value:R} {one.Version}\n"));
            else if (!wasFull) Console.Write(string.Create(CultureInfo.InvariantCulture, $"full {one.Because} {one.Source} {one.Value:R}\n"));
            if (one.Id.IsNone) Thread.Sleep(1);
            else if (wasFull) break;
            wasFull |= one.Id.IsNone;
        }
    }

    /// <summary>Predicts each millisecond, and prints the state and the time of the machine's steady clock whenever a prediction carries another one.</summary>
    static void Watch(LivePredictor predictor)
    {
        for (SlotState? before = null; ; Thread.Sleep(1))
        {
            var one = predictor.Predict([1, 1]);
            var at = Stopwatch.GetTimestamp();
            if (one.State == before) continue;
            before = one.State;
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{one.State} {at} {one.Source}\n"));
        }
    }

    static void HoldDatabase(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        Console.Write("locked\n");
        Console.In.ReadToEnd();
    }

    internal static Process Start(string what, string state, int count = 0, int capacity = 65_536, params string[] under)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        string[] command = [.. under, program];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{what}|{state}|{count}|{capacity}");
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its memory file is larger than a limit on the size of files
        return Process.Start(start)!;
    }

    /// <summary>What a process said it had logged: id, row number, value, version; a line that it did not finish does not count.</summary>
    internal static IEnumerable<(string Id, int Row, double Value, int Version)> Acknowledged(string printed) => printed[..(printed.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).Where(p => p.Length == 4 && PredictionId.TryParse(p[0], out _))
        .Select(p => (p[0], int.Parse(p[1], CultureInfo.InvariantCulture), double.Parse(p[2], CultureInfo.InvariantCulture), int.Parse(p[3], CultureInfo.InvariantCulture)));
}
