namespace ModelOpsLab.Statistics;

/// <summary>Losses of one forecast less those of another on the same dates.</summary>
static class LossDifference
{
    /// <summary>First less second, checked: as long as each other, finite, at least so many.</summary>
    public static double[] Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int atLeast)
    {
        Finite.RequireSameLength(first, second, nameof(first), nameof(second));
        Finite.Require(first, nameof(first), atLeast);
        Finite.Require(second, nameof(second), atLeast);
        var difference = new double[first.Length];
        for (var t = 0; t < difference.Length; t++) difference[t] = first[t] - second[t];
        return difference;
    }
}
