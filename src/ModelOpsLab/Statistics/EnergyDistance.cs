namespace ModelOpsLab.Statistics;

/// <summary>
/// Energy distance: √(2·∫(F − G)²), in the root of the unit of the sample (Székely and Rizzo 2013); SciPy's <c>energy_distance</c>, to 1e-12. Zero only for equal distributions.
/// </summary>
/// <remarks>Sees location, scale and shape; a far tail moves it less than it moves <see cref="Wasserstein"/>. Empty, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class EnergyDistance
{
    /// <summary>Distance between two samples in any order.</summary>
    public static double Between(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] a = Finite.Sorted(reference, nameof(reference)), b = Finite.Sorted(current, nameof(current));
        int i = 0, j = 0;
        double sum = 0, previous = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            var at = i == a.Length ? b[j] : j == b.Length ? a[i] : Math.Min(a[i], b[j]);
            var gap = (double)i / a.Length - (double)j / b.Length;
            sum += gap * gap * (at - previous);
            previous = at;
            while (i < a.Length && a[i] <= at) i++;
            while (j < b.Length && b[j] <= at) j++;
        }
        return Math.Sqrt(2 * sum);
    }
}
