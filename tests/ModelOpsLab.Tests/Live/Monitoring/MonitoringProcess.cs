using System.Diagnostics;
using System.Runtime.CompilerServices;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Live;

/// <summary>This test program as a process of its own that watches the demonstration's live year from where the last one stood, so that it can be killed. It prints a line once it watches.</summary>
static class MonitoringProcess
{
    const string Variable = "MODELOPS_TEST_MONITOR", Hours = "MODELOPS_TEST_MONITOR_HOURS";
    const int RowsInCommit = 3;

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var folder, var place]) return;
        using var live = LiveModel.Load(Workspace.Open(folder), "spx-momentum", new FixedClock());
        var record = live.TrackRecord();
        Watch(live, record, place, () => Console.Write("watches\n"), Environment.GetEnvironmentVariable(Hours) is null ? null : OfHours(live));
        Environment.Exit(0);
    }

    /// <summary>What the declaration asks for, in stretches of an hour.</summary>
    internal static MonitoringOptions OfHours(LiveModel live) => MonitoringSession.OptionsOf(live) with { Every = TimeSpan.FromHours(1) };

    /// <summary>Watches to the end of the file, and lets go what the workspace declares; returns the rows of this run.</summary>
    internal static int Watch(LiveModel live, ModelOpsLab.Trading.TrackRecord record, string place, Action? ready = null, MonitoringOptions? options = null)
    {
        using var history = MeasurementHistory.Open(place);
        var session = MonitoringSession.Open(live, record, history, options: options);
        var retention = new DeclaredRetention(live, history);
        using var rows = RowStream.Open(live.Workspace.Resolve(live.Definition.Data), live.Raw.Schema, new() { Columns = session.Columns }, session.Position);
        var taken = 0;
        ready?.Invoke();
        while (rows.Read() == RowRead.Row)
        {
            session.Take(rows.Row.Time, rows.Row.Numbers, rows.Row.Asset, null, rows.Position);
            if (rows.Row.Time >= record.GoLive.ToDateTime(default, DateTimeKind.Utc) && ++taken % RowsInCommit == 0) Commit();
        }
        Commit();
        return taken;

        void Commit()
        {
            session.Commit();
            retention.Apply(session);
        }
    }

    internal static Process Start(string folder, string place, bool hours = false)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""))) { RedirectStandardOutput = true };
        start.Environment[Variable] = $"{folder}|{place}";
        if (hours) start.Environment[Hours] = "yes";
        return Process.Start(start)!;
    }
}
