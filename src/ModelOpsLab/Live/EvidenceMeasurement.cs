using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>Measures what a model is worth while it is trained: out of sample where that is asked, and within a second for a thousand rows.</summary>
static class EvidenceMeasurement
{
    /// <summary>Fixed, so that the same training says the same.</summary>
    const ulong Seed = 1;

    /// <summary>Evidence on a model that was trained on these rows.</summary>
    /// <param name="definition">Trainer and backtest.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows it was trained on.</param>
    public static ModelEvidence Of(ModelDefinition definition, IModel model, Frame rows)
    {
        var (measured, by) = OutOfSample(definition, rows);
        var (permuted, on) = Permuted(definition, rows);
        return new()
        {
            OutOfSample = measured,
            OutOfSampleBy = by,
            Permutation = permuted,
            PermutationBy = on,
            Seed = Seed,
            Sensitivity = FeatureSensitivity.Of(model, rows),
            Inputs = InputRange.Of(rows, model.Features),
        };
    }

    /// <summary>Walk forward over the training rows: each is predicted by a model of rows before it. Of a panel quality is that of <see cref="PredictionPanel"/>: across the assets of each session, with errors over sessions.</summary>
    static (IReadOnlyList<Measurement>, string) OutOfSample(ModelDefinition definition, Frame rows)
    {
        var backtest = definition.Backtest;
        var what = rows.Schema.Asset is null ? "rows" : "sessions";
        if (backtest.FirstTraining >= rows.TimeCount)
            return ([], FormattableString.Invariant($"Not measured: {rows.TimeCount} {what}, and the first training of the backtest takes {backtest.FirstTraining}."));
        var first = rows.Starts[backtest.FirstTraining];
        try
        {
            var walked = WalkForward.Predict(rows, definition.Trainer.Create(), DeclaredWindow.Of(definition.Window), backtest.RefitEvery, backtest.Gap, first);
            ReadOnlySpan<double> said = walked.Predictions.AsSpan(first), came = rows[rows.Schema.Target!].Span[first..];
            var isPanel = rows.TimeCount < rows.Count;
            var measured = isPanel ? PredictionPanel.Of([.. rows.Time.Skip(first)], said, came).Measurements : PredictionQuality.Of(said, came).Measurements;
            return (measured, FormattableString.Invariant($"Walk forward over {rows.Count - first} rows from {rows.Time[first]:yyyy-MM-dd} to {rows.Time[^1]:yyyy-MM-dd}, each predicted by a model of rows before it, trained again every {backtest.RefitEvery} {what}.") + (isPanel ? " Correlations are across the assets of each session, averaged over sessions." : ""));
        }
        catch (ArgumentException refused)
        {
            return ([], $"Not measured: {refused.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>A twin trained on the first four fifths, judged on the last: the model itself has seen them all.</summary>
    static (IReadOnlyList<PermutationImportance>, string) Permuted(ModelDefinition definition, Frame rows)
    {
        var starts = rows.Starts;
        var cut = starts[(starts.Length - 1) * 4 / 5];
        try
        {
            var twin = DeclaredWindow.Of(definition.Window).Train(definition.Trainer.Create(), rows.Rows(..cut));
            return (PermutationImportance.Of(twin, rows.Rows(cut..), Seed), FormattableString.Invariant($"Of a twin trained on the {cut} rows before {rows.Time[cut]:yyyy-MM-dd}, on the {rows.Count - cut} rows from then on."));
        }
        catch (ArgumentException refused)
        {
            return ([], $"Not measured: {refused.Message.Split(" (Parameter")[0]}");
        }
    }
}
