using System.Diagnostics;
using System.Net.Sockets;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What to look at on the machine that runs a model, and its limits. Its figures are a clock's and never enter a reproduced result.</summary>
public sealed record SystemResources
{
    /// <summary>Hosts whose connect time is measured.</summary>
    public IReadOnlyList<NetworkHost> Hosts { get; init; } = [];

    /// <summary>A folder on the disk to look at; empty for the current one.</summary>
    public string Disk { get; init; } = "";

    /// <summary>How long the processor is watched. Default 200 ms.</summary>
    public TimeSpan Sample { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Sample), value, "The sample takes time."); } = TimeSpan.FromMilliseconds(200);

    /// <summary>A host that does not answer within this time is unreachable. Default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time-out is positive."); } = TimeSpan.FromSeconds(2);

    /// <summary>Limits; each replaces the default of the same metric.</summary>
    public MonitoringOptions Options { get; init; } = new();

    internal Report Measure()
    {
        var disk = new DriveInfo(Path.GetFullPath(Disk.Length == 0 ? "." : Disk));
        using var process = Process.GetCurrentProcess();
        GC.Collect(0); // before the first collection the machine's memory reads as 0
        var memory = GC.GetGCMemoryInfo();
        List<Measurement> measured =
        [
            Processor(process),
            new("memory_share", (double)memory.MemoryLoadBytes / Math.Max(1, memory.TotalAvailableMemoryBytes)) { Of = "machine", Unit = "%", Count = 1 },
            new("memory_process", process.WorkingSet64 / 1048576.0) { Of = "process", Unit = "MB", Count = 1 },
            new("disk_free", (double)disk.AvailableFreeSpace / Math.Max(1, disk.TotalSize)) { Of = "disk", Unit = "%", Count = 1 },
            .. Hosts.SelectMany(Connection),
        ];
        return new()
        {
            Title = "System resources",
            Of = Environment.ProcessorCount + " processors",
            Measurements = measured,
            Thresholds = Options.Over(
                Threshold.Above("cpu_share", 0.9, null, "this process keeps nearly all processors busy"),
                Threshold.Above("memory_share", 0.9, 0.97, "beyond it the system kills processes"),
                Threshold.Below("disk_free", 0.1, 0.02, "a full disk loses the audit trail"),
                Threshold.Above("host_unreachable", null, 0, "orders cannot reach it"),
                Threshold.Above("connect_latency", 250, null, "ms to open a connection")),
            Provenance = new(),
        };
    }

    /// <summary>Processor time of this process over the sample, as a share of all processors.</summary>
    Measurement Processor(Process process)
    {
        var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        Thread.Sleep(Sample);
        process.Refresh();
        return new("cpu_share", (process.TotalProcessorTime - before) / clock.Elapsed / Environment.ProcessorCount) { Of = "process", Unit = "%", Count = 1 };
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
            if (client.ConnectAsync(host.Host, host.Port).Wait(ConnectTimeout))
                return new("connect_latency", clock.Elapsed.TotalMilliseconds) { Of = host.ToString(), Unit = "ms", Count = 1 };
            return Measurement.Missing("connect_latency", $"no answer within {Format.Number(ConnectTimeout.TotalSeconds)} s") with { Of = host.ToString() };
        }
        catch (Exception e) when (e is AggregateException or SocketException or ArgumentException)
        {
            return Measurement.Missing("connect_latency", e.GetBaseException().Message) with { Of = host.ToString() };
        }
    }
}

/// <summary>A host and port whose connect time matters: a venue, a data feed.</summary>
public sealed record NetworkHost(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
