using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What a retraining experiment found: who was chosen on the earlier rows, how it did on the newest against production, and what to do.</summary>
/// <remarks>
/// Metrics, each of a candidate by name, on the validation rows: <c>rmse</c>, <c>correlation</c>, <c>hit_rate</c>, <c>refits</c>; against the reference (production, or the first candidate)
/// <c>squared_error_difference</c> (candidate minus reference, negative is better, with a 95 % interval) and <c>squared_error_difference_t</c>; and <c>rmse_selection</c> on the rows that chose.
/// </remarks>
public sealed record RetrainingExperimentResult : Report
{
    /// <summary>The candidates in the order they were compared: champion, trainers and windows, baselines. Failed ones too, which are never chosen.</summary>
    public required IReadOnlyList<CandidateResult> Candidates { get; init; }

    /// <summary>Name of the candidate that was chosen on the rows before the validation.</summary>
    public required string Winner { get; init; }

    /// <summary>Candidates that those rows could not separate from the winner, the winner with them (model confidence set at 90 %).</summary>
    public required IReadOnlyList<string> NotSeparated { get; init; }

    /// <summary>The winner trained on every row whose target is known, by its window: what is deployed where the decision is to deploy.</summary>
    public required IModel Model { get; init; }

    /// <summary>What the gate said of the winner against the reference; null where the winner is the reference itself.</summary>
    public PromotionReport? Gate { get; init; }

    /// <summary>What to do.</summary>
    public required PromotionDecision Decision { get; init; }

    /// <summary>Settings that were tried in all: trainers, their own searches, and windows. What deflated statistics need.</summary>
    public required int Trials { get; init; }

    /// <summary>Times of the validation rows.</summary>
    public required IReadOnlyList<DateTime> Time { get; init; }

    /// <summary>The outcome in plain words.</summary>
    public required string Conclusion { get; init; }

    /// <inheritdoc/>
    protected override string Headline => Conclusion;
}

/// <summary>How one candidate did.</summary>
/// <param name="Name">Window, and trainer where there were several; <c>champion</c>, <c>no change</c>, <c>expanding mean</c>.</param>
/// <param name="Baseline">Whether it was there only to be beaten.</param>
/// <param name="Refits">How often it was trained.</param>
/// <param name="SelectionRmse">Root of the mean squared error on the rows that chose, in the unit of the target; NaN for the champion, which saw some of them, and where it failed.</param>
/// <param name="Rmse">The same on the validation rows; NaN where it failed.</param>
/// <param name="Difference">Mean squared error minus that of the reference, on the validation rows; negative is better. 0 for the reference.</param>
/// <param name="T">The difference over its Newey-West standard error; null for the reference, and where the two never differ.</param>
/// <param name="Predictions">Its predictions of the validation rows; none where it failed.</param>
/// <param name="Failure">Why it made no predictions; null where it did.</param>
public sealed record CandidateResult(string Name, bool Baseline, int Refits, double SelectionRmse, double Rmse, double Difference, double? T, IReadOnlyList<double> Predictions, string? Failure = null)
{
    /// <summary>Kish's effective number of rows of its last training; null where it was never trained.</summary>
    public double? EffectiveRows { get; init; }

    /// <summary>Whether the difference is more than noise: |t| of 2 or more.</summary>
    public bool Separated => T is { } t && Math.Abs(t) >= 2;
}
