using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Reviews;

public class EdgeOddsTests
{
    static ReturnSeries Series(IEnumerable<double> values) => values.ToArray() is var v ? ReturnSeries.Of([.. Enumerable.Range(0, v.Length).Select(i => new DateTime(2000, 1, 3, 0, 0, 0, DateTimeKind.Utc).AddDays(i))], v) : null!;

    static ReturnSeries Drawn(ulong seed, int count, double annual, double phi = 0)
    {
        var random = new DeterministicRandom(seed);
        var x = random.NextNormal();
        return Series(Enumerable.Range(0, count).Select(_ => 0.01 * ((x = phi * x + Math.Sqrt(1 - phi * phi) * random.NextNormal()) + annual / Math.Sqrt(252))));
    }

    /// <summary>The error that the odds rest on.</summary>
    static double Error(ReturnSeries returns) => EdgeOdds.Of(returns, Series([])).Live is { Interval: { } i } live ? (i.High - live.Value) / 1.959963984540054 : double.NaN;

    /// <summary>The posterior by brute force: the product of two normal densities on a fine grid, summed up to the floor.</summary>
    static double ByGrid(double priorMean, double priorDeviation, double live, double error, double floor)
    {
        double below = 0, all = 0;
        for (var edge = -20.0; edge <= 20; edge += 0.0005)
        {
            var density = Math.Exp(-0.5 * Math.Pow((edge - priorMean) / priorDeviation, 2) - 0.5 * Math.Pow((edge - live) / error, 2));
            all += density;
            if (edge < floor) below += density;
        }
        return below / all;
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(0.4, 0.2)]
    [InlineData(-0.3, 0.0)]
    public void The_odds_are_those_of_the_two_densities_multiplied(double floor, double haircut)
    {
        ReturnSeries live = Drawn(1, 250, -0.6, 0.1), backtest = Drawn(2, 2500, 0.9);
        var b = SharpeRatio.Of(backtest).Value;
        var odds = EdgeOdds.Of(live, backtest, floor, haircut);
        Assert.Equal(ByGrid((1 - haircut) * b, Math.Sqrt(Math.Pow(Error(backtest), 2) + Math.Pow(haircut * b, 2)), SharpeRatio.Of(live).Value, Error(live), floor), odds.BelowFloor.Value, 1e-3);
        Assert.InRange(odds.Edge.Value, Math.Min(odds.Live.Value, odds.Prior.Value), Math.Max(odds.Live.Value, odds.Prior.Value));
    }

    [Fact]
    public void Without_a_backtest_the_odds_are_those_of_the_live_record_and_its_reason_is_told()
    {
        var odds = EdgeOdds.Of(Drawn(3, 250, 0.5), Series(Enumerable.Repeat(0.001, 500)));
        Assert.Equal(odds.WithoutPrior.Value, odds.BelowFloor.Value, 1e-12);
        Assert.Contains("no variance", odds.Prior.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "10 returns; odds need 20")]
    [InlineData(0, "there are no returns")]
    public void A_record_too_short_has_no_odds_and_says_why(int count, string because)
    {
        var odds = EdgeOdds.Of(Drawn(4, count, 0.5), Drawn(5, 1000, 0.5));
        Assert.All([odds.BelowFloor, odds.WithoutPrior, odds.Edge, odds.SessionsNeeded], m => Assert.Contains(because, m.Because, StringComparison.Ordinal));
        Assert.Contains(because, odds.Sentence(Language.English), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 1.02, 1.35)]
    [InlineData(5000, 1.0, 1.02)]
    public void The_error_is_the_consistent_one_made_wider_for_a_short_record(int count, double least, double most)
    {
        var returns = Drawn(21, count, 0.5);
        Assert.InRange(Error(returns) / (SharpeErrors.Of(returns).Hac * Math.Sqrt(252)), least, most);
    }

    [Fact]
    public void A_constant_record_has_no_odds() => Assert.Contains("no variance", EdgeOdds.Of(Series(Enumerable.Repeat(0.001, 100)), Drawn(5, 1000, 0.5)).BelowFloor.Because, StringComparison.Ordinal);

    [Fact]
    public void More_declared_trials_never_make_the_backtest_more_believed()
    {
        ReturnSeries live = Drawn(6, 250, 0.3), backtest = Drawn(7, 2500, 1.2);
        var cuts = new int?[] { null, 1, 2, 10, 100, 10_000, 100_000_000 }.Select(trials => EdgeOdds.Of(live, backtest, haircut: 0.1, trials: trials)).ToArray();
        Assert.Equal(cuts.Select(c => c.Haircut), cuts.Select(c => c.Haircut).Order());
        Assert.Equal(0.1, cuts[1].Haircut);
        Assert.Equal(1, cuts[^1].Haircut, 1e-9);
        Assert.Equal(0, cuts[^1].Prior.Value, 1e-9);
    }

    /// <summary>Harvey and Liu (2015), section 2: an annual ratio of 0.75 over ten years has t = 2.37 and p = 0.0177; of ten trials p = 0.177 is left, t = 1.35 and a ratio of 0.43.</summary>
    [Fact]
    public void The_haircut_of_declared_trials_is_that_of_the_paper()
    {
        var t = 0.75 * Math.Sqrt(10);
        var p = 10 * TailProbability.NormalTwoSided(t);
        Assert.Equal(0.177, p, 2e-3);
        var backtest = Scaled(8, 2520, t);
        var odds = EdgeOdds.Of(Drawn(9, 250, 0.3), backtest, haircut: 0, trials: 10);
        var seen = SharpeRatio.Of(backtest).Value / Error(backtest);
        Assert.Equal(t, seen, 1e-6);
        Assert.Equal(1 - 1.349 / 2.3717, odds.Haircut, 2e-3);
    }

    /// <summary>Returns whose ratio is so many of its errors: the mean is moved until it is.</summary>
    static ReturnSeries Scaled(ulong seed, int count, double t)
    {
        double low = -1, high = 5;
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            var series = Drawn(seed, count, middle);
            if (SharpeRatio.Of(series).Value / Error(series) < t) low = middle;
            else high = middle;
        }
        return Drawn(seed, count, (low + high) / 2);
    }

    [Fact]
    public void So_many_more_sessions_pass_the_level_and_one_fewer_does_not() => Prop.ForAll(Gen.Zip(Gen.Choose(1, 500), Gen.Choose(-20, 20)).ToArbitrary(), drawn =>
    {
        ReturnSeries live = Drawn((ulong)drawn.Item1, 200, drawn.Item2 / 10.0), backtest = Drawn((ulong)drawn.Item1 + 1000, 1000, 0.8);
        var odds = EdgeOdds.Of(live, backtest);
        if (odds.SessionsNeeded is not { Exists: true } needed) return true;
        var (ratio, error) = (odds.Live.Value, Error(live));
        double s = (odds.Prior.Interval!.High - odds.Prior.Value) / 1.959963984540054, p0 = 1 / (s * s);
        double Odds(double more)
        {
            var w = (live.Count + more) / (live.Count * error * error);
            return TailProbability.Normal(-Math.Sign(ratio) * (odds.Prior.Value * p0 + ratio * w) / Math.Sqrt(p0 + w));
        }
        return Odds(needed.Value) >= 0.95 - 1e-9 && (needed.Value == 0 || Odds(needed.Value - 1) < 0.95 + 1e-9);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_a_prior_the_sessions_needed_are_the_minimum_track_record_by_the_same_error()
    {
        var live = Drawn(11, 250, 1.0);
        var odds = EdgeOdds.Of(live, Series([]));
        var expected = Math.Max(0, Math.Ceiling(250 * Math.Pow(1.6448536269514722 * Error(live) / SharpeRatio.Of(live).Value, 2) - 250));
        Assert.Equal(expected, odds.SessionsNeeded.Value);
    }

    /// <summary>True edges are drawn, what is left of them live as the prior says; among models with odds of so much, so many are below the floor.</summary>
    [Theory]
    [InlineData(0.2, 252)]
    [InlineData(0.0, 126)]
    public void Stated_odds_are_as_frequent_as_they_say(double phi, int sessions)
    {
        const int runs = 3_000;
        const double haircut = 0.5;
        var (stated, below) = (new double[runs], new bool[runs]);
        Parallel.For(0, runs, run =>
        {
            var random = new DeterministicRandom((ulong)run + 77);
            var edge = 4 * random.NextDouble() - 2;
            var backtest = Drawn((ulong)run * 3 + 5, 1_000, edge, phi);
            var seen = SharpeRatio.Of(backtest).Value;
            var truth = seen > 0 ? edge - haircut * seen + haircut * seen * random.NextNormal() : edge;
            stated[run] = EdgeOdds.Of(Drawn((ulong)run * 7 + 3, sessions, truth, phi), backtest, 0, haircut).BelowFloor.Value;
            below[run] = truth < 0;
        });
        for (var low = 0.0; low < 0.99; low += 0.2)
        {
            int[] inside = [.. Enumerable.Range(0, runs).Where(r => stated[r] >= low && stated[r] < low + 0.2 + (low > 0.7 ? 1 : 0))];
            var (said, found) = (inside.Average(r => stated[r]), (double)inside.Count(r => below[r]) / inside.Length);
            Assert.InRange(found, said - 0.01 - 3.5 * Math.Sqrt(said * (1 - said) / inside.Length), said + 0.01 + 3.5 * Math.Sqrt(said * (1 - said) / inside.Length));
        }
    }

    [Fact]
    public void Odds_are_worded_in_both_languages_and_never_rounded_to_certainty()
    {
        var odds = EdgeOdds.Of(Drawn(12, 2000, -6), Drawn(13, 100, 0.1));
        Assert.StartsWith("> 99 % odds that the live edge is below its floor", odds.Sentence(Language.English), StringComparison.Ordinal);
        Assert.Contains("plancher", odds.ToDocument(Language.French).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 0.5, 1, 0.95)]
    [InlineData(0, 1.1, 1, 0.95)]
    [InlineData(0, 0.5, 0, 0.95)]
    [InlineData(0, 0.5, 1, 0.5)]
    public void Settings_out_of_range_are_refused(double floor, double haircut, int trials, double level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EdgeOdds.Of(Drawn(1, 50, 0), Drawn(2, 50, 0), floor, haircut, trials, level));
}
