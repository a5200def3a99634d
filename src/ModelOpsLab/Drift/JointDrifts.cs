using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Compares the numeric inputs of a period together: by reconstruction error and by domain classifier.</summary>
static class JointDrifts
{
    public const string Error = "reconstruction_error", Area = "classifier_auc";

    /// <summary>More are too many for a month of rows, and for a page.</summary>
    const int MostInputs = 200;

    /// <summary>Inputs that are named as giving it away.</summary>
    const int MostNamed = 3;

    /// <summary>What the permutation p-value of the classifier is multiplied by, beside the margin for neighbouring blocks: its squared distance of means adds up what dependence leaves in every input and square (measured, see the table of false alarms).</summary>
    const double ClassifierMargin = 2;

    /// <summary>Two comparisons; none where fewer than two inputs can be compared.</summary>
    public static JointDrift[] Of(FeatureDrift[] features, PeriodComparison period)
    {
        var rows = JointRows.Of(features, period);
        if (rows.Width < 2) return [];
        var common = new JointDrift { Metric = Error, Inputs = rows.Inputs, Count = rows.CurrentCount };
        if (Refusal(rows, period) is { } because) return [common with { Because = because }, common with { Metric = Area, Because = because }];
        var ranked = rows.PastWindows().Count() >= period.Options.MinimumWindows;
        return [Reconstruction(common, rows, period, ranked), Classifier(common with { Metric = Area }, rows, period, ranked)];
    }

    static string? Refusal(JointRows rows, PeriodComparison period)
    {
        int fewest = Math.Max(period.Options.MinimumCount, 2 * DomainClassifier.Folds), before = Math.Max(fewest, 5 * rows.Width);
        return period.Contexts is not null ? $"inputs together are not matched by {period.Contexts.Name}; compare them without a match"
            : rows.Width > MostInputs ? $"{rows.Width} inputs, {MostInputs} at most"
            : rows.CurrentCount < fewest ? $"{rows.CurrentCount} rows of the period have a value in every input, {fewest} needed"
            : rows.ReferenceCount < before ? $"{rows.ReferenceCount} rows of the reference have a value in every input, {before} needed"
            : null;
    }

    static JointDrift Reconstruction(JointDrift drift, JointRows rows, PeriodComparison period, bool ranked)
    {
        var error = new ReconstructionError(rows, period.Options.ComponentShare);
        drift = drift with { Value = error.Of(rows.Current), Usual = error.Of(rows.Reference), Telling = [.. error.Telling().Take(MostNamed)] };
        return Judged(drift, period, ranked ? error.Past() : null, () => error.Permutation(period.Options), 1,
            $"{error.Components} of {rows.Width} principal components of the reference, {Format.Percent(error.Explained, 0)} of its variance; error: mean distance of a row from their plane, in robust standard deviations");
    }

    static JointDrift Classifier(JointDrift drift, JointRows rows, PeriodComparison period, bool ranked)
    {
        var classifier = new DomainClassifier(rows);
        var (area, interval) = classifier.Current();
        drift = drift with { Value = area, Usual = 0.5, Interval = interval, Telling = [.. classifier.Telling().Take(MostNamed)] };
        if (double.IsNaN(area)) return drift with { Because = "no block has a row to score" };
        return Judged(drift, period, ranked ? classifier.Past() : null, () => classifier.Permutation(period.Options), ClassifierMargin,
            $"ridge on inputs and squares, cross-fitted in {DomainClassifier.Folds} contiguous blocks a side with a gap; interval from the blocks");
    }

    static JointDrift Judged(JointDrift drift, PeriodComparison period, double[]? past, Func<BlockPermutationResult> permutation, double margin, string how)
    {
        if (past is { Length: > 0 })
        {
            var rank = WindowRank.Upper(drift.Value, past);
            return drift with { Usual = drift.Metric == Area ? RobustScale.Median(past) : drift.Usual, Rank = rank, PValue = rank.PValue, Method = $"{how}; judged by its rank among {Format.Count(past.Length)} past {period.WindowName}" };
        }
        var blocks = permutation();
        return drift with { Permutation = blocks, PValue = Math.Min(1, margin * blocks.PValue), Method = $"{how}; judged by permutation of {blocks.BlocksReference} and {blocks.BlocksCurrent} blocks" };
    }

    /// <summary>Whether the effect is large enough to be reported.</summary>
    public static bool IsLarge(JointDrift drift, DriftOptions options) =>
        drift.Metric == Error ? drift.Value >= options.ReconstructionEffectLimit * drift.Usual : drift.Value >= options.ClassifierEffectLimit;

    public static IEnumerable<Measurement> Measure(JointDrift drift)
    {
        Measurement With(Measurement m) => m with { Of = "multivariate", Count = drift.Count };
        yield return With(Measurement.Maybe(drift.Metric, drift.Value, drift.Because) with { Interval = drift.Interval });
        if (double.IsNaN(drift.QValue)) yield break;
        var name = drift.Metric == Error ? "reconstruction" : "classifier";
        yield return With(new($"{name}_q", drift.QValue));
        if (drift.Rank is { } rank) yield return With(new($"{name}_rank", rank.Rank));
        if (drift.Metric == Error && drift.Usual > 0) yield return With(new("reconstruction_ratio", drift.Value / drift.Usual));
    }
}
