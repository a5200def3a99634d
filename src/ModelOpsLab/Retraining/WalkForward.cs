using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Predicts every row with a model trained on rows before it only, refitted as time goes on: the honest backtest of a retraining schedule.</summary>
public static class WalkForward
{
    /// <summary>Predictions for the rows from <paramref name="firstRow"/> on.</summary>
    /// <param name="frame">Rows with features and target, by its schema; sizes count points in time, so that in a panel the rows of one time are predicted by one model and trained on together.</param>
    /// <param name="trainer">Makes the models.</param>
    /// <param name="window">Which of the known rows it is given.</param>
    /// <param name="refitEvery">Points in time between refits, at least 1; the first fit is at the first row.</param>
    /// <param name="gap">Newest points in time before a row that are not known yet when it is predicted, at least 0: as many as the target looks ahead beyond its own row.</param>
    /// <param name="firstRow">The first row to predict; in a panel, the first one of its time.</param>
    /// <exception cref="ArgumentException">The first row is beyond the last, there are too few before it, or the trainer refuses them.</exception>
    public static WalkForwardResult Predict(Frame frame, ITrainer trainer, Window window, int refitEvery, int gap, int firstRow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(refitEvery, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        if (firstRow >= frame.Count)
            throw new ArgumentException($"The first row to predict is {firstRow}, and there are {frame.Count} rows. Choose a smaller first training, or give more rows.", nameof(firstRow));
        var starts = Starts(frame);
        var first = Array.BinarySearch(starts, firstRow);
        if (first < 0) throw new ArgumentException($"Row {firstRow} is not the first of its time: a model would be trained on half a cross-section.", nameof(firstRow));
        if (first < gap + 2)
            throw new ArgumentException($"One fold needs 2 train + {gap} gap + 1 test points in time = {gap + 3}, and the first test is number {first + 1} of {starts.Length - 1}.", nameof(firstRow));

        var predictions = new double[frame.Count];
        Array.Fill(predictions, double.NaN, 0, firstRow);
        var refits = new List<Refit>();
        for (int t = first, next; t < starts.Length - 1; t = next)
        {
            next = (int)Math.Min((long)t + refitEvery, starts.Length - 1);
            var training = window.Of(frame.Rows(..starts[t - gap]));
            var model = trainer.Train(training);
            refits.Add(new(frame.Time[starts[t]], training.Count, training.Time[0], training.Time[^1], model));
            model.Predict(frame.Rows(starts[t]..starts[next])).CopyTo(predictions, starts[t]);
        }
        return new(predictions, firstRow, refits);
    }

    /// <summary>First row of each point in time, and the number of rows at the end.</summary>
    internal static int[] Starts(Frame frame) => [.. Enumerable.Range(0, frame.Count).Where(i => i == 0 || frame.Time[i] != frame.Time[i - 1]), frame.Count];
}

/// <summary>Predictions made walking forward.</summary>
/// <param name="Predictions">One a row of the frame, NaN before <paramref name="FirstRow"/> and where a feature is missing; <c>frame.With("prediction", result.Predictions)</c> puts them in.</param>
/// <param name="FirstRow">First row that was predicted.</param>
/// <param name="Refits">Every model that was trained, in order.</param>
public sealed record WalkForwardResult(double[] Predictions, int FirstRow, IReadOnlyList<Refit> Refits);

/// <summary>One training on the way.</summary>
/// <param name="At">Time of the first row it predicts.</param>
/// <param name="Rows">Rows it was trained on.</param>
/// <param name="From">Time of the first of them.</param>
/// <param name="To">Time of the last of them, always before <paramref name="At"/>.</param>
/// <param name="Model">What came out.</param>
public sealed record Refit(DateTime At, int Rows, DateTime From, DateTime To, IModel Model);
