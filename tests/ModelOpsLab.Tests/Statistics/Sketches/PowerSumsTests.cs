using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Tests.Statistics.Sketches;

public class PowerSumsTests
{
    static void Close(double expected, double? actual, double relative = 1e-12) =>
        Assert.InRange(actual!.Value, expected - relative * Math.Max(1e-300, Math.Abs(expected)), expected + relative * Math.Max(1e-300, Math.Abs(expected)));

    [Fact]
    public void Moments_are_those_of_the_whole_sample() => Law.Holds(x =>
    {
        var sums = PowerSums.Of(x);
        bool Near(double expected, double? actual) => Math.Abs(expected - actual!.Value) <= 1e-9 * Math.Max(1, Math.Abs(expected));
        return Near(Moments.Mean(x), sums.Mean) && (x.Length < 2 ? sums.Variance is null : Near(Moments.Variance(x), sums.Variance))
            && (x.Length < 3 || Moments.IsConstant(x) ? sums.Skewness is null : Near(Moments.Skewness(x), sums.Skewness))
            && (x.Length < 4 || Moments.IsConstant(x) ? sums.ExcessKurtosis is null : Near(Moments.ExcessKurtosis(x), sums.ExcessKurtosis));
    });

    [Fact]
    public void Any_tree_and_order_of_merges_gives_the_same_bytes() => Law.Holds(x =>
    {
        double[] wild = [.. x.Select((v, i) => v * Math.Pow(10, i % 40 - 20))];
        var whole = JsonFormat.Write(PowerSums.Of(wild));
        PowerSums[] parts = [.. wild.Chunk(3).Select(c => PowerSums.Of(c))];
        return whole == JsonFormat.Write(PowerSums.Merge(parts)) && whole == JsonFormat.Write(PowerSums.Of([.. wild.Reverse()]))
            && whole == JsonFormat.Write(parts.Reverse().Aggregate(PowerSums.Of([]), (a, b) => PowerSums.Merge(b, a)))
            && whole == JsonFormat.Write(JsonFormat.Read<PowerSums>(whole, "sums"));
    });

    [Fact]
    public void A_mean_far_larger_than_the_spread_costs_no_digit()
    {
        // 1e15 + {0, 1, 2, 3, 4}: variance 2.5; sums of squares in doubles give 0 or worse.
        var sums = PowerSums.Of([1e15, 1e15 + 1, 1e15 + 2, 1e15 + 3, 1e15 + 4]);
        Assert.Equal((1e15 + 2, 2.5), (sums.Mean, sums.Variance));
        Close(-1.2, sums.ExcessKurtosis);
        Assert.Equal(0, sums.Skewness);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(5e-324)]
    [InlineData(-1e308)]
    public void The_ends_of_the_range_have_a_mean_and_a_deviation(double size)
    {
        var sums = PowerSums.Of([size, -size, size, -size, 0]);
        Assert.Equal(0, sums.Mean);
        Close(Math.Abs(size), sums.StandardDeviation, size == 5e-324 ? 0.5 : 1e-12);
        Assert.Equal(0, sums.Skewness);
        Close(-3.0, sums.ExcessKurtosis, 1e-9);
    }

    [Fact]
    public void What_cancels_in_doubles_is_kept() => Close(1.0 / 3, PowerSums.Of([1e300, 1, -1e300]).Mean);

    [Fact]
    public void Figures_of_numpy_on_a_skewed_sample()
    {
        // x = numpy.exp(numpy.arange(1000)/250); from scipy.stats import skew, kurtosis; x.mean(), x.var(ddof=1), skew(x, bias=False), kurtosis(x, bias=False)  (numpy 1.24, scipy 1.10)
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => Math.Exp(i / 250.0))];
        var sums = PowerSums.Of(x);
        Close(13.372756299314736, sums.Mean, 1e-13);
        Close(192.36851349586806, sums.Variance, 1e-12);
        Close(1.270770559018925, sums.Skewness, 1e-12);
        Close(0.5816845547489295, sums.ExcessKurtosis, 1e-11);
    }

    [Fact]
    public void Nothing_has_no_moment()
    {
        var none = PowerSums.Of([]);
        Assert.Equal((0L, null, null, null), (none.Count, none.Mean, none.Variance, none.Skewness));
        Assert.Equal(JsonFormat.Write(none), JsonFormat.Write(PowerSums.Merge()));
    }

    [Fact]
    public void A_sum_that_is_none_is_refused() =>
        Assert.Contains("'1e5' is not a sum", Assert.Throws<InvalidDataException>(() => JsonFormat.Read<PowerSums>("""{"count": 1, "sums": ["1*2^0", "1e5", "1*2^0", "1*2^0"]}""", "sums")).Message);
}
