using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Predicts the mean target of the rows trained on (weighted, where the schema has a weight): with an expanding window, the mean of all that is known.</summary>
public sealed record ExpandingMeanTrainer : ITrainer, ICrossProductTrainer
{
    /// <inheritdoc/>
    public string Name => "expanding mean";

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training.With(training.Schema with { Features = [] }), atLeast: 1);
        return new ConstantModel(RidgeTrainer.Mean(rows.Target, rows.Weights));
    }

    IModel? ICrossProductTrainer.Train(CrossProducts products) => new ConstantModel(products.Means[^1]);
}
