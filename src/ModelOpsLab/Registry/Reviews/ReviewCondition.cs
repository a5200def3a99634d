using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Which number of a measurement a condition compares: the value, or an end of its interval, so that a rule can ask for what is shown and not only seen.</summary>
public enum Bound
{
    /// <summary>The value itself.</summary>
    Value,
    /// <summary>The lower end of its interval.</summary>
    Low,
    /// <summary>The upper end of its interval.</summary>
    High,
}

/// <summary>
/// One thing that holds or does not: a metric beyond a level, a report at least so severe, or the answer of the promotion gate.
/// Exactly one of <see cref="Metric"/>, <see cref="Severity"/> and <see cref="Gate"/> is given.
/// </summary>
/// <remarks>A metric that was not measured, or has no value, makes the condition unknown, never true.</remarks>
public sealed record ReviewCondition
{
    /// <summary>Any of what a metric was measured of.</summary>
    public const string Any = "*";

    /// <summary>Name of the metric that is compared; one of <see cref="ReviewMetrics.Names"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Metric { get; init; }
    /// <summary>What it was measured of; <c>*</c> for any of them: one beyond the level is enough.</summary>
    public string Of { get; init; } = Any;
    /// <summary>The value, or the end of its interval, that is compared. Default the value.</summary>
    public Bound At { get; init; }
    /// <summary>It holds above this level, not on it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Above { get; init; }
    /// <summary>It holds below this level, not on it; with <see cref="Above"/>, between the two.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Below { get; init; }
    /// <summary>The report whose severity is judged, or in which the metric is measured; one of <see cref="ReviewMetrics.Reports"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Report { get; init; }
    /// <summary>The report is this severe or worse: warning or critical.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Severity? Severity { get; init; }
    /// <summary>What the newest promotion gate said of a challenger: <c>deploy</c>, <c>keep</c> or <c>keepandinvestigate</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gate { get; init; }

    /// <summary>The condition as a rule's page states it: <c>edge_odds_below_floor above 0.8</c>.</summary>
    public override string ToString() =>
        Gate is not null ? $"gate says {Gate}"
        : Severity is { } severity ? $"{Report} at least {severity.ToString().ToLowerInvariant()}"
        : string.Join(" ", new[] { At switch { Bound.Low => "lower end of", Bound.High => "upper end of", _ => null }, Metric, Of == Any ? null : $"of {Of}", Report is null ? null : $"in {Report}", Above is { } a ? $"above {NumberText.RoundTrip(a)}" : null, Above is not null && Below is not null ? "and" : null, Below is { } b ? $"below {NumberText.RoundTrip(b)}" : null }.OfType<string>());

    /// <summary>What is wrong with the condition, all at once; empty where nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        if (new object?[] { Metric, Severity, Gate }.Count(subject => subject is not null) != 1)
        {
            yield return "a condition has exactly one of metric, severity and gate";
            yield break;
        }
        if (Report is { } report && !ReviewMetrics.Reports.Contains(report))
            yield return $"there is no report '{LedgerEntry.Shown(report)}'.{Spelling.Suggest(report, ReviewMetrics.Reports)} Reports are: {string.Join(", ", ReviewMetrics.Reports)}";
        if (Metric is not null)
        {
            if (!ReviewMetrics.Names.Contains(Metric)) yield return $"no review measures '{LedgerEntry.Shown(Metric)}'.{(Spelling.Suggest(Metric, ReviewMetrics.Names) is { Length: > 0 } near ? near : $" Of the review as a whole there are: {string.Join(", ", ReviewMetrics.OfTheReview)}; of its reports, what they measure")}";
            if (Above is null && Below is null) yield return $"{Metric} is compared with nothing: give above or below";
            foreach (var level in new[] { Above, Below }) if (level is { } number && !double.IsFinite(number)) yield return $"{Metric}: a level is a finite number";
            if (Above >= Below) yield return $"{this} can never hold";
            if (Of.Length > 0 && Of != Any && ReviewMetrics.OfTheReview.Contains(Metric)) yield return $"{Metric} is of the whole model: leave 'of' out";
            yield break;
        }
        if (Above is not null || Below is not null || Of != Any || At != Bound.Value) yield return $"{this}: above, below, of and at belong to a metric";
        if (Severity is not null && Report is null) yield return $"a severity is that of a report: name it. Reports are: {string.Join(", ", ReviewMetrics.Reports)}";
        if (Severity is Reporting.Severity.Healthy or Reporting.Severity.Unknown) yield return $"{Report}: a condition asks for warning or critical";
        if (Gate is not null && Report is not null) yield return $"{this}: a gate has no report";
        if (Gate is not null && !ReviewMetrics.GateAnswers.Contains(Gate)) yield return $"no gate says '{LedgerEntry.Shown(Gate)}'.{Spelling.Suggest(Gate, ReviewMetrics.GateAnswers)} It says: {string.Join(", ", ReviewMetrics.GateAnswers)}";
    }

    /// <summary>Whether this condition cannot hold without another: told where it is plain to see.</summary>
    internal bool Implies(ReviewCondition other) =>
        this == other
        || (Severity is { } mine && other.Severity is { } theirs && Report == other.Report && mine >= theirs)
        || (Metric is not null && Metric == other.Metric && At == other.At && (other.Report is null || other.Report == Report) && (other.Of == Any || other.Of == Of)
            && (other.Above is not { } above || Above >= above) && (other.Below is not { } below || Below <= below));

    /// <summary>Whether the two cannot hold together.</summary>
    internal bool Excludes(ReviewCondition other) =>
        (Gate is not null && other.Gate is not null && Gate != other.Gate)
        || (Metric is not null && Metric == other.Metric && At == other.At && Report == other.Report && Of == other.Of && (Of != Any || ReviewMetrics.OfTheReview.Contains(Metric))
            && (Above >= other.Below || other.Above >= Below));
}
