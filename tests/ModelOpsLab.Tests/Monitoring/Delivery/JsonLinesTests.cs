using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class JsonLinesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-lines-").FullName;
    readonly AlertLog _log = new();

    static JsonLinesChannel Lines => new() { Name = "lines", File = "out/alerts.jsonl", GroupWait = TimeSpan.Zero };
    string File => Path.Combine(_folder, "out", "alerts.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    void Deliver(JsonLinesChannel channel, params IEnumerable<AlertTransition> transitions)
    {
        using var delivery = new AlertDelivery([channel], _log.Source, _folder, TextWriter.Null);
        delivery.Notify(_log.Add(transitions));
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)), $"{delivery.States[0]}");
    }

    static IEnumerable<AlertTransition> Read(string file) => System.IO.File.ReadLines(file).Select(l => JsonSerializer.Deserialize<AlertTransition>(l, JsonFormat.Options)!);

    [Fact]
    public void Every_transition_is_a_line_that_reads_back_the_same()
    {
        Deliver(Lines, Pending("a"), Firing("a", muted: "feed is down"), Changed("a") with { Evidence = Measurement.Missing("sharpe_ratio", "no return yet") }, Resolved("a"));
        Assert.Equal(_log.All.Select(t => JsonFormat.Write(t)), Read(File).Select(t => JsonFormat.Write(t)));
    }

    [Fact]
    public void A_file_that_is_large_is_put_aside_and_none_is_ever_deleted()
    {
        for (var i = 0; i < 10; i++) Deliver(Lines with { RotateAt = 1024 }, Firing($"a{i}"), Resolved($"a{i}"));
        var files = Directory.GetFiles(Path.GetDirectoryName(File)!);
        Assert.True(files.Length > 2);
        Assert.Equal(_log.All.Select(t => t.Number), files.SelectMany(Read).Select(t => t.Number).Order());
    }

    [Fact]
    public void Half_a_line_of_a_killed_process_is_cut_off_and_nothing_is_written_twice()
    {
        Deliver(Lines, Firing("a"), Firing("b"));
        System.IO.File.AppendAllText(File, """{"number":3,"at":"20""");
        _log.Forget("lines"); // killed after the file was flushed, before the place was kept
        Deliver(Lines, Firing("c"));
        Assert.Equal([1L, 2, 3], Read(File).Select(t => t.Number));

        _log.Forget("lines"); // the same, just after the file was put aside
        System.IO.File.Move(File, File + ".1");
        Deliver(Lines, Firing("d"));
        Assert.Equal([4L], Read(File).Select(t => t.Number));
    }

    [Fact]
    public void Two_models_may_share_a_file()
    {
        var other = new AlertLog();
        Deliver(Lines, Firing("a"), Firing("b"));
        using (var delivery = new AlertDelivery([Lines], other.Source, _folder, TextWriter.Null))
        {
            delivery.Notify(other.Add(Firing("a") with { Model = "dow30" }));
            Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)));
        }
        Assert.Equal([("spx-momentum", 1L), ("spx-momentum", 2), ("dow30", 1)], Read(File).Select(t => (t.Model, t.Number)));
    }

    [Fact]
    public void On_a_full_disk_the_file_waits_whole_and_nothing_is_lost()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs, which Windows lacks.");
        var disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        if (!LedgerProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk)) Assert.Skip("This user may not mount a tmpfs: a full disk cannot be made.");
        try
        {
            var ballast = Path.Combine(disk, "ballast");
            System.IO.File.WriteAllBytes(ballast, new byte[1_900_000]);
            var file = Path.Combine(disk, "alerts.jsonl");
            var console = new StringWriter();
            using var delivery = new AlertDelivery([Lines with { File = file }, new ConsoleChannel { Name = "screen", GroupWait = TimeSpan.Zero }], _log.Source, _folder, console);
            for (var i = 0; i < 1000; i++) delivery.Notify(_log.Add(Firing($"r{i}")));
            Eventually(() => delivery.States is [{ FailingSince: not null }, { Delivered: 1000 }], () => string.Join('\n', delivery.States));
            Assert.Contains("No space left", delivery.States[0].LastError, StringComparison.Ordinal);
            Assert.EndsWith("}\n", System.IO.File.Exists(file) && new FileInfo(file).Length > 0 ? System.IO.File.ReadAllText(file) : "}\n", StringComparison.Ordinal);
            System.IO.File.Delete(ballast);
            Eventually(() => delivery.Flush(TimeSpan.FromSeconds(1)), () => $"{delivery.States[0]}");
            Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), Read(file).Select(t => t.Number));
        }
        finally { LedgerProcess.Succeeds("umount", disk); }
    }
}
