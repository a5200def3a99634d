using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Total variation distance of a period of categories, and of each past window, from the reference without it; matched by context where contexts are given.</summary>
/// <remarks>Matched: reference shares are taken within each context and mixed as the contexts of the window are (see <see cref="MatchedShift"/>).</remarks>
sealed class CategoryDistances
{
    readonly CategoryCodes _codes;
    readonly RowContexts? _contexts;
    readonly int _labels;
    readonly long[][] _counts;

    public CategoryDistances(CategoryCodes codes, RowContexts? contexts)
    {
        (_codes, _contexts, _labels) = (codes, contexts, contexts?.Labels.Length ?? 1);
        _counts = Count(codes.Reference, contexts?.Reference);
    }

    /// <summary>Values of the period in each context.</summary>
    public long[] Current => [.. Count(_codes.Current, _contexts?.Current).Select(c => c.Sum())];

    /// <summary>Values of the reference in each context.</summary>
    public long[] Reference => [.. _counts.Select(c => c.Sum())];

    /// <summary>The period's distance; NaN where a context of it has fewer than <paramref name="fewest"/> reference values.</summary>
    public double Distance(int fewest) => Distance(Count(_codes.Current, _contexts?.Current), _counts, fewest);

    /// <summary>Number and distance of each past window; one that has a context with too few others is left out.</summary>
    public (int Window, double Distance)[] Past(int[] windows, int fewest)
    {
        var past = new List<(int, double)>();
        var outside = Array.ConvertAll(_counts, c => (long[])c.Clone());
        for (int start = 0, end; start < windows.Length; start = end)
        {
            end = start + 1;
            while (end < windows.Length && windows[end] == windows[start]) end++;
            if (windows[start] < 0) continue;
            var inside = Count(_codes.Reference.AsSpan(start..end), _contexts is null ? null : _contexts.Reference.AsSpan(start..end));
            Add(outside, inside, -1);
            var distance = Distance(inside, outside, fewest);
            if (!double.IsNaN(distance)) past.Add((windows[start], distance));
            Add(outside, inside, 1);
        }
        return [.. past];
    }

    /// <summary>The distance under permutation of blocks of rows, contexts left aside.</summary>
    public BlockPermutationResult Permutation(DriftOptions options)
    {
        int[] before = [.. _codes.Reference.Where(c => c >= 0)], now = [.. _codes.Current.Where(c => c >= 0)];
        var cut = BlockPermutation.Cut(before.Length, now.Length, options.BlocksPerSide);
        var blocks = Blocks(before, cut.Reference).Concat(Blocks(now, cut.Current)).ToArray();
        var all = new long[_codes.Categories.Length];
        foreach (var block in blocks)
            for (var c = 0; c < all.Length; c++) all[c] += block[c];
        long[] inside = new long[all.Length], outside = new long[all.Length];
        return BlockPermutation.Compare(cut, chosen =>
        {
            Array.Clear(inside);
            foreach (var block in chosen)
                for (var c = 0; c < inside.Length; c++) inside[c] += blocks[block][c];
            for (var c = 0; c < inside.Length; c++) outside[c] = all[c] - inside[c];
            return Distance([inside], [outside], 1);
        }, 999, options.Seed);
    }

    IEnumerable<long[]> Blocks(int[] codes, int count)
    {
        for (var b = 0; b < count; b++)
        {
            // The same cut as that of numbers: row i is in block ⌊i·blocks / rows⌋.
            int from = (int)(((long)b * codes.Length + count - 1) / count), to = (int)(((b + 1L) * codes.Length + count - 1) / count);
            yield return _codes.Count(codes.AsSpan(from..to));
        }
    }

    static double Distance(long[][] inside, long[][] outside, int fewest)
    {
        double size = inside.Sum(c => c.Sum()), sum = 0;
        var weights = new double[inside.Length];
        for (var l = 0; l < inside.Length; l++)
        {
            long own = inside[l].Sum(), others = outside[l].Sum();
            if (own == 0) continue;
            if (others < fewest) return double.NaN;
            weights[l] = own / size / others;
        }
        for (var c = 0; c < inside[0].Length; c++)
        {
            double share = 0, expected = 0;
            for (var l = 0; l < inside.Length; l++)
            {
                share += inside[l][c];
                expected += weights[l] * outside[l][c];
            }
            sum += Math.Abs(share / size - expected);
        }
        return Math.Min(1, sum / 2);
    }

    static void Add(long[][] to, long[][] what, int sign)
    {
        for (var l = 0; l < to.Length; l++)
            for (var c = 0; c < to[l].Length; c++) to[l][c] += sign * what[l][c];
    }

    long[][] Count(ReadOnlySpan<int> codes, ReadOnlySpan<int> contexts)
    {
        var counts = new long[_labels][];
        for (var l = 0; l < _labels; l++) counts[l] = new long[_codes.Categories.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            var label = contexts.IsEmpty ? 0 : contexts[row];
            if (label >= 0 && codes[row] >= 0) counts[label][codes[row]]++;
        }
        return counts;
    }
}
