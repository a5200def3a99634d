using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>The newest points in time, equally weighted.</summary>
/// <param name="Size">Number of points in time, at least 2; fewer where fewer are known.</param>
public sealed record SlidingWindow(int Size) : Window
{
    /// <inheritdoc cref="SlidingWindow(int)"/>
    public int Size { get; } = Size >= 2 ? Size : throw new ArgumentOutOfRangeException(nameof(Size), Size, "A sliding window needs at least 2 points in time.");

    /// <inheritdoc/>
    public override string Name => $"sliding {Text(Size)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => known.Rows(Array.FindIndex(Ages(known), age => age < Size) is >= 0 and var first ? first.. : ..);

    internal override WindowSums? Sums(DesignRows rows, int refitEvery) => refitEvery < Size ? new SlidingSums(rows, Size) : null;
}
