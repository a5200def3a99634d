using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class ReferenceWindowsTests
{
    /// <summary>Windows of 1 to 4 values in a row; every fifth value belongs to none.</summary>
    static int[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i % 5 == 4 ? -1 : 3 + i / 4)];

    [Fact]
    public void A_past_window_is_as_far_from_the_reference_without_it_as_if_it_were_new() => Law.Holds(x =>
    {
        var numbers = Numbers(x.Length);
        var windows = new ReferenceWindows(x, numbers);
        if (windows.Scale == 0) return windows.Past.IsEmpty && double.IsNaN(windows.Distance([1.0]));
        double[] expected = [.. numbers.Where(w => w >= 0).Distinct().Order().Select(w => FromScratch(x, numbers, w, windows.Scale))];
        return expected.Zip(windows.Past.ToArray(), (a, b) => Math.Abs(a - b)).All(d => d <= 1e-12) && expected.Length == windows.Past.Length;
    });

    [Fact]
    public void Order_inside_a_window_does_not_matter() => Law.Holds(x =>
    {
        var numbers = Numbers(x.Length);
        int[] turned = [.. Enumerable.Range(0, x.Length).OrderBy(i => numbers[i] < 0 ? i : i / 4 * 4).ThenByDescending(i => i)];
        var turnedNumbers = Array.ConvertAll(turned, i => numbers[i]);
        return new ReferenceWindows(x, numbers).Past.SequenceEqual(new ReferenceWindows(Array.ConvertAll(turned, i => x[i]), turnedNumbers).Past);
    });

    [Theory]
    [InlineData(8, 3)]
    [InlineData(0.5, -16)]
    public void Unit_and_origin_do_not_matter(double unit, double origin) => Law.HoldsForPairs((x, y) =>
    {
        var numbers = Numbers(x.Length);
        double[] Moved(double[] values) => Array.ConvertAll(values, v => unit * v + origin);
        ReferenceWindows was = new(x, numbers), moved = new(Moved(x), numbers);
        return was.Past.Length == moved.Past.Length && was.Past.ToArray().Zip(moved.Past.ToArray()).All(p => Math.Abs(p.First - p.Second) <= 1e-11)
            && (was.Scale == 0 || Math.Abs(was.Distance(y) - moved.Distance(Moved(y))) <= 1e-11);
    });

    [Fact]
    public void Turning_all_signs_turns_the_distances() => Law.Holds(x =>
    {
        var numbers = Numbers(x.Length);
        double[] there = new ReferenceWindows(x, numbers).Past.ToArray(), back = new ReferenceWindows(Array.ConvertAll(x, v => -v), numbers).Past.ToArray();
        // Where median and mean both agree there is no direction, and the sign is +.
        return there.Zip(back).All(p => Math.Abs(p.First + p.Second) <= 1e-12 || Math.Abs(p.First - p.Second) <= 1e-12 && p.First >= 0);
    });

    [Fact]
    public void Windows_that_only_repeat_the_median_go_down_as_often_as_up()
    {
        // Whole numbers 0 to 4 whose median is 2 in every window; means differ.
        double[] x = [.. Enumerable.Range(0, 40).SelectMany(i => i % 2 == 0 ? new double[] { 0, 0, 2, 3, 3 } : [1, 1, 2, 4, 4])];
        int[] numbers = [.. Enumerable.Range(0, x.Length).Select(i => i / 5)];
        var past = new ReferenceWindows(x, numbers).Past.ToArray();
        Assert.Equal((20, 20), (past.Count(d => d < 0), past.Count(d => d > 0)));
    }

    [Fact]
    public void A_reference_of_which_half_is_equal_is_scaled_by_its_mean_deviation()
    {
        var windows = new ReferenceWindows([1, 1, 1, 5], [0, 0, 1, 1]);
        Assert.Equal((1.0, true), (windows.Scale, windows.IsMeanScale));
        Assert.Equal([-2, 2], windows.Past.ToArray());
        Assert.False(new ReferenceWindows([1, 2, 3, 5], [0, 0, 1, 1]).IsMeanScale);
    }

    [Fact]
    public void A_constant_reference_has_no_scale_and_no_distances()
    {
        var windows = new ReferenceWindows([1, 1, 1, 1], [0, 0, 1, 1]);
        Assert.Equal(0, windows.Scale);
        Assert.True(windows.Past.IsEmpty);
        Assert.True(double.IsNaN(windows.Distance([2.0])));
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out()
    {
        var windows = new ReferenceWindows([1, double.NaN, 2, 3, double.PositiveInfinity, 4], [0, 0, 0, 1, 2, 1]);
        Assert.Equal([1, 2, 3, 4], windows.Sorted.ToArray());
        Assert.Equal(2, windows.Past.Length);
        Assert.Throws<ArgumentException>(() => new ReferenceWindows([double.NaN], [0]));
        Assert.Throws<ArgumentException>(() => new ReferenceWindows([1, 2], [0]));
    }

    static double FromScratch(double[] x, int[] numbers, int window, double scale)
    {
        double[] own = [.. x.Where((_, i) => numbers[i] == window)], others = [.. x.Where((_, i) => numbers[i] != window)];
        return others.Length == 0 ? 0 : Wasserstein.SignedScaled(others, own, scale);
    }
}
