using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>
/// How much a model needs a feature: the R² against zero, 1 − Σ(y − p)²/Σy², that is lost when the feature's values are
/// shuffled among the rows (Breiman, 2001; Fisher, Rudin and Dominici, 2019).
/// </summary>
/// <remarks>Below zero, the model did better with noise in its place. Features that say the same share what they are worth, so that each looks small.</remarks>
/// <param name="Feature">Its name.</param>
/// <param name="Loss">Mean loss over the repeats, a pure number.</param>
/// <param name="Error">Standard deviation of the loss between repeats (divisor n − 1): what the shuffling alone makes of it, not what other rows would.</param>
/// <param name="Repeats">How often it was shuffled.</param>
/// <param name="Rows">Rows that were predicted.</param>
public sealed record PermutationImportance(string Feature, double Loss, double Error, int Repeats, int Rows)
{
    /// <summary>The importance of each feature of a model, largest loss first, then in the order of the features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that it was not trained on, with its features and the target of their schema; a row that lacks one is left out.</param>
    /// <param name="seed">Fixes the shuffles; each feature has its own, whatever other features there are.</param>
    /// <param name="repeats">Shuffles of each feature, at least 2.</param>
    /// <exception cref="ArgumentException">The schema names no target, fewer than two rows are complete, or every target is zero.</exception>
    public static IReadOnlyList<PermutationImportance> Of(IModel model, Frame rows, ulong seed, int repeats = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        var target = rows.Schema.Target ?? throw new ArgumentException("The schema names no target, so that no prediction can be judged.", nameof(rows));
        var complete = rows.Complete([.. model.Features, target]);
        if (complete.Count < 2) throw new ArgumentException($"{complete.Count} of {rows.Count} rows have every feature and the target; at least 2 are needed.", nameof(rows));
        var outcome = complete[target].Span.ToArray();
        var scale = 0.0;
        foreach (var y in outcome) scale += y * y;
        if (!(scale > 0)) throw new ArgumentException($"Every target '{target}' is zero: there is nothing to explain.", nameof(rows));

        var columns = model.Features.Select(f => complete[f].Span.ToArray()).ToArray();
        var error = SquaredError(model, columns, outcome);
        return
        [
            .. model.Features.Select((feature, f) =>
            {
                var random = new DeterministicRandom(seed + (ulong)f);
                var shuffled = columns.ToArray();
                var losses = new double[repeats];
                for (var r = 0; r < repeats; r++)
                {
                    random.Shuffle<double>(shuffled[f] = [.. columns[f]]);
                    losses[r] = (SquaredError(model, shuffled, outcome) - error) / scale;
                }
                return new PermutationImportance(feature, Moments.Mean(losses), Moments.StandardDeviation(losses), repeats, outcome.Length);
            }).OrderByDescending(i => i.Loss),
        ];
    }

    internal static double SquaredError(IModel model, double[][] columns, double[] outcome)
    {
        var row = new double[columns.Length];
        var sum = 0.0;
        for (var i = 0; i < outcome.Length; i++)
        {
            for (var c = 0; c < row.Length; c++) row[c] = columns[c][i];
            var error = outcome[i] - model.Predict(row);
            sum += error * error;
        }
        return sum;
    }
}
