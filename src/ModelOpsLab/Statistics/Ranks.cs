namespace ModelOpsLab.Statistics;

/// <summary>Ranks of a sample, ties averaged or counted together.</summary>
static class Ranks
{
    /// <summary>Ranks from 1 to n, ties given their average.</summary>
    public static double[] Average(ReadOnlySpan<double> sample)
    {
        var order = Order(sample, out var sorted);
        var ranks = new double[sample.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2.0;
        }
        return ranks;
    }

    /// <summary>Ranks from 1 to the number of distinct values, equal values sharing one.</summary>
    public static int[] Dense(ReadOnlySpan<double> sample)
    {
        var order = Order(sample, out var sorted);
        var ranks = new int[sample.Length];
        for (int i = 0, rank = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1]) rank++;
            ranks[order[i]] = rank;
        }
        return ranks;
    }

    /// <summary>Sizes of the groups of equal values in an ascending sample.</summary>
    public static List<long> TieSizes(ReadOnlySpan<double> sorted)
    {
        List<long> sizes = [];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            sizes.Add(end - start);
        }
        return sizes;
    }

    static int[] Order(ReadOnlySpan<double> sample, out double[] sorted)
    {
        sorted = [.. sample];
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        return order;
    }
}
