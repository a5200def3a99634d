using ModelOpsLab.Data;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class PaperTradingTests
{
    static readonly double OnePercent = 0.01;

    [Fact]
    public void The_position_earns_the_sessions_return_and_pays_for_its_change()
    {
        // Volatility 0.10/√252 a session: the target exactly, so a full signal is one unit of capital.
        var volatility = Enumerable.Repeat(0.10 / Math.Sqrt(252), 4).ToArray();
        var paper = PaperTrading.Run(Daily(new double[4]).Dates, [1, -1, 0, double.NaN], [OnePercent, OnePercent, OnePercent, OnePercent], volatility, new() { CostPerTurnover = 0.001 });
        Assert.Equal([1, -1, 0, 0], paper.Position.Select(p => Math.Round(p, 12)));
        Assert.Equal([0.009, -0.012, -0.001, 0], paper.Net.Select(p => Math.Round(p, 12)));
        Assert.Equal(1, paper.MissingPredictions);
        Assert.Equal(4.0 * 252 / 4, paper.TurnoverPerYear.Value, 1e-9);
        Assert.Equal(0.004, paper.TotalCost.Value, 1e-12);
        Assert.Equal(0.5, paper.TimeInMarket.Value);
        Assert.Equal(2, paper.Trades("A").Count);
    }

    [Fact]
    public void Size_follows_the_forecast_volatility_up_to_the_leverage()
    {
        var policy = new PaperTradingPolicy { VolatilityTarget = 0.1, MaximumLeverage = 2 };
        var calm = 0.1 / Math.Sqrt(252);
        Assert.Equal(0.5, policy.Position(0.01, 2 * calm), 1e-12);
        Assert.Equal(-2, policy.Position(-0.01, calm / 8), 1e-12);
        Assert.Equal(0, policy.Position(0.01, 0));
        Assert.Equal(0, policy.Position(0.01, double.NaN));
        var proportional = policy with { Sizing = PositionSizing.Proportional, PredictionScale = 0.04, MaximumLeverage = 1 };
        Assert.Equal(0.25, proportional.Position(0.01, calm), 1e-12);
        Assert.Equal(1, proportional.Position(9, calm), 1e-12);
    }

    [Fact]
    public void Inside_the_no_trade_band_the_position_is_kept_unless_it_turns_or_closes()
    {
        var policy = new PaperTradingPolicy { Sizing = PositionSizing.Proportional, NoTradeBand = 0.2 };
        var paper = PaperTrading.Run(Daily(new double[5]).Dates, [0.5, 0.6, 0.9, -0.05, 0], new double[5], [.. Enumerable.Repeat(0.001, 5)], policy);
        Assert.Equal([0.5, 0.5, 0.9, -0.05, 0], paper.Position);
    }

    [Fact]
    public void A_session_without_a_return_leaves_the_return_series_and_is_counted()
    {
        var paper = PaperTrading.Run(Daily(new double[3]).Dates, [1, 1, 1], [0.01, double.NaN, 0.01], [0.01, double.NaN, 0.01]);
        Assert.Equal((1, 1, 2), (paper.MissingReturns, paper.MissingVolatilities, paper.Returns.Count));
    }

    [Fact]
    public void A_month_continues_from_the_position_of_the_month_before()
    {
        double[] prediction = [1, 1, -1, 1], realised = [0.01, -0.02, 0.03, 0.01], volatility = [0.01, 0.02, 0.01, 0.01];
        var dates = Daily(realised).Dates;
        var whole = PaperTrading.Run(dates, prediction, realised, volatility);
        var later = PaperTrading.Run([.. dates.Skip(2)], prediction.AsSpan(2), realised.AsSpan(2), volatility.AsSpan(2), before: whole.Position[1]);
        Assert.Equal(whole.Net[2..], later.Net);
    }

    [Fact]
    public void A_frame_is_read_by_its_roles_and_a_panel_is_refused()
    {
        var schema = new Schema { Timestamp = "day", Target = "r", Prediction = "p" };
        Column[] columns = [Column.Dates("day", [new(2024, 1, 1), new(2024, 1, 2)]), Column.Numbers("r", [0.01, 0.02]), Column.Numbers("p", [1, -1]), Column.Numbers("vol", [0.01, 0.01])];
        var paper = PaperTrading.Run(Frame.Of(schema, columns), "vol");
        Assert.True(paper.Position[1] < 0);
        Assert.Equal(paper.Position[0] * 0.01, paper.Gross[0]);
        Assert.Throws<KeyNotFoundException>(() => PaperTrading.Run(Frame.Of(schema with { Prediction = null }, columns), "vol"));
        var panel = Frame.Of(schema with { Asset = "asset" }, [Column.Dates("day", [new(2024, 1, 1), new(2024, 1, 1)]), Column.Categories("asset", ["A", "B"]), .. columns.Skip(1)]);
        Assert.Contains("one asset", Assert.Throws<ArgumentException>(() => PaperTrading.Run(panel, "vol")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_cannot_be_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PaperTradingPolicy { VolatilityTarget = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PaperTradingPolicy { CostPerTurnover = -1 });
    }

    [Fact]
    public void The_summary_has_every_name_that_thresholds_use()
    {
        double[] realised = [0.01, -0.02, 0.03, 0.01, -0.01, 0.02], prediction = [1, -1, 1, -1, 1, 1];
        var paper = PaperTrading.Run(Daily(realised).Dates, prediction, realised, [.. Enumerable.Repeat(0.01, 6)]);
        var summary = PerformanceSummary.Of(paper, "A", PredictionQuality.Of(prediction, realised));
        foreach (var name in new[] { "pnl", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "max_drawdown", "volatility", "hit_rate", "win_rate", "payoff_ratio", "profit_factor",
            "trade_count", "mean_trade_sessions", "prediction_correlation", "prediction_rank_correlation", "calibration_slope", "turnover", "cost" })
            Assert.Equal(name, summary[name].Metric);
        Assert.Equal(summary.Measurements.Count, summary.Measurements.Select(m => m.Metric).Distinct().Count());
        Assert.Throws<KeyNotFoundException>(() => summary["sharp_ratio"]);
    }
}
