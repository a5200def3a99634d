namespace ModelOpsLab.Statistics;

/// <summary>The usual distances between a reference and a current sample, from one sort of each.</summary>
/// <param name="KolmogorovSmirnov">As <see cref="Statistics.KolmogorovSmirnov"/>.</param>
/// <param name="Wasserstein">First Wasserstein distance, in the unit of the sample.</param>
/// <param name="PopulationStability">As <see cref="PopulationStabilityIndex"/>, in nats.</param>
/// <param name="JensenShannon">As <see cref="Divergence.JensenShannon"/>, over the same bins.</param>
/// <param name="Bins">The bins of the last two, cut at quantiles of the reference.</param>
public sealed record TwoSampleDistances(KolmogorovSmirnovResult KolmogorovSmirnov, double Wasserstein, double PopulationStability, double JensenShannon, QuantileBins Bins);

/// <summary>Two ascending samples that several statistics share, so that each is sorted once.</summary>
/// <remarks>Empty, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public sealed class TwoSample
{
    readonly double[] _reference;
    readonly double[] _current;

    /// <summary>Copies and sorts two samples.</summary>
    public TwoSample(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        (_reference, _current) = (Finite.Sorted(reference, nameof(reference)), Finite.Sorted(current, nameof(current)));

    /// <summary>Two samples that are sorted already.</summary>
    internal TwoSample(SortedSeries reference, SortedSeries current) => (_reference, _current) = (reference.Ascending, current.Ascending);

    /// <summary>The reference, ascending.</summary>
    public ReadOnlySpan<double> Reference => _reference;

    /// <summary>The current sample, ascending.</summary>
    public ReadOnlySpan<double> Current => _current;

    /// <summary>All distances, in one walk over the two samples and one look-up an edge.</summary>
    /// <param name="bins">Bins of equal share of the reference.</param>
    public TwoSampleDistances Distances(int bins = 10)
    {
        var cut = QuantileBins.Of(_reference, bins);
        long[] before = cut.CountSorted(_reference), now = cut.CountSorted(_current);
        var (test, area) = KolmogorovSmirnov.WithArea(_reference, _current);
        return new(test, area, PopulationStabilityIndex.BetweenCounts(before, now), Divergence.JensenShannon(before, now), cut);
    }
}
