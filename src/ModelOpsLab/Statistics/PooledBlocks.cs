namespace ModelOpsLab.Statistics;

/// <summary>
/// Two series cut into blocks and merged. A split is then one walk over the sorted values, adding the weight of each value's block:
/// the running sum is the gap between the two distribution functions, in integers.
/// </summary>
sealed class PooledBlocks
{
    readonly double[] sorted;
    readonly int[] blockAt;
    readonly int[] sizes;
    readonly long[] weights;
    readonly BlockStatistic statistic;
    BlockStretches? stretches;
    double[]? alone;

    public PooledBlocks(SortedSeries reference, SortedSeries current, int blocksReference, int blocksCurrent, BlockStatistic statistic)
    {
        this.statistic = statistic;
        sizes = new int[blocksReference + blocksCurrent];
        weights = new long[sizes.Length];
        int n = reference.Values.Length, m = current.Values.Length;
        sorted = new double[n + m];
        blockAt = new int[sorted.Length];
        for (int i = 0, j = 0, k = 0; k < sorted.Length; k++)
        {
            var first = j == m || (i < n && reference.Ascending[i] <= current.Ascending[j]);
            sorted[k] = first ? reference.Ascending[i] : current.Ascending[j];
            blockAt[k] = first ? Block(reference.Places[i++], blocksReference, n) : blocksReference + Block(current.Places[j++], blocksCurrent, m);
            sizes[blockAt[k]]++;
        }
    }

    /// <summary>Distance between the chosen blocks and all others.</summary>
    public double Distance(ReadOnlySpan<int> chosen)
    {
        var (inside, outside) = Weigh(chosen);
        return statistic == BlockStatistic.Wasserstein ? Area() / ((double)inside * outside) : LargestGap() / ((double)inside * outside);
    }

    /// <summary>Whether <see cref="Distance"/> of these blocks is at least <paramref name="bound"/>, looking only where it could be.</summary>
    public bool IsAsFar(ReadOnlySpan<int> chosen, double bound)
    {
        if (statistic == BlockStatistic.Wasserstein) return Distance(chosen) >= bound;
        if (chosen.Length == 1) return (alone ??= AllAlone())[chosen[0]] >= bound;
        if (chosen.Length == sizes.Length - 1) return (alone ??= AllAlone())[Missing(chosen)] >= bound;
        var (inside, outside) = Weigh(chosen);
        stretches ??= new(sorted, blockAt, sizes.Length);
        return stretches.Reach(weights, bound, (double)inside * outside);
    }

    (long Inside, long Outside) Weigh(ReadOnlySpan<int> chosen)
    {
        long inside = 0;
        foreach (var block in chosen) inside += sizes[block];
        var outside = sorted.Length - inside;
        Array.Fill(weights, inside);
        foreach (var block in chosen) weights[block] = -outside;
        return (inside, outside);
    }

    /// <summary>Distance of each block from all others, in one walk: a gap is largest just before a value of the block or with it.</summary>
    double[] AllAlone()
    {
        long all = sorted.Length;
        var largest = new long[sizes.Length];
        var passed = new int[sizes.Length];
        void See(int block, long before) => largest[block] = Math.Max(largest[block], Math.Abs(sizes[block] * before - all * passed[block]));
        for (int start = 0, end; start < blockAt.Length; start = end)
        {
            // Between equal values the functions have not both stepped yet: only the ends of a tie count.
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            for (var i = start; i < end; i++) See(blockAt[i], start);
            for (var i = start; i < end; i++) passed[blockAt[i]]++;
            for (var i = start; i < end; i++) See(blockAt[i], end);
        }
        var distances = new double[sizes.Length];
        for (var block = 0; block < distances.Length; block++) distances[block] = largest[block] / ((double)sizes[block] * (all - sizes[block]));
        return distances;
    }

    long LargestGap()
    {
        long sum = 0, highest = 0;
        for (var i = 0; i < blockAt.Length; i++)
        {
            sum += weights[blockAt[i]];
            if (i + 1 == sorted.Length || sorted[i + 1] != sorted[i]) highest = Math.Max(highest, Math.Abs(sum));
        }
        return highest;
    }

    double Area()
    {
        long sum = 0;
        double area = 0;
        for (var i = 0; i + 1 < blockAt.Length; i++)
        {
            sum += weights[blockAt[i]];
            area += Math.Abs(sum) * (sorted[i + 1] - sorted[i]);
        }
        return area;
    }

    /// <summary>The one block that is not among the chosen, which ascend or not.</summary>
    int Missing(ReadOnlySpan<int> chosen)
    {
        var sum = (long)sizes.Length * (sizes.Length - 1) / 2;
        foreach (var block in chosen) sum -= block;
        return (int)sum;
    }

    static int Block(int place, int blocks, int length) => (int)((long)place * blocks / length);
}
