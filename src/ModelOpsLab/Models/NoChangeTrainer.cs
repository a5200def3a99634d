using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Predicts no change: 0, for a target that is a return or a difference. The baseline every model must beat; for a target that is a level it is the wrong one.</summary>
public sealed record NoChangeTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "no change";

    /// <summary>True: it has nothing that a weight could change.</summary>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    public IModel Train(Frame training) => new ConstantModel(0);
}
