using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>When people are told of a measurement: data, read from <c>modelops.json</c>.</summary>
public sealed record AlertRule
{
    /// <summary>Name, unique in its policy: a-z, 0-9 and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>Name of the metric it judges.</summary>
    public required string Metric { get; init; }
    /// <summary>What it was measured of; <c>*</c> for each of them, an alert of its own.</summary>
    public string Of { get; init; } = "*";
    /// <summary>The bad side of the levels.</summary>
    public Side Bad { get; init; } = Side.Above;
    /// <summary>Beyond it the condition holds.</summary>
    public required double Enter { get; init; }
    /// <summary>The condition ends only when the value is back past this level; null for <see cref="Enter"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Exit { get; init; }
    /// <summary>Observations that a measurement needs to be judged. Default 1.</summary>
    public int MinimumCount { get; init; } = 1;
    /// <summary>How long the condition holds before the alert fires. Default zero: at once.</summary>
    public TimeSpan For { get; init; }
    /// <summary>How long it fires on after the condition has ended. Default zero.</summary>
    public TimeSpan KeepFiringFor { get; init; }
    /// <summary>Warning is a ticket, critical a page.</summary>
    public required Severity Severity { get; init; }
    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";
    /// <summary>Where it is written what to do.</summary>
    public string Runbook { get; init; } = "";
    /// <summary>Alerts of one group are delivered together.</summary>
    public string Group { get; init; } = "";
    /// <summary>Rules of the same model; while an alert of one of them fires, this one tells nobody.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    /// <summary>Where the levels come from.</summary>
    public required string Because { get; init; }
}
