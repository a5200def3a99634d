using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>One step of one alert, with the evidence that caused it. Transitions are only appended; from them all states can be computed again.</summary>
public sealed record AlertTransition
{
    /// <summary>Place among the transitions of the model, from 1, without gaps.</summary>
    public required long Number { get; init; }
    /// <summary>When, in the time of the stream, UTC.</summary>
    public required DateTime At { get; init; }
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }
    /// <summary>What it is about: a column, an asset, a host; empty for the model as a whole.</summary>
    public string Of { get; init; } = "";
    /// <summary>State before.</summary>
    public required AlertState From { get; init; }
    /// <summary>State after; equal to <see cref="From"/> where only <see cref="Severity"/>, silence or escalation changed.</summary>
    public required AlertState To { get; init; }
    /// <summary>Warning is a ticket, critical a page.</summary>
    public required Severity Severity { get; init; }
    /// <summary>The measurement that caused it.</summary>
    public required Measurement Evidence { get; init; }
    /// <summary>What happened, by how much, against which limit, in one sentence.</summary>
    public required string Because { get; init; }
    /// <summary>Since when it has been firing; null where it never fired.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? FiringSince { get; init; }
    /// <summary>Who answers for it; empty for nobody.</summary>
    public string Owner { get; init; } = "";
    /// <summary>Where it is written what to do; empty for nowhere.</summary>
    public string Runbook { get; init; } = "";
    /// <summary>Alerts of one group are delivered together; the model's name where the rule names none.</summary>
    public string Group { get; init; } = "";
    /// <summary>Why nobody is told: a silence, or an alert that it depends on; null where it is delivered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Muted { get; init; }

    /// <summary>Model, rule and what it is about: transitions of one key are one alert.</summary>
    [JsonIgnore]
    public string Key => Of.Length == 0 ? $"{Model}/{Rule}" : $"{Model}/{Rule}/{Of}";
}
