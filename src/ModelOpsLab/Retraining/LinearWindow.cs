using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Everything known, weights rising in equal steps: of m points in time the oldest has 1/m, the newest 1.</summary>
public sealed record LinearWindow : Window
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Weighted(known, (age, oldest) => (oldest + 1.0 - age) / (oldest + 1.0));

    internal override WindowSums? Sums(DesignRows rows, int refitEvery) => new LinearSums(rows);
}
