using System.Diagnostics;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

/// <summary>kill -9, at any moment and before each write, flush, removal and truncation of a file.</summary>
public sealed class LedgerKillTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Killed_at_any_moment_it_loses_nothing_it_acknowledged()
    {
        var random = new Random(20200316);
        var kills = Campaign.Size("KILLS", desk: 5, ci: 100);
        long acknowledged = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            // A ledger grows over 20 kills, and is then begun anew
            var folder = new LedgerFolder(Path.Combine(_path, $"{kill / 20}"));
            var before = Held(folder);
            using var process = LedgerProcess.Start("grow", Path.Combine(_path, $"{kill / 20}"), 1_000_000);
            for (var line = random.Next(0, 12); line > 0; line--) await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(12_000)), TestContext.Current.CancellationToken);
            process.Kill();
            var last = LedgerProcess.Acknowledged(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            AssertHolds(folder, Math.Max(before, last), $"kill {kill}");
            acknowledged += Math.Max(0, Held(folder) - before);
        }
        Campaign.Say($"kill -9 at random: {kills} kills, {acknowledged} events, 0 acknowledged lost, 0 chain breaks");
    }

    [Fact]
    public async Task Killed_before_any_write_it_loses_nothing_it_acknowledged()
    {
        if (!LedgerProcess.Succeeds("strace", "-qq", "-o", "/dev/null", "true")) Assert.Skip("strace is not installed, or may not trace here.");
        // Six appends make fewer calls of each kind than this; a count that is not reached kills nobody
        (string Call, int Last)[] calls = [("pwrite64", 110), ("fdatasync,fsync", 30), ("unlink,unlinkat", 14), ("ftruncate", 4), ("rename,renameat2", 8)];
        var points = calls.SelectMany(c => Enumerable.Range(1, c.Last), (c, when) => (c.Call, When: when)).ToArray();
        new Random(20200316).Shuffle(points);
        var (tries, killed) = (Campaign.Size("WRITE_KILLS", desk: 4, ci: 100), 0);
        for (var i = 0; i < tries; i++)
        {
            var (call, when) = points[i % points.Length];
            var at = Path.Combine(_path, $"{i}");
            var folder = new LedgerFolder(at);
            using (var ledger = SampleLedger.Open(folder)) SampleLedger.Grow(folder, ledger, i % 4);
            using var process = LedgerProcess.Start("grow", at, 6, "strace", "-f", "-qq", "-o", "/dev/null", "-P", folder.Database, "-P", folder.Database + "-journal", "-P", at,
                "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={when}");
            var last = LedgerProcess.Acknowledged(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode != 0) killed++;
            AssertHolds(folder, Math.Max(last, i % 4), $"{call} {when}");
            Directory.Delete(at, recursive: true);
        }
        Campaign.Say($"kill -9 before a write: {tries} runs, {killed} killed, 0 acknowledged lost, 0 chain breaks");
    }

    static long Held(LedgerFolder folder)
    {
        if (!File.Exists(folder.Database)) return 0;
        using var ledger = SampleLedger.Open(folder);
        return ledger.Size;
    }

    /// <summary>Everything acknowledged is there with its blob, the whole is consistent, and it can be appended to.</summary>
    internal static void AssertHolds(LedgerFolder folder, long acknowledged, string what)
    {
        using (var ledger = SampleLedger.Open(folder))
        {
            var events = ledger.Read().ToList();
            Assert.True(events.Count >= acknowledged, $"{what}: {acknowledged} acknowledged, {events.Count} there");
            Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Payload.GetProperty("version").GetInt64()));
            Assert.All(events, e => Assert.Equal(SampleLedger.Model(e.Sequence), folder.Blobs.Read(e.Blobs.Single())));
        }
        var report = folder.Verify([SampleLedger.Live]);
        Assert.True(report.Severity != Severity.Critical, $"{what}: {report}");
        using (var ledger = SampleLedger.Open(folder)) SampleLedger.Grow(folder, ledger, 1);
    }
}
