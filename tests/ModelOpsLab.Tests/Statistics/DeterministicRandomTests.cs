using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class DeterministicRandomTests
{
    [Fact]
    public void Bits_are_those_of_xoshiro256_starstar()
    {
        // Published test vector of the generator from the state 1, 2, 3, 4.
        var random = new DeterministicRandom(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void The_state_is_filled_by_SplitMix64()
    {
        // Published test vector of SplitMix64 from the seed 1234567.
        ulong state = 1234567;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(_ => DeterministicRandom.SplitMix(ref state)).ToArray());
    }

    [Fact]
    public void Bounded_integers_are_uniform()
    {
        var random = new DeterministicRandom(7);
        double[] observed = new double[6], expected = [.. Enumerable.Repeat(10_000.0, 6)];
        for (var i = 0; i < 60_000; i++) observed[random.NextInt32(6)]++;
        Assert.True(ChiSquare.GoodnessOfFit(observed, expected).PValue > 0.001);
    }

    [Fact]
    public void Normals_have_the_moments_of_a_normal()
    {
        var random = new DeterministicRandom(11);
        double[] sample = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())];
        // Five standard errors: 1, √2, √6 and √24 over √n.
        var error = 5 / Math.Sqrt(sample.Length);
        Assert.Equal(0, Moments.Mean(sample), error);
        Assert.Equal(1, Moments.Variance(sample), error * Math.Sqrt(2));
        Assert.Equal(0, Moments.Skewness(sample), error * Math.Sqrt(6));
        Assert.Equal(0, Moments.ExcessKurtosis(sample), error * Math.Sqrt(24));
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        int[] items = [.. Enumerable.Range(0, 50)];
        new DeterministicRandom(3).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 50), items);
        Assert.Equal(Enumerable.Range(0, 50), items.Order());
    }
}
