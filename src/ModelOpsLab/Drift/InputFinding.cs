namespace ModelOpsLab.Drift;

/// <summary>Something about an input that is not a shift of its distribution: missing, frozen, outside what was ever seen, a category that came or went.</summary>
/// <param name="Metric">Name of the measurement that thresholds judge.</param>
/// <param name="Value">What is judged, in the unit of the metric.</param>
/// <param name="Text">The period and the reference in words and numbers.</param>
public sealed record InputFinding(string Metric, double Value, string Text)
{
    /// <summary>The same number of each past window, where it is judged against those of all inputs; otherwise empty.</summary>
    internal IReadOnlyList<(int Window, double Number)> Past { get; init; } = [];
    /// <summary>The period's own number, which these stand beside.</summary>
    internal double Share { get; init; }
}
