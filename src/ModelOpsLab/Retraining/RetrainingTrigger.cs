using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>One reason to train again, as data: what is watched, and how much of it is enough.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MeasurementTrigger), "measurement")]
[JsonDerivedType(typeof(SeverityTrigger), "severity")]
[JsonDerivedType(typeof(FallTrigger), "fall")]
[JsonDerivedType(typeof(CalendarTrigger), "calendar")]
[JsonDerivedType(typeof(NewRowsTrigger), "newRows")]
[JsonDerivedType(typeof(AllTrigger), "all")]
public abstract record RetrainingTrigger
{
    private protected RetrainingTrigger()
    {
    }

    /// <summary>What it waits for: <c>psi of momentum &gt; 0.25 on 3 days</c>.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Why it fires at the end of the days seen since the last training; null where it does not.</summary>
    internal abstract string? Fires(SinceTraining seen);

    /// <summary>How far it is from firing.</summary>
    internal abstract string Pending(SinceTraining seen);

    /// <summary>What is wrong with the trigger itself.</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>How many of the newest days on which something could be judged were bad, up to the first that was not.</summary>
    private protected static int Run(SinceTraining seen, Func<MonitoringDay, bool?> bad)
    {
        var run = 0;
        for (var i = seen.Days.Count - 1; i >= 0; i--)
            switch (bad(seen.Days[i]))
            {
                case true: run++; break;
                case false: return run;
            }
        return run;
    }

    private protected static string On(int days) => days == 1 ? "" : $" on {days} days";

    private protected static bool Is(Measurement measurement, string metric, string? of) => measurement.Metric == metric && (of is null || measurement.Of == of);
}

/// <summary>A measurement beyond a limit, for so many days in a row. Days on which it could not be judged neither count nor break the row.</summary>
public sealed record MeasurementTrigger : RetrainingTrigger
{
    /// <summary>The limit: metric, levels, minimum count, and where the levels come from.</summary>
    public required Threshold Threshold { get; init; }
    /// <summary>What the measurement must be of; null for anything: then one that is beyond the limit is enough.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Of { get; init; }
    /// <summary>How bad it must be: warning or critical.</summary>
    public Severity At { get; init => field = value >= Severity.Warning ? value : throw new ArgumentOutOfRangeException(nameof(At), value, "A trigger fires at warning or at critical."); } = Severity.Critical;
    /// <summary>Judged days in a row, at least 1.</summary>
    public int Days { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Days), value, "At least one day."); } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => $"{Threshold.Metric}{(Of is null ? "" : $" of {Of}")} {Threshold.Limit(At)}{On(Days)}";

    internal override string? Fires(SinceTraining seen) => Run(seen, Bad) is var run && run >= Days && Worst(seen.Days[^1]) is { } worst ? $"{worst.Metric}{(worst.Of.Length == 0 ? "" : $" of {worst.Of}")} = {worst.Text}, limit {Threshold.Limit(At)}{(Days == 1 ? "" : $", {run} days in a row")} ({Threshold.Because})" : null;

    internal override string Pending(SinceTraining seen) => Run(seen, Bad) is var run and > 0 ? $"{run} of {Days} days"
        : seen.Days.SelectMany(d => d.Measurements).LastOrDefault(m => Is(m, Threshold.Metric, Of)) is { } last ? $"now {last.Text}, limit {Threshold.Limit(At)}"
        : "not measured since the training";

    internal override IEnumerable<string> Problems() => [.. Threshold.Problems(), .. At == Severity.Critical && Threshold.Critical is null ? [$"'{Threshold.Metric}' has no critical level, so that its trigger never fires"] : Array.Empty<string>()];

    bool? Bad(MonitoringDay day)
    {
        Severity[] judged = [.. day.Measurements.Where(m => Is(m, Threshold.Metric, Of)).Select(m => Threshold.Judge(m)).Where(s => s != Severity.Unknown)];
        return judged.Length == 0 ? null : judged.Any(s => s >= At);
    }

    Measurement? Worst(MonitoringDay day) => day.Measurements.FirstOrDefault(m => Is(m, Threshold.Metric, Of) && Threshold.Judge(m) >= At);
}

/// <summary>Alerts that monitoring or drift checks raised by their own limits, for so many days in a row. Days without any judgement neither count nor break the row.</summary>
public sealed record SeverityTrigger : RetrainingTrigger
{
    /// <summary>How bad an alert must be: warning or critical.</summary>
    public Severity At { get; init => field = value >= Severity.Warning ? value : throw new ArgumentOutOfRangeException(nameof(At), value, "A trigger fires at warning or at critical."); } = Severity.Critical;
    /// <summary>Metric of the alert; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Metric { get; init; }
    /// <summary>Alerts needed on a day, at least 1: two features that drift, not one.</summary>
    public int Alerts { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Alerts), value, "At least one alert."); } = 1;
    /// <summary>Judged days in a row, at least 1.</summary>
    public int Days { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Days), value, "At least one day."); } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => $"{(Alerts == 1 ? "an alert" : $"{Alerts} alerts")}{(Metric is null ? "" : $" of {Metric}")}, {At.ToString().ToLowerInvariant()}{On(Days)}";

    internal override string? Fires(SinceTraining seen) => Run(seen, Bad) is var run && run >= Days && Matching(seen.Days[^1]).ToArray() is { Length: > 0 } found ? $"{found[0].Message}{(found.Length == 1 ? "" : $" and {found.Length - 1} more")}{(Days == 1 ? "" : $", {run} days in a row")}" : null;

    internal override string Pending(SinceTraining seen) => $"{Run(seen, Bad)} of {Days} {(Days == 1 ? "day" : "days")}";

    bool? Bad(MonitoringDay day) => day.Alerts is null ? null : Matching(day).Count() >= Alerts;

    IEnumerable<Alert> Matching(MonitoringDay day) => (day.Alerts ?? []).Where(a => a.Severity >= At && (Metric is null || a.Evidence.Metric == Metric));
}

/// <summary>A fall of performance: the mean of the newest values of a metric is worse than the mean of the first ones after the last training.</summary>
public sealed record FallTrigger : RetrainingTrigger
{
    /// <summary>The metric, measured daily: <c>hit_rate</c>.</summary>
    public required string Metric { get; init; }
    /// <summary>What it is of; empty for the model as a whole.</summary>
    public string Of { get; init; } = "";
    /// <summary>The bad side: below for a hit rate, above for an error.</summary>
    public Side Bad { get; init; } = Side.Below;
    /// <summary>By how much it must be worse, in the unit of the metric. Positive.</summary>
    public required double By { get; init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(By), value, "A fall is a positive number."); }
    /// <summary>Values of the reference, the first after the training. At least 1.</summary>
    public int Reference { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Reference), value, "At least one value."); } = 21;
    /// <summary>Newest values, none of them in the reference. At least 1.</summary>
    public int Recent { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Recent), value, "At least one value."); } = 21;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => $"{Metric}{(Of.Length == 0 ? "" : $" of {Of}")} {(Bad == Side.Below ? "down" : "up")} by {Format.Number(By)}";

    internal override string? Fires(SinceTraining seen) => Change(seen) is var (reference, recent) && Worse(reference, recent) >= By
        ? $"{Metric}{(Of.Length == 0 ? "" : $" of {Of}")} went from {Format.Number(reference)}, the mean of {Reference} values after the training, to {Format.Number(recent)}, the mean of the last {Recent}"
        : null;

    internal override string Pending(SinceTraining seen) => Change(seen) is var (reference, recent) ? $"{Format.Number(Worse(reference, recent))} of {Format.Number(By)}" : $"{Values(seen).Length} of {Reference + Recent} values since the training";

    double Worse(double reference, double recent) => Bad == Side.Below ? reference - recent : recent - reference;

    (double Reference, double Recent)? Change(SinceTraining seen) => Values(seen) is var values && values.Length >= Reference + Recent ? (values[..Reference].Average(), values[^Recent..].Average()) : null;

    double[] Values(SinceTraining seen) => [.. seen.Days.SelectMany(d => d.Measurements).Where(m => m.Exists && Is(m, Metric, Of)).Select(m => m.Value)];
}

/// <summary>So many months since the last training, whatever is measured.</summary>
public sealed record CalendarTrigger : RetrainingTrigger
{
    /// <summary>Months, at least 1.</summary>
    public required int EveryMonths { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(EveryMonths), value, "At least one month."); }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => EveryMonths == 1 ? "every month" : $"every {EveryMonths} months";

    internal override string? Fires(SinceTraining seen) => seen.Days[^1].Day >= Due(seen) ? $"due since {Format.Date(Due(seen))}, {EveryMonths} months after the training of {Format.Date(seen.Trained)}" : null;

    internal override string Pending(SinceTraining seen) => $"due on {Format.Date(Due(seen))}";

    DateOnly Due(SinceTraining seen) => seen.Trained.AddMonths(EveryMonths);
}

/// <summary>So many rows that the model has not been trained on.</summary>
public sealed record NewRowsTrigger : RetrainingTrigger
{
    /// <summary>Rows, at least 1.</summary>
    public required long Rows { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Rows), value, "At least one row."); }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => $"{Format.Count(Rows)} new rows";

    internal override string? Fires(SinceTraining seen) => New(seen) >= Rows ? $"{Format.Count(New(seen))} rows since the training of {Format.Date(seen.Trained)}" : null;

    internal override string Pending(SinceTraining seen) => $"{Format.Count(New(seen))} of {Format.Count(Rows)} rows";

    static long New(SinceTraining seen) => seen.Days.Count == 0 ? 0 : seen.Days[^1].Rows - seen.Rows;
}

/// <summary>Several triggers at once: it fires on a day on which each of them does.</summary>
public sealed record AllTrigger : RetrainingTrigger
{
    /// <summary>The triggers, at least 2.</summary>
    public required IReadOnlyList<RetrainingTrigger> Triggers { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => string.Join(" and ", Triggers.Select(t => t.Name));

    internal override string? Fires(SinceTraining seen)
    {
        var reasons = Triggers.Select(t => t.Fires(seen)).ToArray();
        return reasons.Contains(null) ? null : string.Join("; and ", reasons);
    }

    internal override string Pending(SinceTraining seen) => string.Join("; ", Triggers.Select(t => $"{t.Name}: {(seen.Days.Count > 0 && t.Fires(seen) is not null ? "met" : t.Pending(seen))}"));

    internal override IEnumerable<string> Problems() => [.. Triggers.Count < 2 ? ["'all' needs at least two triggers"] : Array.Empty<string>(), .. Triggers.SelectMany(t => t.Problems())];
}

/// <summary>What a trigger may look at: the days since the last training.</summary>
/// <param name="Trained">Day of that training.</param>
/// <param name="Rows">Rows there were then.</param>
/// <param name="Days">Days after it, the newest last.</param>
sealed record SinceTraining(DateOnly Trained, long Rows, ArraySegment<MonitoringDay> Days);
