using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Squared errors of every candidate on the rows that all of them predicted, by point in time.</summary>
/// <param name="Rows">The rows, those that chose first.</param>
/// <param name="Chosen">How many of the rows chose; the others judge.</param>
/// <param name="Points">First of the rows of each point in time, and their number at the end.</param>
/// <param name="ChosenPoints">How many of the points chose.</param>
/// <param name="ByPoint">Loss of each point for each candidate: the mean over its rows, by their weights.</param>
/// <param name="ByRow">Loss of each row for each candidate.</param>
/// <param name="Weights">Weight of each row, 1 where the schema has none.</param>
sealed record ExperimentLosses(int[] Rows, int Chosen, int[] Points, int ChosenPoints, double[][] ByPoint, double[][] ByRow, double[] Weights)
{
    /// <exception cref="ArgumentException">Too few points in time were predicted by all.</exception>
    public static ExperimentLosses Of(Frame frame, ExperimentRows points, IReadOnlyList<Candidate> candidates)
    {
        var target = frame[frame.Schema.Target!];
        int[] rows = [.. Enumerable.Range(points.FirstRow, frame.Count - points.FirstRow).Where(r => double.IsFinite(target[r]) && candidates.All(c => double.IsFinite(c.Predictions[r])))];
        double[] weights = frame.Schema.Weight is { } name ? [.. rows.Select(r => frame[name][r])] : [.. Enumerable.Repeat(1.0, rows.Length)];
        if (Array.FindIndex(weights, w => !double.IsFinite(w) || w < 0) is >= 0 and var wrong) throw new ArgumentException($"Row {rows[wrong]}: the weight '{frame.Schema.Weight}' is negative, missing or not finite.", nameof(frame));
        int[] starts = [.. Enumerable.Range(0, rows.Length).Where(i => i == 0 || frame.Time[rows[i]] != frame.Time[rows[i - 1]]), rows.Length];
        var chosen = Array.FindIndex(rows, r => r >= points.ValidationRow) is >= 0 and var c ? c : rows.Length;
        var chosenPoints = Array.BinarySearch(starts, chosen);
        if (chosenPoints < 2 || starts.Length - 1 - chosenPoints < 2)
            throw new ArgumentException($"Choosing and judging need 2 points in time each, with a target and a prediction of every candidate; there are {Math.Max(0, chosenPoints)} and {starts.Length - 1 - chosenPoints}. Rows predicted: {string.Join(", ", candidates.Select(c => $"'{c.Name}' {c.Predictions.Count(double.IsFinite)}"))}.", nameof(frame));
        var byRow = candidates.Select(c => Array.ConvertAll(rows, r => (target[r] - c.Predictions[r]) * (target[r] - c.Predictions[r]))).ToArray();
        return new(rows, chosen, starts, chosenPoints, [.. byRow.Select(loss => ByTime(loss, weights, starts))], byRow, weights);
    }

    /// <summary>Weighted mean of the loss over some rows.</summary>
    public double Mean(int candidate, Range rows)
    {
        var (from, count) = rows.GetOffsetAndLength(Rows.Length);
        return Weighted(ByRow[candidate].AsSpan(from, count), Weights.AsSpan(from, count));
    }

    static double[] ByTime(double[] loss, double[] weights, int[] starts) =>
        [.. Enumerable.Range(0, starts.Length - 1).Select(t => Weighted(loss.AsSpan(starts[t]..starts[t + 1]), weights.AsSpan(starts[t]..starts[t + 1])))];

    /// <summary>A mean of rows without weight is their plain mean: they count for nothing elsewhere.</summary>
    static double Weighted(ReadOnlySpan<double> loss, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0, plain = 0;
        for (var i = 0; i < loss.Length; i++)
        {
            sum += weights[i] * loss[i];
            total += weights[i];
            plain += loss[i];
        }
        return total > 0 ? sum / total : plain / loss.Length;
    }
}
