using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What the predictions of one model lost at each point in time, the smaller the better: squared errors, or any other loss.</summary>
/// <remarks>The rows of one time make one point: assets of the same day are not independent days.</remarks>
public sealed class LossSeries
{
    LossSeries(string name, DateTime[] time, double[] losses, int[] rows) => (Name, Time, Losses, Rows) = (name, time, losses, rows);

    /// <summary>Name of the model, for the report.</summary>
    public string Name { get; }

    /// <summary>The points in time, ascending, each once.</summary>
    public IReadOnlyList<DateTime> Time { get; }

    /// <summary>Mean loss over the rows of each point, finite.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Rows behind each point, at least 1.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Losses that are already one a point in time.</summary>
    /// <exception cref="ArgumentException">There are none, lengths differ, times do not ascend, or a loss is NaN or infinite: the time is named.</exception>
    public static LossSeries Of(string name, IReadOnlyList<DateTime> time, IReadOnlyList<double> losses)
    {
        if (time.Count != losses.Count) throw new ArgumentException($"'{name}' has {time.Count} times and {losses.Count} losses: there must be one loss a time.", nameof(losses));
        return Of(name, time, losses, Enumerable.Repeat(1, time.Count));
    }

    /// <summary>Squared errors of predictions, averaged over the rows of each point in time. A row without target or prediction is left out.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="tested">Rows with the target of their schema.</param>
    /// <param name="predictions">One a row; NaN for none.</param>
    /// <exception cref="ArgumentException">The schema names no target, lengths differ, no row has both, or an error is infinite.</exception>
    public static LossSeries SquaredErrors(string name, Frame tested, IReadOnlyList<double> predictions)
    {
        if (predictions.Count != tested.Count) throw new ArgumentException($"'{name}' has {predictions.Count} predictions for {tested.Count} rows.", nameof(predictions));
        var target = tested[tested.Schema.Target ?? throw new ArgumentException("The schema names no target, so that no prediction can be judged.", nameof(tested))].Span;
        List<DateTime> time = [];
        List<double> sums = [];
        List<int> rows = [];
        for (var i = 0; i < tested.Count; i++)
        {
            var error = target[i] - predictions[i];
            if (double.IsNaN(error)) continue;
            if (time.Count == 0 || time[^1] != tested.Time[i])
            {
                time.Add(tested.Time[i]);
                sums.Add(0);
                rows.Add(0);
            }
            sums[^1] += error * error;
            rows[^1]++;
        }
        return Of(name, time, [.. sums.Zip(rows, (sum, count) => sum / count)], rows);
    }

    static LossSeries Of(string name, IReadOnlyList<DateTime> time, IReadOnlyList<double> losses, IEnumerable<int> rows)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("A loss series needs the name of its model.", nameof(name));
        if (time.Count == 0) throw new ArgumentException($"'{name}' has no losses.", nameof(losses));
        for (var i = 0; i < time.Count; i++)
        {
            if (!double.IsFinite(losses[i])) throw new ArgumentException($"The loss of '{name}' at {Format.Time(time[i])} is {Format.Value(losses[i])}. Leave out points without a loss, for both models.", nameof(losses));
            if (i > 0 && time[i] <= time[i - 1]) throw new ArgumentException($"Time {i} of '{name}', {Format.Time(time[i])}, does not come after {Format.Time(time[i - 1])}: give one loss a time, in order.", nameof(time));
        }
        return new(name, [.. time], [.. losses], [.. rows]);
    }

    /// <summary>Losses of this one less those of another, on the same points.</summary>
    /// <exception cref="ArgumentException">The dates differ, or the rows of a date: the first one is named.</exception>
    internal double[] Less(LossSeries other)
    {
        if (other.Name == Name) throw new ArgumentException($"Both are named '{Name}': a model compared with itself always draws. Give each its own name.", nameof(other));
        for (var i = 0; i < Math.Min(Time.Count, other.Time.Count); i++)
        {
            if (Time[i] != other.Time[i]) throw new ArgumentException($"Point {i} of '{Name}' is {Format.Time(Time[i])}, of '{other.Name}' {Format.Time(other.Time[i])}: compare losses of the same dates only.", nameof(other));
            if (Rows[i] != other.Rows[i]) throw new ArgumentException($"'{Name}' has {Rows[i]} rows at {Format.Time(Time[i])}, '{other.Name}' {other.Rows[i]}: compare losses of the same rows only.", nameof(other));
        }
        if (Time.Count != other.Time.Count) throw new ArgumentException($"'{Name}' has {Time.Count} points in time, '{other.Name}' {other.Time.Count}: compare losses of the same dates only.", nameof(other));
        return [.. Losses.Zip(other.Losses, (a, b) => a - b)];
    }
}
