using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>The features of the rows trained on, each value replaced by the number of its bin: at most 255 bins a feature, from these rows only.</summary>
/// <remarks>
/// Where a feature has no more distinct values than bins, the edges are the midpoints between neighbours; where it has more, its quantiles, halfway between two order statistics where one falls between them.
/// A value that equals an edge belongs to the lower bin. Weights play no part.
/// </remarks>
sealed class FeatureBins
{
    /// <summary>Features that share a word, so that one read of a row gives the bins of all of them.</summary>
    public const int GroupSize = 4;

    readonly double[][] _edges;
    readonly uint[][] _groups;

    FeatureBins(double[][] edges, uint[][] groups) => (_edges, _groups) = (edges, groups);

    /// <summary>Bins of columns of finite numbers.</summary>
    public static FeatureBins Of(double[][] features, int most, int threads)
    {
        var edges = new double[features.Length][];
        var groups = new uint[(features.Length + GroupSize - 1) / GroupSize][];
        Work.Share(groups.Length, threads, g =>
        {
            groups[g] = new uint[features[0].Length];
            for (var f = g * GroupSize; f < Math.Min(features.Length, (g + 1) * GroupSize); f++)
                Place(features[f], edges[f] = Edges(features[f], most), groups[g], f % GroupSize);
        });
        return new(edges, groups);
    }

    /// <summary>Number of features.</summary>
    public int Features => _edges.Length;

    /// <summary>Words of <see cref="GroupSize"/> features.</summary>
    public int Groups => _groups.Length;

    /// <summary>Number of bins of a feature; 1 where it is constant.</summary>
    public int Bins(int feature) => _edges[feature].Length + 1;

    /// <summary>The number at or below which a value lies in the bin or a lower one.</summary>
    public double Edge(int feature, int bin) => _edges[feature][bin];

    /// <summary>One word a row: the bin of the group's first feature in its lowest eight bits, and so on.</summary>
    public ReadOnlySpan<uint> Group(int group) => _groups[group];

    internal static double[] Edges(double[] values, int most)
    {
        var sorted = (double[])values.Clone();
        Sorting.Sort(sorted);
        var distinct = 1;
        for (var i = 1; i < sorted.Length && distinct <= most; i++)
            if (sorted[i] > sorted[i - 1]) distinct++;
        List<double> edges = [];
        if (distinct <= most)
        {
            for (var i = 1; i < sorted.Length; i++)
                if (sorted[i] > sorted[i - 1]) edges.Add(Between(sorted[i - 1], sorted[i]));
            return [.. edges];
        }
        for (var k = 1; k < most; k++)
        {
            var (below, between) = Math.DivRem((long)k * (sorted.Length - 1), most);
            var edge = between == 0 ? sorted[below] : Between(sorted[below], sorted[below + 1]);
            if ((edges.Count == 0 || edge > edges[^1]) && edge < sorted[^1]) edges.Add(edge);
        }
        return [.. edges];
    }

    /// <summary>Halfway, and below the higher value where rounding or the range of numbers leaves no halfway.</summary>
    static double Between(double low, double high)
    {
        var middle = (low + high) / 2;
        if (!double.IsFinite(middle)) middle = low / 2 + high / 2;
        return middle < high ? middle : low;
    }

    static void Place(double[] values, double[] edges, uint[] words, int place)
    {
        Span<double> padded = stackalloc double[256];
        padded.Fill(double.PositiveInfinity);
        edges.CopyTo(padded);
        ref var first = ref MemoryMarshal.GetReference(padded);
        for (var i = 0; i < words.Length; i++)
        {
            var bin = 0;
            for (var step = 128; step > 0; step >>= 1) bin += Unsafe.Add(ref first, bin + step - 1) < values[i] ? step : 0;
            words[i] |= (uint)bin << (8 * place);
        }
    }
}
