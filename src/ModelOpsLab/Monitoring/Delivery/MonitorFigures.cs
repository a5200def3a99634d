using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What a monitor shows to other tools at one moment.</summary>
public sealed record MonitorFigures
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>The worst of its severities.</summary>
    public required Severity Severity { get; init; }
    /// <summary>The last reading; null before the first.</summary>
    public MonitorReading? Reading { get; init; }
    /// <summary>The last transition of each alert that is pending or firing.</summary>
    public IReadOnlyList<AlertTransition> Standing { get; init; } = [];
    /// <summary>Observations since the start of the process.</summary>
    public long Observations { get; init; }
    /// <summary>How each channel of delivery stands.</summary>
    public IReadOnlyList<DeliveryState> Channels { get; init; } = [];
}
