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
        var sampler = new SystemSampler(this);
        Thread.Sleep(Sample);
        return new()
        {
            Title = "System resources",
            Of = Environment.ProcessorCount + " processors",
            Measurements = sampler.Sample(),
            Thresholds = Options.Over(Limits),
            Provenance = new(),
        };
    }

    internal static IReadOnlyList<Threshold> Limits { get; } =
    [
        Threshold.Above("cpu_share", 0.9, null, "this process keeps nearly all processors busy"),
        Threshold.Above("memory_share", 0.9, 0.97, "beyond it the system kills processes"),
        Threshold.Above("gc_pause_share", 0.1, null, "one millisecond in ten the process stands still to collect memory"),
        Threshold.Below("disk_free", 0.1, 0.02, "a full disk loses the audit trail"),
        Threshold.Above("host_unreachable", null, 0, "orders cannot reach it"),
        Threshold.Above("connect_latency", 250, null, "ms to open a connection"),
    ];
}

/// <summary>A host and port whose connect time matters: a venue, a data feed.</summary>
public sealed record NetworkHost(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
