using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelOpsLab.Models;

/// <summary>Sums of the slopes, rows and curvatures of the rows of one node, by feature and bin: whole numbers, so that the sums of one child are those of the parent less those of the other, exactly.</summary>
sealed class SlopeHistogram(int groups, bool curved)
{
    const int Bins = 256;

    // A bin is (slope, rows), or (slope, rows, curvature, nothing) where curvatures differ: one vector to add.
    readonly int _lanes = curved ? 4 : 2;
    readonly long[] _sums = new long[groups * FeatureBins.GroupSize * Bins * (curved ? 4 : 2)];

    /// <summary>Sums of a feature: <see cref="Lanes"/> numbers a bin.</summary>
    public ReadOnlySpan<long> Feature(int feature) => _sums.AsSpan(feature * Bins * _lanes, Bins * _lanes);

    /// <summary>Numbers a bin: slope, rows and, where there are four, curvature.</summary>
    public int Lanes => _lanes;

    /// <summary>The sums of one group of features over rows.</summary>
    /// <param name="group">Number of the group.</param>
    /// <param name="words">The group's bins, one word for each row trained on.</param>
    /// <param name="rows">The node's rows.</param>
    /// <param name="slopes">Their slopes, in the order of <paramref name="rows"/>.</param>
    /// <param name="curvatures">Their curvatures, likewise; not read where all are 1.</param>
    public void Fill(int group, ReadOnlySpan<uint> words, ReadOnlySpan<int> rows, ReadOnlySpan<long> slopes, ReadOnlySpan<long> curvatures)
    {
        var sums = _sums.AsSpan(group * FeatureBins.GroupSize * Bins * _lanes, FeatureBins.GroupSize * Bins * _lanes);
        sums.Clear();
        ref var word = ref MemoryMarshal.GetReference(words);
        slopes = slopes[..rows.Length];
        if (!curved)
        {
            // A word holds four numbers below 256, and sums has 4 × 256 bins: no addition leaves it.
            ref var first = ref Unsafe.As<long, Vector128<long>>(ref MemoryMarshal.GetReference(sums));
            for (var i = 0; i < rows.Length; i++)
            {
                var bins = Unsafe.Add(ref word, rows[i]);
                var row = Vector128.Create(slopes[i], 1L);
                Unsafe.Add(ref first, (nint)(bins & 255)) += row;
                Unsafe.Add(ref first, (nint)(Bins + (bins >> 8 & 255))) += row;
                Unsafe.Add(ref first, (nint)(2 * Bins + (bins >> 16 & 255))) += row;
                Unsafe.Add(ref first, (nint)(3 * Bins + (bins >> 24))) += row;
            }
            return;
        }
        ref var start = ref Unsafe.As<long, Vector256<long>>(ref MemoryMarshal.GetReference(sums));
        curvatures = curvatures[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var bins = Unsafe.Add(ref word, rows[i]);
            var row = Vector256.Create(slopes[i], 1L, curvatures[i], 0L);
            Unsafe.Add(ref start, (nint)(bins & 255)) += row;
            Unsafe.Add(ref start, (nint)(Bins + (bins >> 8 & 255))) += row;
            Unsafe.Add(ref start, (nint)(2 * Bins + (bins >> 16 & 255))) += row;
            Unsafe.Add(ref start, (nint)(3 * Bins + (bins >> 24))) += row;
        }
    }

    /// <summary>Takes the sums of a child from these, for one group of features.</summary>
    public void Subtract(int group, SlopeHistogram child)
    {
        var (from, length) = (group * FeatureBins.GroupSize * Bins * _lanes, FeatureBins.GroupSize * Bins * _lanes);
        var mine = MemoryMarshal.Cast<long, Vector<long>>(_sums.AsSpan(from, length));
        var theirs = MemoryMarshal.Cast<long, Vector<long>>(child._sums.AsSpan(from, length));
        for (var i = 0; i < mine.Length; i++) mine[i] -= theirs[i];
    }
}
