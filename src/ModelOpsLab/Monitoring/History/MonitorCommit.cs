namespace ModelOpsLab.Monitoring;

/// <summary>What a monitor keeps at once, all or nothing: what it read off, what became of its alerts, and where it stands.</summary>
public sealed record MonitorCommit
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>The <see cref="MonitorState.Version"/> that this one goes on from; 0 for the first.</summary>
    public required long After { get; init; }
    /// <summary>What was read off since then, oldest first; each over a minute, an hour or a day of UTC. A measurement becomes a series of one value a stretch.</summary>
    public IReadOnlyList<MonitorReading> Readings { get; init; } = [];
    /// <summary>What became of alerts since then, by number.</summary>
    public IReadOnlyList<AlertTransition> Transitions { get; init; } = [];
    /// <summary>What the monitor needs to go on after all this: itself, its alerts and its place in the input.</summary>
    public required string State { get; init; }
}
