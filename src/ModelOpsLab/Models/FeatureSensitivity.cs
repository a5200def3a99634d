using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>
/// How the prediction moves with one feature: its mean over the rows when the feature has a given value in all of them
/// (partial dependence, Friedman, 2001), from the 1 % to the 99 % quantile.
/// </summary>
/// <remarks>It holds the other features as they were, also where that makes rows that never occur together.</remarks>
/// <param name="Feature">Its name.</param>
/// <param name="Values">The feature's quantiles at 1, 25, 50, 75 and 99 %, in its own unit.</param>
/// <param name="Predictions">The mean prediction at each of them, in the unit of the target.</param>
/// <param name="Elasticity">Per cent by which the prediction changes where the feature changes by one per cent, at its median, from the slope between the quartiles; null where it does not exist: the prediction or the median is zero, or the quartiles are equal.</param>
public sealed record FeatureSensitivity(string Feature, IReadOnlyList<double> Values, IReadOnlyList<double> Predictions, double? Elasticity)
{
    const int MostRows = 1_000;
    static readonly double[] Probabilities = [0.01, 0.25, 0.5, 0.75, 0.99];

    /// <summary>Highest less lowest of the predictions: the swing the feature can give.</summary>
    public double Swing => Predictions.Max() - Predictions.Min();

    /// <summary>The sensitivity to each feature of a model, largest swing first, then in the order of the features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows with its features, such as those it was trained on; of more than 1,000 that lack none, 1,000 evenly apart are averaged over.</param>
    /// <exception cref="ArgumentException">No row has every feature.</exception>
    public static IReadOnlyList<FeatureSensitivity> Of(IModel model, Frame rows)
    {
        var complete = model.Features.Count == 0 ? rows : rows.Complete([.. model.Features]);
        if (complete.Count == 0) throw new ArgumentException($"None of {rows.Count} rows has every feature of the model.", nameof(rows));
        var every = (complete.Count + MostRows - 1) / MostRows;
        var columns = model.Features.Select(f => complete[f].Span.ToArray()).ToArray();
        return [.. model.Features.Select((feature, f) => Of(model, feature, f, columns, every)).OrderByDescending(s => s.Swing)];
    }

    static FeatureSensitivity Of(IModel model, string feature, int f, double[][] columns, int every)
    {
        double[] sorted = [.. columns[f].Order()];
        var values = Array.ConvertAll(Probabilities, p => RobustScale.QuantileSorted(sorted, p));
        var predictions = Array.ConvertAll(values, value => Mean(model, f, value, columns, every));
        var run = values[3] - values[1];
        var elasticity = run == 0 || predictions[2] == 0 || values[2] == 0 ? double.NaN : (predictions[3] - predictions[1]) / run * values[2] / predictions[2];
        return new(feature, values, predictions, double.IsFinite(elasticity) ? elasticity : null);
    }

    static double Mean(IModel model, int f, double value, double[][] columns, int every)
    {
        var row = new double[columns.Length];
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < columns[f].Length; i += every, count++)
        {
            for (var c = 0; c < row.Length; c++) row[c] = c == f ? value : columns[c][i];
            sum += model.Predict(row);
        }
        return sum / count;
    }
}
