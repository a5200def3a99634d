using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Statistics;

public class DependentKolmogorovSmirnovTests
{
    const int Runs = 100;

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(0.98)]
    public void Both_keep_their_level_on_a_persistent_series(double phi)
    {
        int studentised = 0, effective = 0;
        for (var run = 0; run < Runs; run++)
        {
            var series = MadeUpFrame.Autoregression((ulong)run, 600, phi);
            if (StudentisedKolmogorovSmirnov.Test(series.AsSpan(0, 300), series.AsSpan(300)).PValue <= 0.05) studentised++;
            if (KolmogorovSmirnov.TestEffective(series.AsSpan(0, 300), series.AsSpan(300)).PValue <= 0.05) effective++;
        }
        Assert.InRange(studentised, 0, 0.10 * Runs);
        Assert.InRange(effective, 0, 0.10 * Runs);
    }

    [Fact]
    public void A_shift_of_half_a_deviation_is_seen_with_its_place_and_direction()
    {
        var seen = 0;
        for (var run = 0; run < 50; run++)
        {
            var series = MadeUpFrame.Autoregression((ulong)run, 1_000, 0);
            for (var i = 500; i < series.Length; i++) series[i] += 0.5;
            var result = StudentisedKolmogorovSmirnov.Test(series.AsSpan(0, 500), series.AsSpan(500));
            if (result.PValue > 0.05) continue;
            seen++;
            Assert.True(result.Gap < 0);
            Assert.InRange(result.Location, -1.5, 2);
        }
        Assert.InRange(seen, 48, 50);
    }

    [Fact]
    public void A_sample_against_itself_has_no_gap_and_two_without_overlap_an_infinite_one()
    {
        var series = MadeUpFrame.Autoregression(4, 200, 0.5);
        Assert.Equal((0, 1), (StudentisedKolmogorovSmirnov.Test(series, series).Statistic, StudentisedKolmogorovSmirnov.Test(series, series).PValue));
        double[] ahead = [.. series.Select(v => v + 1_000)];
        var apart = StudentisedKolmogorovSmirnov.Test(series, ahead);
        Assert.Equal(double.PositiveInfinity, apart.Statistic);
        Assert.Equal(1.0 / 2_000, apart.PValue);
    }

    [Fact]
    public void Neither_scale_nor_unit_matters_and_a_constant_pair_has_no_gap()
    {
        double[] a = MadeUpFrame.Autoregression(5, 150, 0.7), b = MadeUpFrame.Autoregression(6, 90, 0.7);
        var plain = StudentisedKolmogorovSmirnov.Test(a, b);
        var scaled = StudentisedKolmogorovSmirnov.Test([.. a.Select(v => v * 1024)], [.. b.Select(v => v * 1024)]);
        Assert.Equal((plain.Statistic, plain.PValue, plain.Gap), (scaled.Statistic, scaled.PValue, scaled.Gap));
        Assert.Equal(1, StudentisedKolmogorovSmirnov.Test(new double[30], new double[40]).PValue);
    }

    [Fact]
    public void With_independent_values_the_effective_test_is_no_bolder_than_the_plain_one()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            double[] a = MadeUpFrame.Autoregression(seed, 300, 0), b = MadeUpFrame.Autoregression(seed + 100, 200, 0);
            KolmogorovSmirnovResult plain = KolmogorovSmirnov.Test(a, b, KolmogorovSmirnovMethod.Asymptotic), effective = KolmogorovSmirnov.TestEffective(a, b);
            Assert.Equal(plain.Statistic, effective.Statistic);
            Assert.True(effective.PValue >= plain.PValue - 0.02, $"{effective.PValue} against {plain.PValue}");
        }
    }

    [Fact]
    public void Short_or_broken_samples_are_refused()
    {
        var long_ = MadeUpFrame.Autoregression(1, 100, 0);
        Assert.Throws<ArgumentException>(() => StudentisedKolmogorovSmirnov.Test(long_, long_.AsSpan(0, 19)));
        Assert.Throws<ArgumentException>(() => StudentisedKolmogorovSmirnov.Test([.. long_, double.NaN], long_));
        Assert.Throws<ArgumentException>(() => KolmogorovSmirnov.TestEffective(long_, [1, 2, 3]));
    }
}
