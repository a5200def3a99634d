using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Predicts no change: 0, for a target that is a return or a difference. The baseline every model must beat; for a target that is a level it is the wrong one.</summary>
public sealed record NoChangeTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "no change";

    /// <inheritdoc/>
    public IModel Train(Frame training) => new ConstantModel(0);
}

/// <summary>Predicts the mean target of the rows trained on (weighted, where the schema has a weight): with an expanding window, the mean of all that is known.</summary>
public sealed record ExpandingMeanTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "expanding mean";

    /// <inheritdoc/>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training.With(training.Schema with { Features = [] }), atLeast: 1);
        return new ConstantModel(RidgeTrainer.Mean(rows.Target, rows.Weights));
    }
}
