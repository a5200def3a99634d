using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What a policy would have done on a history.</summary>
/// <remarks>Metrics: <c>retrainings</c>, <c>held_back_days</c>, <c>days_since_training</c> at the end, and <c>fired_days</c> of each trigger by its name.</remarks>
public sealed record RetrainingPolicyReport : Report
{
    /// <summary>The retrainings, in order.</summary>
    public required IReadOnlyList<RetrainingRun> Runs { get; init; }

    /// <summary>Stretches of days on which a trigger fired and there was no training.</summary>
    public required IReadOnlyList<HeldBackRun> HeldBack { get; init; }

    /// <summary>Every trigger and how far it is from firing at the end of the history.</summary>
    public required IReadOnlyList<string> Outlook { get; init; }

    /// <inheritdoc/>
    protected override string Headline => Runs.Count == 0 ? "The policy would not have trained again." : $"The policy would have trained again {(Runs.Count == 1 ? "once" : $"{Format.Count(Runs.Count)} times")}, last on {Format.Date(Runs[^1].Day)}.";
}

/// <summary>One retraining.</summary>
/// <param name="Day">When.</param>
/// <param name="Fired">Names of the triggers that fired.</param>
/// <param name="Why">What they saw.</param>
/// <param name="Next">Which other trigger would have fired next had there been no training, and when; or how far the others were at the end.</param>
public sealed record RetrainingRun(DateOnly Day, IReadOnlyList<string> Fired, string Why, string Next);

/// <summary>Days on which a trigger fired and something held the training back.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="By">What held it back: cool-down, budget or minimum data, and until when.</param>
/// <param name="Why">What the triggers saw on the first day.</param>
public sealed record HeldBackRun(DateOnly From, DateOnly To, string By, string Why);
