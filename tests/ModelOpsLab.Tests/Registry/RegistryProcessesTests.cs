using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

/// <summary>This test program as processes of their own that all change one slot of a registry.</summary>
public sealed class RegistryProcessesTests : IDisposable
{
    const string Variable = "MODELOPS_TEST_REGISTRY", Slot = RegistryWorkspace.Model;
    const int Processes = 8;

    readonly RegistryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var what, var folder, var number, var count]) return;
        try
        {
            using var registry = ModelRegistry.Open(Workspace.Open(folder));
            var (own, times) = (int.Parse(number, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
            for (var i = 0; i < times; i++)
            {
                var since = Stopwatch.GetTimestamp();
                if (what == "promote") registry.Promote(new(Slot, own + Processes * (i % 2) + 1, "a test"), "anna");
                else Meddle(registry, own, i);
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalMilliseconds:F3}\n"));
            }
        }
        catch (Exception error)
        {
            Console.Write($"{error.GetType().Name}: {error.Message}\n");
        }
        Environment.Exit(0);
    }

    /// <summary>Does what another process may have made senseless meanwhile; only to be refused for that is expected.</summary>
    static void Meddle(ModelRegistry registry, int own, int turn)
    {
        try
        {
            _ = ((own + turn) % 4) switch
            {
                0 => registry.Promote(new(Slot, own + Processes * (turn % 2) + 1, "a test"), "anna"),
                1 => registry.Disable(Slot, "ben", "a test"),
                2 => registry.Enable(Slot, "carla", "a test"),
                _ => registry.Rollback(Slot, "dora", "a test"),
            };
        }
        catch (InvalidDataException)
        {
        }
        catch (IOException stopped) when (stopped.Message.Contains("was stopped while it was being armed", StringComparison.Ordinal))
        {
        }
    }

    async Task<List<double>> Run(string what, int each)
    {
        for (var v = 1; v <= 2 * Processes; v++) _workspace.Version(v);
        _workspace.Registry.Ledger.Dispose();
        var processes = Enumerable.Range(0, Processes).Select(own =>
        {
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""))) { RedirectStandardOutput = true };
            start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{what}|{_workspace.Folder}|{own}|{each}");
            start.Environment["DOTNET_TieredPGO"] = "0";
            return Process.Start(start)!;
        }).ToList();
        List<double> waits = [];
        foreach (var process in processes)
        {
            var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.All(lines, line => Assert.True(double.TryParse(line, CultureInfo.InvariantCulture, out _), line));
            Assert.Equal(each, lines.Length);
            waits.AddRange(lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
            process.Dispose();
        }
        waits.Sort();
        _workspace.Reopen();
        return waits;
    }

    /// <summary>What trading processes are told is what the ledger says, and never more.</summary>
    void AssertFilesFollow()
    {
        var registry = _workspace.Registry;
        var (live, pointer) = (registry.LiveNow(Slot)!, LivePointer.Read(Path.Combine(_workspace.Folder, ".modelops"), Slot)!);
        Assert.Equal((live.Version, live.Model), (pointer.Version, pointer.Model));
        Assert.True(registry.StateOf(Slot) <= live.State, $"files {registry.StateOf(Slot)}, ledger {live.State}");
        Assert.NotEqual(Severity.Critical, Workspace.Open(_workspace.Folder).Ledger.Verify(ModelRegistry.Projections).Severity);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_workspace.Folder, ".modelops", "ledger.db.queue")));
    }

    [Fact]
    public async Task Eight_processes_that_promote_in_one_slot_leave_exactly_one_live_version_at_each_sequence_and_the_pointer_where_the_ledger_is()
    {
        var each = Campaign.Size("REGISTRY_PROMOTIONS", desk: 3, ci: 25);
        var waits = await Run("promote", each);
        var history = _workspace.Registry.History(Slot);
        Assert.Equal(Enumerable.Range(2 * Processes + 1, Processes * each).Select(n => (long)n), history.Select(d => d.Sequence));
        Assert.All(history.Zip(history.Skip(1)), pair => Assert.True(pair.First.Version == pair.Second.RollbackTo && pair.First.Until == pair.Second.From));
        Assert.All(history, d => Assert.Equal((SlotState.Active, d.Version), _workspace.Registry.LiveAt(Slot, d.From) is var then ? (then!.State, then.Version) : default));
        AssertFilesFollow();
        Campaign.Say($"{Processes} processes x {each} promotions through the registry: {history.Count} live versions, one at each sequence, 0 errors; a promotion took {waits[waits.Count / 2]:F0} ms median, {waits[waits.Count * 99 / 100]:F0} ms p99, {waits[^1]:F0} ms at most, its rehearsals and its two turns included");
    }

    [Fact]
    public async Task Processes_that_promote_stop_arm_and_roll_back_at_once_are_only_refused_for_what_the_others_did()
    {
        var each = Campaign.Size("REGISTRY_CHANGES", desk: 4, ci: 25);
        _workspace.Version(100);
        _workspace.Promote(1);
        var waits = await Run("meddle", each);
        AssertFilesFollow();
        Campaign.Say($"{Processes} processes x {each} promotions, stops, armings and rollbacks at once: {_workspace.Registry.History(Slot).Count} changes, files never more than the ledger, {waits[^1]:F0} ms at most");
    }
}
