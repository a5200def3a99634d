using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>What a condition came to.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Holds">Whether it holds; null where that cannot be said.</param>
/// <param name="Found">What was found: the value that made it so, or why there is none.</param>
/// <param name="Evidence">Id of what shows it on the page; empty where nothing does.</param>
public sealed record ConditionFinding(ReviewCondition Condition, bool? Holds, string Found, string Evidence)
{
    /// <summary>The measurement that was compared; null where a severity or a gate was.</summary>
    public Measurement? Measurement { get; init; }
    /// <summary>The limits behind a severity, those that the report crossed, in words; empty where there are none.</summary>
    public string Limits { get; init; } = "";
}

/// <summary>What a rule came to in one review.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Fires">Whether it fires; null where what it asks for was not measured.</param>
/// <param name="Conditions">Its conditions, in their order.</param>
public sealed record RuleFinding(ReviewRule Rule, bool? Fires, IReadOnlyList<ConditionFinding> Conditions)
{
    /// <summary>Conditions that hold: why it fires.</summary>
    public IEnumerable<ConditionFinding> Held => Conditions.Where(c => c.Holds == true);

    /// <summary>Why it fires, or cannot be judged, in words.</summary>
    public string Because => Fires switch
    {
        true when Rule.All.Count + Rule.Any.Count == 0 => "always",
        true => string.Join("; ", Held.Select(c => c.Found)),
        null => string.Join("; ", Conditions.Where(c => c.Holds is null).Select(c => c.Found).Distinct(StringComparer.Ordinal)),
        false => "",
    };

    /// <summary>Why the rule is there, with the limits that were crossed where it asks for a severity.</summary>
    public string Reason => string.Join(": ", [Rule.Because, .. Held.Select(c => c.Limits).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal).Take(1)]);

    /// <summary>Judges a rule: unknown where an unknown condition could still turn it either way.</summary>
    /// <exception cref="InvalidDataException">A condition is of something that the review did not measure a metric of.</exception>
    public static RuleFinding Of(ReviewRule rule, ReviewFacts facts)
    {
        ConditionFinding[] all = [.. rule.All.Select(c => Judge(rule, c, facts))], any = [.. rule.Any.Select(c => Judge(rule, c, facts))];
        bool? every = all.Any(c => c.Holds == false) ? false : all.Any(c => c.Holds is null) ? null : true;
        bool? one = any.Length == 0 || any.Any(c => c.Holds == true) ? true : any.Any(c => c.Holds is null) ? null : false;
        return new(rule, every == false || one == false ? false : every is null || one is null ? null : true, [.. all, .. any]);
    }

    static ConditionFinding Judge(ReviewRule rule, ReviewCondition condition, ReviewFacts facts)
    {
        if (condition.Gate is { } gate)
            return facts.Gate is null ? new(condition, null, "no challenger was judged by the promotion gate", "") : new(condition, facts.Gate == gate, $"the promotion gate says {facts.Gate}", "period-events");
        if (condition.Severity is { } limit)
            return facts.Severities.TryGetValue(condition.Report!, out var severity) && severity != Severity.Unknown
                ? new(condition, severity >= limit, $"{condition.Report} is {severity.ToString().ToLowerInvariant()}", condition.Report!) { Limits = facts.Limits.GetValueOrDefault(condition.Report!, "") }
                : new(condition, null, $"{condition.Report} was not judged", condition.Report!);
        ReviewFact[] measured = [.. facts.Measured.Where(f => f.Measurement.Metric == condition.Metric && (condition.Report is null || f.Report == condition.Report))];
        if (measured.Length == 0) return new(condition, null, $"{condition.Metric} was not measured", "");
        ReviewFact[] meant = [.. measured.Where(f => condition.Of == ReviewCondition.Any || f.Measurement.Of == condition.Of)];
        if (meant.Length == 0)
        {
            string[] known = [.. measured.Select(f => f.Measurement.Of).Distinct(StringComparer.Ordinal)];
            throw new InvalidDataException($"Rule '{rule.Name}' of the review asks for {condition.Metric} of '{condition.Of}', of which nothing was measured.{Data.Spelling.Suggest(condition.Of, known)} It is measured of: {string.Join(", ", known.Select(o => o.Length == 0 ? "the whole" : o))}.");
        }
        var judged = meant.Select(f => (Fact: f, Number: Number(f.Measurement, condition.At))).ToArray();
        var beyond = judged.Where(j => !double.IsNaN(j.Number) && (condition.Above is not { } above || j.Number > above) && (condition.Below is not { } below || j.Number < below)).ToArray();
        var (shown, holds) = beyond.Length > 0
            ? (condition.Above is null ? beyond.MinBy(j => j.Number) : beyond.MaxBy(j => j.Number), (bool?)true)
            : judged.FirstOrDefault(j => double.IsNaN(j.Number)) is { Fact: not null } missing ? (missing, null) : (judged[0], false);
        return new(condition, holds, Text(shown.Fact.Measurement, condition), shown.Fact.Evidence) { Measurement = shown.Fact.Measurement };
    }

    static double Number(Measurement m, Bound at) => !m.Exists ? double.NaN : at switch { Bound.Low => m.Interval?.Low ?? double.NaN, Bound.High => m.Interval?.High ?? double.NaN, _ => m.Value };

    static string Text(Measurement m, ReviewCondition condition)
    {
        var name = m.Of.Length == 0 ? m.Metric : $"{m.Metric} of {m.Of}";
        return !m.Exists ? $"{name} is {m.Text}"
            : condition.At == Bound.Value ? $"{name} is {m.Text}"
            : m.Interval is { } i ? $"{name} is {m.Text}, {Format.Value(i.Low, m.Unit)} to {Format.Value(i.High, m.Unit)}"
            : $"{name} is {m.Text}, without an interval";
    }
}
