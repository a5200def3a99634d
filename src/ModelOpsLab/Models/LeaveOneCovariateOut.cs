using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>
/// What a feature adds to those that are there already: how much worse new rows are predicted by a model that was trained without it
/// (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, 2018).
/// </summary>
/// <remarks>Unlike <see cref="PermutationImportance"/> the other features may take over what it said, so that one of two that say the same is worth nothing here. Below zero, the model is better off without it.</remarks>
/// <param name="Feature">Its name.</param>
/// <param name="Increase">Mean squared error without it less that with it, in the squared unit of the target.</param>
/// <param name="Loss">The same over the mean squared target: the R² against zero that is lost, a pure number, as in <see cref="PermutationImportance"/>.</param>
/// <param name="Share">Share of rows that are predicted strictly better with it, 0 to 1.</param>
/// <param name="Rows">Rows that were predicted.</param>
public sealed record LeaveOneCovariateOut(string Feature, double Increase, double Loss, double Share, int Rows)
{
    /// <summary>The importance of each feature of the training rows' schema, largest increase first, then in the order of the features. Trains one model more than there are features.</summary>
    /// <param name="trainer">Trains with all features, and without each.</param>
    /// <param name="training">Rows to train on.</param>
    /// <param name="test">Later rows with the same features and target; a row that lacks one is left out.</param>
    /// <exception cref="ArgumentException">A target of the training rows is not known before the first test row (it is named), there is no feature, no row is complete, every target is zero, or the trainer refuses.</exception>
    public static IReadOnlyList<LeaveOneCovariateOut> Of(ITrainer trainer, Frame training, Frame test)
    {
        var schema = training.Schema;
        if (schema.Features.Count == 0) throw new ArgumentException("The schema of the training rows names no feature, so that none can be left out.", nameof(training));
        var target = schema.Target ?? throw new ArgumentException("The schema of the training rows names no target, so that no prediction can be judged.", nameof(training));
        var rows = test.Complete([.. schema.Features, target]);
        if (rows.Count == 0) throw new ArgumentException($"None of {test.Count} test rows has every feature and the target.", nameof(test));
        var times = LabelTimes.Of(training);
        for (var i = 0; i < training.Count; i++)
            if (times.Known[i] >= rows.Time[0])
                throw new ArgumentException($"Row {i} ({Format.Time(training.Time[i])}) cannot be trained on: its target is known from {Format.Time(times.Known[i])}, and the first test row is predicted at {Format.Time(rows.Time[0])}.", nameof(training));
        var outcome = rows[target].Span.ToArray();
        var square = outcome.Average(y => y * y);
        if (!(square > 0)) throw new ArgumentException($"Every target '{target}' of the test rows is zero: there is nothing to explain.", nameof(test));

        var with = Errors(trainer, training, rows, outcome);
        return
        [
            .. schema.Features.Select(feature =>
            {
                var without = Errors(trainer, training.With(schema with { Features = [.. schema.Features.Where(f => f != feature)] }), rows, outcome);
                var increase = without.Average() - with.Average();
                return new LeaveOneCovariateOut(feature, increase, increase / square, with.Zip(without).Count(e => e.First < e.Second) / (double)with.Length, with.Length);
            }).OrderByDescending(i => i.Increase),
        ];
    }

    static double[] Errors(ITrainer trainer, Frame training, Frame test, double[] outcome)
    {
        var predictions = trainer.Train(training).Predict(test);
        if (Array.FindIndex(predictions, p => !double.IsFinite(p)) is >= 0 and var row)
            throw new ArgumentException($"{trainer.Name} predicts no finite number for the row of {Format.Time(test.Time[row])}, although it has every feature.", nameof(trainer));
        return [.. predictions.Zip(outcome, (p, y) => (p - y) * (p - y))];
    }
}
