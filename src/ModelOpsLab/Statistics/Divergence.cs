using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>
/// Distances between two distributions over the same categories or bins, from counts in the same order on both sides. All are 0 for equal shares.
/// </summary>
/// <remarks>
/// Shares are plain, without smoothing, as SciPy and Evidently 0.7 take them, to 1e-12; for bins that may be empty on one side prefer
/// <see cref="PopulationStabilityIndex"/> or <see cref="JensenShannon"/>. None has a p-value: <see cref="ChiSquare"/> has.
/// Unequal lengths, a negative count or a side without observations throws <see cref="ArgumentException"/>.
/// </remarks>
public static class Divergence
{
    /// <summary>Jensen-Shannon distance: root of the mean relative entropy of each side to their average, in nats^½; between 0 and √ln 2 = 0.83 (Endres and Schindelin 2003).</summary>
    public static double JensenShannon(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        double sum = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            double p = reference[k] / n, q = current[k] / m, middle = (p + q) / 2;
            if (p > 0) sum += p * Math.Log(p / middle);
            if (q > 0) sum += q * Math.Log(q / middle);
        }
        return Math.Sqrt(Math.Max(0, sum) / 2);
    }

    /// <summary>Hellinger distance: Euclidean distance of the roots of the shares over √2; between 0 and 1.</summary>
    public static double Hellinger(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        double sum = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            var gap = Math.Sqrt(reference[k] / n) - Math.Sqrt(current[k] / m);
            sum += gap * gap;
        }
        return Math.Sqrt(sum / 2);
    }

    /// <summary>Total variation: the largest difference of the chance of any set of categories, half the sum of absolute differences; between 0 and 1.</summary>
    public static double TotalVariation(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        double sum = 0;
        for (var k = 0; k < reference.Length; k++) sum += Math.Abs(reference[k] / n - current[k] / m);
        return sum / 2;
    }

    /// <summary>Largest difference of a share; between 0 and 1.</summary>
    public static double LargestGap(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        double largest = 0;
        for (var k = 0; k < reference.Length; k++) largest = Math.Max(largest, Math.Abs(reference[k] / n - current[k] / m));
        return largest;
    }

    /// <summary>Relative entropy of the reference to the current sample, Σ p·ln(p/q), in nats (Kullback and Leibler 1951); +∞ where a category of the reference has vanished.</summary>
    public static double KullbackLeibler(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        double sum = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            if (reference[k] == 0) continue;
            if (current[k] == 0) return double.PositiveInfinity;
            sum += reference[k] / n * Math.Log(reference[k] / n / (current[k] / m));
        }
        return Math.Max(0, sum);
    }

    static (double Reference, double Current) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException(Invariant($"{reference.Length} reference and {current.Length} current categories. Count both sides over the union of categories."), nameof(current));
        return (Total(reference, nameof(reference)), Total(current, nameof(current)));
    }

    static double Total(ReadOnlySpan<long> counts, string name)
    {
        long total = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] < 0) throw new ArgumentException(Invariant($"'{name}'[{k}] is {counts[k]}: a count cannot be negative."), name);
            total = checked(total + counts[k]);
        }
        return total > 0 ? total : throw new ArgumentException($"'{name}' counts nothing. Check the count first and report 'no observations' instead.", name);
    }
}
