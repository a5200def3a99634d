using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>What a model saw of one input when it was trained: outside of it, a prediction is an extrapolation.</summary>
/// <param name="Feature">Name of the input.</param>
/// <param name="Rows">Values that are there and finite.</param>
/// <param name="Minimum">Lowest value, in the unit of the input as all that follow.</param>
/// <param name="Low">Quantile at 1 %.</param>
/// <param name="Median">Median.</param>
/// <param name="High">Quantile at 99 %.</param>
/// <param name="Maximum">Highest value.</param>
public sealed record InputRange(string Feature, int Rows, double Minimum, double Low, double Median, double High, double Maximum)
{
    /// <summary>The ranges of columns, in their order.</summary>
    /// <exception cref="ArgumentException">A column has no value that is there and finite.</exception>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public static IReadOnlyList<InputRange> Of(Frame rows, IReadOnlyList<string> columns) =>
    [
        .. columns.Select(name =>
        {
            double[] sorted = [.. rows[name].Finite().Order()];
            return sorted is [] ? throw new ArgumentException($"Column '{name}' has no value that is there and finite.", nameof(rows))
                : new InputRange(name, sorted.Length, sorted[0], RobustScale.QuantileSorted(sorted, 0.01), RobustScale.QuantileSorted(sorted, 0.5), RobustScale.QuantileSorted(sorted, 0.99), sorted[^1]);
        }),
    ];
}
