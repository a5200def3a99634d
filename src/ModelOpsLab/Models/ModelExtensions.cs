using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>What every model can do, from what one row needs.</summary>
public static class ModelExtensions
{
    /// <summary>One prediction a row of the frame; NaN where a feature is missing or NaN.</summary>
    /// <exception cref="KeyNotFoundException">The frame lacks a feature of the model: the message names it and the nearest name.</exception>
    public static double[] Predict(this IModel model, Frame frame)
    {
        var columns = model.Features.Select(f => frame[f]).ToArray();
        if (model is ExternalModel external) return external.Predict(Array.ConvertAll(columns, c => c.Span.ToArray()), frame.Count);
        if (model is BoostedTrees trees) return trees.PredictAll(columns, frame.Count);
        var predictions = new double[frame.Count];
        var row = new double[columns.Length];
        for (var i = 0; i < predictions.Length; i++)
        {
            for (var c = 0; c < columns.Length; c++) row[c] = columns[c].Span[i];
            predictions[i] = model.Predict(row);
        }
        return predictions;
    }

    /// <summary>Refuses a row of another length than the model has features.</summary>
    internal static void Require(this IModel model, ReadOnlySpan<double> row)
    {
        if (row.Length != model.Features.Count)
            throw new ArgumentException($"The row has {row.Length} numbers; the model reads {model.Features.Count}: {string.Join(", ", model.Features)}.", nameof(row));
    }
}
