using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>
/// Bins cut at quantiles of a reference sample, open at both ends, so that neither fat tails nor a growing range can empty them.
/// </summary>
/// <remarks>
/// Bin k holds values v with Edges[k−1] ≤ v &lt; Edges[k]. A value so frequent that several quantiles fall on it (a zero, a tick, a constant) gets a
/// bin of its own. NaN counted by <see cref="Count"/> throws <see cref="ArgumentException"/>; infinities fall in the open ends.
/// </remarks>
public sealed class QuantileBins
{
    QuantileBins(double[] edges) => Edges = edges;

    /// <summary>Ascending interior edges, in the unit of the sample.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>Number of bins: one more than edges.</summary>
    public int Length => Edges.Count + 1;

    /// <summary>Bins of equal shares of the reference, the outer two split again at <paramref name="tail"/> and 1 − <paramref name="tail"/>.</summary>
    /// <param name="reference">Finite, non-empty.</param>
    /// <param name="bins">Bins of equal share, at least 2.</param>
    /// <param name="tail">Share of each tail bin, 1 % by default; 0 for none.</param>
    public static QuantileBins From(ReadOnlySpan<double> reference, int bins = 10, double tail = 0.01)
        => Cut(Finite.Sorted(reference, nameof(reference)), bins, tail);

    /// <summary><see cref="From"/> of an ascending reference, without copying it.</summary>
    public static QuantileBins FromSorted(ReadOnlySpan<double> reference, int bins = 10, double tail = 0.01)
    {
        Finite.RequireSorted(reference, nameof(reference));
        return Cut(reference, bins, tail);
    }

    /// <summary><see cref="FromSorted"/> of what is known to be ascending.</summary>
    internal static QuantileBins Of(ReadOnlySpan<double> sorted, int bins) => Cut(sorted, bins, 0.01);

    /// <summary>Bins with the given ascending, finite edges, as stored from an earlier reference.</summary>
    public static QuantileBins At(ReadOnlySpan<double> edges)
    {
        Finite.RequireSorted(edges, nameof(edges));
        return new([.. edges]);
    }

    /// <summary>How many values of a sample fall in each bin.</summary>
    public long[] Count(ReadOnlySpan<double> sample)
    {
        var edges = (double[])Edges;
        var counts = new long[edges.Length + 1];
        for (var i = 0; i < sample.Length; i++)
        {
            if (double.IsNaN(sample[i])) throw new ArgumentException(Invariant($"'sample'[{i}] is NaN, which is in no bin. Count missing values apart: Finite.Of."), nameof(sample));
            counts[IndexOf(edges, sample[i])]++;
        }
        return counts;
    }

    /// <summary>How many values of an ascending sample fall in each bin: one search an edge.</summary>
    internal long[] CountSorted(ReadOnlySpan<double> sorted)
    {
        var edges = (double[])Edges;
        var counts = new long[edges.Length + 1];
        var below = 0;
        for (var k = 0; k < edges.Length; k++)
        {
            int low = below, high = sorted.Length;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (sorted[middle] < edges[k]) low = middle + 1;
                else high = middle;
            }
            (counts[k], below) = (low - below, low);
        }
        counts[^1] = sorted.Length - below;
        return counts;
    }

    static QuantileBins Cut(ReadOnlySpan<double> sorted, int bins, double tail)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        if (tail >= 1.0 / bins) throw new ArgumentException(Invariant($"A tail of {tail} is no smaller than one of {bins} equal bins. Choose a smaller tail or fewer bins."), nameof(tail));

        List<double> cuts = [];
        if (tail > 0) cuts.Add(RobustScale.QuantileSorted(sorted, tail));
        for (var k = 1; k < bins; k++) cuts.Add(RobustScale.QuantileSorted(sorted, (double)k / bins));
        if (tail > 0) cuts.Add(RobustScale.QuantileSorted(sorted, 1 - tail));

        List<double> edges = [];
        for (int start = 0, end; start < cuts.Count; start = end)
        {
            for (end = start + 1; end < cuts.Count && cuts[end] == cuts[start];) end++;
            if (edges.Count == 0 || edges[^1] < cuts[start]) edges.Add(cuts[start]);
            if (end - start > 1) edges.Add(Math.BitIncrement(cuts[start]));
        }
        return new([.. edges]);
    }

    /// <summary>Number of edges at or below the value.</summary>
    static int IndexOf(double[] edges, double value)
    {
        int low = 0, high = edges.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (edges[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
