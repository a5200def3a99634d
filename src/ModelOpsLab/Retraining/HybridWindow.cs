using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Everything known, the newest with more weight.</summary>
/// <param name="Recent">Number of newest points in time, at least 1.</param>
/// <param name="Weight">Their weight; the older ones have 1. Positive.</param>
public sealed record HybridWindow(int Recent, double Weight) : Window
{
    /// <inheritdoc cref="HybridWindow(int, double)"/>
    public int Recent { get; } = Recent >= 1 ? Recent : throw new ArgumentOutOfRangeException(nameof(Recent), Recent, "A hybrid window needs at least 1 recent point in time.");
    /// <inheritdoc cref="HybridWindow(int, double)"/>
    public double Weight { get; } = Weight > 0 && double.IsFinite(Weight) ? Weight : throw new ArgumentOutOfRangeException(nameof(Weight), Weight, "The weight of recent rows must be positive.");

    /// <inheritdoc/>
    public override string Name => $"hybrid {Text(Recent)} × {Text(Weight)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Weighted(known, (age, _) => age < Recent ? Weight : 1);

    internal override WindowSums? Sums(DesignRows rows, int refitEvery) => new HybridSums(rows, Recent, Weight);
}
