using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

/// <summary>What other software was seen to get wrong, each as a behaviour of ours.</summary>
public class PerformanceDefectTests
{
    static double[] Normals(ulong seed, int count, double mean, double deviation)
    {
        DeterministicRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + deviation * random.NextNormal())];
    }

    [Fact]
    public void A_probability_of_the_Sharpe_ratio_takes_the_raw_kurtosis_not_the_excess()
    {
        // Ratio 0.6 a period, the size at which the confusion makes the variance a fifth too small.
        var returns = Daily(Normals(5, 60, 0.006, 0.01));
        double ratio = SharpeErrors.Of(returns).Ratio, n = returns.Count, raw = returns.Shape.Kurtosis, skew = returns.Shape.Skewness;
        var right = TailProbability.Normal(-(ratio - 0.5) / Math.Sqrt((1 - skew * ratio + (raw - 1) / 4 * ratio * ratio) / (n - 1)));
        var wrong = TailProbability.Normal(-(ratio - 0.5) / Math.Sqrt((1 - skew * ratio + (raw - 4) / 4 * ratio * ratio) / (n - 1)));
        var ours = ProbabilisticSharpeRatio.Of(returns, 0.5 * Math.Sqrt(252)).Value;
        Assert.Equal(right, ours, 1e-12);
        Assert.True(Math.Abs(wrong - ours) > 0.002);
    }

    [Fact]
    public void The_library_that_takes_three_from_an_excess_kurtosis_is_not_what_ours_equals()
    {
        var oracle = Edges();
        foreach (var series in new[] { "edge_monthly_12", "edge_yearly_5" })
            Assert.NotEqual(oracle.Cases("quantstats", "probabilistic_sharpe_ratio").Single(r => Series(r) == series).Number("value"), ProbabilisticSharpeRatio.Of(oracle.Returns(series)).Value, 1e-6);
    }

    [Fact]
    public void A_probability_and_a_track_record_exist_for_a_ratio_below_its_reference()
    {
        var losing = Daily(Normals(5, 250, -0.001, 0.01));
        Assert.True(ProbabilisticSharpeRatio.Of(losing, 1).Value < 0.05);
        Assert.True(MinimumTrackRecord.Of(losing, 1).Value > 1);
    }

    [Fact]
    public void Resampled_paths_end_in_different_places()
    {
        var returns = Normals(3, 250, 0, 0.01);
        var random = new DeterministicRandom(1);
        int[][] positions = [.. Enumerable.Range(0, 200).Select(_ => StationaryBootstrap.Positions(250, 250, 5, random))];
        var ends = BacktestFan.Along(Daily(returns), Daily(returns), positions).Quantiles;
        // A permutation of the same returns would end where they end, always.
        Assert.True(ends[^1][^1] - ends[0][^1] > 0.2);
    }

    [Fact]
    public void Numbers_do_not_depend_on_what_was_asked_before()
    {
        var values = Normals(9, 500, 0.0003, 0.01);
        var fresh = SharpeRatio.Of(Daily(values), Rate.Annual(0.02));
        var asked = Daily(values);
        foreach (var m in PerformanceSummary.Of(asked, riskFree: Rate.Annual(0.05)).Measurements.Concat(Drawdowns.Of(asked, 0.05).Measurements)) Assert.NotEmpty(m.Text);
        Assert.Equal(fresh, SharpeRatio.Of(asked, Rate.Annual(0.02)));
        Assert.Equal(CompoundAnnualGrowth.Of(Daily(values)), CompoundAnnualGrowth.Of(asked));
        Assert.Equal(PerformanceSummary.Of(Daily(values)).Measurements, PerformanceSummary.Of(asked).Measurements);
    }

    [Fact]
    public void An_annual_rate_is_never_subtracted_every_day()
    {
        var returns = Daily(Normals(9, 500, 0.0003, 0.01));
        double plain = SharpeRatio.Of(returns).Value, volatility = Volatility.Of(returns).Value;
        Assert.Equal(0.02 / volatility, plain - SharpeRatio.Of(returns, Rate.Annual(0.02)).Value, 0.05 * 0.02 / volatility);
    }

    [Fact]
    public void A_value_that_is_no_return_is_not_taken_for_a_price() =>
        // 12, 13, 14, 15 are returns of 1,200 % and more: wealth only rises.
        Assert.Equal(0, Drawdowns.Of(Daily(12, 13, 14, 15)).Maximum.Value);

    [Fact]
    public void A_window_up_to_a_day_does_not_change_with_what_comes_later()
    {
        double[] own = Normals(1, 300, 0, 0.01), other = Normals(2, 300, 0, 0.01);
        var known = BenchmarkComparison.Of(Daily(own[..200]), Daily(other[..200]));
        own[250] = 0.5;
        other[251] = -0.4;
        Assert.Equal(known.Measurements, BenchmarkComparison.Of(Daily(own[..200]), Daily(other[..200])).Measurements);
        Assert.Equal(200, known.Count);
    }

    [Fact]
    public void A_loss_on_the_first_day_is_in_the_drawdown_the_table_and_the_curve()
    {
        var table = Drawdowns.Of(Daily(-0.1, 0.05, 0.02));
        Assert.Equal(-0.1, table.Maximum.Value, 1e-15);
        Assert.Equal(table.Maximum.Value, table.Deepest(1)[0].Depth);
        Assert.Equal(table.Maximum.Value, table.Underwater[0]);
        Assert.Null(table.All[0].Peak);
    }

    [Fact]
    public void Captures_are_numbers_where_the_two_calendars_differ()
    {
        DateTime monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var returns = ReturnSeries.Of([monday, monday.AddDays(1), monday.AddDays(2), monday.AddDays(4)], [0.01, -0.01, 0.02, 0.01]);
        var benchmark = ReturnSeries.Of([monday, monday.AddDays(1), monday.AddDays(3), monday.AddDays(4)], [0.02, -0.02, 0.05, 0.01]);
        var comparison = BenchmarkComparison.Of(returns, benchmark);
        Assert.Equal((3, 1, 1), (comparison.Count, comparison.WithoutBenchmark, comparison.BenchmarkOnly));
        Assert.Equal(0.5, comparison.DownCapture.Value, 1e-12);
        Assert.Equal((Math.Sqrt(1.01 * 1.01) - 1) / (Math.Sqrt(1.02 * 1.01) - 1), comparison.UpCapture.Value, 1e-12);
    }

    [Fact]
    public void A_capture_does_not_grow_with_the_length_of_the_record()
    {
        double[] own = Normals(1, 250, 0.0005, 0.01), other = [.. own.Select(v => 2 * v)];
        var (year, ten) = (BenchmarkComparison.Of(Daily(own), Daily(other)), BenchmarkComparison.Of(Daily([.. Enumerable.Repeat(own, 10).SelectMany(v => v)]), Daily([.. Enumerable.Repeat(other, 10).SelectMany(v => v)])));
        Assert.Equal(year.UpCapture.Value, ten.UpCapture.Value, 1e-12);
        Assert.Equal(0.5, ten.UpCapture.Value, 0.01);
    }

    [Fact]
    public void An_open_drawdown_is_open_and_has_no_recovery()
    {
        var table = Drawdowns.Of(Daily(0.02, -0.01, 0.02, -0.3, 0.01, 0.01));
        Assert.True(table.Open is { IsOpen: true, Recovery: null, Sessions: 3 });
        Assert.Equal(3, table.LongestSessions.Value);
    }

    [Fact]
    public void Constant_returns_have_no_ratio_of_1e16_anywhere()
    {
        var summary = PerformanceSummary.Of(Daily([.. Enumerable.Repeat(0.001, 250)]), benchmark: Daily([.. Enumerable.Repeat(0.001, 250)]), trials: 10);
        Assert.All(summary.Measurements, m => Assert.True(m.Exists ? Math.Abs(m.Value) < 1e6 : m.Because is { Length: > 10 }, m.ToString()));
        Assert.Contains("no variance", summary["sharpe_ratio"].Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_return_below_minus_one_gives_no_drawdown_of_more_than_everything()
    {
        var returns = Real().Returns("wti_2020_d");
        Assert.Contains("-301.97 %", Drawdowns.Of(returns).Maximum.Because, StringComparison.Ordinal);
        Assert.True(SharpeRatio.Of(returns).Exists);
    }

    [Fact]
    public void A_day_of_minus_one_hundred_per_cent_ends_the_wealth_and_says_what_it_leaves()
    {
        var summary = PerformanceSummary.Of(Daily(0.01, -1, 0.05, 0.02));
        Assert.Equal((-1, -1, -1), (summary["pnl"].Value, summary["max_drawdown"].Value, summary["compound_annual_growth"].Value));
        Assert.Contains("everything was lost on 2024-01-02", summary["stability"].Because, StringComparison.Ordinal);
        Assert.True(summary["sharpe_ratio"].Exists);
    }

    [Fact]
    public void A_number_of_trials_that_nobody_declared_leaves_no_deflated_ratio_and_says_how_to_get_one()
    {
        var returns = Daily(Normals(4, 750, 0.0008, 0.01));
        Assert.Contains("backtest.trials", PerformanceSummary.Of(returns)["deflated_sharpe_ratio"].Because, StringComparison.Ordinal);
        double one = DeflatedSharpeRatio.Of(returns, 1).Value, ten = DeflatedSharpeRatio.Of(returns, 10).Value, thousand = DeflatedSharpeRatio.Of(returns, 1000).Value;
        Assert.Equal(ProbabilisticSharpeRatio.Of(returns).Value, one, 1e-12);
        Assert.True(one > ten && ten > thousand);
        Assert.Throws<ArgumentOutOfRangeException>(() => DeflatedSharpeRatio.Of(returns, 0));
    }

    [Fact]
    public void A_correction_that_does_not_rise_with_the_level_gives_no_value_at_risk()
    {
        double[] returns = [.. Normals(4, 250, 0, 0.01), -0.2, 0.2];
        Assert.Contains("too large for the correction", ValueAtRisk.CornishFisher(Daily(returns)).Because, StringComparison.Ordinal);
        var mild = Daily(Normals(4, 1_000, 0, 0.01));
        Assert.Equal(ValueAtRisk.Normal(mild).Value, ValueAtRisk.CornishFisher(mild).Value, 0.001);
        Assert.True(ValueAtRisk.CornishFisher(mild, 0.99).Value < ValueAtRisk.CornishFisher(mild).Value);
    }

    [Fact]
    public void What_the_best_of_worthless_trials_shows_is_deflated_away()
    {
        // The best of 50 strategies without an edge: the plain probability believes it most of the time, the deflated one hardly ever.
        int believed = 0, deflated = 0;
        for (ulong run = 1; run <= 40; run++)
        {
            var best = Enumerable.Range(0, 50).Select(k => Daily(Normals(1_000 * run + (ulong)k, 250, 0, 0.01))).MaxBy(r => SharpeRatio.Of(r).Value)!;
            if (ProbabilisticSharpeRatio.Of(best).Value > 0.95) believed++;
            if (DeflatedSharpeRatio.Of(best, 50).Value > 0.95) deflated++;
        }
        Assert.InRange(believed, 30, 40);
        Assert.InRange(deflated, 0, 4);
    }
}
