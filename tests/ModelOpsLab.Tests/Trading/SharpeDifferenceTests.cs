using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class SharpeDifferenceTests
{
    [Fact]
    public void Error_and_z_follow_from_the_errors_of_the_two_sides()
    {
        var oracle = Real();
        var (live, backtest) = (oracle.Returns("fxmom_live_d"), oracle.Returns("fxmom_bt_d"));
        var difference = SharpeDifference.Of(live, backtest);
        double Expected(string series, string of) => oracle.Cases("numpy+statsmodels.S_hac_simple", "Lo (2002): Sharpe").Single(c => Series(c) == series).GetProperty("value").GetProperty(of).GetDouble();
        double Ratio(string series) => oracle.Cases("mpmath-40-digits").Single(c => Series(c) == series).GetProperty("value").GetProperty("sharpe").GetDouble();
        var error = Math.Sqrt(252 * (Math.Pow(Expected("fxmom_live_d", "se_gmm_hac"), 2) + Math.Pow(Expected("fxmom_bt_d", "se_gmm_hac"), 2)));
        Near(Ratio("fxmom_live_d") - Ratio("fxmom_bt_d"), difference.Difference.Value, 1e-12, "difference");
        Near(error, difference.StandardError, 1e-12, "error");
        Near(difference.Difference.Value / error, difference.Z, 1e-12, "z");
        Assert.False(difference.CanBeTold);
        Assert.True(difference.Difference.Interval!.Contains(0));
    }

    [Fact]
    public void After_the_sessions_it_asks_for_the_difference_has_the_promised_size()
    {
        var (live, backtest) = (Cycle(60, 0.004), Cycle(3_000, 0));
        var found = SharpeDifference.Of(live, backtest);
        var errors = (Live: SharpeErrors.Of(live).Hac * Math.Sqrt(252), Backtest: SharpeErrors.Of(backtest).Hac * Math.Sqrt(252));
        foreach (var (sessions, quantile) in new[] { (found.Sessions50.Value, 1.9599639845400545), (found.Sessions80.Value, 1.9599639845400545 + 0.8416212335729143) })
            Assert.Equal(quantile, found.Difference.Value / Math.Sqrt(errors.Live * errors.Live * 60 / sessions + errors.Backtest * errors.Backtest), 1e-9);
        Assert.True(found.Sessions80.Value > found.Sessions50.Value);
    }

    [Fact]
    public void Where_the_backtest_is_too_short_no_number_of_live_sessions_suffices()
    {
        var found = SharpeDifference.Of(Cycle(500, 0.0001), Cycle(30, 0));
        Assert.Contains("backtest itself", found.SessionsNeeded.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_returns_and_constant_ones_say_which_side_they_are_on()
    {
        Assert.Contains("live has 5 returns", SharpeDifference.Of(Cycle(5, 0), Cycle(100, 0)).Difference.Because, StringComparison.Ordinal);
        var constant = SharpeDifference.Of(Cycle(100, 0), Daily([.. Enumerable.Repeat(0.001, 100)]));
        Assert.Contains("backtest: all returns are equal", constant.Difference.Because, StringComparison.Ordinal);
        Assert.True(double.IsNaN(constant.PValue));
        Assert.False(constant.CanBeTold);
    }

    [Fact]
    public void More_returns_are_needed_until_the_minimum_track_record_is_reached()
    {
        var returns = Cycle(40, 0.001);
        var whole = MinimumTrackRecord.Of(returns);
        Assert.Equal(Math.Max(0, Math.Ceiling(whole.Value) - 40), MinimumTrackRecord.More(returns).Value);
        Assert.True(ProbabilisticSharpeRatio.Of(returns).Value > 0.95 == (MinimumTrackRecord.More(returns).Value == 0));
        Assert.Contains("equals the benchmark", MinimumTrackRecord.Of(Daily(0.01, -0.01, 0.01, -0.01)).Because, StringComparison.Ordinal);
    }

    /// <summary>A wave without trend that is not constant, shifted by the mean.</summary>
    static ReturnSeries Cycle(int n, double mean) => Daily([.. Enumerable.Range(0, n).Select(i => mean + 0.01 * Math.Sin(i * 2.399963) + 0.004 * Math.Cos(i * i * 0.7))]);
}
