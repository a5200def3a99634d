using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>Who else is told of an alert that nobody has acknowledged.</summary>
public sealed record EscalationStep
{
    /// <summary>How long after people were told, by the clock of the rule.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public required TimeSpan After { get; init; }
    /// <summary>Who is told.</summary>
    public required string To { get; init; }
    /// <summary>At least as severe as this from then on; null to leave it as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Severity? Severity { get; init; }

    /// <summary>What is wrong with steps; empty where nothing is.</summary>
    internal static IEnumerable<string> Problems(IReadOnlyList<EscalationStep> steps)
    {
        foreach (var (i, step) in steps.Index())
        {
            if (step.To.Length == 0) yield return $"escalation step {Format.Count(i + 1)} does not say to whom";
            if (Duration.Problem(step.After) is { } problem) yield return $"escalation step {Format.Count(i + 1)}: after {problem}";
            if (step.Severity is { } severity && severity is not (Reporting.Severity.Warning or Reporting.Severity.Critical)) yield return $"escalation step {Format.Count(i + 1)}: severity is warning or critical";
            if (i > 0 && step.After <= steps[i - 1].After) yield return $"escalation step {Format.Count(i + 1)} comes after {Duration.Text(step.After)}, not later than the step before it";
        }
    }
}
