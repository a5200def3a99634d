using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class TwoSampleLawTests
{
    const double Rounding = 1e-12;

    [Fact]
    public void A_sample_is_at_no_distance_from_itself() => Law.Holds(x =>
        KolmogorovSmirnov.Test(x, x) is { Statistic: 0, PValue: 1, Sign: 0 }
        && Wasserstein.Distance(x, x) == 0
        && PopulationStabilityIndex.Between(x, x) == 0
        && BlockPermutation.Test(x, x) is { Statistic: 0, PValue: 1 });

    [Fact]
    public void Swapping_the_sides_keeps_distances_and_turns_signs() => Law.HoldsForPairs((x, y) =>
    {
        KolmogorovSmirnovResult there = KolmogorovSmirnov.Test(x, y), back = KolmogorovSmirnov.Test(y, x);
        MannWhitneyResult u = MannWhitney.Test(x, y), v = MannWhitney.Test(y, x);
        var bins = QuantileBins.From(x);
        return there.Statistic == back.Statistic && Math.Abs(there.PValue - back.PValue) <= Rounding && there.Sign == -back.Sign
            && Math.Abs(Wasserstein.Distance(x, y) - Wasserstein.Distance(y, x)) <= Rounding
            && Math.Abs(PopulationStabilityIndex.Between(x, y, bins) - PopulationStabilityIndex.Between(y, x, bins)) <= Rounding
            && u.U + v.U == x.Length * y.Length && u.CliffsDelta == -v.CliffsDelta
            && BlockPermutation.Test(x, y).Statistic == BlockPermutation.Test(y, x).Statistic;
    });

    [Fact]
    public void The_gap_of_sorted_samples_is_the_statistic_to_the_last_bit() => Law.HoldsForPairs((x, y) =>
    {
        double[] Sorted(double[] values) => [.. values.Select(v => Math.Round(v, 1)).Order()]; // ties on both sides
        double[] a = Sorted(x), b = Sorted(y);
        return KolmogorovSmirnov.GapSorted(a, b) == KolmogorovSmirnov.Test(a, b).Statistic;
    });

    [Fact]
    public void Order_and_unit_do_not_change_rank_statistics() => Law.HoldsForPairs((x, y) =>
    {
        double[] scaledX = [.. x.Reverse().Select(v => 8 * v + 3)], scaledY = [.. y.Reverse().Select(v => 8 * v + 3)];
        var expected = KolmogorovSmirnov.Test(x, y);
        return KolmogorovSmirnov.Test(scaledX, scaledY) == expected with { Location = 8 * expected.Location + 3 }
            && MannWhitney.Test(scaledX, scaledY) == MannWhitney.Test(x, y)
            && Math.Abs(Wasserstein.Distance(scaledX, scaledY) - 8 * Wasserstein.Distance(x, y)) <= 1e-11;
    });

    [Fact]
    public void Statistics_and_p_values_stay_in_their_ranges() => Law.HoldsForPairs((x, y) =>
    {
        KolmogorovSmirnovResult exact = KolmogorovSmirnov.Test(x, y), asymptotic = KolmogorovSmirnov.Test(x, y, KolmogorovSmirnovMethod.Asymptotic);
        var permuted = BlockPermutation.Test(x, y);
        return exact.Statistic is >= 0 and <= 1 && exact.PValue is > 0 and <= 1 && asymptotic.PValue is >= 0 and <= 1
            && permuted.PValue is > 0 and <= 1 && Math.Abs(permuted.Statistic - exact.Statistic) <= Rounding
            && PopulationStabilityIndex.Between(x, y) is >= 0 and < 100;
    });

    [Fact]
    public void Wasserstein_distance_is_at_least_the_shift_of_means() => Law.HoldsForPairs((x, y) =>
        Wasserstein.Distance(x, y) >= Math.Abs(Moments.Mean(x) - Moments.Mean(y)) - Rounding);

    [Fact]
    public void Block_permutation_keeps_the_Wasserstein_distance_of_the_whole_samples() => Law.HoldsForPairs((x, y) =>
        Math.Abs(BlockPermutation.Test(x, y, statistic: BlockStatistic.Wasserstein).Statistic - Wasserstein.Distance(x, y)) <= Rounding);

    [Fact]
    public void Exact_p_value_equals_the_count_over_all_splits() => Law.HoldsForPairs((x, y) =>
    {
        // Small samples without ties: every choice of positions is as likely as the next.
        double[] a = [.. x.Distinct().Take(4)], b = [.. y.Distinct().Except(a).Take(5)];
        if (b.Length == 0) return true;
        double[] pooled = [.. a, .. b];
        var observed = KolmogorovSmirnov.Test(a, b);
        int all = 0, asFar = 0;
        for (var mask = 0; mask < 1 << pooled.Length; mask++)
        {
            if (int.PopCount(mask) != a.Length) continue;
            all++;
            double[] left = [.. pooled.Where((_, i) => (mask >> i & 1) == 1)], right = [.. pooled.Where((_, i) => (mask >> i & 1) == 0)];
            if (KolmogorovSmirnov.Test(left, right).Statistic >= observed.Statistic - Rounding) asFar++;
        }
        return Math.Abs(observed.PValue - (double)asFar / all) <= Rounding;
    });

    [Fact]
    public void Equal_shares_give_no_instability_whatever_the_counts()
        => Assert.Equal(0, PopulationStabilityIndex.BetweenCounts([1, 2, 0, 3], [1000, 2000, 0, 3000]), Rounding);

    [Fact]
    public void A_repeated_value_has_a_bin_of_its_own_so_that_leaving_it_shows()
    {
        double[] reference = [.. Enumerable.Repeat(2.5, 30)], current = [.. Enumerable.Repeat(2.6, 25)];

        Assert.Equal([0, 30, 0], QuantileBins.From(reference).Count(reference));
        Assert.True(PopulationStabilityIndex.Between(reference, current) > 1);
    }

    [Fact]
    public void Tails_of_one_percent_are_bins()
    {
        double[] reference = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];

        Assert.Equal([10, 90, 100, 100, 100, 100, 100, 100, 100, 100, 90, 10], QuantileBins.From(reference).Count(reference));
    }

    [Fact]
    public void The_signed_distance_follows_the_medians_and_then_the_means()
    {
        Assert.Equal(2, Wasserstein.SignedScaled([1, 2, 3], [5, 6, 7], scale: 2));
        Assert.Equal(-2, Wasserstein.SignedScaled([5, 6, 7], [1, 2, 3], scale: 2));
        // Equal medians; the mean falls by 2.
        Assert.Equal(-2, Wasserstein.SignedScaled([1, 2, 3], [-5, 2, 3], scale: 1), Rounding);
        Assert.Throws<ArgumentException>(() => Wasserstein.SignedScaled([1], [2], scale: 0));
    }

    [Fact]
    public void Sorted_input_gives_the_same_and_unsorted_is_refused()
    {
        double[] x = [3, 1, 2], y = [2, 5, 4];

        Assert.Equal(KolmogorovSmirnov.Test(x, y), KolmogorovSmirnov.TestSorted([1, 2, 3], [2, 4, 5]));
        Assert.Contains("index 1", Assert.Throws<ArgumentException>(() => KolmogorovSmirnov.TestSorted(x, y)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Numbers_that_are_not_finite_are_refused_by_index_and_value(double bad, string text)
    {
        double[] good = [1, 2, 3, 4, 5, 6, 7, 8], spoiled = [1, 2, 3, bad, 5, 6, 7, 8];
        Action[] tests =
        [
            () => KolmogorovSmirnov.Test(good, spoiled), () => Wasserstein.Distance(good, spoiled), () => MannWhitney.Test(good, spoiled),
            () => PopulationStabilityIndex.Between(good, spoiled), () => BlockPermutation.Test(good, spoiled), () => EffectiveSampleSize.Of(spoiled),
            () => LjungBox.Test(spoiled, 1), () => MannKendall.Test(spoiled), () => MannKendall.TestHamedRao(spoiled), () => MannKendall.TestAutoregressive(spoiled), () => TheilSen.Slope(spoiled),
            () => Moments.Mean(spoiled), () => Moments.Skewness(spoiled), () => RobustScale.Median(spoiled), () => NeweyWest.MeanStandardError(spoiled),
            () => Correlation.Pearson(good, spoiled), () => QuantileBins.From(spoiled),
        ];
        foreach (var test in tests)
        {
            var message = Assert.Throws<ArgumentException>(test).Message;
            Assert.Contains("[3]", message, StringComparison.Ordinal);
            Assert.Contains(text, message, StringComparison.Ordinal);
        }
    }
}
