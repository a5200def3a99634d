using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Features and target of a frame row by row, as cross products take them.</summary>
sealed class DesignRows
{
    readonly double[] _values;
    readonly double[]? _weights;

    DesignRows(IReadOnlyList<string> names, double[] values, double[]? weights, int[] pointOf, int[] starts) =>
        (Names, _values, _weights, PointOf, Starts) = (names, values, weights, pointOf, starts);

    /// <summary>The rows of a frame; null where one of the first <paramref name="trained"/> has a number that no trainer takes, so that the trainer itself must say so.</summary>
    public static DesignRows? Of(Frame frame, int[] starts, int trained)
    {
        if (frame.Schema.Target is not { } target || frame.Schema.Features.Distinct(StringComparer.Ordinal).Count() < frame.Schema.Features.Count) return null;
        string[] columns = [.. frame.Schema.Features, target];
        if (!columns.All(frame.Has)) return null;
        var values = new double[frame.Count * columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            if (!frame[columns[c]].IsNumeric) return null;
            var column = frame[columns[c]].Span;
            for (var i = 0; i < column.Length; i++)
            {
                values[i * columns.Length + c] = column[i];
                if (i < trained && !double.IsFinite(column[i])) return null;
            }
        }
        var weights = frame.Schema.Weight is { } weight ? frame[weight].ToArray() : null;
        if (weights?.Take(trained).Any(w => !(w >= 0) || double.IsInfinity(w)) == true) return null;
        var pointOf = new int[frame.Count];
        for (var t = 0; t + 1 < starts.Length; t++) Array.Fill(pointOf, t, starts[t], starts[t + 1] - starts[t]);
        return new([.. frame.Schema.Features], values, weights, pointOf, starts);
    }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The point in time of each row, from 0.</summary>
    public int[] PointOf { get; }

    /// <summary>First row of each point in time, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Features and target of a row.</summary>
    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * (Names.Count + 1), Names.Count + 1);

    /// <summary>Weight that the frame gives a row, 1 where it gives none.</summary>
    public double Weight(int row) => _weights?[row] ?? 1;

    /// <summary>First row of the newest so many points in time among the first <paramref name="known"/> rows.</summary>
    public int FirstOfNewest(int points, int known) => Starts[Math.Max(0, PointOf[known - 1] + 1 - points)];

    /// <summary>Whether a feature, or the target where it comes last, has one value over a range of rows.</summary>
    public bool IsConstant(int column, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
            if (Row(i)[column] != Row(from)[column]) return false;
        return true;
    }

    /// <summary>Means of features and target over a range of rows; of a number that never changes, that number.</summary>
    public void Means(int from, int to, Span<double> means)
    {
        var origin = Row(from);
        means.Clear();
        for (var i = from + 1; i < to; i++)
        {
            var row = Row(i);
            for (var j = 0; j < means.Length; j++) means[j] += row[j] - origin[j];
        }
        for (var j = 0; j < means.Length; j++) means[j] = origin[j] + means[j] / (to - from);
    }
}
