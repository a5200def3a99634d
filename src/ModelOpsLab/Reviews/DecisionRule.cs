using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>Turns the severities of a review's reports into a decision. Unsound data decide nothing; then harm decides; then what the model meets and how it errs.</summary>
static class DecisionRule
{
    /// <summary>The decision that follows from what the six reports found.</summary>
    public static Decision Of(ReportSeverities found) =>
        found.DataQuality == Severity.Critical ? Decision.Undecided
        : found.Performance == Severity.Critical ? Decision.Stop
        : found.InputDrift == Severity.Critical || found.Residuals == Severity.Critical || found.Stability == Severity.Critical ? Decision.Retrain
        : found.Worst >= Severity.Warning ? Decision.Watch
        : Decision.Keep;

    public static ReviewVerdict Of(MonthlyReview review)
    {
        if (review.Rows.TimeCount < review.Options.MinimumSessions)
            return new(Decision.Undecided, Severity.Unknown,
                [new($"{Count(review.Rows.TimeCount, "session")} in {review.Period.Name}: {Format.Count(review.Options.MinimumSessions - review.Rows.TimeCount)} more are needed.")]);
        return new(Of(review.Severities), review.Severities.Worst, [.. Reasons(review)]);
    }

    static IEnumerable<Point> Reasons(MonthlyReview review)
    {
        if (review.DataQuality.Severity == Severity.Critical)
            yield return new("The data of the period are unsound, so nothing below can be relied on: correct them first.", Severity.Critical, "data-quality");
        yield return new(review.LiveToDate.PeriodSentence(review), review.Performance.Severity, "performance");
        yield return new(review.LiveToDate.ToldApart, null, "comparison");
        foreach (var (report, id) in Judged(review))
            if (report.Severity >= Severity.Warning) yield return new(Sentence(review, report), report.Severity, id);
        if (review.TrainingIsDue)
            yield return new($"Calendar: trained on data to {Format.Date(review.Record.TrainedUntil)}, {Format.Count(review.MonthsSinceTraining)} months ago; a new training is due every {Format.Count(review.Options.RetrainEveryMonths)}.", null, "actions");
        var sound = Titles(review, Severity.Healthy);
        if (sound.Length > 0) yield return new($"Within limits: {string.Join(", ", sound)}.", Severity.Healthy);
        var open = Titles(review, Severity.Unknown);
        if (open.Length > 0) yield return new($"Not judged: {string.Join(", ", open)}.", Severity.Unknown);
    }

    static string[] Titles(MonthlyReview review, Severity severity) => [.. review.Reports.Where(r => r.Severity == severity).Select(r => r.Title.ToLowerInvariant())];

    static IEnumerable<(Report Report, string Id)> Judged(MonthlyReview review) =>
    [
        (review.InputDrift, "input-drift"), (review.Residuals, "residuals"), (review.Stability, "stability"), (review.Predictions, "predictions"), (review.DataQuality, "data-quality"),
    ];

    static string Sentence(MonthlyReview review, Report report)
    {
        if (report == review.InputDrift) return DriftSentence(review);
        var named = report.Alerts.Where(a => a.Severity == report.Severity).Select(a => a.Evidence.Of).Where(o => o.Length > 0).Distinct().ToArray();
        return $"{report.Title}: {(named.Length > 0 ? string.Join(", ", named) : report.Alerts[0].Evidence.Metric.Replace('_', ' '))} {(report.Severity == Severity.Critical ? "beyond the limit" : "out of the ordinary")}.";
    }

    static string DriftSentence(MonthlyReview review)
    {
        var drifted = review.InputDrift.Features.Where(f => f.Severity == Severity.Warning).Select(f => f.Feature).ToArray();
        var critical = review.InputDrift.CriticalFeatures;
        return critical.Count == 0
            ? drifted.Length > 0 ? $"Inputs have moved: {string.Join(", ", drifted)}." : "No input has moved alone, but together they are out of the ordinary."
            : $"{Format.Count(critical.Count)} of {Count(review.InputDrift.Features.Count, "input")} moved further, in {(critical.Count == 1 ? "its" : "their")} direction, than in any period like this before the model went live: {string.Join(", ", critical)}{(drifted.Length > 0 ? $"; far too: {string.Join(", ", drifted)}" : "")}.";
    }

    static string Count(int count, string what) => $"{Format.Count(count)} {what}{(count == 1 ? "" : "s")}";
}

/// <summary>What each report of a review found.</summary>
sealed record ReportSeverities(Severity Performance, Severity Predictions, Severity DataQuality, Severity InputDrift, Severity Residuals, Severity Stability)
{
    /// <summary>The worst of them.</summary>
    public Severity Worst => new[] { Performance, Predictions, DataQuality, InputDrift, Residuals, Stability }.Max();
}
