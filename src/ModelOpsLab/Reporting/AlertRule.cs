using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>When people are told of a measurement: data, read from <c>modelops.json</c>.</summary>
public sealed record AlertRule
{
    /// <summary>Name, unique in its policy: a-z, 0-9 and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>Name of the metric it judges.</summary>
    public required string Metric { get; init; }
    /// <summary>What it was measured of; <c>*</c> for each of them, an alert of its own; empty for the model as a whole.</summary>
    public string Of { get; init; } = "*";
    /// <summary>The bad side of the levels.</summary>
    public Side Bad { get; init; } = Side.Above;
    /// <summary>Beyond it the condition holds. A detector's evidence has it at 1, and so has a <see cref="BurnRate"/>.</summary>
    public required double Enter { get; init; }
    /// <summary>The condition ends only when the value is back at this level or past it; null for <see cref="Enter"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Exit { get; init; }
    /// <summary>Beyond it, for as long as <see cref="For"/>, a warning becomes critical: the same alert, worse. Null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Critical { get; init; }
    /// <summary>It is a warning again only when the value is back at this level or past it; null for <see cref="Critical"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CriticalExit { get; init; }
    /// <summary>Judges, in the place of the measured value, how fast a budget of losses is used up; null for the value itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BurnRate? BurnRate { get; init; }
    /// <summary>Observations that a measurement needs to be judged. Default 1.</summary>
    public int MinimumCount { get; init; } = 1;
    /// <summary>How long the condition holds before the alert fires. Default zero: at once.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan For { get; init; }
    /// <summary>How long the value stays back past the exit level, without a break, before the alert is resolved. Default zero: at once.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan KeepFiringFor { get; init; }
    /// <summary>The clock of all durations of the rule. Default the stream's own time.</summary>
    public AlertClock Clock { get; init; }
    /// <summary>After how long without a measurement the alert says so; null for what the policy says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(DurationConverter))]
    public TimeSpan? StaleAfter { get; init; }
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
    /// <summary>Who else is told where nobody acknowledges it, soonest first; null for what the policy says, empty for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EscalationStep>? Escalation { get; init; }
    /// <summary>Where the levels come from.</summary>
    public required string Because { get; init; }

    /// <summary>Reports what is wrong with the rule itself, all at once; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        var rule = $"rule '{Name}'";
        if (Name.Length is 0 or > 64 || !Name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')) yield return $"{rule}: a name is 1 to 64 of a-z, 0-9 and '-'";
        if (Metric.Length == 0) yield return $"{rule} has no metric";
        if (Because.Length == 0) yield return $"{rule} has no 'because': say where the levels come from";
        if (Severity is not (Severity.Warning or Severity.Critical)) yield return $"{rule}: severity is warning (a ticket) or critical (a page)";
        if (Uri.TryCreate(Runbook, UriKind.Absolute, out var link) && link.UserInfo.Length > 0) yield return $"{rule}: its runbook holds a user name or password; leave them out";
        if (MinimumCount < 1) yield return $"{rule}: minimumCount is {Format.Count(MinimumCount)}; it is at least 1";
        foreach (var (name, level) in new[] { ("enter", Enter), ("exit", Exit), ("critical", Critical), ("criticalExit", CriticalExit) })
            if (level is { } l && !double.IsFinite(l)) yield return $"{rule}: {name} is {Format.Number(l)}; a level is a number";
        foreach (var (name, duration) in new[] { ("for", For), ("keepFiringFor", KeepFiringFor), ("staleAfter", StaleAfter) })
            if (duration is { } d && Duration.Problem(d) is { } problem) yield return $"{rule}: {name} {problem}";
        if (StaleAfter == TimeSpan.Zero) yield return $"{rule}: staleAfter is zero; it is above";
        if (Exit is { } exit && Beyond(exit, Enter)) yield return $"{rule}: exit {Format.Number(exit)} lies beyond enter {Format.Number(Enter)}, so the alert would end before it begins";
        if (Critical is { } critical)
        {
            if (Severity == Severity.Critical) yield return $"{rule} is critical from the start: leave 'critical' out, or make its severity a warning";
            if (Beyond(Enter, critical)) yield return $"{rule}: enter {Format.Number(Enter)} lies beyond critical {Format.Number(critical)}";
            if (CriticalExit is { } back && Beyond(back, critical)) yield return $"{rule}: criticalExit {Format.Number(back)} lies beyond critical {Format.Number(critical)}";
            if (Beyond(Exit ?? Enter, CriticalExit ?? critical)) yield return $"{rule}: exit {Format.Number(Exit ?? Enter)} lies beyond criticalExit {Format.Number(CriticalExit ?? critical)}, so the alert would end while it is critical";
        }
        else if (CriticalExit is not null) yield return $"{rule} has a criticalExit and no critical level";
        foreach (var problem in BurnRate?.Problems() ?? []) yield return $"{rule}: {problem}";
        if (BurnRate is not null && Enter <= 0) yield return $"{rule}: enter of a burn rate is above zero; 1 is when both windows burn at their factor";
        foreach (var problem in EscalationStep.Problems(Escalation ?? [])) yield return $"{rule}: {problem}";
    }

    /// <summary>Whether a value lies beyond a level, on the bad side.</summary>
    internal bool Beyond(double value, double level) => Rising ? value > level : value < level;

    /// <summary>Whether higher values are worse; always so of a burn rate.</summary>
    internal bool Rising => Bad == Side.Above || BurnRate is not null;
}

/// <summary>What counts as time. <see cref="Stream"/>: the time of the data; <see cref="Market"/>: only the time in which the market was open.</summary>
public enum AlertClock { Stream, Market }
