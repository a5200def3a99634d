using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Predicts the exponentially weighted mean of the targets trained on: a row's weight halves every so many points in time, times its own weight where the schema has one.</summary>
/// <remarks>The newest known point in time has weight 1 (RiskMetrics, 1996, with decay 0.5^(1 / half-life)). In a panel all assets of a time share its weight and the mean.</remarks>
public sealed record EwmaTrainer : ITrainer
{
    /// <summary>Points in time after which a target counts half. Positive.</summary>
    public double HalfLife { get; init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(HalfLife), value, "A half-life must be a positive number of points in time."); } = 20;

    /// <inheritdoc/>
    public string Name => $"ewma(half-life {HalfLife.ToString("R", CultureInfo.InvariantCulture)})";

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also where every row that has a weight is so old that its share has vanished.</exception>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training.With(training.Schema with { Features = [] }), atLeast: 1);
        var weights = new double[rows.Count];
        for (int i = weights.Length - 1, age = 0; i >= 0; i--)
        {
            if (i < weights.Length - 1 && training.Time[i] != training.Time[i + 1]) age++;
            weights[i] = Math.Pow(0.5, age / HalfLife) * (rows.Weights is null ? 1 : rows.Weights[i]);
        }
        return weights.Sum() > 0 ? new ConstantModel(RidgeTrainer.Mean(rows.Target, weights))
            : throw new ArgumentException($"The rows that have a weight are too old for a half-life of {HalfLife.ToString("R", CultureInfo.InvariantCulture)}: none counts. Give a longer one.", nameof(training));
    }
}
