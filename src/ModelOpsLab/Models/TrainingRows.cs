using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>What a trainer reads from a frame: features, target and weights, every number finite.</summary>
sealed record TrainingRows(IReadOnlyList<string> Names, double[][] Features, double[] Target, double[]? Weights)
{
    public int Count => Target.Length;

    /// <summary>The rows of a frame by its schema.</summary>
    /// <exception cref="ArgumentException">There is no target, there are fewer than <paramref name="atLeast"/> rows, or a number is missing, NaN, infinite or a negative weight: row and column are named.</exception>
    public static TrainingRows Of(Frame frame, int atLeast)
    {
        var target = frame.Schema.Target ?? throw new ArgumentException("The schema names no target, so there is nothing to learn. Name one: frame.With(frame.Schema with { Target = \"...\" }).", nameof(frame));
        if (frame.Count < atLeast) throw new ArgumentException($"Training needs at least {atLeast} rows; the frame has {frame.Count}.", nameof(frame));
        string[] names = [.. frame.Schema.Features];
        var rows = new TrainingRows(names, Array.ConvertAll(names, n => Finite(frame, n)), Finite(frame, target), frame.Schema.Weight is { } weight ? Finite(frame, weight) : null);
        if (rows.Weights is { } weights)
        {
            if (Array.FindIndex(weights, w => w < 0) is >= 0 and var row) throw new ArgumentException($"Row {row} ({Format.Time(frame.Time[row])}): the weight '{frame.Schema.Weight}' is negative.", nameof(frame));
            if (Array.TrueForAll(weights, w => w == 0)) throw new ArgumentException($"All weights '{frame.Schema.Weight}' are 0: there is no row to learn from.", nameof(frame));
        }
        return rows;
    }

    static double[] Finite(Frame frame, string column)
    {
        var values = frame[column].Span;
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): '{column}' is {(frame[column].IsMissing(i) ? "missing" : double.IsNaN(values[i]) ? "NaN" : "infinite")}. Leave such rows out: frame.Complete(...) keeps those in which the named columns are finite.", nameof(frame));
        return values.ToArray();
    }
}
