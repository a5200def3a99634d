using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class BacktestFanTests
{
    static double[] Noise(int n, ulong seed, double mean = 0.0003, double deviation = 0.01)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, n).Select(_ => mean + deviation * random.NextNormal())];
    }

    [Fact]
    public void The_fan_along_given_positions_equals_the_reference()
    {
        var oracle = PerformanceOracle.Real();
        var row = oracle.Cases("numpy", "bootstrap fan").Single();
        int[][] positions = [.. row.GetProperty("args").GetProperty("indices").EnumerateArray().Select(p => p.EnumerateArray().Select(i => i.GetInt32()).ToArray())];
        var backtest = First(oracle.Returns("fxmom_bt_d"), 250);
        var live = First(oracle.Returns("fxmom_live_d"), 60);
        var fan = BacktestFan.Along(live, backtest, positions);
        var expected = row.GetProperty("value");
        var sorted = Enumerable.Range(0, 60).Select(t => positions.Select(p => p[..(t + 1)].Aggregate(0.0, (g, i) => g + backtest.Values[i] * (1 + g))).Order().ToArray()).ToArray();
        foreach (var quantile in expected.GetProperty("quantile_paths_type7").EnumerateObject())
        {
            var probability = double.Parse(quantile.Name, System.Globalization.CultureInfo.InvariantCulture) / 100;
            var wanted = quantile.Value.Numbers();
            for (var t = 0; t < wanted.Length; t++)
            {
                OracleFile.Near(wanted[t], 1 + RobustScale.QuantileSorted(sorted[t], probability), 1e-12, $"{quantile.Name} % of session {t}");
                if (fan.Probabilities.ToList().IndexOf(probability) is >= 0 and var q) OracleFile.Near(wanted[t], 1 + fan.Quantiles[q][t], 1e-12, $"{quantile.Name} % of session {t}");
            }
        }

        var paths = FanPaths.Along(backtest.Values.ToArray(), positions, []);
        var (terminal, deepest, growth) = (expected.Numbers("terminal"), expected.Numbers("max_drawdowns"), live.Growth());
        for (var p = 0; p < positions.Length; p++)
        {
            OracleFile.Near(1 + terminal[p], 1 + paths.ByStep[^1][p], 1e-12, $"end of path {p}");
            PerformanceOracle.Near(deepest[p], paths.Deepest[p], 1e-12, $"drawdown of path {p}", 1e-14);
        }
        var days = expected.GetProperty("rank_by_day_strict_and_weak").EnumerateArray().Select(d => d[1].GetDouble()).ToArray();
        for (var t = 0; t < days.Length; t++) Assert.Equal(days[t], paths.ByStep[t].Count(w => w <= growth[t]) / 40.0);
        Assert.Equal(expected.Number("p_terminal_leq_live"), fan.WealthPercentile.Value);
        Assert.Equal(expected.Number("p_drawdown_worse_than_live"), fan.DrawdownPercentile.Value);
        Assert.Equal(expected.Number("expected_shortfall_5pct_terminal"), fan.ExpectedShortfall.Value, 1e-14);
    }

    /// <summary>The reference gives lengths under one session where there is no memory; a block has one at least.</summary>
    [Fact]
    public void Block_lengths_of_real_returns_equal_arch()
    {
        var oracle = PerformanceOracle.Real();
        var rows = oracle.Cases("arch", "optimal_block_length").ToArray();
        Assert.Equal(12, rows.Length);
        foreach (var row in rows)
        {
            var found = PolitisWhite.BlockLength(oracle.Returns(PerformanceOracle.Series(row)).Values);
            var expected = row.Numbers("value");
            OracleFile.Near(Math.Max(1, expected[0]), found.Stationary, 1e-9, PerformanceOracle.Series(row));
            OracleFile.Near(Math.Max(1, expected[1]), found.Circular, 1e-9, PerformanceOracle.Series(row));
        }
    }

    static ReturnSeries First(ReturnSeries all, int count) => ReturnSeries.Of([.. all.Dates.Take(count)], all.Values[..count], all.Calendar);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_cores()
    {
        ReturnSeries live = Daily(Noise(60, 1)), backtest = Daily(Noise(700, 2));
        var options = new FanOptions { Paths = 1_100 };
        BacktestFan one = BacktestFan.Of(live, backtest, options, 1), three = BacktestFan.Of(live, backtest, options, 3);
        Assert.Equal(one.Quantiles, three.Quantiles);
        Assert.Equal(one.Measurements, three.Measurements);
        Assert.Equal(one.Bands[2].Low, three.Bands[2].Low);
        Assert.NotEqual(one.Quantiles[0], BacktestFan.Of(live, backtest, options with { Seed = 2 }, 1).Quantiles[0]);
    }

    [Fact]
    public void Ninety_five_of_a_hundred_fresh_paths_stay_inside_the_band_that_holds_all_along()
    {
        var backtest = Daily(Noise(1_000, 3));
        var options = new FanOptions { Paths = 4_000, MeanBlock = 1 };
        int alwaysInside = 0, pointwiseInside = 0;
        const int lives = 400;
        var fan = BacktestFan.Of(Daily(Noise(60, 4)), backtest, options);
        var random = new DeterministicRandom(99);
        for (var i = 0; i < lives; i++)
        {
            double growth = 0;
            bool inside = true, pointwise = true;
            for (var t = 0; t < 60; t++)
            {
                growth = (1 + growth) * (1 + backtest.Values[random.NextInt32(1_000)]) - 1;
                inside &= growth >= fan.Bands[2].Low[t] && growth <= fan.Bands[2].High[t];
                pointwise &= growth >= fan.Bands[1].Low[t] && growth <= fan.Bands[1].High[t];
            }
            alwaysInside += inside ? 1 : 0;
            pointwiseInside += pointwise ? 1 : 0;
        }
        Assert.InRange(alwaysInside / (double)lives, 0.92, 0.98);
        Assert.True(pointwiseInside / (double)lives < 0.85, $"{pointwiseInside} of {lives} never left the band of single sessions.");
    }

    /// <summary>Fixed seeds, few lives: the rates of the table in ModelOpsLab.Benchmarks, with room for chance.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void A_life_of_the_backtests_own_process_seldom_leaves_the_band_all_along_and_one_that_loses_does(bool clustered)
    {
        const int lives = 120, sessions = 42, history = 750;
        int good = 0, bad = 0;
        for (ulong life = 1; life <= lives; life++)
        {
            var noise = Dependent(history + 500 + sessions, life, clustered);
            var fan = BacktestFan.Of(Daily(noise[^sessions..]), Daily(noise[..history]), new() { Paths = 600, Seed = life }, 1);
            good += fan.Bands[2].Breach is null ? 0 : 1;
            var losing = Daily(Array.ConvertAll(noise[^sessions..], r => r - 0.012)).Growth();
            bad += Enumerable.Range(0, sessions).Any(t => losing[t] < fan.Bands[2].Low[t]) ? 1 : 0;
        }
        Assert.InRange(good, 1, lives / 10);
        Assert.True(bad > 0.9 * lives, $"{bad} of {lives} losing lives left the band.");

        // AR(1) of 0.3, or variance that follows the squares of the past, both of deviation 1 %.
        static double[] Dependent(int count, ulong seed, bool clustered)
        {
            var random = new DeterministicRandom(seed);
            var values = new double[count];
            for (var (t, x, variance) = (-100, 0.0, 1.0); t < count; t++)
            {
                x = clustered ? Math.Sqrt(variance) * random.NextNormal() : 0.3 * x + Math.Sqrt(1 - 0.09) * random.NextNormal();
                variance = 0.04 + 0.08 * x * x + 0.88 * variance;
                if (t >= 0) values[t] = 0.0005 + 0.01 * x;
            }
            return values;
        }
    }

    [Fact]
    public void Paths_spread_as_lives_do_whose_mean_and_volatility_were_estimated()
    {
        const int n = 250, horizon = 250, paths = 8_000;
        var returns = Noise(n, 40, 0, 1e-6); // too small for compounding to matter
        var (deviation, mean) = (Moments.StandardDeviation(returns), Moments.Mean(returns));
        var ends = FanPaths.Draw(returns, horizon, paths, 1, deviation / Math.Sqrt(n), [], 41, 2).ByStep[^1];
        const double degrees = n / 1.5 - 1;
        Assert.Equal(2 * degrees / (degrees - 2), Moments.Variance(ends) / (horizon * deviation * deviation), 0.1);
        Assert.Equal(horizon * mean, Moments.Mean(ends), 4 * deviation * Math.Sqrt(2.0 * horizon / paths));
    }

    [Fact]
    public void The_rank_of_the_band_all_along_is_the_one_that_a_hundredth_path_leaves_as_often_as_it_says()
    {
        int[] Extreme(int n) => [.. Enumerable.Range(0, n).Select(i => Math.Min(i + 1, n - i))];
        double[][] Sorted(int n) => [[.. Enumerable.Range(0, n).Select(i => (double)i)]];
        var (low, high, rank) = FanBand.AllAlong(Sorted(99), Extreme(99), 0.9);
        Assert.Equal((4.0, 94.0, 5), (low[0], high[0], rank)); // of a hundred places in the order, five below and five above
        Assert.Equal(1, FanBand.AllAlong(Sorted(19), Extreme(19), 0.95).Rank);
    }

    [Fact]
    public void The_band_that_holds_all_along_contains_the_others_where_it_should_and_the_live_path_leaves_it_later()
    {
        var live = Daily(Noise(120, 5, -0.004));
        var fan = BacktestFan.Of(live, Daily(Noise(900, 6)), new() { Paths = 3_000 });
        var (inner, outer, all) = (fan.Bands[0], fan.Bands[1], fan.Bands[2]);
        Assert.All(Enumerable.Range(0, live.Count), t => Assert.True(all.Low[t] <= outer.Low[t] && outer.Low[t] <= inner.Low[t] && inner.High[t] <= outer.High[t] && outer.High[t] <= all.High[t]));
        Assert.NotNull(all.Breach);
        Assert.True(all.Below && inner.Breach <= outer.Breach && outer.Breach <= all.Breach);
        Assert.True(fan.WealthPercentile.Value < 0.01);
        Assert.True(fan.ExpectedShortfall.Value < fan.Quantiles[1][^1]);
    }

    [Fact]
    public void A_live_path_on_the_worst_resampled_path_is_rare_and_one_on_the_median_is_not()
    {
        var backtest = Daily(Noise(500, 7));
        var bad = BacktestFan.Of(Daily([.. Noise(100, 8, -0.01)]), backtest, new() { Paths = 1_000 });
        Assert.Equal(0, bad.WealthPercentile.Value);
        Assert.Equal("fewer than 1 in 1,000", DrawdownOdds.OneIn(bad.DrawdownPercentile, Language.English));
        Assert.True(bad.WealthPercentile.Interval!.High > 0);
        var good = BacktestFan.Of(Daily(Noise(100, 9)), backtest, new() { Paths = 1_000 });
        Assert.InRange(good.WealthPercentile.Value, 0.02, 0.98);
    }

    [Fact]
    public void Drawdowns_of_resampled_paths_are_those_of_the_table_of_drawdowns()
    {
        var returns = Noise(300, 10);
        var random = new DeterministicRandom(11);
        int[][] positions = [.. Enumerable.Range(0, 40).Select(_ => StationaryBootstrap.Positions(300, 80, 5, random))];
        const int age = 9;
        var paths = FanPaths.Along(returns, positions, [age]);
        for (var p = 0; p < positions.Length; p++)
        {
            double[] path = [.. positions[p].Select(i => returns[i])];
            var table = Drawdowns.Of(Daily(path));
            Assert.Equal(table.Maximum.Value, paths.Deepest[p], 1e-15);
            Assert.Equal(table.LongestSessions.Value, paths.Longest[p]);
            Assert.Equal(table.All.Count(d => d.Sessions >= age), paths.Depths[0][p]?.Count ?? 0);
        }
    }

    [Fact]
    public void A_drawdown_is_placed_among_those_that_lasted_as_long_by_how_deep_they_were_by_then()
    {
        // One path of two drawdowns: three sessions to −10 %, then five to −30 %, of which the first three reached −20 %.
        double[] returns = [-0.05, -0.0526, 0.2, -0.1, -0.05, -0.065, -0.05, -0.079];
        var paths = FanPaths.Along(returns, [[0, 1, 2, 3, 4, 5, 6, 7]], [3]);
        Assert.Equal([-0.1, -0.2], paths.Depths[0][0]!, (a, b) => Math.Abs(a - b) < 0.001);
        var odds = DrawdownOdds.Of(new(null, default, null, -0.15, 3, 3), paths, 0);
        Assert.Equal(0.5, odds.LikeLength.Value);
        Assert.Equal(1, odds.Depth.Value);
        Assert.Equal("1 in 2", DrawdownOdds.OneIn(odds.LikeLength, Language.English));
        Assert.Equal("1 sur 2", DrawdownOdds.OneIn(odds.LikeLength, Language.French));
    }

    [Fact]
    public void The_open_drawdown_is_placed_beside_the_deepest_at_its_own_age()
    {
        var fan = BacktestFan.Of(Daily([.. Noise(30, 30, 0.002), -0.08, .. Enumerable.Repeat(0.01, 20), -0.01, -0.01]), Daily(Noise(600, 31)), new() { Paths = 2_000 });
        Assert.False(fan.Deepest!.Drawdown.IsOpen);
        Assert.Equal((2, true), (fan.Open!.Drawdown.Sessions, fan.Open.Drawdown.IsOpen));
        Assert.True(fan.Open.Depth.Value > fan.Deepest.Depth.Value && fan.Open.LikeLength.Value > 0.02);
        var falling = BacktestFan.Of(Daily([0.01, .. Enumerable.Repeat(-0.01, 9)]), Daily(Noise(600, 31)), new() { Paths = 2_000 });
        Assert.Same(falling.Deepest!.Drawdown, falling.Open!.Drawdown);
        Assert.Equal(falling.Deepest, falling.Open);
    }

    [Fact]
    public void Blocks_are_longer_than_Politis_and_White_say_and_more_so_where_volatility_clusters()
    {
        var calm = Noise(1_000, 12);
        double[] clustered = [.. calm.Select((r, i) => i / 100 % 2 == 0 ? r : 4 * r)];
        var length = Math.Max(PolitisWhite.BlockLength(calm).Stationary, PolitisWhite.BlockLength(Array.ConvertAll(calm, Math.Abs)).Stationary);
        Assert.Equal(1.5 * length, BacktestFan.Of(Daily(Noise(20, 13)), Daily(calm), new() { Paths = 100 }).MeanBlock);
        Assert.True(BacktestFan.Of(Daily(Noise(20, 13)), Daily(clustered), new() { Paths = 100 }).MeanBlock > 30);
        Assert.InRange(BacktestFan.Of(Daily(Noise(20, 13)), Daily(clustered[..300]), new() { Paths = 100 }).MeanBlock, 20, 60); // a fifth of the backtest at most
    }

    [Fact]
    public void A_fan_that_cannot_be_drawn_says_why()
    {
        var good = Daily(Noise(100, 14));
        Assert.Contains("live: there are no returns", BacktestFan.Of(Daily([]), good).Because, StringComparison.Ordinal);
        Assert.Contains("60 are needed", BacktestFan.Of(good, Daily(Noise(59, 15))).Because, StringComparison.Ordinal);
        Assert.Contains("more than everything was lost", BacktestFan.Of(good, Daily([.. Noise(99, 16), -1.2])).Because, StringComparison.Ordinal);
        var fan = BacktestFan.Of(Daily([]), good);
        Assert.All(fan.Measurements, m => Assert.Equal("there is no fan", m.Because));
        Assert.Contains("No fan: live: there are no returns.", fan.ToString(), StringComparison.Ordinal);
        Assert.Contains("Pas d’éventail", PlainTextWriter.Write(fan.ToDocument(Language.French)), StringComparison.Ordinal);
        Assert.Empty(fan.Chart(Language.English).X);
    }

    [Fact]
    public void A_day_that_loses_everything_stays_in_the_fan_and_more_paths_than_memory_are_refused()
    {
        var fan = BacktestFan.Of(Daily(Noise(50, 17)), Daily([.. Noise(99, 18), -1]), new() { Paths = 500 });
        Assert.Equal(-1, fan.Quantiles[0][^1]);
        Assert.Throws<ArgumentException>(() => BacktestFan.Of(Daily(Noise(20_000, 19)), Daily(Noise(99, 18))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FanOptions { Paths = 99 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FanOptions { MeanBlock = double.NaN });
    }

    [Fact]
    public void A_life_without_a_loss_has_no_drawdown_and_every_path_is_as_deep()
    {
        var fan = BacktestFan.Of(Daily([.. Enumerable.Repeat(0.001, 30)]), Daily(Noise(200, 20)), new() { Paths = 200 });
        Assert.Null(fan.Deepest);
        Assert.Equal(1, fan.DrawdownPercentile.Value);
        Assert.Equal(fan.Bands[2].Breach is null, fan.ToString().Contains("never", StringComparison.Ordinal));
    }
}
