using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Everything known, older rows counting less.</summary>
/// <param name="HalfLife">Points in time after which the weight is half. Positive.</param>
public sealed record ExponentialWindow(double HalfLife) : Window
{
    /// <inheritdoc cref="ExponentialWindow(double)"/>
    public double HalfLife { get; } = HalfLife > 0 && double.IsFinite(HalfLife) ? HalfLife : throw new ArgumentOutOfRangeException(nameof(HalfLife), HalfLife, "A half-life must be positive.");

    /// <inheritdoc/>
    public override string Name => $"exponential {Text(HalfLife)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Weighted(known, (age, _) => Math.Pow(0.5, age / HalfLife));

    internal override WindowSums? Sums(DesignRows rows, int refitEvery) => new ExpandingSums(rows, Math.Pow(0.5, 1 / HalfLife));
}
