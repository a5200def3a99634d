using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;
using ModelOpsLab.Tests.Registry;
using ModelOpsLab.Tests.Storage;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Faults made to happen while a monitor commits. Sizes are those of <see cref="Campaign"/>: <c>MODELOPS_LEDGER_MONITOR_KILLS</c>.</summary>
public sealed class MonitorFaultTests(PostgresServer server) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");
    string InAFile => Path.Combine(_folder.FullName, "monitoring.db");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>All that is kept of a model, as one text.</summary>
    static string Kept(MeasurementHistory history, string model)
    {
        var series = from resolution in Enum.GetValues<Resolution>() from name in history.SeriesOf(model)
                     from point in history.Series(model, name.Metric, name.Of, DateTime.MinValue, DateTime.MaxValue.AddDays(-1), resolution)
                     select FormattableString.Invariant($"{resolution} {name} {point.Start:O} {JsonFormat.Write(point.Profile)}");
        return string.Join("", series.Concat(history.Transitions(model).Select(t => JsonFormat.Write(t))).Append(JsonFormat.Write(history.State(model)!)));
    }

    static string Uninterrupted(MeasurementHistory history, string model, int versions)
    {
        for (var version = 1; version <= versions; version++) history.Commit(MonitorCommits.Commit(model, version));
        return Kept(history, model).Replace($"\"{model}\"", "\"m\"", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_moment_a_monitor_goes_on_to_what_it_would_have_kept_without(bool postgres)
    {
        var place = postgres ? server.NewPlace() : InAFile;
        var random = new Random(20200316);
        var kills = Campaign.Size("MONITOR_KILLS", desk: 8, ci: 100);
        long acknowledged = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = MonitorProcess.Start(place, "m", int.MaxValue);
            var printed = new System.Text.StringBuilder();
            for (var line = random.Next(0, 12); line > 0; line--) printed.Append(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).Append('\n');
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(10_000)), TestContext.Current.CancellationToken);
            process.Kill(); // SIGKILL where there are signals
            printed.Append(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            acknowledged = Math.Max(acknowledged, MonitorProcess.Acknowledged(printed.ToString()));
            using var history = MeasurementHistory.Open(place);
            Assert.InRange(history.State("m")?.Version ?? 0, acknowledged, int.MaxValue);
        }
        using var whole = MeasurementHistory.Open(place);
        var versions = (int)whole.State("m")!.Version;
        using (var store = MeasurementStore.Open(place)) store.CheckIntegrity();
        Campaign.Say($"{kills} kills of a monitor, {(postgres ? "PostgreSQL" : "file")}: {versions} commits, {acknowledged} acknowledged, 0 lost, the same as without");
        Assert.Equal(Uninterrupted(whole, "without", versions), Kept(whole, "m"));
    }

    [Fact]
    public async Task A_crash_of_the_server_loses_no_commit_and_a_monitor_goes_on()
    {
        using var own = new PostgresServer();
        var place = own.NewPlace();
        using var history = MeasurementHistory.Open(place);
        for (var version = 1; version <= 5; version++) history.Commit(MonitorCommits.Commit("m", version));
        using (var process = MonitorProcess.Start(place, "other", int.MaxValue))
        {
            for (var line = 0; line < 3; line++) await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            own.Crash();
            var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Contains("IOException: PostgreSQL database 'postgres'", printed, StringComparison.Ordinal);
            using var after = MeasurementHistory.Open(place);
            Assert.InRange(after.State("other")!.Version, Math.Max(3, MonitorProcess.Acknowledged(printed)), int.MaxValue);
        }
        var broken = Assert.Throws<IOException>(() => history.Commit(MonitorCommits.Commit("m", 6))); // its connection is gone: once it is told, then it is made again
        Assert.Contains("Nothing is lost by repeating", broken.Message, StringComparison.Ordinal);
        Assert.Equal(6, history.Commit(MonitorCommits.Commit("m", 6)));
        Assert.Equal(6, history.Series("m", "input", "momentum", DateTime.MinValue, DateTime.MaxValue.AddDays(-1), Resolution.Minute).Count);
    }

    [Fact]
    public void On_a_full_disk_a_commit_fails_whole_and_goes_on_when_there_is_space()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs, which Windows lacks.");
        var disk = _folder.CreateSubdirectory("disk").FullName;
        if (!LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk))
        {
            Assert.Skip("A full disk is made with a small tmpfs, and this user may not mount one.");
        }
        try
        {
            using var history = MeasurementHistory.Open(Path.Combine(disk, "monitoring.db"));
            long version = 0;
            var full = Assert.Throws<IOException>(() => { while (version < 5000) history.Commit(MonitorCommits.Commit("m", ++version, count: 60)); });
            Assert.Contains("nothing of this transaction was kept", full.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Throws<IOException>(() => history.Commit(MonitorCommits.Commit("m", version, count: 60)));
            var count = history.Series("m", "input", "momentum", DateTime.MinValue, DateTime.MaxValue.AddDays(-1), Resolution.Minute).Count;
            Assert.Equal((version - 1, version - 1), (history.State("m")!.Version, count));
            Assert.True(LedgerProcess.Succeeds("mount", "-o", "remount,size=2m", disk));
            for (var more = 0; more < 70; more++, version++) Assert.Equal(version, history.Commit(MonitorCommits.Commit("m", version, count: 60)));
            Assert.Equal(version - 1, history.Series("m", "input", "momentum", DateTime.MinValue, DateTime.MaxValue.AddDays(-1), Resolution.Minute).Count);
            Assert.Equal((version - 1) / 3, history.Transitions("m").Count);
        }
        finally { LedgerProcess.Succeeds("umount", disk); }
    }

    [Fact]
    public void Every_byte_of_a_row_or_of_the_state_that_flips_is_found()
    {
        static byte[] Of(int minute) => ModelOpsLab.Data.ProfileBytes.Of(MonitorCommits.Profile("momentum", MonitorCommits.Values(minute)));
        using (var history = MeasurementHistory.Open(InAFile))
            for (var version = 1; version <= 3; version++) history.Commit(MonitorCommits.Commit("m", version) with { State = new string('s', 50) + "end" });
        var whole = File.ReadAllBytes(InAFile);
        var (row, length) = (whole.AsSpan().IndexOf(Of(1)), Of(1).Length + sizeof(uint));
        Assert.InRange(row, 100, whole.Length);
        byte[] stored;
        using (var store = MeasurementStore.Open(InAFile)) stored = store.Database.Query("SELECT state FROM monitors", r => r.GetFieldValue<byte[]>(0))[0];
        var state = whole.AsSpan().LastIndexOf(stored);
        Assert.InRange(state, 100, whole.Length);
        foreach (var (n, at) in Enumerable.Range(row, length).Concat(Enumerable.Range(state, stored.Length)).Index())
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << n % 8);
            File.WriteAllBytes(InAFile, flipped);
            using var history = MeasurementHistory.Open(InAFile);
            var damaged = Assert.Throws<InvalidDataException>(() => history.Series("m", "input", "momentum", DateTime.MinValue, DateTime.MaxValue.AddDays(-1), Resolution.Minute));
            Assert.StartsWith(InAFile, damaged.Message, StringComparison.Ordinal);
            if (at >= row + length || at < row) Assert.Throws<InvalidDataException>(() => history.State("m"));
        }
    }

    [Fact]
    public async Task Two_processes_that_monitor_two_models_lose_nothing()
    {
        foreach (var place in new[] { InAFile, server.NewPlace() })
        {
            var processes = Enumerable.Range(0, 2).Select(p => MonitorProcess.Start(place, $"m{p}", 40)).ToList(); // none made the tables before
            foreach (var process in processes)
            {
                var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(Enumerable.Range(1, 40).Select(i => FormattableString.Invariant($"{i}")), printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                process.Dispose();
            }
            using var store = MeasurementStore.Open(place);
            Assert.Equal(Enumerable.Range(1, 26).Select(i => (long)i), store.Monitors.EventsAfter(0, 100).Select(e => e.Sequence));
        }
    }
}
