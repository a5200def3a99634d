using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Predicts the weighted median of the targets trained on: for two labels the one most rows have, for returns a small number with the sign that most of them have.</summary>
/// <remarks>Where exactly half the weight lies on each side it is the middle between the two: 0 for −1 and 1, for which there is no majority. It has the least mean absolute error of all constants.</remarks>
public sealed record MajorityTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "majority";

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training.With(training.Schema with { Features = [] }), atLeast: 1);
        int[] order = [.. Enumerable.Range(0, rows.Count).Where(i => rows.Weights is null || rows.Weights[i] > 0).OrderBy(i => rows.Target[i])];
        var half = order.Sum(Weight) / 2;
        var below = 0.0;
        for (var k = 0; k < order.Length; k++)
        {
            below += Weight(order[k]);
            if (below < half) continue;
            var here = rows.Target[order[k]];
            return new ConstantModel(below > half || k == order.Length - 1 ? here : here + (rows.Target[order[k + 1]] - here) / 2);
        }
        return new ConstantModel(rows.Target[order[^1]]);

        double Weight(int row) => rows.Weights is null ? 1 : rows.Weights[row];
    }
}
