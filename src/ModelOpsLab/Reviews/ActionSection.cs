using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>What to do next: each action with the evidence that asks for it and the day by which it is due.</summary>
static class ActionSection
{
    public static Document Of(MonthlyReview review)
    {
        var actions = Actions(review).ToArray();
        return new(
            new Table(["action", "because", "due"], [.. actions.Select(a => (IReadOnlyList<Cell>)[a.What, new TextCell(a.Because, "#" + a.Evidence), Format.Date(review.Record.Rows.LastDay.AddDays(a.Days))])], Id: "actions"),
            new Note("Proposed by rule from the reports above; the committee decides. Due dates count calendar days from the last session reviewed."));
    }

    static IEnumerable<PlannedAction> Actions(MonthlyReview review)
    {
        var decision = review.Verdict.Decision;
        if (review.DataQuality.Severity >= Severity.Warning)
            yield return new("Check the data of the period with their source, correct them and review again", review.DataQuality.Alerts[0].Message, "data-quality", review.DataQuality.Severity == Severity.Critical ? 1 : 3);
        if (decision == Decision.Stop)
            yield return new("Take the model out of trading and serve its fallback", review.Performance.Alerts[0].Message, "trading-performance", 0);
        if (decision == Decision.Retrain || review.TrainingIsDue)
            yield return new("Train on all data to date and compare with the live model on the same dates before any promotion", Why(review), decision == Decision.Retrain ? "input-drift" : "actions", 10);
        if (review.InputDrift.Severity == Severity.Critical)
            yield return new("Halve the position limit until the drift is gone or the new model is live", "the model extrapolates outside what it was trained on", "input-drift", 1);
        if (review.Residuals.Severity >= Severity.Warning)
            yield return new("Investigate the errors of the period by day and by regime", "residuals out of the ordinary", "residuals", 10);
        if (review.Stability.Severity >= Severity.Warning)
            yield return new("Compare with the no-change and expanding-mean baselines over the live period", "the error has moved through time", "stability", 10);
        if (!review.LiveToDate.Difference.Difference.Exists || !review.LiveToDate.Difference.CanBeTold)
            yield return new("Keep the live record as it is: do not re-tune on it", "live cannot be told from the backtest yet", "comparison", 30);
        if (decision == Decision.Keep && !review.TrainingIsDue)
            yield return new("Review again next month", "nothing stands out", "past-periods", 31);
    }

    static string Why(MonthlyReview review) =>
        review.InputDrift.CriticalFeatures is { Count: > 0 } drifted ? $"{string.Join(", ", drifted)} further than ever before the model went live"
        : review.Verdict.Decision == Decision.Retrain ? new[] { review.InputDrift as Report, review.Residuals, review.Stability }.First(r => r.Severity == Severity.Critical).Alerts[0].Message
        : $"{Format.Count(review.MonthsSinceTraining)} months since the end of the training data, {Format.Count(review.Options.RetrainEveryMonths)} allowed";

    sealed record PlannedAction(string What, string Because, string Evidence, int Days);
}
