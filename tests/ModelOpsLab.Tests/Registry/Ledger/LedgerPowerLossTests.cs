using System.Security.Cryptography;
using System.Text;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class LedgerPowerLossTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Whatever_was_not_flushed_when_the_power_failed_nothing_acknowledged_is_lost()
    {
        if (!LedgerProcess.Succeeds("strace", "-qq", "-o", "/dev/null", "true")) Assert.Skip("strace is not installed, or may not trace here.");
        var at = Path.Combine(_path, "ledger");
        var folder = new LedgerFolder(at);
        using (var ledger = SampleLedger.Open(folder)) SampleLedger.Grow(folder, ledger, 2);
        var disk = new PowerLoss(at);

        var trace = Path.Combine(_path, "trace");
        using (var process = LedgerProcess.Start("grow", at, 5, "strace", "-f", "-qq", "-y", "-xx", "-s", "100000", "-o", trace, "-e", PowerLoss.Calls))
        {
            Assert.Equal(7, LedgerProcess.Acknowledged(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var calls = disk.Read(File.ReadLines(trace));
        var most = Campaign.Size("POWER_STATES", desk: 25, ci: 250);

        // States are tried where a flush costs nothing: what is on this disk is what would be left on the other
        var memory = Directory.Exists("/dev/shm") ? Directory.CreateDirectory($"/dev/shm/modelops-test-{Path.GetFileName(_path)}").FullName : _path;
        try
        {
            var random = new Random(20200316);
            var states = disk.States(perFlush: 64, random).DistinctBy(s => (s.Acknowledged, Hash(s.Files))).ToList();
            Assert.Equal(7, states.Max(s => s.Acknowledged));
            var tried = states.OrderBy(_ => random.Next()).Take(most).ToList();
            for (var i = 0; i < tried.Count; i++)
            {
                var one = Path.Combine(memory, $"{i}");
                foreach (var (name, bytes) in tried[i].Files)
                {
                    var file = Path.Combine(one, name);
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    File.WriteAllBytes(file, bytes);
                    if (name == "ledger.key" && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
                LedgerKillTests.AssertHolds(new LedgerFolder(one), Math.Max(2, tried[i].Acknowledged), $"state {i}");
                Directory.Delete(one, recursive: true);
            }
            Campaign.Say($"power loss: {calls} recorded calls, {states.Count} different states, {tried.Count} tried, 0 acknowledged lost, 0 unreadable");
        }
        finally { if (memory != _path) Directory.Delete(memory, recursive: true); }
    }

    static string Hash(IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {bytes.Length} "));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
