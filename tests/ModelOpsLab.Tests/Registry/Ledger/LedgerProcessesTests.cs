using System.Globalization;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class LedgerProcessesTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Eight_processes_that_promote_at_once_leave_exactly_one_live_version_at_each_sequence()
    {
        var each = Campaign.Size("PROMOTIONS", desk: 6, ci: 40);
        var processes = Enumerable.Range(0, 8).Select(_ => LedgerProcess.Start("promote", _path, each)).ToList(); // none made the ledger before
        List<(double Milliseconds, int Others)> waits = [];
        foreach (var process in processes)
        {
            var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(each, lines.Length);
            Assert.All(lines, line => Assert.Equal(2, line.Split(' ').Count(part => double.TryParse(part, CultureInfo.InvariantCulture, out _))));
            waits.AddRange(lines.Select(line => line.Split(' ')).Select(p => (double.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture))));
            process.Dispose();
        }
        var folder = new LedgerFolder(_path);
        using var ledger = SampleLedger.Open(folder);
        Assert.Equal(Enumerable.Range(1, 8 * each).Select(i => ((long)i, (long)i)), ledger.Read().Select(e => (e.Sequence, e.Payload.GetProperty("version").GetInt64())));
        Assert.NotEqual(Severity.Critical, folder.Verify([SampleLedger.Live]).Severity);
        Assert.False(Directory.EnumerateFiles(_path + "/ledger.db.queue").Any());
        waits.Sort();
        Campaign.Say($"8 processes x {each} promotions: {8 * each} versions, 0 errors; an append took {waits[waits.Count / 2].Milliseconds:F1} ms median, {waits[waits.Count * 99 / 100].Milliseconds:F1} ms p99, {waits[^1].Milliseconds:F1} ms at most; {waits.Average(w => w.Others):F1} others went before it on average, {waits.Max(w => w.Others)} at most");
    }

    [Fact]
    public async Task On_a_full_disk_every_acknowledged_event_is_kept_and_appending_goes_on_when_there_is_space()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs or with ulimit, which Windows lacks.");
        var disk = Directory.CreateDirectory(Path.Combine(_path, "disk")).FullName;
        // A disk of 2 MiB where this user may mount one, and else a limit on the size of files
        var mounted = LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk);
        try
        {
            var folder = new LedgerFolder(disk);
            if (mounted) File.WriteAllBytes(Path.Combine(disk, "ballast"), new byte[1_800_000]);
            string[] under = mounted ? [] : ["sh", "-c", "trap '' XFSZ; ulimit -f 240; exec \"$0\""];
            using var process = LedgerProcess.Start("grow", disk, 100_000, under);
            var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var acknowledged = LedgerProcess.Acknowledged(printed);
            Assert.Contains("IOException", printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
            Assert.InRange(acknowledged, 5, 99_999);
            using (var full = Ledger.Open(folder.Database, readOnly: true)) Assert.Equal(acknowledged, full.Size);
            if (mounted) File.Delete(Path.Combine(disk, "ballast"));
            LedgerKillTests.AssertHolds(folder, acknowledged, "full disk");
            Campaign.Say($"full disk ({(mounted ? "tmpfs of 2 MiB" : "ulimit -f")}): {acknowledged} acknowledged, all kept, appending goes on");
        }
        finally { if (mounted) LedgerProcess.Succeeds("umount", disk); }
    }
}
