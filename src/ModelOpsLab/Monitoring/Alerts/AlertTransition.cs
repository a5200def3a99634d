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
    /// <summary>State after; equal to <see cref="From"/> where only severity, silence, acknowledgement, escalation or the lack of measurements changed.</summary>
    public required AlertState To { get; init; }
    /// <summary>Warning is a ticket, critical a page.</summary>
    public required Severity Severity { get; init; }
    /// <summary>The measurement that caused it; one without a number where the alert fires on without measurements.</summary>
    public required Measurement Evidence { get; init; }
    /// <summary>What happened, by how much, against which limit, in one sentence.</summary>
    public required string Because { get; init; }
    /// <summary>The level beyond which the condition holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Enter { get; init; }
    /// <summary>The level past which it ends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Exit { get; init; }
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
    /// <summary>Who has said that they see to it; null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AcknowledgedBy { get; init; }
    /// <summary>Who else was told last because nobody acknowledged it; null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EscalatedTo { get; init; }

    /// <summary>Model, rule and what it is about: transitions of one key are one alert.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Model, Rule, Of);

    /// <summary>Whether the alert stands after it: it pends or fires.</summary>
    [JsonIgnore]
    public bool Stands => To is AlertState.Pending or AlertState.Firing;

    internal static string KeyOf(string model, string rule, string of) => of.Length == 0 ? $"{model}/{rule}" : $"{model}/{rule}/{of}";

    /// <summary>The last transition of every alert that stands after all of them, in the order in which they began; from these a picture of the moment is made.</summary>
    /// <param name="transitions">Transitions of a model from its first on, in order.</param>
    public static IReadOnlyList<AlertTransition> Standing(IEnumerable<AlertTransition> transitions)
    {
        Dictionary<string, (long Began, AlertTransition Last)> standing = new(StringComparer.Ordinal);
        foreach (var transition in transitions)
            if (!transition.Stands) standing.Remove(transition.Key);
            else standing[transition.Key] = (standing.TryGetValue(transition.Key, out var before) ? before.Began : transition.Number, transition);
        return [.. standing.Values.OrderBy(s => s.Began).Select(s => s.Last)];
    }
}
