namespace ModelOpsLab.Statistics;

/// <summary>Population stability index Σ (q − p)·ln(q/p) over bins of the reference, in nats: symmetric, ≥ 0, finite here.</summary>
/// <remarks>
/// Shares are smoothed by Laplace's rule, symmetrically: each side is given half a pseudo-observation per bin, spread like the two sides' pooled counts.
/// So equal shares give 0 whatever the two counts, and an empty bin gives a large, finite term. Without drift the expectation is about
/// (bins − 1)·(1/n + 1/m) for independent data (Yurdakul, 2018), more under dependence: the usual limits of 0.10 and 0.25 mean nothing on a month of days.
/// Empty, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class PopulationStabilityIndex
{
    /// <summary>PSI of the current sample against the reference.</summary>
    /// <param name="reference">Observations that fix the bins, unless given.</param>
    /// <param name="current">Observations to compare.</param>
    /// <param name="bins">Bins to count in; by default <see cref="QuantileBins.From"/> of the reference.</param>
    public static double Between(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, QuantileBins? bins = null)
    {
        Finite.Require(reference, nameof(reference));
        Finite.Require(current, nameof(current));
        bins ??= QuantileBins.From(reference);
        return BetweenCounts(bins.Count(reference), bins.Count(current));
    }

    /// <summary>What the index of two samples of one law stays under with the given probability, where rows are independent: (1/n + 1/m)·χ² with bins − 1 degrees of freedom (Yurdakul, 2018).</summary>
    /// <param name="reference">Observations of the reference, at least 1.</param>
    /// <param name="current">Observations compared, at least 1.</param>
    /// <param name="bins">Bins, at least 1; a single one leaves nothing to move, and the limit is 0.</param>
    /// <param name="probability">Between 0 and 1.</param>
    public static double Limit(long reference, long current, int bins, double probability = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reference, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(current, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (!(probability is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is between 0 and 1.");
        return bins == 1 ? 0 : (1.0 / reference + 1.0 / current) * MathNet.Numerics.Distributions.ChiSquared.InvCDF(bins - 1, probability);
    }

    /// <summary>PSI of counts against weights, such as counts of which older ones have faded.</summary>
    internal static double BetweenWeights(ReadOnlySpan<long> reference, ReadOnlySpan<double> current)
    {
        double n = 0, m = 0, psi = 0, pseudo = 0.5 * reference.Length;
        for (var k = 0; k < reference.Length; k++) (n, m) = (n + reference[k], m + current[k]);
        for (var k = 0; k < reference.Length; k++)
        {
            var pooled = (reference[k] + current[k]) / (n + m);
            if (pooled == 0) continue;
            double p = (reference[k] + pseudo * pooled) / (n + pseudo), q = (current[k] + pseudo * pooled) / (m + pseudo);
            psi += (q - p) * Math.Log(q / p);
        }
        return psi;
    }

    /// <summary>PSI of counts by bin or category, in the same order on both sides; each side must count something.</summary>
    public static double BetweenCounts(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException($"{reference.Length} reference and {current.Length} current bins. Count both sides in the same bins.", nameof(current));
        long n = 0, m = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            if (reference[k] < 0 || current[k] < 0) throw new ArgumentException($"Bin {k} has a negative count: {reference[k]}, {current[k]}.", nameof(current));
            n += reference[k];
            m += current[k];
        }
        if (n == 0 || m == 0) throw new ArgumentException($"{n} reference and {m} current observations. Check the counts first and report 'no observations' instead.", n == 0 ? nameof(reference) : nameof(current));

        double psi = 0, pseudo = 0.5 * reference.Length;
        for (var k = 0; k < reference.Length; k++)
        {
            var pooled = (double)(reference[k] + current[k]) / (n + m);
            if (pooled == 0) continue;
            double p = (reference[k] + pseudo * pooled) / (n + pseudo), q = (current[k] + pseudo * pooled) / (m + pseudo);
            psi += (q - p) * Math.Log(q / p);
        }
        return psi;
    }
}
