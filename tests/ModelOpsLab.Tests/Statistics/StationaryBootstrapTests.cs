using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class StationaryBootstrapTests
{
    [Fact]
    public void Blocks_have_the_mean_length_asked_for_and_every_position_is_as_likely()
    {
        const int length = 50, draws = 200_000;
        var positions = StationaryBootstrap.Positions(length, draws, 8, new DeterministicRandom(1));
        var jumps = Enumerable.Range(1, draws - 1).Count(i => positions[i] != (positions[i - 1] + 1) % length);
        // A new block starts with probability 1/8 and continues the old one by chance once in 50.
        Assert.InRange(jumps / (double)(draws - 1), 0.125 * 0.98 - 0.003, 0.125 * 0.98 + 0.003);
        var counts = positions.GroupBy(p => p).Select(g => g.Count()).ToArray();
        Assert.Equal(length, counts.Length);
        Assert.All(counts, c => Assert.InRange(c, 3_300, 4_700));
    }

    [Fact]
    public void One_long_block_is_the_series_itself_turned() => Assert.All(
        StationaryBootstrap.Paths([0.1, -0.2, 0.3], 3, 20, 1e12, 5),
        path => Assert.Equal(1.1 * 0.8 * 1.3 - 1, path[^1], 1e-12));

    [Fact]
    public void Same_seed_same_paths_other_seed_others()
    {
        double[] returns = [.. Enumerable.Range(0, 30).Select(i => i / 1000.0)];
        var first = StationaryBootstrap.Paths(returns, 10, 5, 4, 7);
        Assert.Equal(first, StationaryBootstrap.Paths(returns, 10, 5, 4, 7));
        Assert.NotEqual(first, StationaryBootstrap.Paths(returns, 10, 5, 4, 8));
    }

    [Fact]
    public void Lengths_under_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StationaryBootstrap.Positions(0, 5, 4, new DeterministicRandom(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => StationaryBootstrap.Positions(5, 5, 0.5, new DeterministicRandom(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => StationaryBootstrap.Paths([], 5, 1, 4, 1));
    }
}
