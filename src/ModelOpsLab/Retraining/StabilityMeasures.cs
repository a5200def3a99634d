using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>Measures how stable a challenger is across its refits, beside the champion's predictions, and from fold to fold.</summary>
static class StabilityMeasures
{
    /// <summary>What does not apply to a challenger is named here: it is shown, and neither holds nor fails.</summary>
    internal const string NotApplicable = "does not apply: ";

    public static IEnumerable<Measurement> Of(StabilityEvidence? evidence, double[] champion, double[] challenger, int folds)
    {
        var none = evidence is null ? "no evidence of stability was given" : evidence.Refits == 0 ? "no refits were given" : evidence.Refits == 1 ? "one fit was given: there is none to compare it with" : null;
        var linear = none ?? (evidence!.Linear is null ? NotApplicable + "the models have no coefficients" : null);
        yield return linear is not null ? Measurement.Missing("coefficient_sign_agreement", linear) : Signs(evidence!) with { Count = evidence!.Refits };
        yield return linear is not null ? Measurement.Missing("coefficient_change", linear) : Change(evidence!) with { Count = evidence!.Refits };
        yield return none is not null ? Measurement.Missing("importance_rank_correlation", none)
            : evidence!.Importance is null ? Measurement.Missing("importance_rank_correlation", "the models tell no importance: give StabilityEvidence.Of a function for it")
            : Ranks(evidence.Importance) with { Count = evidence.Refits };
        yield return evidence is null ? Measurement.Missing("prediction_correlation", none!) : Agreement(evidence) with { Count = evidence.Champion.Length };
        yield return evidence is null ? Measurement.Missing("turnover_increase", none!)
            : new("turnover_increase", evidence.ChallengerTurnover - evidence.ChampionTurnover) { Count = evidence.Champion.Length };
        foreach (var measured in Folds(champion, challenger, folds)) yield return measured;
    }

    /// <summary>Coefficient times deviation of its feature: in the unit of the target, comparable between features.</summary>
    static double[][] Scaled(StabilityEvidence evidence) => [.. evidence.Linear!.Select(m => m.Coefficients.Zip(m.Scales, (c, s) => c * s).ToArray())];

    static Measurement Signs(StabilityEvidence evidence)
    {
        var refits = Scaled(evidence);
        double kept = 0, all = 0;
        for (var j = 0; j < refits[0].Length; j++)
        {
            var weight = Moments.Mean([.. refits.Select(r => Math.Abs(r[j]))]);
            int up = refits.Count(r => r[j] > 0), down = refits.Count(r => r[j] < 0);
            if (up + down == 0) continue;
            kept += weight * Math.Max(up, down) / (up + down);
            all += weight;
        }
        return all > 0 ? new("coefficient_sign_agreement", kept / all) : Measurement.Missing("coefficient_sign_agreement", NotApplicable + "all coefficients are zero");
    }

    static Measurement Change(StabilityEvidence evidence)
    {
        var refits = Scaled(evidence);
        double worst = 0;
        for (var k = 1; k < refits.Length; k++)
        {
            var size = Math.Max(refits[k].Sum(Math.Abs), refits[k - 1].Sum(Math.Abs));
            if (size > 0) worst = Math.Max(worst, refits[k].Zip(refits[k - 1], (a, b) => Math.Abs(a - b)).Sum() / size);
        }
        return new("coefficient_change", worst);
    }

    static Measurement Ranks(IReadOnlyList<double[]> importance)
    {
        const string metric = "importance_rank_correlation";
        if (importance[0].Length < 2) return Measurement.Missing(metric, NotApplicable + "there are fewer than two features to rank");
        double[] correlations = [.. importance.Zip(importance.Skip(1)).Where(p => !Moments.IsConstant(p.First) && !Moments.IsConstant(p.Second)).Select(p => Correlation.Spearman(p.First, p.Second))];
        return correlations.Length > 0 ? new(metric, Moments.Mean(correlations)) : Measurement.Missing(metric, "all features are of the same importance in every refit");
    }

    static Measurement Agreement(StabilityEvidence evidence)
    {
        const string metric = "prediction_correlation";
        return evidence.Champion.Length < 2 ? Measurement.Missing(metric, "there is one prediction")
            : Moments.IsConstant(evidence.Champion) ? Measurement.Missing(metric, NotApplicable + "the champion always predicts the same")
            : Moments.IsConstant(evidence.Challenger) ? Measurement.Missing(metric, "the challenger always predicts the same")
            : new(metric, Correlation.Pearson(evidence.Champion, evidence.Challenger));
    }

    static IEnumerable<Measurement> Folds(double[] champion, double[] challenger, int folds)
    {
        var n = champion.Length;
        if (n < folds)
        {
            var because = $"{Format.Count(n)} points in time cannot be cut into {Format.Count(folds)} folds";
            yield return Measurement.Missing("worst_fold_excess", because);
            yield return Measurement.Missing("folds_won", because);
            yield break;
        }
        var worst = double.NegativeInfinity;
        var won = 0;
        for (var f = 0; f < folds; f++)
        {
            int from = (int)((long)f * n / folds), to = (int)((long)(f + 1) * n / folds);
            double before = Moments.Mean(champion.AsSpan(from..to)), after = Moments.Mean(challenger.AsSpan(from..to));
            if (after < before) won++;
            worst = Math.Max(worst, after == before ? 0 : (after - before) / Math.Abs(before));
        }
        yield return new("worst_fold_excess", worst) { Count = n };
        yield return new("folds_won", won / (double)folds) { Count = folds };
    }
}
