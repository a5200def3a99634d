using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>Predicts every row with a model trained on rows before it only, refitted as time goes on: the honest backtest of a retraining schedule.</summary>
public static class WalkForward
{
    /// <summary>Predictions for the rows from <paramref name="firstRow"/> on.</summary>
    /// <remarks>
    /// A row is trained on where its target is known strictly before the first row that the model predicts (<see cref="LabelTimes"/>). Ridge, the elastic net and the mean are trained from cross products that move
    /// with the window where targets become known in the order of the rows: a refit then costs the square of the number of features, whatever the window, and equals a training on the rows to 1e-12 where features are far from collinear. A walk with one refit trains on the rows.
    /// </remarks>
    /// <param name="frame">Rows with features and target, by its schema; sizes count points in time, so that in a panel the rows of one time are predicted by one model and trained on together.</param>
    /// <param name="trainer">Makes the models.</param>
    /// <param name="window">Which of the known rows it is given.</param>
    /// <param name="refitEvery">Points in time between refits, at least 1; the first fit is at the first row.</param>
    /// <param name="gap">Newest points in time before a row that are left out of training, known or not, at least 0: as many as the target looks ahead beyond its own row where the schema does not say when it is known.</param>
    /// <param name="firstRow">The first row to predict; in a panel, the first one of its time.</param>
    /// <exception cref="ArgumentException">The first row is beyond the last, there are too few before it whose target is known, the trainer does not read the weights there are, or refuses a row.</exception>
    public static WalkForwardResult Predict(Frame frame, ITrainer trainer, Window window, int refitEvery, int gap, int firstRow) =>
        Predict(frame, trainer, window, refitEvery, gap, firstRow, null, CancellationToken.None);

    /// <inheritdoc cref="Predict(Frame, ITrainer, Window, int, int, int)"/>
    /// <param name="frame">Rows with features and target.</param>
    /// <param name="trainer">Makes the models.</param>
    /// <param name="window">Which of the known rows it is given.</param>
    /// <param name="refitEvery">Points in time between refits.</param>
    /// <param name="gap">Newest points in time left out of training.</param>
    /// <param name="firstRow">The first row to predict.</param>
    /// <param name="progress">Told after each refit; null for nobody.</param>
    /// <param name="cancellation">Asked before each refit.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static WalkForwardResult Predict(Frame frame, ITrainer trainer, Window window, int refitEvery, int gap, int firstRow, IProgress<WalkForwardProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(refitEvery, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        if (firstRow >= frame.Count)
            throw new ArgumentException($"The first row to predict is {firstRow}, and there are {frame.Count} rows. Choose a smaller first training, or give more rows.", nameof(firstRow));
        var starts = frame.Starts;
        var first = Array.BinarySearch(starts, firstRow);
        if (first < 0) throw new ArgumentException($"Row {firstRow} is not the first of its time: a model would be trained on half a cross-section.", nameof(firstRow));
        if (first < gap + 2)
            throw new ArgumentException($"One fold needs 2 train + {gap} gap + 1 test points in time = {gap + 3}, and the first test is number {first + 1} of {starts.Length - 1}.", nameof(firstRow));

        var predictions = new double[frame.Count];
        Array.Fill(predictions, double.NaN, 0, firstRow);
        var refits = new List<Refit>();
        var labels = LabelTimes.Of(frame);
        var planned = 1 + (int)((starts.Length - 2L - first) / refitEvery);
        var design = planned > 1 && labels.IsOrdered && trainer is ICrossProductTrainer ? DesignRows.Of(frame, starts, starts[first + (planned - 1) * refitEvery - gap]) : null;
        var run = new WindowRun(frame, trainer, window, design, refitEvery);
        for (int t = first, next, known = 0; t < starts.Length - 1; t = next)
        {
            cancellation.ThrowIfCancellationRequested();
            next = (int)Math.Min((long)t + refitEvery, starts.Length - 1);
            var (at, end) = (frame.Time[starts[t]], starts[t - gap]);
            var listed = labels.IsOrdered ? null : labels.KnownBefore(at, end);
            while (labels.IsOrdered && known < end && labels.Known[known] < at) known++;
            if ((listed?.Length ?? known) is < 2 and var too)
                throw new ArgumentException($"At {Format.Time(at)} the targets of {too} rows are known; training needs 2. Start later, or shorten the time until a target is known.", nameof(firstRow));
            var refit = run.Fit(at, known, listed);
            refits.Add(refit);
            if (design is not null && refit.Model is LinearModel linear && ReferenceEquals(linear.Features, design.Names))
                for (var i = starts[t]; i < starts[next]; i++) predictions[i] = linear.Predict(design.Row(i)[..^1]);
            else refit.Model.Predict(frame.Rows(starts[t]..starts[next])).CopyTo(predictions, starts[t]);
            progress?.Report(new(refits.Count, planned, at));
        }
        return new(predictions, firstRow, refits);
    }

}

/// <summary>Predictions made walking forward.</summary>
/// <param name="Predictions">One a row of the frame, NaN before <paramref name="FirstRow"/> and where a feature is missing; <c>frame.With("prediction", result.Predictions)</c> puts them in.</param>
/// <param name="FirstRow">First row that was predicted.</param>
/// <param name="Refits">Every model that was trained, in order.</param>
public sealed record WalkForwardResult(double[] Predictions, int FirstRow, IReadOnlyList<Refit> Refits);

/// <summary>How far walking forward has come.</summary>
/// <param name="Done">Refits done.</param>
/// <param name="Of">Refits there are to do.</param>
/// <param name="At">Time of the first row that the last one predicts.</param>
public sealed record WalkForwardProgress(int Done, int Of, DateTime At);

/// <summary>One training on the way.</summary>
/// <param name="At">Time of the first row it predicts.</param>
/// <param name="Rows">Rows it was trained on.</param>
/// <param name="From">Time of the first of them.</param>
/// <param name="To">Time of the last of them, always before <paramref name="At"/>.</param>
/// <param name="Model">What came out.</param>
public sealed record Refit(DateTime At, int Rows, DateTime From, DateTime To, IModel Model)
{
    /// <summary>How many equally weighted rows say as much (<see cref="Window.EffectiveRows"/>).</summary>
    public double EffectiveRows { get; init; }

    /// <summary>Why these rows, where the window chose by the data; else null.</summary>
    public string? Because { get; init; }
}
