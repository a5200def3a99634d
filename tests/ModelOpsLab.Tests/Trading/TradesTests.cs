using ModelOpsLab.Data;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class TradesTests
{
    static IReadOnlyList<DateTime> Days(int n) => Daily(new double[n]).Dates;

    [Fact]
    public void A_flip_closes_one_trade_and_opens_the_next_and_splits_its_cost()
    {
        var trades = Trades.FromPositions(Days(5), "A", [0, 1, -2, -1, 0], [0.1, 0.1, 0.1, 0.1, 0.1], [0, 0.01, 0.03, 0.01, 0.01]);
        Assert.Equal(2, trades.Count);
        Assert.Equal((TradeSide.Long, Days(5)[1], Days(5)[1], 1), (trades[0].Side, trades[0].Entry, trades[0].Exit!.Value, trades[0].Sessions));
        Assert.Equal(0.1 - 0.01 - 0.01, trades[0].ProfitAndLoss, 1e-15);
        Assert.Equal((TradeSide.Short, 2, 2), (trades[1].Side, trades[1].Sessions, trades[1].Days));
        Assert.Equal(-0.3 - 0.02 - 0.02, trades[1].ProfitAndLoss, 1e-15);
        Assert.Equal((1.5, -0.3), (trades[1].MeanSize, Math.Round(trades[1].Gross, 12)));
    }

    [Fact]
    public void A_position_held_at_the_end_is_an_open_trade()
    {
        var trade = Assert.Single(Trades.FromPositions(Days(3), "A", [0, 0.5, 0.7], [0, 0.1, double.NaN]));
        Assert.True(trade.IsOpen);
        Assert.Equal((0.05, 1), (trade.ProfitAndLoss, trade.MissingReturns));
        Assert.Contains("no trade is closed", TradeStatistics.Of([trade]).WinRate.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_that_is_not_a_number_is_refused_by_row() =>
        Assert.Contains("Row 1", Assert.Throws<ArgumentException>(() => Trades.FromPositions(Days(2), "A", [0, double.NaN], [0, 0])).Message, StringComparison.Ordinal);

    [Fact]
    public void Trades_of_a_panel_are_cut_asset_by_asset()
    {
        var frame = Frame.Of(new Schema { Timestamp = "day", Asset = "asset" },
            Column.Dates("day", [new(2024, 1, 1), new(2024, 1, 1), new(2024, 1, 2), new(2024, 1, 2)]), Column.Categories("asset", ["A", "B", "A", "B"]),
            Column.Numbers("position", [1, -1, double.NaN, -1]), Column.Numbers("r", [0.01, 0.02, 0.03, 0.04]));
        var trades = Trades.FromPositions(frame, "position", "r");
        Assert.Equal(["A", "B"], trades.Select(t => t.Asset));
        Assert.Equal([false, true], trades.Select(t => t.IsOpen));
        Assert.Equal(-0.06, trades[1].ProfitAndLoss, 1e-15);
    }

    [Fact]
    public void Ratios_without_a_denominator_say_why()
    {
        var wins = TradeStatistics.Of([Made(0.1), Made(0)]);
        Assert.Equal((2, 1, 0, 1), (wins.Closed, wins.Wins, wins.Losses, wins.BreakEven));
        Assert.Equal(0.5, wins.WinRate.Value);
        Assert.Contains("no closed trade lost", wins.ProfitFactor.Because, StringComparison.Ordinal);
        Assert.Contains("no closed trade lost", wins.PayoffRatio.Because, StringComparison.Ordinal);
        Assert.Contains("no trades", TradeStatistics.Of([]).WinRate.Because, StringComparison.Ordinal);
        Assert.Equal(0, TradeStatistics.Of([Made(-0.1)]).ProfitFactor.Value);
    }

    [Fact]
    public void Wilsons_interval_of_81_in_263_is_as_published()
    {
        // Newcombe (1998), table I, method 3: 81/263 gives 0.2553 to 0.3662.
        var interval = TradeStatistics.Of([.. Enumerable.Range(0, 263).Select(i => Made(i < 81 ? 1 : -1))]).WinRate.Interval!;
        Assert.Equal((0.2553, 0.3662), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Statistics_of_single_period_trades_equal_the_reference_on_returns()
    {
        foreach (var row in Committed.Cases("mpmath-40-digits"))
        {
            var returns = Committed.Returns(Series(row));
            if (returns.Because is not null) continue;
            var expected = row.GetProperty("value");
            var statistics = TradeStatistics.Of([.. returns.Values.ToArray().Select(r => Made(r))]);
            Near(expected.GetProperty("win_rate_all").GetDouble(), statistics.WinRate.Value, 1e-12, "win rate");
            foreach (var (name, actual) in new[] { ("payoff", statistics.PayoffRatio), ("profit_factor", statistics.ProfitFactor) })
                if (expected.GetProperty(name).ValueKind == System.Text.Json.JsonValueKind.String) Assert.False(actual.Exists, name);
                else if (name == "payoff" && !actual.Exists) Assert.Equal(0, statistics.Wins * statistics.Losses);
                else Near(expected.GetProperty(name).GetDouble(), actual.Value, 1e-12, name);
        }
    }

    [Fact]
    public void Statistics_of_real_trades_equal_pandas()
    {
        var oracle = Real();
        var trades = RealTrades(oracle);
        Compare(oracle.Cases("pandas", "trade statistics, all").Single().GetProperty("value"), trades);
        foreach (var side in oracle.Cases("pandas", "trade statistics by side").Single().GetProperty("value").EnumerateObject())
            Compare(side.Value, trades.Where(t => t.Side == (side.Name == "long" ? TradeSide.Long : TradeSide.Short)));
        foreach (var asset in oracle.Cases("pandas", "trade statistics by asset").Single().GetProperty("value").EnumerateObject())
            Compare(asset.Value, trades.Where(t => t.Asset == asset.Name));

        static void Compare(System.Text.Json.JsonElement expected, IEnumerable<Trade> trades)
        {
            var actual = TradeStatistics.Of(trades);
            Assert.Equal(
                (expected.GetProperty("count").GetInt32(), expected.GetProperty("wins").GetInt32(), expected.GetProperty("losses").GetInt32(), expected.GetProperty("breakeven").GetInt32()),
                (actual.Closed, actual.Wins, actual.Losses, actual.BreakEven));
            foreach (var (name, measured) in new[]
            {
                ("win_rate", actual.WinRate), ("profit_factor", actual.ProfitFactor), ("avg_win", actual.AverageGain), ("avg_loss", actual.AverageLoss),
                ("payoff", actual.PayoffRatio), ("expectancy", actual.Expectancy), ("mean_days", actual.MeanDays),
                ("net", actual.Total), ("gross_profit", actual.GrossGain), ("gross_loss", actual.GrossLoss), ("median", actual.Median), ("std", actual.Deviation),
                ("largest_win", actual.LargestGain), ("largest_loss", actual.LargestLoss), ("median_days", actual.MedianDays), ("max_days", actual.LongestDays),
                ("mean_days_win", actual.MeanDaysOfGains), ("mean_days_loss", actual.MeanDaysOfLosses), ("total_cost", actual.Cost), ("max_closed_trade_drawdown", actual.MaximumDrawdown),
            })
                Near(expected.GetProperty(name).GetDouble(), measured.Value, 1e-12, name);
            Assert.Equal((expected.GetProperty("max_consec_wins").GetInt32(), expected.GetProperty("max_consec_losses").GetInt32()), (actual.LongestWinning, actual.LongestLosing));
            Near(expected.GetProperty("t_stat").GetDouble(), actual.Expectancy.Value / actual.Deviation.Value * Math.Sqrt(actual.Closed), 1e-11, "t");
        }
    }

    [Fact]
    public void Statistics_of_real_trades_equal_those_of_Lean_where_the_conventions_are_the_same()
    {
        var oracle = Real();
        var expected = oracle.Cases("QuantConnect Lean (C#)", "TradeStatistics").Single().GetProperty("value");
        var actual = TradeStatistics.Of(RealTrades(oracle));
        Assert.Equal((expected.GetProperty("TotalNumberOfTrades").GetInt32(), expected.GetProperty("NumberOfWinningTrades").GetInt32(), expected.GetProperty("NumberOfLosingTrades").GetInt32()), (actual.Closed, actual.Wins, actual.Losses));
        Assert.Equal((expected.GetProperty("MaxConsecutiveWinningTrades").GetInt32(), expected.GetProperty("MaxConsecutiveLosingTrades").GetInt32()), (actual.LongestWinning, actual.LongestLosing));
        foreach (var (name, measured, relative) in new (string, ModelOpsLab.Reporting.Measurement, double)[]
        {
            ("TotalProfitLoss", actual.Total, 1e-12), ("TotalProfit", actual.GrossGain, 1e-12), ("TotalLoss", actual.GrossLoss, 1e-12), ("LargestProfit", actual.LargestGain, 1e-12), ("LargestLoss", actual.LargestLoss, 1e-12),
            ("AverageProfitLoss", actual.Expectancy, 1e-12), ("AverageProfit", actual.AverageGain, 1e-12), ("AverageLoss", actual.AverageLoss, 1e-12), ("ProfitLossRatio", actual.PayoffRatio, 1e-12), ("WinRate", actual.WinRate, 1e-12),
            ("ProfitFactor", actual.ProfitFactor, 1e-12), ("ProfitLossStandardDeviation", actual.Deviation, 1e-12), ("MaximumClosedTradeDrawdown", actual.MaximumDrawdown, 1e-12), ("MedianTradeDuration", actual.MedianDays, 1e-12),
            ("AverageTradeDuration", actual.MeanDays, 1e-9), ("AverageWinningTradeDuration", actual.MeanDaysOfGains, 1e-9), ("AverageLosingTradeDuration", actual.MeanDaysOfLosses, 1e-9), // it rounds durations to 100 ns
        })
            Near(expected.GetProperty(name).GetDouble(), measured.Value, relative, name);
    }

    [Fact]
    public void Amounts_of_two_currencies_are_not_added_and_each_has_its_own_statistics()
    {
        Trade[] trades = [Made(1) with { Currency = "EUR" }, Made(-3) with { Currency = "USD", Asset = "B" }];
        var both = TradeStatistics.Of(trades);
        Assert.Contains("EUR and USD, which are not added", both.Total.Because, StringComparison.Ordinal);
        Assert.False(both.Expectancy.Exists);
        Assert.Equal(0.5, both.WinRate.Value);
        Assert.Equal([("EUR", 1.0, "EUR"), ("USD", -3.0, "USD")], TradeGroup.By(trades, Cut.Whole).Select(g => (g.Currency, g.Statistics.Total.Value, g.Statistics.Total.Unit)));
        Assert.Equal(["A", "B"], TradeGroup.By(trades, Cut.Asset).Select(g => g.Asset));
    }

    [Fact]
    public void Streaks_end_at_a_trade_that_breaks_even_and_excursions_of_positions_are_those_at_the_ends_of_sessions()
    {
        var streaks = TradeStatistics.Of([.. new[] { 1.0, 1, 0, 1, -1, -1, -1 }.Select((p, i) => Made(p) with { Exit = Days(8)[i] })]);
        Assert.Equal((2, 3, -3.0), (streaks.LongestWinning, streaks.LongestLosing, streaks.MaximumDrawdown.Value));
        var trade = Trades.FromPositions(Days(5), "A", [1, 1, 1, -1, 0], [-0.1, 0.3, -0.1, 0.2, 0]);
        Assert.Equal([(-0.1, 0.2), (-0.2, 0.0)], trade.Select(t => (t.AdverseExcursion!.Value, Math.Round(t.FavourableExcursion!.Value, 12))));
    }

    [Fact]
    public void Profit_and_loss_of_real_trades_by_month_and_by_asset_and_year_equals_pandas()
    {
        var oracle = Real();
        var trades = RealTrades(oracle);
        var cube = ProfitAndLossCube.Of(trades);
        var months = cube.By(CalendarPeriod.Month).Cells;
        var expected = oracle.Cases("pandas", "net P&L by exit month").Single().GetProperty("value").EnumerateObject().ToArray();
        Assert.Equal(expected.Select(e => e.Name), months.Select(m => $"{m.Period:yyyy-MM}"));
        for (var i = 0; i < months.Count; i++) Near(expected[i].Value.GetDouble(), (double)months[i].Value, 1e-11, expected[i].Name);
        var cells = cube.By(CalendarPeriod.Year, Cut.Asset).Cells.ToDictionary(c => $"{c.Asset}|{c.Period:yyyy}");
        foreach (var cell in oracle.Cases("pandas", "net P&L by asset x year").Single().GetProperty("value").EnumerateObject())
            Near(cell.Value.GetDouble(), (double)cells[cell.Name].Value, 1e-11, cell.Name);
        Assert.Equal(-100716.661559m, Math.Round(cube.By(Cut.Whole).Cells.Single().Value, 9));
    }

    static Trade[] RealTrades(PerformanceOracle oracle) =>
        [.. oracle.Table("trades").GetProperty("rows").EnumerateArray().Select(r =>
        {
            var (entry, exit) = (Date(r[2].GetString()!), Date(r[3].GetString()!));
            return new Trade(r[0].GetString()!, r[1].GetString() == "long" ? TradeSide.Long : TradeSide.Short, entry, exit, r[4].GetDouble() - r[5].GetDouble(), 1, (exit - entry).Days) { Cost = r[5].GetDouble() };
        })];

    static Trade Made(double profit) => new("A", TradeSide.Long, Days(1)[0], Days(1)[0], profit, 1, 1);
}
