using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class IncidentProcessesTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Incidents_that_processes_open_at_once_have_different_ids_and_none_is_lost()
    {
        var each = Campaign.Size("INCIDENTS", desk: 8, ci: 40);
        var processes = Enumerable.Range(0, 3).Select(i => IncidentProcess.Start("open", _path, each, FormattableString.Invariant($"desk-{i}"))).ToList();
        List<string> ids = [];
        foreach (var process in processes) ids.AddRange(await IncidentProcess.LinesAsync(process));
        Assert.Equal(Enumerable.Range(1, 3 * each).Select(n => n.ToString("inc-0000", CultureInfo.InvariantCulture)), ids.Order(StringComparer.Ordinal));
        using var ledger = IncidentProcess.Open(_path);
        var incidents = new IncidentLog(ledger).All();
        Assert.Equal(ids.Order(StringComparer.Ordinal), incidents.Select(i => i.Id));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(each, incidents.Count(n => n.OpenedBy == FormattableString.Invariant($"desk-{i}"))));
        Assert.NotEqual(Severity.Critical, new LedgerFolder(_path).Verify([IncidentLog.Projection]).Severity);
        Campaign.Say($"3 processes x {each} incidents opened at once: {ids.Distinct().Count()} ids, 0 lost");
    }

    [Fact]
    public async Task One_key_opens_one_incident_however_many_processes_raise_it_at_once()
    {
        var processes = Enumerable.Range(0, 3).Select(i => IncidentProcess.Start("raise", _path, 6, FormattableString.Invariant($"monitor-{i}"))).ToList();
        List<string> ids = [];
        foreach (var process in processes) ids.AddRange(await IncidentProcess.LinesAsync(process));
        Assert.Equal(Enumerable.Repeat("inc-0001", 18), ids);
        using var ledger = IncidentProcess.Open(_path);
        Assert.Equal(17, new IncidentLog(ledger).Incident("inc-0001").Notes.Count(n => n.Alert is not null));
    }
}

/// <summary>This test program as a process of its own that opens incidents, and prints the id of each when the call has returned.</summary>
static class IncidentProcess
{
    const string Variable = "MODELOPS_TEST_INCIDENTS";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var what, var path, var count, var by]) return;
        using var ledger = Open(path);
        var log = new IncidentLog(ledger);
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
            Console.Write((what == "open" ? log.Open("An incident", Severity.Warning, by) : log.Raise(IncidentWorkspace.Alert(), "spx", null, by)!).Id + "\n");
        Environment.Exit(0);
    }

    internal static Ledger Open(string path) => new LedgerFolder(path).Open("example.com/desk-7", [IncidentLog.Projection]);

    internal static Process Start(string what, string path, int count, string by)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""))) { RedirectStandardOutput = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{what}|{path}|{count}|{by}");
        return Process.Start(start)!;
    }

    internal static async Task<string[]> LinesAsync(Process process)
    {
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        process.Dispose();
        return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
