using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>The distances of past windows where a small sample shows nothing: long references, fat tails, ties, huge and tiny values.</summary>
public class WindowDistancesTests
{
    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(1.0, 0.25)]
    [InlineData(1e300, 0)]
    [InlineData(1e-300, 0)]
    public void Long_references_with_fat_tails_give_what_each_window_gives_alone(double unit, double tick)
    {
        var random = new DeterministicRandom(3);
        // Cauchy-like tails: the range is thousands of median absolute deviations.
        double[] x = [.. Enumerable.Range(0, 6_000).Select(_ => random.NextNormal() / Math.Max(1e-3, Math.Abs(random.NextNormal()))).Select(v => (tick == 0 ? v : Math.Round(v / tick) * tick) * unit)];
        int[] numbers = [.. Enumerable.Range(0, x.Length).Select(i => i % 500 < 400 ? i / 500 : -1)];
        var windows = new ReferenceWindows(x, numbers);
        for (var w = 0; w < windows.Past.Length; w++)
        {
            double[] own = [.. x.Where((_, i) => numbers[i] == w)], others = [.. x.Where((_, i) => numbers[i] != w)];
            Assert.Equal(Wasserstein.SignedScaled(others, own, windows.Scale), windows.Past[w], 1e-11);
        }
        Assert.Equal(12, windows.Past.Length);
    }

    [Fact]
    public void Values_at_the_ends_of_the_range_of_doubles_give_finite_or_infinite_distances_and_never_NaN()
    {
        var random = new DeterministicRandom(5);
        double[] wild = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? (i % 8 == 0 ? 1.7e308 : -1.7e308) : random.NextNormal())];
        var windows = new ReferenceWindows(wild, [.. Enumerable.Range(0, 400).Select(i => i / 40)]);
        Assert.DoesNotContain(windows.Past.ToArray(), double.IsNaN);
        Assert.False(double.IsNaN(windows.Distance(wild.AsSpan(0, 40))));
        Assert.Equal(1.7e308, Wasserstein.Distance([-1.7e308, 1], [1.7e308, 1]), 1e295);
        var huge = new ReferenceWindows([-1.7e308, -1.6e308, 1.6e308, 1.7e308], [0, 0, 1, 1]);
        Assert.True(double.IsPositiveInfinity(huge.Scale) || huge.Scale > 1e308);
        Assert.DoesNotContain(huge.Past.ToArray(), double.IsNaN);
    }

    [Fact]
    public void The_median_absolute_deviation_from_a_merge_is_that_of_sorting_the_deviations() => Law.Holds(x =>
    {
        var median = RobustScale.Median(x);
        return RobustScale.MedianAbsoluteDeviation(x) == RobustScale.Median(Array.ConvertAll(x, v => Math.Abs(v - median)));
    });

    [Fact]
    public void Labels_follow_their_values_through_a_sort()
    {
        var random = new DeterministicRandom(9);
        foreach (var count in new[] { 100, 20_000 })
        {
            double[] x = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? -0.0 : Math.Round(random.NextNormal(), 2) * Math.Pow(10, i % 5))];
            double[] sorted = [.. x];
            int[] labels = [.. Enumerable.Range(0, count)];
            Sorting.Sort(sorted, labels);
            Assert.Equal(x.Order(), sorted);
            Assert.All(sorted.Zip(labels), p => Assert.Equal(p.First, x[p.Second]));
            Assert.Equal(count, labels.Distinct().Count());
        }
    }
}
