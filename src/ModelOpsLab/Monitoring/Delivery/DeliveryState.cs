using System.Text.Json.Serialization;

namespace ModelOpsLab.Monitoring;

/// <summary>How a channel stands.</summary>
public sealed record DeliveryState
{
    /// <summary>Name of the channel.</summary>
    public required string Channel { get; init; }
    /// <summary>What kind: console, jsonLines, webhook, alertmanager.</summary>
    public required string Kind { get; init; }
    /// <summary>Where it sends: a file, or scheme, host and port of an address; never more of it.</summary>
    public required string To { get; init; }
    /// <summary>Transitions it sent since the start.</summary>
    public long Delivered { get; init; }
    /// <summary>Transitions that wait for it, those it need not be told included.</summary>
    public long Waiting { get; init; }
    /// <summary>Transitions among its dead letters.</summary>
    public long DeadLetters { get; init; }
    /// <summary>Attempts that failed since the start.</summary>
    public long Failures { get; init; }
    /// <summary>Since when attempts have failed without one that succeeded, UTC; null where the last one did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? FailingSince { get; init; }
    /// <summary>What the last failure said, without secrets; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastError { get; init; }
}
