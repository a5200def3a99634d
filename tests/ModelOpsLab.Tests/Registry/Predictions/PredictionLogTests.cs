using System.Globalization;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class PredictionLogTests : IDisposable
{
    static readonly long Noon = new DateTime(2020, 3, 16, 12, 0, 0, DateTimeKind.Utc).Ticks;

    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    readonly SampleSlot _slot;

    public PredictionLogTests() => _slot = new(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    PredictionLog Open(int capacity = 100, TimeSpan? flushEvery = null, int version = 1) => new(_path, _slot.Pointer(version), SampleSlot.Model(version).Features, flushEvery ?? TimeSpan.FromHours(1), capacity);

    static string Append(PredictionLog log, int i)
    {
        Assert.Equal(Appended.Done, log.Append(Noon + i, i / 7.0, PredictionSource.Model, PredictionReason.None, SlotState.Active, [i, -i], out var id));
        return id.ToString();
    }

    [Fact]
    public void What_was_appended_is_read_back_bit_for_bit()
    {
        using var log = Open();
        Assert.Equal("spx-momentum.000000000001.1", Append(log, 1));
        log.Append(Noon + 2, double.MinValue, PredictionSource.Flat, PredictionReason.WrongLength, SlotState.ReduceOnly, [0.1], out _);
        log.Append(Noon + 3, -0.0, PredictionSource.Manual, PredictionReason.NotFinite, SlotState.Halted, [double.NaN, double.Epsilon, 3], out var third);
        Assert.Equal(3, third.Row);
        var segment = Assert.Single(_slot.Unsealed);
        Assert.Equal((3, 3, 0), (segment.Rows, segment.Count, segment.Unreadable));
        Assert.Equal(["momentum", "volatility"], segment.Header.Features);
        Assert.Equal(_slot.Pointer(1) with { Ranges = [] }, segment.Header.Live with { Ranges = [] });
        PredictionRecord[] records = [.. segment.Records];
        Assert.Equal((1, new DateTimeOffset(Noon + 1, TimeSpan.Zero), 1 / 7.0, PredictionSource.Model, SlotState.Active), (records[0].Row, records[0].Time, records[0].Value, records[0].Source, records[0].State));
        Assert.Equal([1, -1], records[0].Inputs);
        Assert.Equal((1, PredictionReason.WrongLength, SlotState.ReduceOnly, double.MinValue), (records[1].Given, records[1].Because, records[1].State, records[1].Value));
        Assert.Equal([0.1, double.NaN], records[1].Inputs);
        Assert.Equal((3, BitConverter.DoubleToInt64Bits(-0.0)), (records[2].Given, BitConverter.DoubleToInt64Bits(records[2].Value)));
        Assert.Equal([double.NaN, double.Epsilon], records[2].Inputs);
    }

    [Fact]
    public void A_full_segment_is_followed_by_the_next_and_no_number_comes_twice()
    {
        List<string> ids = [];
        using (var log = Open(capacity: 10))
            for (var i = 1; i <= 35; i++)
            {
                ids.Add(Append(log, i));
                if (i % 4 == 0) log.Tend();
            }
        using (var log = Open(capacity: 10)) ids.Add(Append(log, 36));
        Assert.Equal(36, ids.Distinct().Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), _slot.All().Keys.Order(StringComparer.Ordinal));
        Assert.Equal([10, 10, 10, 5, 1], _slot.Unsealed.Select(s => s.Count));
    }

    [Fact]
    public void A_log_without_a_prediction_leaves_nothing_and_a_closed_one_takes_nothing()
    {
        var log = Open();
        Assert.Single(_slot.Files);
        log.Dispose();
        log.Dispose();
        Assert.Empty(_slot.Files);
        Assert.Equal(Appended.Closed, log.Append(Noon, 1, PredictionSource.Model, PredictionReason.None, SlotState.Active, [1, 2], out var id));
        Assert.True(id.IsNone);
        log.Flush();
        Assert.False(log.Tend());
    }

    [Fact]
    public void Every_flipped_bit_of_a_segment_is_found()
    {
        using (var log = Open(capacity: 4)) for (var i = 1; i <= 3; i++) Append(log, i);
        var path = Assert.Single(_slot.Files);
        var bytes = File.ReadAllBytes(path);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                Assert.NotEqual(0, PredictionSegment.Read(bytes, path).Unreadable);
            }
            catch (InvalidDataException)
            {
                // the header does not hold
            }
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.Equal(0, PredictionSegment.Read(bytes, path).Unreadable);
        Campaign.Say($"bit flips, segment of 3 predictions: all {bytes.Length * 8}, 0 missed");
    }

    [Fact]
    public void A_damaged_row_costs_that_row_and_is_counted()
    {
        using (var log = Open()) for (var i = 1; i <= 9; i++) Append(log, i);
        var path = Assert.Single(_slot.Files);
        var bytes = File.ReadAllBytes(path);
        bytes[512 * ((bytes.Length - 100 * 48) / 512) + 48 * 4 + 20] ^= 1;
        var segment = PredictionSegment.Read(bytes, path);
        Assert.Equal((9, 8, 1), (segment.Rows, segment.Count, segment.Unreadable));
        Assert.Contains("damaged at row 5", Assert.Throws<InvalidDataException>(() => segment.Record(5)).Message, StringComparison.Ordinal);
        Assert.Equal(6 / 7.0, segment.Record(6).Value);
        Assert.Throws<KeyNotFoundException>(() => segment.Record(10));
    }

    [Fact]
    public void A_record_of_another_segment_does_not_hold_in_this_one()
    {
        using (var log = Open(capacity: 10)) for (var i = 1; i <= 20; i++) Append(log, i);
        var (one, two) = (File.ReadAllBytes(_slot.Files[0]), File.ReadAllBytes(_slot.Files[1]));
        two.AsSpan(two.Length - 48).CopyTo(one.AsSpan(one.Length - 48));
        Assert.Equal(1, PredictionSegment.Read(one, "one").Unreadable);
    }

    /// <summary>A power cut leaves of each sector that was not flushed the old or the new state, in any combination.</summary>
    [Fact]
    public void After_a_power_cut_all_that_was_flushed_is_there_and_nothing_else_is_made_up()
    {
        const int Sector = 512;
        var random = new Random(20200316);
        var (states, lost) = (Campaign.Size("POWER_LOG_STATES", desk: 300, ci: 3_000), 0);
        using var log = Open(capacity: 2_000);
        Dictionary<string, double> appended = [];
        for (var done = 0; done < states;)
        {
            for (var i = random.Next(1, 12); i > 0 && log.Rows.Written < 2_000; i--) appended.Add(Append(log, appended.Count + 1), (appended.Count + 1) / 7.0);
            if (log.Rows.Written == 2_000) break;
            log.Flush();
            var flushed = log.Rows.Flushed;
            Assert.Equal(log.Rows.Written, flushed);
            var before = SampleSlot.Bytes(_slot.Files[0]);
            for (var i = random.Next(1, 40); i > 0 && log.Rows.Written < 1_999; i--) appended.Add(Append(log, appended.Count + 1), (appended.Count + 1) / 7.0);
            var after = SampleSlot.Bytes(_slot.Files[0]);
            for (var drawn = 0; drawn < 40 && done < states; drawn++, done++)
            {
                byte[] disk = [.. before];
                for (var at = 0; at < disk.Length; at += Sector)
                    if (random.Next(2) == 1) after.AsSpan(at, Math.Min(Sector, disk.Length - at)).CopyTo(disk.AsSpan(at));
                var segment = PredictionSegment.Read(disk, "disk");
                PredictionRecord[] records = [.. segment.Records];
                Assert.Equal(Enumerable.Range(1, flushed), records.Take(flushed).Select(r => r.Row));
                Assert.All(records, r => Assert.Equal(appended[new PredictionId(SampleSlot.Slot, 1, r.Row).ToString()], r.Value));
                lost += log.Rows.Written - records.Length;
            }
        }
        Campaign.Say($"power cut in the prediction log: {states} states of the disk at most, 0 flushed predictions lost, {lost} of those that were not");
    }

    [Fact]
    public void A_flush_is_due_after_the_time_that_was_asked_for_and_zero_means_each()
    {
        using (var log = Open())
        {
            Append(log, 1);
            log.Tend();
            Assert.Equal((1, 0), log.Rows);
            log.Flush();
            Assert.Equal((1, 1), log.Rows);
        }
        using (var log = Open(flushEvery: TimeSpan.FromTicks(1)))
        {
            Append(log, 1);
            Assert.Equal((1, 0), log.Rows);
            log.Tend();
            Assert.Equal((1, 1), log.Rows);
        }
        using (var log = Open(flushEvery: TimeSpan.Zero))
        {
            Append(log, 1);
            Assert.Equal((1, 1), log.Rows);
        }
    }

    [Fact]
    public void A_flush_asks_the_system_to_write()
    {
        if (!LedgerProcess.Succeeds("strace", "-qq", "-o", "/dev/null", "true")) Assert.Skip("strace is not installed, or may not trace here.");
        _slot.Promote(1);
        var trace = Path.Combine(_path, "trace");
        using var process = PredictorProcess.Start("grow", _path, 300, 100, "strace", "-f", "-qq", "-o", trace, "-e", "trace=msync");
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(4, _slot.Unsealed.Count + 1);
        Assert.True(File.ReadLines(trace).Count(line => line.Contains("MS_SYNC", StringComparison.Ordinal) && line.EndsWith("= 0", StringComparison.Ordinal)) >= 3);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_loses_no_prediction_that_was_returned()
    {
        var random = new Random(20200316);
        var kills = Campaign.Size("PREDICTION_KILLS", desk: 5, ci: 100);
        long acknowledged = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var slot = new SampleSlot(Path.Combine(_path, $"{kill / 10}"));
            var pointer = slot.Promote(kill % 3 + 1);
            using var process = PredictorProcess.Start("grow", slot.State, 10_000_000, capacity: 300);
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var reading = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(60_000)), TestContext.Current.CancellationToken);
            process.Kill();
            var printed = await reading;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            using var ledger = slot.Ledger();
            if (kill % 2 == 0) slot.Archive(ledger).Seal(SampleSlot.Slot);
            var all = slot.All(ledger);
            foreach (var (id, row, value, version) in PredictorProcess.Acknowledged(printed))
            {
                acknowledged++;
                var (live, record) = all[id];
                Assert.Equal((pointer.Version, version, SampleSlot.Said(version, [row]), value), (live.Version, version, record.Value, value));
                Assert.Equal([row, -row], record.Inputs);
            }
            Assert.All(slot.Unsealed, s => Assert.InRange(s.Unreadable, 0, 1));
        }
        Assert.True(acknowledged > kills);
        Campaign.Say($"kill -9 of a predicting process: {kills} kills, {acknowledged} predictions acknowledged, 0 lost, 0 double");
    }

    [Fact]
    public async Task Two_processes_on_one_slot_keep_apart()
    {
        _slot.Promote(1);
        const int Each = 1_200;
        var processes = Enumerable.Range(0, 2).Select(_ => PredictorProcess.Start("grow", _path, Each, capacity: 200)).ToList();
        List<(string Id, int Row, double Value, int Version)> said = [];
        foreach (var process in processes)
        {
            said.AddRange(PredictorProcess.Acknowledged(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.Dispose();
        }
        Assert.InRange(said.Count, Each + 1, 2 * Each); // one that found no segment in time was served unlogged
        Assert.Equal(said.Count, said.Select(s => s.Id).Distinct().Count());
        using var ledger = _slot.Ledger();
        var events = _slot.Archive(ledger).Seal(SampleSlot.Slot);
        Assert.Empty(_slot.Files);
        Assert.Equal(said.Count, events.Sum(e => e.Payload.GetProperty("count").GetInt32()));
        Assert.Equal(events.Count, events.Select(e => e.Payload.GetProperty("segment").GetInt64()).Distinct().Count());
        var all = _slot.All(ledger);
        Assert.Equal(said.Count, all.Count);
        Assert.All(said, s => Assert.Equal((s.Row, s.Value), ((int)all[s.Id].Record.Inputs[0], all[s.Id].Record.Value)));
    }

    [Fact]
    public async Task On_a_full_disk_the_fallback_is_served_all_that_was_returned_is_kept_and_logging_goes_on_when_there_is_room()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs or with ulimit, which Windows lacks.");
        var disk = Directory.CreateDirectory(Path.Combine(_path, "disk")).FullName;
        var mounted = LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk);
        try
        {
            var slot = new SampleSlot(disk);
            slot.Promote(1, new() { Kind = FallbackKind.Constant, Value = -0.25 });
            if (!mounted)
            {
                // A limit on the size of files is met when the log is made, and never later
                using var starved = PredictorProcess.Start("grow", disk, 10, 65_536, "sh", "-c", "trap '' XFSZ; ulimit -f 240; exec \"$0\"");
                Assert.Contains("IOException", await starved.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
                return;
            }
            var ballast = Path.Combine(disk, "ballast");
            File.WriteAllBytes(ballast, new byte[1_500_000]);
            using var process = PredictorProcess.Start("fill", disk, 0, capacity: 2_000);
            List<string> lines = [];
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add(line + "\n");
                if (!line.StartsWith("full", StringComparison.Ordinal)) continue;
                Assert.Equal("full NotLogged Constant -0.25", line);
                slot.Switch.Halt(); // works on a full disk
                Assert.Equal(SlotState.Halted, slot.Switch.Read());
                File.Delete(ballast);
            }
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var said = PredictorProcess.Acknowledged(string.Concat(lines)).ToList();
            var all = slot.All();
            Assert.True(said.Count > 4_000 && lines[^2].StartsWith("full", StringComparison.Ordinal), $"{said.Count} {lines[^2]}");
            Assert.All(said, s => Assert.Equal(s.Value, all[s.Id].Record.Value));
            Assert.Equal(said.Count, all.Count);
            Campaign.Say($"full disk (tmpfs of 2 MiB): {said.Count} predictions acknowledged, all kept; fallback meanwhile; logging went on");
        }
        finally { if (mounted) LedgerProcess.Succeeds("umount", "-l", disk); }
    }

    [Fact]
    public void A_disk_without_room_refuses_the_log_and_leaves_nothing()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs, which Windows lacks.");
        var disk = Directory.CreateDirectory(Path.Combine(_path, "small")).FullName;
        if (!LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk)) Assert.Skip("This user may not mount a tmpfs: a disk without room for a log cannot be made. The test before this one meets a limit on files instead.");
        try
        {
            var slot = new SampleSlot(disk);
            slot.Promote(1);
            var error = Assert.Throws<IOException>(() => new PredictionLog(disk, slot.Pointer(1), SampleSlot.Model(1).Features, TimeSpan.FromSeconds(1)));
            Assert.Contains("no room", error.Message, StringComparison.Ordinal);
            Assert.Empty(slot.Files);
        }
        finally { LedgerProcess.Succeeds("umount", "-l", disk); }
    }
}
