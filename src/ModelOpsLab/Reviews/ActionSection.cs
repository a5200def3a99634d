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
        if (review.Verdict.Decision == Decision.Stop)
            yield return new("Take the model out of trading and serve its fallback", "a loss or drawdown larger than in every month of the backtest", "trading-performance", 0);
        if (review.InputDrift.CriticalFeatures is { Count: > 0 } drifted)
        {
            yield return new("Train on data that include this period and compare with the live model on the same dates before any promotion", $"{string.Join(", ", drifted)} beyond every past month", "input-drift", 10);
            yield return new("Halve the position limit until the drift is gone or the new model is live", "the model extrapolates outside what it was trained on", "input-drift", 1);
        }
        if (review.TrainingIsDue && review.InputDrift.CriticalFeatures.Count == 0)
            yield return new("Train on all data to date and compare with the live model on the same dates", $"{Format.Count(review.MonthsSinceTraining)} months since the end of the training data, {Format.Count(review.Options.RetrainEveryMonths)} allowed", "actions", 10);
        if (review.Residuals.Severity >= Severity.Warning)
            yield return new("Investigate the errors of the period by day and by regime", "residuals stand out of the reference", "residuals", 10);
        if (review.Stability.Severity >= Severity.Warning)
            yield return new("Compare with the no-change and expanding-mean baselines over the live period", "the error has moved through time", "stability", 10);
        if (review.DataQuality.Severity >= Severity.Warning)
            yield return new("Check the data of the period with their source", "data quality", "data-quality", 3);
        if (!review.LiveToDate.Difference.Difference.Exists || !review.LiveToDate.Difference.CanBeTold)
            yield return new("Keep the live record as it is: do not re-tune on it", "live cannot be told from the backtest yet", "performance", 30);
        if (review.Verdict.Decision == Decision.Keep)
            yield return new("Review again next month", "nothing stands out", "past", 31);
    }

    sealed record PlannedAction(string What, string Because, string Evidence, int Days);
}
