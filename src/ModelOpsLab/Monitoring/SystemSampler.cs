using System.Diagnostics;
using System.Net.Sockets;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Reads the resources of this process and its machine, again and again: shares are of the time since the reading before. Its figures are a clock's and never enter a reproduced result.</summary>
public sealed class SystemSampler
{
    readonly SystemResources _resources;
    TimeSpan _processor, _pause;
    long _at;

    /// <summary>Starts the clock of the first reading.</summary>
    /// <param name="resources">What to look at.</param>
    public SystemSampler(SystemResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        _resources = resources;
        GC.Collect(0); // before the first collection the machine's memory reads as 0
        using var process = Process.GetCurrentProcess();
        (_processor, _pause, _at) = (process.TotalProcessorTime, GC.GetTotalPauseDuration(), Stopwatch.GetTimestamp());
    }

    /// <summary>Processor, memory, collection pauses, threads, disk and the time to connect to each host, which waits for at most <see cref="SystemResources.ConnectTimeout"/> each.</summary>
    public IReadOnlyList<Measurement> Sample()
    {
        using var process = Process.GetCurrentProcess();
        var (processor, pause, at) = (process.TotalProcessorTime, GC.GetTotalPauseDuration(), Stopwatch.GetTimestamp());
        var elapsed = Stopwatch.GetElapsedTime(_at, at);
        var busy = Share(processor - _processor, elapsed * Environment.ProcessorCount, "cpu_share");
        var paused = Share(pause - _pause, elapsed, "gc_pause_share");
        (_processor, _pause, _at) = (processor, pause, at);
        var memory = GC.GetGCMemoryInfo();
        return
        [
            busy,
            new("memory_share", (double)memory.MemoryLoadBytes / Math.Max(1, memory.TotalAvailableMemoryBytes)) { Of = "machine", Unit = "%", Count = 1 },
            new("memory_process", process.WorkingSet64 / 1048576.0) { Of = "process", Unit = "MB", Count = 1 },
            paused,
            new("thread_count", process.Threads.Count) { Of = "process", Count = 1 },
            Disk(),
            .. _resources.Hosts.SelectMany(Connection),
        ];
    }

    static Measurement Share(TimeSpan part, TimeSpan whole, string metric) => whole > TimeSpan.Zero
        ? new(metric, part / whole) { Of = "process", Unit = "%", Count = 1 }
        : Measurement.Missing(metric, "no time has passed since the reading before") with { Of = "process", Unit = "%" };

    Measurement Disk()
    {
        try
        {
            var disk = new DriveInfo(Path.GetFullPath(_resources.Disk.Length == 0 ? "." : _resources.Disk));
            return new("disk_free", (double)disk.AvailableFreeSpace / Math.Max(1, disk.TotalSize)) { Of = "disk", Unit = "%", Count = 1 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Measurement.Missing("disk_free", e.Message) with { Of = "disk", Unit = "%" };
        }
    }

    /// <summary>Whether a host is reached, and how fast; one that is not has no latency, and is an alert.</summary>
    IEnumerable<Measurement> Connection(NetworkHost host)
    {
        var latency = Latency(host);
        return [new("host_unreachable", latency.Exists ? 0 : 1) { Of = host.ToString(), Count = 1 }, latency];
    }

    Measurement Latency(NetworkHost host)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var client = new TcpClient();
            if (client.ConnectAsync(host.Host, host.Port).Wait(_resources.ConnectTimeout))
                return new("connect_latency", clock.Elapsed.TotalMilliseconds) { Of = host.ToString(), Unit = "ms", Count = 1 };
            return Measurement.Missing("connect_latency", $"no answer within {Format.Number(_resources.ConnectTimeout.TotalSeconds)} s") with { Of = host.ToString() };
        }
        catch (Exception e) when (e is AggregateException or SocketException or ArgumentException)
        {
            return Measurement.Missing("connect_latency", e.GetBaseException().Message) with { Of = host.ToString() };
        }
    }
}
