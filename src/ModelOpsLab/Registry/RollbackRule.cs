using System.Globalization;
using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>What is done while a rule cannot tell.</summary>
public enum WhenInconclusive
{
    /// <summary>The version trades on, and the next measurement is waited for.</summary>
    Wait,
    /// <summary>Positions may only become smaller until a person arms the slot again.</summary>
    Restrict,
}

/// <summary>
/// When a version is taken back without asking anybody, declared before it goes live: a metric, the limit that it must not
/// cross, and how many measurements in a window may be beyond it, or missing. A failure counts wherever it stands in the
/// window; missing measurements never prove health: a rule that cannot tell says so.
/// </summary>
/// <remarks>The three answers, and limits on failures and on errors in a row, are those of progressive delivery (Argo Rollouts analysis; Flagger); there an inconclusive run pauses a rollout, here it may also restrict what is live.</remarks>
public sealed record RollbackRule
{
    /// <summary>Name of the metric, as a report names it.</summary>
    public required string Metric { get; init => field = value is { Length: > 0 and <= 128 } ? value : throw new ArgumentException("A rollback rule names a metric."); }
    /// <summary>Title of the report that measures it; null where only one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Report { get; init; }
    /// <summary>What was measured: a column, an asset; empty for the model as a whole.</summary>
    public string Of { get; init; } = "";
    /// <summary>The bad side of the limit.</summary>
    public required Side Bad { get; init; }
    /// <summary>A measurement beyond it is a failure; one on it is not.</summary>
    public required double Limit { get; init => field = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(Limit), value, "The limit of a rollback rule is a finite number."); }
    /// <summary>Failures that are borne in the window; one more takes the version back. Default 0.</summary>
    public int FailureLimit { get; init => field = NotNegative(value, nameof(FailureLimit)); }
    /// <summary>Missing measurements in a row, up to the newest, that are borne; one more and the rule cannot tell. Default 4.</summary>
    public int ErrorLimit { get; init => field = NotNegative(value, nameof(ErrorLimit)); } = 4;
    /// <summary>Measurements in the window that are needed before the rule says that all is well. Default 1.</summary>
    public int MinimumMeasurements { get; init => field = AtLeastOne(value, nameof(MinimumMeasurements)); } = 1;
    /// <summary>Observations that a measurement needs to count; with fewer it counts as missing. Default 1.</summary>
    public int MinimumCount { get; init => field = AtLeastOne(value, nameof(MinimumCount)); } = 1;
    /// <summary>Days that are looked at, up to the day of the judgement. Default 30.</summary>
    public int WindowDays { get; init => field = value is >= 1 and <= 3_660 ? value : throw new ArgumentOutOfRangeException(nameof(WindowDays), value, "A window has 1 to 3,660 days."); } = 30;
    /// <summary>What is done while the rule cannot tell. Default wait.</summary>
    public WhenInconclusive WhenInconclusive { get; init; }
    /// <summary>Where the limit comes from.</summary>
    public required string Because { get; init => field = string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("A rollback rule says where its limit comes from: because.") : value; }

    /// <summary>Judges a version by what was measured of it.</summary>
    /// <param name="rows">Measurements of the model; those of other metrics, or outside the window, are left out.</param>
    /// <param name="since">The first day on which the version was live all day: a period that began earlier is not its own.</param>
    /// <param name="asOf">The day of the judgement.</param>
    public RollbackVerdict Evaluate(IEnumerable<MeasurementRow> rows, DateOnly since, DateOnly asOf)
    {
        var first = asOf.DayNumber >= WindowDays ? asOf.AddDays(1 - WindowDays) : DateOnly.MinValue;
        MeasurementRow[] all = [.. rows.Where(r => r.Metric == Metric && r.Of == Of && (Report is null || r.Source == Report) && r.AsOf <= asOf)];
        MeasurementRow[] evidence = [.. all.Where(r => r.PeriodStart >= since && r.PeriodEnd >= first && r.PeriodEnd <= asOf).OrderBy(r => r.PeriodEnd).ThenBy(r => r.PeriodStart).ThenBy(r => r.Source, StringComparer.Ordinal)];
        var failures = evidence.Count(Fails);
        var (missing, inARow) = (evidence.Count(IsMissing), evidence.Reverse().TakeWhile(IsMissing).Count());
        RollbackVerdict Said(RollbackAnswer answer, string because) => new(this, answer, because, failures, missing, evidence);
        if (Report is null && evidence.Select(r => r.Source).Distinct(StringComparer.Ordinal).Skip(1).Any())
            return Said(RollbackAnswer.Inconclusive, $"{Metric} is measured by several reports, {string.Join(" and ", evidence.Select(r => r.Source).Distinct(StringComparer.Ordinal))}: the rule must name one");
        if (failures > FailureLimit)
            return Said(RollbackAnswer.RollBack, $"{Name} was {Beyond} {Text(Limit)} in {Share(failures, evidence.Length)} since {Format.Date(Later(first, since))}, {Format.Count(FailureLimit)} borne; the worst was {Text(Worst(evidence))}");
        if (inARow > ErrorLimit)
            return Said(RollbackAnswer.Inconclusive, $"{Name} is missing {Format.Count(inARow)} times in a row, {Format.Count(ErrorLimit)} borne: {evidence[^1].Because ?? "too few observations"}");
        if (evidence.Length - missing < MinimumMeasurements)
            return Said(RollbackAnswer.Inconclusive, $"{Name} was measured {Times(evidence.Length - missing)} since {Format.Date(Later(first, since))}, {Format.Count(MinimumMeasurements)} needed{(evidence.Length == 0 && all.Length > 0 ? ": periods that began before the version was live are not its own" : "")}");
        return Said(RollbackAnswer.Hold, $"{Name} was {Beyond} {Text(Limit)} in {Share(failures, evidence.Length)} since {Format.Date(Later(first, since))}, {Format.Count(FailureLimit)} borne");
    }

    string Name => Of.Length == 0 ? Metric : $"{Metric} of {Of}";
    string Beyond => Bad == Side.Above ? "above" : "below";

    bool IsMissing(MeasurementRow row) => row.Value is null || row.Count < MinimumCount;
    internal bool Fails(MeasurementRow row) => !IsMissing(row) && (Bad == Side.Above ? row.Value > Limit : row.Value < Limit);


    double Worst(IEnumerable<MeasurementRow> rows) => rows.Where(Fails).Select(r => r.Value!.Value) is var values && Bad == Side.Above ? values.Max() : values.Min();

    static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
    static string Share(int part, int of) => $"{Format.Count(part)} of {Format.Count(of)} measurements";
    static string Times(int n) => n == 1 ? "once" : $"{Format.Count(n)} times";
    static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
    static int NotNegative(int value, string name) => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "A number that is borne is not negative.");
    static int AtLeastOne(int value, string name) => value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "At least 1 is needed.");
}
