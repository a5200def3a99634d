using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class CircularBootstrapTests
{
    [Fact]
    public void Blocks_have_the_length_asked_for_and_go_around_the_end()
    {
        var positions = CircularBootstrap.Positions(10, 95, 20, new DeterministicRandom(1));
        Assert.Equal(95, positions.Length);
        for (var i = 0; i < positions.Length; i++)
            if (i % 20 != 0) Assert.Equal((positions[i - 1] + 1) % 10, positions[i]);
    }

    [Fact]
    public void Every_position_is_as_likely_as_every_other()
    {
        var counts = CircularBootstrap.Positions(50, 200_000, 8, new DeterministicRandom(2)).GroupBy(p => p).Select(g => g.Count()).ToArray();
        Assert.Equal(50, counts.Length);
        Assert.All(counts, c => Assert.InRange(c, 3_300, 4_700));
    }

    [Fact]
    public void The_variance_of_the_mean_is_that_of_a_dependent_series()
    {
        // AR(1) 0.8: the variance of the mean is (1 + 0.8) / (1 - 0.8) = 9 times that of independent values; blocks of 100 see most of it, blocks of 1 none.
        var random = new DeterministicRandom(7);
        var series = new double[5_000];
        for (var i = 1; i < series.Length; i++) series[i] = 0.8 * series[i - 1] + random.NextNormal();
        var plain = Moments.Variance(series) / series.Length;
        double Ratio(int block)
        {
            var draw = new DeterministicRandom(9);
            var means = Enumerable.Range(0, 400).Select(_ => CircularBootstrap.Positions(series.Length, series.Length, block, draw).Average(p => series[p])).ToArray();
            return Moments.Variance(means) / plain;
        }
        Assert.InRange(Ratio(100), 5.5, 11);
        Assert.InRange(Ratio(1), 0.8, 1.25);
    }

    [Fact]
    public void Lengths_under_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CircularBootstrap.Positions(0, 5, 4, new DeterministicRandom(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CircularBootstrap.Positions(5, 5, 0, new DeterministicRandom(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CircularBootstrap.Positions(5, -1, 1, new DeterministicRandom(1)));
    }
}
