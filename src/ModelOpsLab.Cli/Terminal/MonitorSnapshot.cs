using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>One moment of a monitored stream, as the live view shows it.</summary>
sealed record MonitorSnapshot
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Its version, short.</summary>
    public string Version { get; init; } = "";
    /// <summary>What is going on: <c>live</c>, <c>replay x 3,600</c>, <c>stopped</c>.</summary>
    public string State { get; init; } = "live";
    /// <summary>The worst of what was judged.</summary>
    public required Severity Severity { get; init; }
    /// <summary>Time of the stream, UTC; null before the first row.</summary>
    public DateTime? Time { get; init; }
    /// <summary>Rows so far.</summary>
    public long Rows { get; init; }
    /// <summary>Rows a second, lately.</summary>
    public double RowsPerSecond { get; init; }
    /// <summary>Faults of the input so far.</summary>
    public long Faults { get; init; }
    /// <summary>The last fault, in words; null for none.</summary>
    public string? LastFault { get; init; }
    /// <summary>How far rows are behind the clock; null where that is not known.</summary>
    public TimeSpan? Lag { get; init; }
    /// <summary>What was measured last, in any order.</summary>
    public IReadOnlyList<MeasurementLine> Measurements { get; init; } = [];
    /// <summary>Alerts that pend or fire.</summary>
    public IReadOnlyList<AlertLine> Alerts { get; init; } = [];
    /// <summary>The last transitions, oldest first.</summary>
    public IReadOnlyList<AlertTransition> Transitions { get; init; } = [];
    /// <summary>How delivery stands.</summary>
    public IReadOnlyList<ChannelLine> Channels { get; init; } = [];
}

/// <summary>One measurement with its verdict and its last values, oldest first; NaN where there was none.</summary>
sealed record MeasurementLine(Measurement Measurement, Severity Severity, IReadOnlyList<double> History);

/// <summary>An alert that stands.</summary>
sealed record AlertLine(string Rule, AlertState State, Severity Severity, DateTime Since, string Because)
{
    /// <summary>What it is about; empty for the model as a whole.</summary>
    public string Of { get; init; } = "";
    /// <summary>Who has it in hand; null for nobody.</summary>
    public string? AcknowledgedBy { get; init; }
    /// <summary>Why nobody is told; null where it is delivered.</summary>
    public string? Muted { get; init; }
}

/// <summary>A delivery channel.</summary>
sealed record ChannelLine(string Name, long Delivered, long Waiting, long DeadLetters)
{
    /// <summary>What went wrong last; null for nothing.</summary>
    public string? LastError { get; init; }
}
