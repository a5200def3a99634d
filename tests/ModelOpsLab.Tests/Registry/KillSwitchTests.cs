using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class KillSwitchTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    KillSwitch Switch => new(_path, "champion");
    string File(string name) => Path.Combine(_path, "slots", "champion", name);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_slot_that_was_never_armed_is_halted_and_stays_so()
    {
        Assert.Equal(SlotState.Halted, Switch.Read());
        Switch.Halt();
        Switch.Reduce();
        Assert.Equal(SlotState.Halted, Switch.Read());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_path));
    }

    [Fact]
    public void Halt_and_reduce_restrict_and_only_arming_frees()
    {
        Switch.Arm(SlotState.Active);
        Assert.Equal(SlotState.Active, Switch.Read());
        Switch.Reduce();
        Assert.Equal(SlotState.ReduceOnly, Switch.Read());
        Switch.Halt();
        Switch.Reduce();
        Assert.Equal(SlotState.Halted, Switch.Read());
        Switch.Arm(SlotState.ReduceOnly);
        Assert.Equal(SlotState.ReduceOnly, Switch.Read());
        Switch.Arm(SlotState.Active);
        Assert.Equal(SlotState.Active, Switch.Read());
        Switch.Arm(SlotState.ReduceOnly);
        Assert.Equal(SlotState.ReduceOnly, Switch.Read());
        Switch.Halt();
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(File("armed"))!));
        Assert.Throws<ArgumentException>(() => Switch.Arm(SlotState.Halted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("challenger\n")]
    [InlineData("champion")]
    [InlineData("champion\n\n")]
    public void A_file_that_does_not_hold_the_name_of_its_slot_arms_nothing(string content)
    {
        Switch.Arm(SlotState.Active);
        System.IO.File.WriteAllText(File("full"), content);
        Assert.Equal(SlotState.ReduceOnly, Switch.Read());
        System.IO.File.WriteAllText(File("armed"), content);
        Assert.Equal(SlotState.Halted, Switch.Read());
    }

    [Fact]
    public void What_cannot_be_read_is_halted_and_does_not_throw()
    {
        Switch.Arm(SlotState.Active);
        System.IO.File.Delete(File("armed"));
        Directory.CreateDirectory(File("armed"));
        Assert.Equal(SlotState.Halted, Switch.Read());
        Directory.Delete(Path.Combine(_path, "slots"), recursive: true);
        System.IO.File.WriteAllText(Path.Combine(_path, "slots"), "a file where a folder should be");
        Assert.Equal(SlotState.Halted, Switch.Read());
    }

    [Fact]
    public void A_file_that_cannot_be_removed_is_an_error_that_says_what_still_holds()
    {
        Switch.Arm(SlotState.Active);
        System.IO.File.Delete(File("armed"));
        Directory.CreateDirectory(File("armed"));
        Assert.Contains("is halted now", Assert.Throws<IOException>(Switch.Halt).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_halt_while_the_slot_is_being_armed_wins()
    {
        // Each arming meets a halt at another of its steps; whatever came last in the files, no arming that failed leaves more than it found
        using var start = new Barrier(2);
        const int Rounds = 300;
        var refused = 0;
        Exception? halted = null;
        var halting = new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                Thread.SpinWait(i * 20);
                halted = Record.Exception(Switch.Halt) ?? halted;
                start.SignalAndWait(TestContext.Current.CancellationToken);
            }
        });
        halting.Start();
        for (var i = 0; i < Rounds; i++)
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            var failed = false;
            try { Switch.Arm(SlotState.Active); }
            catch (IOException) { failed = true; }
            start.SignalAndWait(TestContext.Current.CancellationToken);
            if (failed)
            {
                refused++;
                Assert.Equal(SlotState.Halted, Switch.Read());
            }
            Switch.Halt();
        }
        halting.Join();
        Assert.Null(halted);
        Campaign.Say($"arming against halting: {Rounds} rounds, {refused} armings refused, none went on");
    }

    [Theory]
    [InlineData("../champion")]
    [InlineData("/etc")]
    [InlineData("Champion")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("champion\n")]
    [InlineData("champion\u202e")]
    [InlineData("%2e%2e")]
    [InlineData("con:")]
    public void A_name_that_could_be_a_path_is_refused(string slot) =>
        Assert.Contains("is no name of a slot", Assert.Throws<InvalidDataException>(() => new KillSwitch(_path, slot)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_drill_measures_a_copy_and_leaves_the_slot_as_it_is()
    {
        Switch.Reduce();
        var drill = KillDrill.Run(_path, "champion", drills: 5);
        Assert.Equal((5, 0), (drill.Drills, drill.Missed));
        Assert.True(drill.Median > 0 && drill.Median <= drill.P99 && drill.P99 <= drill.Maximum);
        Assert.Equal(SlotState.Halted, Switch.Read());
        Assert.Throws<InvalidDataException>(() => KillDrill.Run(_path, "../champion"));
        Assert.Throws<ArgumentOutOfRangeException>(() => KillDrill.Run(_path, "champion", drills: 0));
    }

    [Fact]
    public async Task A_kill_is_seen_by_another_process_while_the_database_is_locked_and_the_disk_is_full()
    {
        var drills = Campaign.Size("DRILLS", desk: 8, ci: 100);
        var disk = Directory.CreateDirectory(Path.Combine(_path, "disk")).FullName;
        var mounted = !OperatingSystem.IsWindows() && LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk);
        List<double> milliseconds = [];
        List<Process> started = [];
        var missed = 0;
        try
        {
            var slot = new SampleSlot(disk);
            using (var ledger = slot.Ledger()) ledger.Append(SampleLedger.Promotion(1));
            slot.Promote(1);
            var holder = PredictorProcess.Start("lock", disk);
            started.Add(holder);
            Assert.Equal("locked", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            var process = PredictorProcess.Start("watch", disk);
            started.Add(process);
            Assert.StartsWith("Active", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            var ballast = Path.Combine(disk, "ballast");
            for (var i = 0; i < drills; i++)
            {
                if (mounted) FillUp(ballast);
                await Task.Delay(i % 6, TestContext.Current.CancellationToken); // not always at the same point between two looks
                var since = Stopwatch.GetTimestamp();
                slot.Switch.Halt();
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                patience.CancelAfter(TimeSpan.FromSeconds(20));
                var seen = (await process.StandardOutput.ReadLineAsync(patience.Token))!.Split(' ');
                Assert.Equal(("Halted", "Flat"), (seen[0], seen[2]));
                var took = Stopwatch.GetElapsedTime(since, long.Parse(seen[1], CultureInfo.InvariantCulture)).TotalMilliseconds;
                if (took > 1_000) missed++;
                milliseconds.Add(took);
                System.IO.File.Delete(ballast);
                slot.Switch.Arm(SlotState.Active);
                Assert.StartsWith("Active", await process.StandardOutput.ReadLineAsync(patience.Token), StringComparison.Ordinal);
            }
        }
        finally
        {
            foreach (var one in started)
            {
                one.Kill();
                one.WaitForExit();
                one.Dispose();
            }
            if (mounted) LedgerProcess.Succeeds("umount", "-l", disk);
        }
        milliseconds.Sort();
        Assert.Equal((drills, 0), (milliseconds.Count, missed));
        Campaign.Say($"kill drills, database locked{(mounted ? " and disk full" : "")}: {drills}, {milliseconds[drills / 2]:F1} ms median, {milliseconds[drills * 99 / 100]:F1} ms p99, {milliseconds[^1]:F1} ms at most, {missed} missed");
    }

    /// <summary>Takes all room that is left.</summary>
    static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var bytes = new byte[1 << 16];
        for (var size = bytes.Length; size >= 1;)
            try { file.Write(bytes, 0, size); }
            catch (IOException) { size /= 16; }
    }
}
