using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>Turns the reports of a review into a decision. Harm decides first; what the model meets and how it errs decides next.</summary>
static class DecisionRule
{
    public static ReviewVerdict Of(MonthlyReview review)
    {
        if (review.Rows.Count < review.Options.MinimumSessions)
            return new(Decision.Undecided, Severity.Unknown,
                [new($"{Format.Count(review.Rows.Count)} sessions in {review.Period.Name}: {Format.Count(review.Options.MinimumSessions - review.Rows.Count)} more are needed.")]);
        var decision =
            review.Performance.Severity == Severity.Critical ? Decision.Stop
            : review.InputDrift.Severity == Severity.Critical || review.Residuals.Severity == Severity.Critical || review.Stability.Severity == Severity.Critical ? Decision.Retrain
            : review.Reports.Any(r => r.Severity >= Severity.Warning) ? Decision.Watch
            : Decision.Keep;
        return new(decision, review.Reports.Max(r => r.Severity), [.. Reasons(review)]);
    }

    static IEnumerable<Point> Reasons(MonthlyReview review)
    {
        yield return new(review.LiveToDate.PeriodSentence(review), review.Performance.Severity, "performance");
        yield return new(review.LiveToDate.ToldApart, null, "comparison");
        foreach (var (report, id) in new[] { (review.InputDrift as Report, "input-drift"), (review.Residuals, "residuals"), (review.Stability, "stability"), (review.Predictions, "predictions"), (review.DataQuality, "data-quality") })
            if (report.Severity >= Severity.Warning) yield return new(Sentence(review, report), report.Severity, id);
        if (review.TrainingIsDue)
            yield return new($"Calendar: trained on data to {Format.Date(review.Record.TrainedUntil)}, {Format.Count(review.MonthsSinceTraining)} months ago; a new training is due every {Format.Count(review.Options.RetrainEveryMonths)}.", null, "actions");
        var sound = review.Reports.Where(r => r.Severity is Severity.Healthy).Select(r => r.Title.ToLowerInvariant()).ToArray();
        if (sound.Length > 0) yield return new($"Within limits: {string.Join(", ", sound)}.", Severity.Healthy);
    }

    static string Sentence(MonthlyReview review, Report report)
    {
        var named = report.Alerts.Where(a => a.Severity == report.Severity).Select(a => a.Evidence.Of).Where(o => o.Length > 0).Distinct().ToArray();
        if (report == review.InputDrift)
        {
            var drifted = review.InputDrift.Features.Where(f => f.Severity >= Severity.Warning).ToArray();
            var critical = review.InputDrift.CriticalFeatures;
            return critical.Count > 0
                ? $"{Format.Count(critical.Count)} of {Format.Count(review.InputDrift.Features.Count)} inputs lie further from the reference than in any past period: {string.Join(", ", critical)}{(drifted.Length > critical.Count ? $"; {string.Join(", ", drifted.Where(f => f.Severity == Severity.Warning).Select(f => f.Feature))} far too" : "")}."
                : $"Inputs have moved: {string.Join(", ", drifted.Select(f => f.Feature))}.";
        }
        return $"{report.Title}: {(named.Length > 0 ? string.Join(", ", named) : report.Alerts[0].Evidence.Metric.Replace('_', ' '))} {(report.Severity == Severity.Critical ? "beyond everything in the reference" : "out of the ordinary")}.";
    }
}
