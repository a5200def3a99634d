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
    public void One_long_block_is_the_series_itself_turned()
    {
        var random = new DeterministicRandom(5);
        for (var draw = 0; draw < 20; draw++) Assert.Equal([0, 1, 2], StationaryBootstrap.Positions(3, 3, 1e12, random).Order());
    }

    [Fact]
    public void Same_seed_same_positions_other_seed_others()
    {
        int[] Drawn(ulong seed) => StationaryBootstrap.Positions(30, 50, 4, new DeterministicRandom(seed));
        Assert.Equal(Drawn(7), Drawn(7));
        Assert.NotEqual(Drawn(7), Drawn(8));
    }

    [Fact]
    public void Lengths_under_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StationaryBootstrap.Positions(0, 5, 4, new DeterministicRandom(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => StationaryBootstrap.Positions(5, 5, 0.5, new DeterministicRandom(1)));
    }
}
