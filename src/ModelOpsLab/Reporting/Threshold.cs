using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Reporting;

/// <summary>Which side of a limit is bad.</summary>
public enum Side { Above, Below }

/// <summary>A limit on one metric: enter and exit levels, minimum count and reason. Data, not code: read from <c>modelops.json</c>, written into every report, replayed by an audit.</summary>
public sealed record Threshold
{
    /// <summary>Name of the metric it judges.</summary>
    public required string Metric { get; init; }

    /// <summary>The bad side of the levels.</summary>
    public Side Bad { get; init; } = Side.Above;

    /// <summary>Crossing it raises a warning; null for none.</summary>
    public double? Warning { get; init; }

    /// <summary>Crossing it is critical; null for none.</summary>
    public double? Critical { get; init; }

    /// <summary>A warning that stands is lifted only when the value is back past this level; null means <see cref="Warning"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WarningExit { get; init; }

    /// <summary>A critical state is left only when the value is back past this level; null means <see cref="Critical"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CriticalExit { get; init; }

    /// <summary>With fewer observations the verdict is <see cref="Severity.Unknown"/>. At least 1.</summary>
    public int MinimumCount { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumCount), value, "A threshold needs at least one observation."); } = 1;

    /// <summary>Where the levels come from: a paper, a policy, a past incident.</summary>
    public required string Because { get; init; }

    /// <summary>Bad when above.</summary>
    public static Threshold Above(string metric, double? warning, double? critical, string because, int minimumCount = 1) =>
        new() { Metric = metric, Bad = Side.Above, Warning = warning, Critical = critical, Because = because, MinimumCount = minimumCount };

    /// <summary>Bad when below.</summary>
    public static Threshold Below(string metric, double? warning, double? critical, string because, int minimumCount = 1) =>
        new() { Metric = metric, Bad = Side.Below, Warning = warning, Critical = critical, Because = because, MinimumCount = minimumCount };

    /// <summary>The severity of a measurement of this metric; a missing value or too few observations is <see cref="Severity.Unknown"/>.</summary>
    /// <param name="measurement">A measurement of <see cref="Metric"/>.</param>
    /// <param name="standing">The severity it had before: exit levels apply to a state that stands.</param>
    public Severity Judge(Measurement measurement, Severity standing = Severity.Healthy) =>
        !measurement.Exists || measurement.Count < MinimumCount ? Severity.Unknown
        : Beyond(measurement.Value, standing == Severity.Critical ? CriticalExit ?? Critical : Critical) ? Severity.Critical
        : Beyond(measurement.Value, standing >= Severity.Warning ? WarningExit ?? Warning : Warning) ? Severity.Warning
        : Severity.Healthy;

    /// <summary>Reports what is wrong with the levels themselves, all at once; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Metric.Length == 0) yield return "a threshold has no metric";
        if (Because.Length == 0) yield return $"'{Metric}' has no 'because': say where the levels come from";
        if (Warning is null && Critical is null) yield return $"'{Metric}' has neither a warning nor a critical level";
        foreach (var (name, level) in new[] { ("warning", Warning), ("critical", Critical), ("warningExit", WarningExit), ("criticalExit", CriticalExit) })
            if (level is { } l && double.IsNaN(l)) yield return $"'{Metric}': {name} is NaN";
        if (Warning is { } w && Critical is { } c && Beyond(w, c)) yield return $"'{Metric}': the warning level {Text(w)} lies beyond the critical level {Text(c)}";
        if (WarningExit is { } we && Warning is { } enter && Beyond(we, enter)) yield return $"'{Metric}': warningExit {Text(we)} lies beyond warning {Text(enter)}, so a warning would be lifted before it is raised";
        if (CriticalExit is { } ce && Critical is { } ca && Beyond(ce, ca)) yield return $"'{Metric}': criticalExit {Text(ce)} lies beyond critical {Text(ca)}";
    }

    /// <summary>The level that a severity stands for, as text: <c>&gt; 0.25</c>.</summary>
    public string Limit(Severity severity) =>
        (severity == Severity.Critical ? Critical : Warning ?? Critical) is { } level ? $"{(Bad == Side.Above ? ">" : "<")} {Text(level)}" : "";

    bool Beyond(double value, double? level) => level is { } l && (Bad == Side.Above ? value > l : value < l);

    static string Text(double level) => NumberText.RoundTrip(level);
}
