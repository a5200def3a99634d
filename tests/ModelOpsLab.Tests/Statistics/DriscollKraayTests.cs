using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class DriscollKraayTests
{
    static readonly int[] One = [.. Enumerable.Range(0, 61)];

    static double[] Normal(ulong seed, int count)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }

    [Fact]
    public void Of_one_member_a_time_it_is_Newey_and_West()
    {
        double[] x = Normal(1, 60), y = Normal(2, 60);
        Assert.Equal(NeweyWest.MeanStandardError(x), DriscollKraay.MeanStandardError(x, One), 1e-15);
        var (expected, actual) = (NeweyWest.Slope(x, y), DriscollKraay.Slope(x, y, One));
        Assert.Equal((expected.Slope, expected.Intercept, expected.Lags), (actual.Slope, actual.Intercept, actual.Lags));
        Assert.Equal(expected.StandardError, actual.StandardError, 1e-14);
    }

    [Fact]
    public void Members_that_say_the_same_say_no_more_than_one_of_them()
    {
        double[] x = Normal(1, 60), y = Normal(2, 60);
        double[] Thirty(double[] v) => [.. v.SelectMany(value => Enumerable.Repeat(value, 30))];
        int[] starts = [.. One.Select(t => 30 * t)];
        Assert.Equal(NeweyWest.MeanStandardError(x), DriscollKraay.MeanStandardError(Thirty(x), starts), 1e-14);
        Assert.Equal(NeweyWest.Slope(x, y).StandardError, DriscollKraay.Slope(Thirty(x), Thirty(y), starts).StandardError, 1e-14);
        Assert.Equal(NeweyWest.MeanStandardError(x, 0) / Math.Sqrt(30), NeweyWest.MeanStandardError(Thirty(x), 0), 1e-14); // what counting rows would say
    }

    [Fact]
    public void Its_intervals_hold_what_they_say_where_members_move_together()
    {
        // 250 times of 10 members with a common part of the same variance as their own: pooled rows would cover in some two cases of three.
        int[] starts = [.. Enumerable.Range(0, 251).Select(t => 10 * t)];
        int covered = 0, pooled = 0;
        for (var run = 0; run < 1000; run++)
        {
            double[] common = Normal((ulong)(10_000 + run), 250), own = Normal((ulong)(20_000 + run), 2500);
            double[] rows = [.. own.Select((v, i) => v + common[i / 10])];
            var mean = Math.Abs(rows.Average());
            if (mean < TailProbability.NormalPoint95 * DriscollKraay.MeanStandardError(rows, starts)) covered++;
            if (mean < TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(rows, 0)) pooled++;
        }
        Assert.InRange(covered, 925, 965); // 95 % but for four lags and Monte Carlo error, 1.4 points at two sigmas
        Assert.InRange(pooled, 500, 700);
    }

    [Fact]
    public void Times_that_do_not_fit_the_rows_are_refused()
    {
        double[] x = Normal(1, 6);
        Assert.Contains("1 times, 2 needed", Assert.Throws<ArgumentException>(() => DriscollKraay.MeanStandardError(x, [0, 6])).Message, StringComparison.Ordinal);
        Assert.Contains("from row 0 to 5", Assert.Throws<ArgumentException>(() => DriscollKraay.MeanStandardError(x, [0, 3, 5])).Message, StringComparison.Ordinal);
        Assert.Contains("Time 1 has no row", Assert.Throws<ArgumentException>(() => DriscollKraay.MeanStandardError(x, [0, 3, 3, 6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DriscollKraay.MeanStandardError([1, double.NaN], [0, 1, 2]));
    }
}
