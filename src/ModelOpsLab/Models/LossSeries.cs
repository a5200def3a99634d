using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>What predictions lost at each point in time: the mean over its rows, weighted by the schema's weight where there is one. Series of one frame can be compared where they have the same times.</summary>
/// <param name="Time">Points in time at which a row has a finite target and prediction and a positive weight, ascending.</param>
/// <param name="Loss">Mean loss of each.</param>
/// <param name="Weight">Sum of the weights of its rows; their number, where rows have no weight.</param>
public sealed record LossSeries(IReadOnlyList<DateTime> Time, IReadOnlyList<double> Loss, IReadOnlyList<double> Weight)
{
    /// <summary>The mean loss over all rows, each with its weight.</summary>
    /// <exception cref="InvalidOperationException">There is no point in time.</exception>
    public double Mean => Time.Count > 0 ? Loss.Zip(Weight, (l, w) => l * w).Sum() / Weight.Sum() : throw new InvalidOperationException("No row has a target, a prediction and a positive weight.");

    /// <summary>The losses of one prediction a row, squared errors where no other loss is given.</summary>
    /// <param name="frame">Rows with a target.</param>
    /// <param name="predictions">One a row; NaN is left out.</param>
    /// <param name="loss">Loss of target and prediction.</param>
    /// <exception cref="ArgumentException">There is no target, lengths differ, a weight is negative, NaN or infinite, or a loss is: the row is named.</exception>
    public static LossSeries Of(Frame frame, IReadOnlyList<double> predictions, Func<double, double, double>? loss = null)
    {
        var target = frame[frame.Schema.Target ?? throw new ArgumentException("The schema names no target, so there is nothing to compare predictions with.", nameof(frame))];
        var weights = frame.Schema.Weight is { } name ? frame[name] : null;
        if (predictions.Count != frame.Count) throw new ArgumentException($"There are {predictions.Count} predictions and {frame.Count} rows.", nameof(predictions));
        var (time, mean, total) = (new List<DateTime>(), new List<double>(), new List<double>());
        for (var i = 0; i < frame.Count;)
        {
            var (at, sum, weight) = (frame.Time[i], 0.0, 0.0);
            for (; i < frame.Count && frame.Time[i] == at; i++)
            {
                if (!double.IsFinite(target[i]) || !double.IsFinite(predictions[i])) continue;
                var w = weights?[i] ?? 1;
                if (!(w >= 0) || double.IsInfinity(w)) throw new ArgumentException($"Row {i} ({frame.KeyText(i)}): the weight '{frame.Schema.Weight}' is negative, NaN or infinite.", nameof(frame));
                var lost = loss is null ? (target[i] - predictions[i]) * (target[i] - predictions[i]) : loss(target[i], predictions[i]);
                if (!double.IsFinite(lost)) throw new ArgumentException($"Row {i} ({frame.KeyText(i)}): the loss is not a finite number.", nameof(loss));
                (sum, weight) = (sum + w * lost, weight + w);
            }
            if (weight == 0) continue;
            time.Add(at);
            mean.Add(sum / weight);
            total.Add(weight);
        }
        return new(time, mean, total);
    }
}
