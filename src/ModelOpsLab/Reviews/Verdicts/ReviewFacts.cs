using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>A number that a rule may judge.</summary>
/// <param name="Measurement">The number, or why there is none.</param>
/// <param name="Evidence">Id of the table or chart of the page that shows it.</param>
public sealed record ReviewFact(Measurement Measurement, string Evidence)
{
    /// <summary>The report that measures it, as <see cref="ReviewMetrics.Reports"/> names it; empty for the review as a whole.</summary>
    public string Report { get; init; } = "";
}

/// <summary>All that a verdict rests on: how severe each report is, what was measured, and what the promotion gate said.</summary>
public sealed record ReviewFacts
{
    /// <summary>Severity of each report, by its name in <see cref="ReviewMetrics.Reports"/>; one that is missing was not judged.</summary>
    public required IReadOnlyDictionary<string, Severity> Severities { get; init; }
    /// <summary>The limits that each report crossed at its worst, in words; without the reports that crossed none.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();
    /// <summary>What was measured.</summary>
    public IReadOnlyList<ReviewFact> Measured { get; init; } = [];
    /// <summary>The newest answer of the promotion gate, one of <see cref="ReviewMetrics.GateAnswers"/>; null where no challenger was judged.</summary>
    public string? Gate { get; init; }
    /// <summary>Odds of the edge, from which more sessions are counted; null where they were not computed.</summary>
    public EdgeOdds? Odds { get; init; }

    /// <summary>The worst severity of a report.</summary>
    public Severity Worst => Severities.Values.DefaultIfEmpty(Severity.Unknown).Max();

    /// <summary>The facts of reports, each by its name, and others beside them.</summary>
    /// <param name="reports">The reports by name.</param>
    /// <param name="others">Facts of the review as a whole.</param>
    public static ReviewFacts Of(IReadOnlyDictionary<string, Report> reports, IEnumerable<ReviewFact> others) => new()
    {
        Severities = reports.ToDictionary(r => r.Key, r => r.Value.Severity, StringComparer.Ordinal),
        Limits = reports.Where(r => r.Value.Severity >= Severity.Warning)
            .ToDictionary(r => r.Key, r => string.Join("; ", r.Value.Alerts.Where(a => a.Severity == r.Value.Severity).Select(a => a.Threshold.Because).Distinct(StringComparer.Ordinal)), StringComparer.Ordinal),
        Measured = [.. reports.OrderBy(r => r.Key, StringComparer.Ordinal).SelectMany(r => r.Value.Measurements.Select(m => new ReviewFact(m, r.Key) { Report = r.Key })), .. others],
    };
}
