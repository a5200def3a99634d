using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What to do with a challenger.</summary>
public enum PromotionDecision
{
    /// <summary>It loses significantly less than the champion, and every part of the stability gate holds.</summary>
    Deploy,

    /// <summary>It is not shown to lose less: the champion stays.</summary>
    Keep,

    /// <summary>It loses less, but a part of the gate failed or was not shown, or the comparison itself looks wrong: the champion stays until someone has looked.</summary>
    KeepAndInvestigate,
}

/// <summary>The verdict of a <see cref="PromotionGate"/> with all that it rests on.</summary>
/// <remarks>
/// Metrics: <c>loss</c> of each model by name; <c>loss_saved</c> (champion less challenger, positive is better, with its interval); <c>promotion_p_value</c> of one look
/// or <c>loss_saved_bound</c> of a standing challenger (it is promoted above 0); <c>loss_saved_against_baseline</c>; <c>distinct_differences</c> (1: the difference never
/// changes, 2: it does); and the parts of the stability gate, <c>coefficient_sign_agreement</c>, <c>coefficient_change</c>, <c>importance_rank_correlation</c>,
/// <c>prediction_correlation</c>, <c>turnover_increase</c>, <c>worst_fold_excess</c>, <c>folds_won</c>. Limits are applied to a challenger that loses less; one that does
/// not is kept out whatever they say, and the severity is unknown.
/// </remarks>
public sealed record PromotionReport : Report
{
    /// <summary>Deploy, keep, or keep and investigate.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PromotionDecision>))]
    public required PromotionDecision Decision { get; init; }

    /// <summary>Metrics of the parts that failed or were not shown, in the order they were judged; empty unless the decision is to investigate.</summary>
    public required IReadOnlyList<string> Failed { get; init; }

    /// <summary>The verdict as a sentence, with its reason.</summary>
    public required string Conclusion { get; init; }

    /// <inheritdoc/>
    protected override string Headline => Conclusion;
}
