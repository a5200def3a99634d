using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>What the tests do on autocorrelated data without drift: the reason this library believes its own alarms.</summary>
public class DependenceTests
{
    const int Runs = 300;

    [Fact]
    public void Block_permutation_keeps_its_level_where_the_plain_test_alarms_all_the_time()
    {
        int plain = 0, blocks = 0;
        for (var run = 0; run < Runs; run++)
        {
            var series = Autoregressive(new DeterministicRandom((ulong)run), 2_000, 0.9);
            if (KolmogorovSmirnov.Test(series.AsSpan(0, 1_000), series.AsSpan(1_000)).PValue <= 0.05) plain++;
            if (BlockPermutation.Test(series.AsSpan(0, 1_000), series.AsSpan(1_000)).PValue <= 0.05) blocks++;
        }
        Assert.InRange((double)plain / Runs, 0.60, 1);
        Assert.InRange((double)blocks / Runs, 0, 0.10);
    }

    [Fact]
    public void A_month_against_years_keeps_its_level_too()
    {
        var alarms = 0;
        for (var run = 0; run < Runs; run++)
        {
            var series = Autoregressive(new DeterministicRandom((ulong)run), 2_022, 0.9);
            if (BlockPermutation.Test(series.AsSpan(0, 2_000), series.AsSpan(2_000)).PValue <= 0.05) alarms++;
        }
        Assert.InRange((double)alarms / Runs, 0, 0.10);
    }

    [Fact]
    public void Block_permutation_sees_a_shift_of_half_a_standard_deviation_in_independent_data()
    {
        var alarms = 0;
        for (var run = 0; run < 50; run++)
        {
            var random = new DeterministicRandom((ulong)run);
            var series = Autoregressive(random, 1_000, 0);
            for (var i = 500; i < 1_000; i++) series[i] += 0.5;
            if (BlockPermutation.Test(series.AsSpan(0, 500), series.AsSpan(500)).PValue <= 0.05) alarms++;
        }
        Assert.InRange(alarms, 45, 50);
    }

    [Theory]
    [InlineData(1_000, 1_000, 5, 5, 252, true)]   // C(10, 5)
    [InlineData(4_600, 22, 209, 1, 210, true)]    // one month among all months
    [InlineData(22, 4_600, 1, 209, 210, true)]
    [InlineData(1_000, 250, 8, 2, 45, true)]      // C(10, 2)
    [InlineData(2, 3, 3, 2, 10, true)]
    [InlineData(1, 1, 1, 1, 2, true)]
    public void Lengths_decide_the_cut(int reference, int current, int blocksReference, int blocksCurrent, int splits, bool exact)
    {
        var random = new DeterministicRandom(5);
        var result = BlockPermutation.Test(Autoregressive(random, reference, 0), Autoregressive(random, current, 0));
        (blocksReference, blocksCurrent) = reference == 2 ? (blocksCurrent, blocksReference) : (blocksReference, blocksCurrent);
        Assert.Equal((blocksReference, blocksCurrent, splits, exact), (result.BlocksReference, result.BlocksCurrent, result.Permutations, result.IsExact));
    }

    [Fact]
    public void A_disjoint_sample_reaches_the_smallest_p_value_of_the_cut()
    {
        double[] reference = [.. Enumerable.Range(0, 100).Select(i => (double)i)], current = [.. reference.Select(v => v + 1_000)];
        var result = BlockPermutation.Test(reference, current);

        // The split as given and its mirror image are the only ones with D = 1.
        Assert.Equal(BlockPermutation.NeighbourMargin * 2 / 252, result.PValue);
        Assert.Equal(result.SmallestPValue, result.PValue);
    }

    [Fact]
    public void Drawn_splits_repeat_with_the_seed_and_agree_with_all_of_them()
    {
        var series = Autoregressive(new DeterministicRandom(9), 400, 0.5);
        ReadOnlySpan<double> reference = series.AsSpan(0, 200), current = series.AsSpan(200);
        var all = BlockPermutation.Test(reference, current, blocksPerSide: 6, permutations: 1_000);
        var drawn = BlockPermutation.Test(reference, current, permutations: 200, seed: 3);

        Assert.True(all.IsExact);
        Assert.False(drawn.IsExact);
        Assert.Equal(drawn, BlockPermutation.Test(reference, current, permutations: 200, seed: 3));
        // Four binomial standard errors of 200 draws.
        Assert.Equal(all.PValue, drawn.PValue, 4 * Math.Sqrt(0.25 / 200));
    }

    [Fact]
    public void Independent_data_are_worth_about_their_count_and_persistent_data_far_less()
    {
        var random = new DeterministicRandom(21);
        var independent = EffectiveSampleSize.Of(Autoregressive(random, 5_000, 0));
        var persistent = EffectiveSampleSize.Of(Autoregressive(random, 5_000, 0.9));

        Assert.InRange(independent, 3_000, 5_000);
        // The mean of an AR(1) 0.9 has n·(1 − 0.9)/(1 + 0.9) effective observations, the indicator of its median a few more.
        Assert.InRange(persistent, 100, 600);
    }

    [Fact]
    public void Volatility_clusters_count_although_the_returns_are_uncorrelated()
    {
        var random = new DeterministicRandom(4);
        var returns = Autoregressive(random, 4_000, 0);
        for (var i = 0; i < returns.Length; i++) returns[i] *= i / 500 % 2 == 0 ? 1 : 4;

        Assert.InRange(EffectiveSampleSize.Of(returns), 1, 400);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public void An_alternating_series_is_worth_its_count_at_every_word_length(int count)
        => Assert.Equal(count, EffectiveSampleSize.Of([.. Enumerable.Range(0, count).Select(i => (double)(i % 2))]));

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.3)]
    public void The_autoregressive_trend_test_removes_most_false_trends_and_that_of_Hamed_and_Rao_fewer(double phi, double share)
    {
        int plain = 0, published = 0, autoregressive = 0;
        for (var run = 0; run < Runs; run++)
        {
            var series = Autoregressive(new DeterministicRandom((ulong)run), 120, phi);
            if (MannKendall.Test(series).PValue <= 0.05) plain++;
            if (MannKendall.TestHamedRao(series).PValue <= 0.05) published++;
            if (MannKendall.TestAutoregressive(series).PValue <= 0.05) autoregressive++;
        }
        Assert.InRange((double)plain / Runs, 0.20, 1);
        Assert.InRange((double)published / plain, 0, 0.8);
        Assert.InRange((double)autoregressive / plain, 0, share);
    }

    [Fact]
    public void The_autoregressive_trend_test_still_sees_a_trend()
    {
        var series = Autoregressive(new DeterministicRandom(1), 250, 0.6);
        for (var i = 0; i < series.Length; i++) series[i] += 0.03 * i;
        Assert.InRange(MannKendall.TestAutoregressive(series).PValue, 0, 0.001);
    }

    [Fact]
    public void A_rising_line_has_its_slope_and_every_pair_rising()
    {
        double[] line = [.. Enumerable.Range(0, 5_000).Select(i => 0.25 * i)];

        Assert.Equal(1, MannKendall.Test(line).Tau);
        Assert.Equal(0.25, TheilSen.Slope(line), 1e-12);
        Assert.Equal(0.25, NeweyWest.Trend(line).Slope, 1e-12);
    }

    static double[] Autoregressive(DeterministicRandom random, int count, double phi)
    {
        var series = new double[count];
        var x = random.NextNormal() / Math.Sqrt(1 - phi * phi);
        for (var i = 0; i < count; i++) series[i] = x = phi * x + random.NextNormal();
        return series;
    }
}
