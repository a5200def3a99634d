namespace ModelOpsLab.Statistics;

/// <summary>
/// Two samples cut into blocks, pooled and sorted once. A split is then one walk over the sorted values, adding the weight of each value's block:
/// the running sum is the gap between the two distribution functions, in integers.
/// </summary>
sealed class PooledBlocks
{
    readonly double[] sorted;
    readonly int[] blockAt;
    readonly int[] sizes;
    readonly long[] weights;
    readonly bool tied;
    readonly BlockStatistic statistic;

    public PooledBlocks(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int blocksReference, int blocksCurrent, BlockStatistic statistic)
    {
        this.statistic = statistic;
        sizes = new int[blocksReference + blocksCurrent];
        weights = new long[sizes.Length];
        sorted = [.. reference, .. current];
        blockAt = new int[sorted.Length];
        Label(blockAt.AsSpan(0, reference.Length), 0, blocksReference);
        Label(blockAt.AsSpan(reference.Length), blocksReference, blocksCurrent);
        foreach (var block in blockAt) sizes[block]++;
        Array.Sort(sorted, blockAt);
        for (var i = 1; i < sorted.Length && !tied; i++) tied = sorted[i] == sorted[i - 1];
    }

    /// <summary>Distance between the chosen blocks and all others.</summary>
    public double Distance(ReadOnlySpan<int> chosen)
    {
        long inside = 0;
        foreach (var block in chosen) inside += sizes[block];
        var outside = sorted.Length - inside;
        Array.Fill(weights, inside);
        foreach (var block in chosen) weights[block] = -outside;
        var scale = (double)inside * outside;
        return statistic == BlockStatistic.Wasserstein ? Area() / scale : LargestGap() / scale;
    }

    long LargestGap()
    {
        ReadOnlySpan<long> weight = weights;
        long sum = 0, highest = 0, lowest = 0;
        if (!tied)
        {
            foreach (var block in blockAt)
            {
                sum += weight[block];
                highest = Math.Max(highest, sum);
                lowest = Math.Min(lowest, sum);
            }
            return Math.Max(highest, -lowest);
        }

        // Between equal values the functions have not both stepped yet: only the end of a tie counts.
        ReadOnlySpan<double> values = sorted;
        ReadOnlySpan<int> blocks = blockAt;
        for (var i = 0; i < blocks.Length; i++)
        {
            sum += weight[blocks[i]];
            if (i + 1 < values.Length && values[i + 1] == values[i]) continue;
            highest = Math.Max(highest, sum);
            lowest = Math.Min(lowest, sum);
        }
        return Math.Max(highest, -lowest);
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

    static void Label(Span<int> labels, int first, int blocks)
    {
        for (var i = 0; i < labels.Length; i++) labels[i] = first + (int)((long)i * blocks / labels.Length);
    }
}
