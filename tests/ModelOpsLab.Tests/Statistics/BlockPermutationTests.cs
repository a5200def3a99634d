using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class BlockPermutationTests
{
    /// <summary>Few hundred to few thousand values: several stretches to prune, with ties of every length or none.</summary>
    [Theory]
    [InlineData(2_000, 2_000, 0.0)]
    [InlineData(1_500, 1_400, 0.5)]
    [InlineData(1_800, 300, 0.01)]
    [InlineData(300, 2_000, 3.0)]
    [InlineData(3_000, 40, 0.0)]
    [InlineData(3_000, 50, 0.5)]
    [InlineData(45, 2_500, 0.25)]
    public void The_share_of_splits_as_far_apart_is_that_of_comparing_each_split_from_scratch(int n, int m, double tick)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            double[] x = Series(seed, n, tick), y = Series(seed + 50, m, tick);
            var result = BlockPermutation.Test(x, y, seed: 7);
            Assert.Equal(KolmogorovSmirnov.Test(x, y).Statistic, result.Statistic, 1e-15);
            Assert.Equal(Math.Min(1, AsFar(x, y, result) * (result.BlocksCurrent > 1 ? BlockPermutation.NeighbourMargin : 1) / result.Permutations), result.PValue, 1e-12);
        }
    }

    [Fact]
    public void A_constant_and_a_value_that_fills_most_of_a_sample_are_compared()
    {
        double[] constant = new double[5_000], mostly = [.. Enumerable.Range(0, 5_000).Select(i => i % 10 == 0 ? (double)(i % 7) : 0)];
        Assert.Equal((0, 1), (BlockPermutation.Test(constant, constant).Statistic, BlockPermutation.Test(constant, constant).PValue));
        var result = BlockPermutation.Test(mostly, [.. mostly.Select(v => v * 1.5)]);
        Assert.Equal(Math.Min(1, AsFar(mostly, [.. mostly.Select(v => v * 1.5)], result) * BlockPermutation.NeighbourMargin / result.Permutations), result.PValue, 1e-12);
    }

    /// <summary>An autoregression, rounded to ticks.</summary>
    static double[] Series(ulong seed, int count, double tick)
    {
        var random = new DeterministicRandom(seed);
        var x = random.NextNormal();
        return [.. Enumerable.Range(0, count).Select(_ => x = 0.95 * x + random.NextNormal()).Select(v => tick == 0 ? v : Math.Round(v / tick) * tick)];
    }

    /// <summary>Splits at least as far apart as the given one, each sorted and compared anew; in the order in which they are drawn where they are.</summary>
    static int AsFar(double[] x, double[] y, BlockPermutationResult cut)
    {
        var blocks = Blocks(x, cut.BlocksReference).Concat(Blocks(y, cut.BlocksCurrent)).ToArray();
        int k = cut.BlocksCurrent, asFar = 1;
        foreach (var chosen in cut.IsExact ? Subsets(blocks.Length, k).SkipLast(1) : Draws(blocks.Length, k, cut.Permutations - 1))
        {
            double[] inside = [.. chosen.SelectMany(b => blocks[b])], outside = [.. Enumerable.Range(0, blocks.Length).Except(chosen).SelectMany(b => blocks[b])];
            if (KolmogorovSmirnov.Test(outside, inside, KolmogorovSmirnovMethod.Asymptotic).Statistic >= cut.Statistic - 1e-12) asFar++;
        }
        return asFar;
    }

    static IEnumerable<double[]> Blocks(double[] values, int count) =>
        Enumerable.Range(0, values.Length).GroupBy(i => (int)((long)i * count / values.Length)).Select(g => g.Select(i => values[i]).ToArray());

    /// <summary>In lexicographic order, so that the last is the split as given.</summary>
    static IEnumerable<int[]> Subsets(int blocks, int size, int from = 0) => size == 0 ? [[]]
        : Enumerable.Range(from, Math.Max(0, blocks - from - size + 1)).SelectMany(first => Subsets(blocks, size - 1, first + 1).Select(rest => (int[])[first, .. rest]));

    static IEnumerable<int[]> Draws(int blocks, int size, int count)
    {
        var random = new DeterministicRandom(7);
        int[] order = [.. Enumerable.Range(0, blocks)];
        for (var draw = 0; draw < count; draw++)
        {
            for (var i = 0; i < size; i++)
            {
                var j = i + random.NextInt32(blocks - i);
                (order[i], order[j]) = (order[j], order[i]);
            }
            yield return order[..size];
        }
    }
}
