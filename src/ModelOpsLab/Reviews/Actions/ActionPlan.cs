using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>What a review proposes to do: each action by the rule that asks for it, with its owner, its day, what sets it in motion, and the number it is expected to move.</summary>
static class ActionPlan
{
    /// <summary>The actions of a review, most urgent first; none where nothing is asked for.</summary>
    public static IReadOnlyList<PlannedAction> Of(MonthlyReview review)
    {
        var (verdict, options) = (review.Verdict, review.Options);
        var decision = verdict.Decision;
        var rule = verdict.Decided?.Rule.Name ?? "";
        List<PlannedAction> actions = [];
        if (decision == Decision.Stop) Add("stop", "Take the model out of trading and serve its fallback", Deciding("trading-performance"), "desk", 1, "at once, and until a person arms the slot again", Limit(review.Performance, "trading-performance"));
        if (decision == Decision.RollBack) Add("roll-back", "Go back to the earlier version that is shown to be better", Deciding("alternatives"), "desk", 1, "at once, when two people have approved", Limit(review.Performance, "trading-performance"));
        if (review.DataQuality.Severity >= Severity.Warning)
            Add("correct-data", "Check the data of the period with their source, correct them and review again", (review.DataQuality.Alerts[0].Message, "data-quality"), "", review.DataQuality.Severity == Severity.Critical ? 1 : 3, "before anything else is decided on these data", Limit(review.DataQuality, "data-quality"), by: "data-quality");
        if (decision == Decision.Reduce || review.InputDrift.Severity == Severity.Critical)
            Add("halve-risk", "Halve the position limit until the edge is shown, or a model trained on such inputs is live", decision == Decision.Reduce ? Deciding("trading-performance") : ("the model extrapolates outside what it was trained on", "input-drift"), "risk", 1, "at the next session",
                Halved(review.Performance.Measurements.FirstOrDefault(m => m.Metric == "max_drawdown")), by: decision == Decision.Reduce ? rule : "input-drift");
        if (decision == Decision.Retrain || review.TrainingIsDue)
            Add("retrain", "Train on all data to date and compare with the live model on the same dates before any promotion", decision == Decision.Retrain ? (Why(review, verdict), Deciding("input-drift").Evidence) : (Overdue(review), "actions"), "", 10,
                decision == Decision.Retrain ? "when the page is signed" : "by the calendar", decision == Decision.Retrain ? Worst(review) : Sooner(review), by: decision == Decision.Retrain ? rule : "training-is-due");
        if (review.Residuals.Severity >= Severity.Warning) Add("investigate-errors", "Investigate the errors of the period by day and by regime", ("residuals out of the ordinary", "residuals"), "", 10, "when the page is signed", Limit(review.Residuals, "residuals"), by: "residuals");
        if (review.Stability.Severity >= Severity.Warning) Add("compare-baselines", "Compare with the no-change and expanding-mean baselines over the live period", ("the error has moved through time", "stability"), "", 10, "when the page is signed", Limit(review.Stability, "stability"), by: "stability");
        if (decision == Decision.Watch && actions.Count == 0) Add("look-again", "Look again at what is out of the ordinary before the next review", Deciding("rules"), "", 10, "when the page is signed", Worst(review));
        if (decision == Decision.NotEnoughData) Add("look-again", "Review again when there are enough sessions", Deciding("trading-performance"), "", Math.Clamp(verdict.SessionsNeeded ?? 21, 1, 252), "when the sessions are there", null, "a later review measures, it earns nothing");
        return actions;

        void Add(string name, string what, (string Because, string Evidence) why, string role, int days, string trigger, ExpectedGain? gain, string? none = null, string? by = null) => actions.Add(new()
        {
            Model = review.Record.Model, Period = review.Period.Id, Name = name, What = what, Because = why.Because, Evidence = why.Evidence, Owner = options.Owners.Of(role),
            Due = options.Calendar.After(review.Record.Rows.LastDay, days), Trigger = trigger, Rule = by ?? rule, Gain = gain, NoGain = gain is null ? none ?? "no number that a later review measures stands for it" : null,
        });

        (string Because, string Evidence) Deciding(string otherwise) =>
            verdict.Decided is { } decided ? (decided.Reason, decided.Held.Select(c => c.Evidence).FirstOrDefault(e => e.Length > 0) ?? otherwise) : ("", otherwise);
    }

    /// <summary>The worst alert of a report, back within its limit; null where no alert has a number and a limit.</summary>
    static ExpectedGain? Limit(Report report, string name) => report.Alerts.FirstOrDefault(a => a.Severity >= Severity.Warning && double.IsFinite(a.Evidence.Value)) is { } alert && (alert.Threshold.Warning ?? alert.Threshold.Critical) is { } target
        ? new(alert.Evidence.Metric, alert.Evidence.Of, name, alert.Evidence.Value, target, alert.Threshold.Bad, alert.Evidence.Unit) : null;

    /// <summary>The same of the report that asks for the decision: the worst of those about the model.</summary>
    static ExpectedGain? Worst(MonthlyReview review) => review.ReportsByName.Where(r => r.Value.Severity >= Severity.Warning).OrderByDescending(r => r.Value.Severity).ThenByDescending(r => r.Key == "input-drift").Select(r => Limit(r.Value, r.Key)).FirstOrDefault(g => g is not null);

    static ExpectedGain? Halved(Measurement? drawdown) => drawdown is { Exists: true, Value: < 0 } d ? new(d.Metric, d.Of, "trading-performance", d.Value, d.Value / 2, Side.Below, d.Unit) : null;

    static ExpectedGain Sooner(MonthlyReview review) => new("months_since_training", "", "", review.MonthsSinceTraining, review.Options.RetrainEveryMonths - 1, Side.Above, "months");

    static string Overdue(MonthlyReview review) => $"{Format.Count(review.MonthsSinceTraining)} months since the end of the training data, {Format.Count(review.Options.RetrainEveryMonths)} allowed";

    static string Why(MonthlyReview review, ReviewVerdict verdict) =>
        review.InputDrift.CriticalFeatures is { Count: > 0 } drifted ? $"{string.Join(", ", drifted)} further than ever before the model went live" : verdict.Decided?.Reason ?? "";
}
