using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What a challenger must show beside a smaller loss. A limit that is null is not asked for.</summary>
/// <remarks>
/// The defaults are house rules, not statistics: they stop a challenger whose gain comes from one fold, whose coefficients change sign from refit to refit, or that trades
/// far more than the champion. A part that was asked for and not shown fails.
/// </remarks>
public sealed record StabilityLimits
{
    /// <summary>No limits at all: the test of the loss decides alone.</summary>
    public static StabilityLimits None { get; } = new()
    {
        CoefficientSigns = null, CoefficientChange = null, ImportanceRanks = null, Agreement = null, TurnoverIncrease = null, WorstFold = null, FoldsWon = null,
    };

    /// <summary>At least this share of the refits must give a coefficient its usual sign, coefficients weighted by their importance; linear models only.</summary>
    public double? CoefficientSigns { get; init; } = 0.8;

    /// <summary>From one refit to the next, coefficients in units of their features' deviation may change in all by at most this multiple of their size; linear models only.</summary>
    public double? CoefficientChange { get; init; } = 1;

    /// <summary>Mean rank correlation of the features' importance between one refit and the next must be at least this.</summary>
    public double? ImportanceRanks { get; init; } = 0.5;

    /// <summary>Correlation of the challenger's predictions with the champion's must be at least this.</summary>
    public double? Agreement { get; init; } = 0.5;

    /// <summary>The challenger's mean change of position may exceed the champion's by at most this; going from long to short is a change of 2.</summary>
    public double? TurnoverIncrease { get; init; } = 0.1;

    /// <summary>In its worst fold the challenger's loss may exceed the champion's by at most this fraction.</summary>
    public double? WorstFold { get; init; } = 0.1;

    /// <summary>The challenger must lose less than the champion in at least this share of the folds.</summary>
    public double? FoldsWon { get; init; } = 0.6;

    /// <summary>Stretches of equal length that the compared points are cut into, at least 2.</summary>
    public int Folds { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), value, "Folds number 2 or more."); } = 5;

    /// <summary>The limits as thresholds.</summary>
    internal IReadOnlyList<Threshold> Thresholds() =>
    [
        .. Limit("coefficient_sign_agreement", Side.Below, CoefficientSigns, "coefficients keep their sign from refit to refit"),
        .. Limit("coefficient_change", Side.Above, CoefficientChange, "coefficients do not jump between refits"),
        .. Limit("importance_rank_correlation", Side.Below, ImportanceRanks, "the same features matter from refit to refit"),
        .. Limit("prediction_correlation", Side.Below, Agreement, "the challenger agrees with the champion"),
        .. Limit("turnover_increase", Side.Above, TurnoverIncrease, "the challenger does not trade far more"),
        .. Limit("worst_fold_excess", Side.Above, WorstFold, "no stretch of time is much worse"),
        .. Limit("folds_won", Side.Below, FoldsWon, "the gain is not from one stretch of time"),
    ];

    static IEnumerable<Threshold> Limit(string metric, Side bad, double? level, string because)
    {
        if (level is not { } l) yield break;
        if (!double.IsFinite(l)) throw new ArgumentException($"The limit of '{metric}' is {Format.Value(l)}; give a finite number, or null to ask for none.", nameof(level));
        yield return new() { Metric = metric, Bad = bad, Warning = l, Because = because };
    }
}
