using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Everything known, equally weighted.</summary>
public sealed record ExpandingWindow : Window
{
    /// <inheritdoc/>
    public override string Name => "expanding";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => known;

    internal override WindowSums? Sums(DesignRows rows, int refitEvery) => new ExpandingSums(rows);
}
