using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Statistics;

public class ChangePointTests
{
    static double[] Noise(ulong seed, int count, double phi = 0) => MadeUpFrame.Autoregression(seed, count, phi);

    static double[] Jump(double[] series, int at, double by) => [.. series.Select((v, i) => i < at ? v : v + by)];

    [Theory]
    [InlineData(0, 250)]
    [InlineData(0.5, 250)]
    [InlineData(0, 400)]
    public void A_jump_is_found_and_dated(double phi, int at)
    {
        var result = ChangePoint.Test(Jump(Noise(1, 500, phi), at, 1.5));
        Assert.Equal(1 / 200.0, result.PValue, 1e-12);
        Assert.InRange(at, result.Low, result.High);
        Assert.InRange(Math.Abs(result.Index - at), 0, 10);
        Assert.InRange(result.After - result.Before, 1, 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Persistence_is_no_change(double phi)
    {
        var alarms = Enumerable.Range(1, 12).Count(seed => ChangePoint.Test(Noise((ulong)seed, 500, phi), 99).PValue <= 0.05);
        Assert.InRange(alarms, 0, 2);
    }

    [Fact]
    public void The_date_is_the_least_squares_split_of_the_ranks()
    {
        var series = Jump(Noise(3, 120), 70, 0.8);
        var ranks = Ranks.Average(series);
        double Left(int k) => new[] { ranks[..k], ranks[k..] }.Sum(part => part.Sum(v => (v - part.Average()) * (v - part.Average())));
        Assert.Equal(Enumerable.Range(5, 111).MinBy(Left), ChangePoint.Test(series, 9).Index);
    }

    [Fact]
    public void Only_the_order_of_the_values_counts()
    {
        var series = Jump(Noise(4, 200), 120, 0.7);
        ChangePointResult plain = ChangePoint.Test(series), bent = ChangePoint.Test(Array.ConvertAll(series, Math.Exp)), again = ChangePoint.Test(series);
        Assert.Equal(plain, again);
        Assert.Equal((plain.Index, plain.Low, plain.High, plain.PValue, plain.Statistic), (bent.Index, bent.Low, bent.High, bent.PValue, bent.Statistic));
    }

    [Fact]
    public void A_smaller_jump_has_a_wider_interval()
    {
        int Width(double by) => ChangePoint.Test(Jump(Noise(5, 400), 200, by), 9) is var r ? r.High - r.Low : 0;
        Assert.True(Width(0.5) > Width(1) && Width(1) > Width(3));
    }

    [Fact]
    public void The_effective_count_falls_with_persistence()
    {
        double Effective(double phi) => ChangePoint.Test(Noise(6, 1000, phi), 1).EffectiveCount;
        Assert.InRange(Effective(0), 800, 1000);
        Assert.InRange(Effective(0.9), 20, 120);
    }

    [Fact]
    public void Too_few_and_constant_values_are_refused()
    {
        Assert.Contains("40", Assert.Throws<ArgumentException>(() => ChangePoint.Test(new double[39])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ChangePoint.Test(new double[100]));
        Assert.Throws<ArgumentException>(() => ChangePoint.Test([.. new double[99], double.NaN]));
    }

    /// <summary>scipy 1.10.1: <c>scipy.stats.theilslopes(x)</c>.</summary>
    [Fact]
    public void The_interval_of_a_slope_is_that_of_scipy()
    {
        double[] x = [0.31, 0.52, 0.47, 0.66, 0.41, 0.85, 0.73, 0.91, 0.62, 1.04, 0.97, 1.21], tied = [1, 1, 2, 2, 2, 3, 1, 4, 5, 5];
        Near((0.06737499999999999, 0.041999999999999996, 0.09333333333333334), TheilSen.Interval(x, MannKendall.Test(x).Variance));
        Near((0.5, 0.25, 0.5714285714285714), TheilSen.Interval(tied, MannKendall.Test(tied).Variance));

        static void Near((double, double, double) expected, (double, double, double) actual)
        {
            Assert.Equal(expected.Item1, actual.Item1, 1e-12);
            Assert.Equal(expected.Item2, actual.Item2, 1e-12);
            Assert.Equal(expected.Item3, actual.Item3, 1e-12);
        }
    }
}
