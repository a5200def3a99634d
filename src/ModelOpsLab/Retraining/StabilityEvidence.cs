using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>What shows whether a challenger can be trusted beyond its mean loss: its refits, and its predictions beside the champion's on the same rows.</summary>
public sealed class StabilityEvidence
{
    StabilityEvidence(IReadOnlyList<LinearModel>? coefficients, IReadOnlyList<double[]>? importance, int refits, double[] champion, double[] challenger, double championTurnover, double challengerTurnover)
    {
        (Linear, Importance, Refits) = (coefficients, importance, refits);
        (Champion, Challenger) = (champion, challenger);
        (ChampionTurnover, ChallengerTurnover) = (championTurnover, challengerTurnover);
    }

    /// <summary>The models of the refits, where all are linear.</summary>
    internal IReadOnlyList<LinearModel>? Linear { get; }

    /// <summary>Importance of each feature in each refit, in one order of the features; null where the models tell none.</summary>
    internal IReadOnlyList<double[]>? Importance { get; }

    internal double[] Champion { get; }

    internal double[] Challenger { get; }

    /// <summary>Refits of the challenger that were shown.</summary>
    public int Refits { get; }

    /// <summary>Mean change of the champion's implied position from one row of an asset to its next: 0 to 2, 0 where there is no next.</summary>
    public double ChampionTurnover { get; }

    /// <summary>The same of the challenger.</summary>
    public double ChallengerTurnover { get; }

    /// <summary>Evidence from a walk through time.</summary>
    /// <param name="tested">The rows both predicted, with the asset of their schema where it has one.</param>
    /// <param name="champion">Its predictions, one a row; rows without one of both are left out.</param>
    /// <param name="challenger">Its predictions, one a row.</param>
    /// <param name="refits">The challenger's models in the order they were trained.</param>
    /// <param name="importance">How important each feature is in a model, where the models are not linear: <c>m => ((MyModel)m).Importance</c>.</param>
    /// <param name="position">Position that a prediction implies, in −1 … 1; its sign where null.</param>
    /// <exception cref="ArgumentException">Lengths differ, no row has both predictions, refits read different features, or a position is out of range.</exception>
    public static StabilityEvidence Of(
        Frame tested, IReadOnlyList<double> champion, IReadOnlyList<double> challenger, IEnumerable<IModel> refits,
        Func<IModel, IReadOnlyList<FeatureImportance>>? importance = null, Func<double, double>? position = null)
    {
        if (champion.Count != tested.Count || challenger.Count != tested.Count)
            throw new ArgumentException($"There are {tested.Count} rows, {champion.Count} predictions of the champion and {challenger.Count} of the challenger: give one of each a row.", nameof(challenger));
        int[] rows = [.. Enumerable.Range(0, tested.Count).Where(i => double.IsFinite(champion[i]) && double.IsFinite(challenger[i]))];
        if (rows.Length == 0) throw new ArgumentException("No row has a prediction of both models.", nameof(challenger));
        var models = refits.ToArray();
        foreach (var model in models)
            if (!model.Features.SequenceEqual(models[0].Features))
                throw new ArgumentException($"The refits read different features ({string.Join(", ", models[0].Features)}; {string.Join(", ", model.Features)}): show the refits of one challenger.", nameof(refits));
        LinearModel[] linear = [.. models.OfType<LinearModel>()];
        importance ??= models.Length > 0 && linear.Length == models.Length ? m => ((LinearModel)m).Importance : null;
        double[] first = Array.ConvertAll(rows, i => champion[i]), second = Array.ConvertAll(rows, i => challenger[i]);
        var positions = position ?? (p => Math.Sign(p));
        return new(linear.Length == models.Length && models.Length > 0 ? linear : null,
            importance is null ? null : [.. models.Select(m => ByFeature(m, importance(m)))],
            models.Length, first, second, Turnover(tested, rows, first, positions), Turnover(tested, rows, second, positions));
    }

    static double[] ByFeature(IModel model, IReadOnlyList<FeatureImportance> importance) =>
        [.. model.Features.Select(f => importance.Where(i => i.Feature == f).Select(i => i.Value).DefaultIfEmpty(0).Single())];

    static double Turnover(Frame tested, int[] rows, double[] predictions, Func<double, double> position)
    {
        var assets = tested.Schema.Asset is { } name && tested.Has(name) ? tested[name] : null;
        Dictionary<string, double> held = [];
        List<double> changes = [];
        for (var i = 0; i < rows.Length; i++)
        {
            var asset = assets?.TextAt(rows[i]) ?? "";
            var now = position(predictions[i]);
            if (!(Math.Abs(now) <= 1)) throw new ArgumentException($"The position of prediction {Format.Number(predictions[i])} is {Format.Value(now)}; positions lie between -1 and 1.", nameof(position));
            if (held.TryGetValue(asset, out var before)) changes.Add(Math.Abs(now - before));
            held[asset] = now;
        }
        return changes.Count == 0 ? 0 : Moments.Mean([.. changes]);
    }
}
