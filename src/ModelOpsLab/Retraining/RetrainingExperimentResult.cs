using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What a retraining experiment found: errors of every candidate on the same rows, and whether they can be told apart from the first.</summary>
/// <remarks>
/// Metrics, each of a candidate by name: <c>rmse</c>, <c>correlation</c>, <c>hit_rate</c>, <c>refits</c>; and against the first one
/// <c>squared_error_difference</c> (candidate minus first, negative is better, with a 95 % interval) and <c>squared_error_difference_t</c>.
/// </remarks>
public sealed record RetrainingExperimentResult : Report
{
    /// <summary>The candidates in the order they were compared: champion, trainers and windows, baselines.</summary>
    public required IReadOnlyList<CandidateResult> Candidates { get; init; }

    /// <summary>Times of the compared rows.</summary>
    public required IReadOnlyList<DateTime> Time { get; init; }

    /// <summary>The outcome in plain words: who had the smallest error, and whether that means anything.</summary>
    public required string Conclusion { get; init; }

    /// <inheritdoc/>
    protected override string Headline => Conclusion;
}

/// <summary>How one candidate did.</summary>
/// <param name="Name">Window, and trainer where there were several; <c>champion</c>, <c>no change</c>, <c>expanding mean</c>.</param>
/// <param name="Baseline">Whether it was there only to be beaten.</param>
/// <param name="Refits">How often it was trained.</param>
/// <param name="Rmse">Root of the mean squared error, in the unit of the target.</param>
/// <param name="Difference">Mean squared error minus that of the first candidate; negative is better. 0 for the first.</param>
/// <param name="T">The difference over its Newey-West standard error; null for the first, and where the two never differ.</param>
/// <param name="Predictions">One a compared row.</param>
public sealed record CandidateResult(string Name, bool Baseline, int Refits, double Rmse, double Difference, double? T, IReadOnlyList<double> Predictions)
{
    /// <summary>Whether the difference to the first candidate is more than noise would make: |t| of 2 or more.</summary>
    public bool Separated => T is { } t && Math.Abs(t) >= 2;
}
