using ModelOpsLab.Data;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.FillSamples;

namespace ModelOpsLab.Tests.Trading;

public class ProfitAndLossCubeTests
{
    static readonly CalendarPeriod[] Periods = Enum.GetValues<CalendarPeriod>();
    static readonly Cut[] Cuts = [Cut.Whole, Cut.Asset, Cut.Strategy, Cut.Side, Cut.Asset | Cut.Strategy, Cut.Asset | Cut.Strategy | Cut.Side];

    /// <summary>Trades of 40 assets, 6 strategies and both sides over five years, amounts to the cent with a few large ones.</summary>
    static Trade[] Random(int count, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        string[] assets = [.. Enumerable.Range(0, 40).Select(i => $"A{i:00}")], strategies = [.. Enumerable.Range(0, 6).Select(i => $"s{i}")];
        var trades = new Trade[count];
        for (var i = 0; i < count; i++)
        {
            var exit = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(random.NextInt32(5 * 365));
            var amount = Math.Round(random.NextNormal() * (random.NextInt32(100) == 0 ? 1e7 : 1e3), 2);
            trades[i] = new(assets[random.NextInt32(40)], (TradeSide)random.NextInt32(2), exit.AddDays(-3), exit, amount, 3, 3)
            { Strategy = strategies[random.NextInt32(6)], Currency = "EUR", Cost = random.NextInt32(1_000) / 100.0 };
        }
        return trades;
    }

    [Fact]
    public void A_million_random_trades_reconcile_to_the_account_and_any_two_cuts_agree_to_the_last_digit()
    {
        var trades = Random(1_000_000, 8);
        var account = trades.Sum(t => (decimal)t.ProfitAndLoss); // cents: a decimal adds them without rounding
        var cube = ProfitAndLossCube.Of(trades);
        foreach (var (period, cut) in new[] { (CalendarPeriod.Whole, Cut.Asset), (CalendarPeriod.Month, Cut.Whole), (CalendarPeriod.Week, Cut.Asset | Cut.Side), (CalendarPeriod.Day, Cut.Asset | Cut.Strategy | Cut.Side) })
        {
            var cells = cube.By(period, cut);
            Assert.Equal(account, cells.Totals["EUR"]);
            Assert.Equal(1_000_000, cells.Cells.Sum(c => c.Count));
        }
        var bookkeeping = trades.GroupBy(t => new DateOnly(t.Exit!.Value.Year, t.Exit.Value.Month, 1)).Select(g => new AccountProfit(g.Key, g.Sum(t => (decimal)t.ProfitAndLoss), "EUR"));
        Assert.True(cube.Reconcile(bookkeeping).IsComplete);
        Array.Reverse(trades);
        Assert.Equal(cube.By(CalendarPeriod.Month, Cut.Asset).Cells, ProfitAndLossCube.Of(trades).By(CalendarPeriod.Month, Cut.Asset).Cells);
    }

    [Fact]
    public void Cells_equal_what_grouping_row_by_row_gives()
    {
        var trades = Random(3_000, 9);
        var cube = ProfitAndLossCube.Of(trades);
        foreach (var cell in cube.By(CalendarPeriod.Quarter, Cut.Asset | Cut.Strategy | Cut.Side).Cells)
        {
            var own = trades.Where(t => t.Asset == cell.Asset && t.Strategy == cell.Strategy && t.Side == cell.Side && t.Exit!.Value.Year == cell.Period!.Value.Year && (t.Exit.Value.Month - 1) / 3 == (cell.Period.Value.Month - 1) / 3).ToArray();
            Assert.Equal((own.Sum(t => (decimal)t.ProfitAndLoss), own.Sum(t => (decimal)t.Cost), own.Length), (cell.Value, cell.Cost, cell.Count));
        }
        Assert.Equal(trades.Length, cube.By(CalendarPeriod.Day, Cut.Asset | Cut.Strategy | Cut.Side).Cells.Sum(c => c.Count));
    }

    [Fact]
    public void Rows_of_a_frame_are_weighted_and_those_without_a_return_are_counted()
    {
        var frame = Frame.Of(new Schema { Timestamp = "day", Asset = "asset", Strategy = "strategy", Return = "pnl", Weight = "w" },
            Column.Dates("day", [new(2023, 12, 29), new(2023, 12, 29), new(2024, 1, 2), new(2024, 2, 1)]),
            Column.Categories("asset", ["A", "B", "A", "A"]), Column.Categories("strategy", ["s", "t", "s", "t"]), Column.Numbers("position", [1, -1, 0, 2]), Column.Numbers("cost", [1, double.NaN, 0, 0.5]),
            Column.Numbers("pnl", [100, -40, double.NaN, 7]), Column.Numbers("w", [1, 0.5, 1, 2]));
        var cube = ProfitAndLossCube.Of(frame, "position", "cost");
        foreach (var period in Periods)
            foreach (var cut in Cuts)
                Assert.Equal((94m, 2m, 3, 1), (cube.By(period, cut).Cells.Sum(c => c.Value), cube.By(period, cut).Cells.Sum(c => c.Cost), cube.By(period, cut).Cells.Sum(c => c.Count), cube.By(period, cut).Cells.Sum(c => c.Missing)));
        Assert.Equal([("A", 114m), ("B", -20m)], cube.By(Cut.Asset).Cells.Select(c => (c.Asset!, c.Value)));
        Assert.Equal([(TradeSide.Long, 114m), (TradeSide.Short, -20m), (null, 0m)], cube.By(Cut.Side).Cells.Select(c => (c.Side, c.Value)));
        Assert.Contains("Schema.Return", Assert.Throws<KeyNotFoundException>(() => ProfitAndLossCube.Of(frame.With(frame.Schema with { Return = null }))).Message, StringComparison.Ordinal);
        Assert.Contains("1 rows have no amount", cube.By(Cut.Asset).Conventions, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_times_returns_less_costs_equal_the_trades_of_the_same_positions()
    {
        var random = new DeterministicRandom(14);
        var n = 400;
        double[] positions = [.. Enumerable.Range(0, n).Select(i => i == n - 1 ? 0 : random.NextInt32(3) - 1.0)], returns = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal() / 100)];
        double[] costs = [.. positions.Select((p, i) => 1e-4 * Math.Abs(p - (i == 0 ? 0 : positions[i - 1])))];
        var frame = Frame.Of(new Schema { Timestamp = "day" }, Column.Dates("day", [.. Enumerable.Range(0, n).Select(i => new DateOnly(2024, 1, 1).AddDays(i))]), Column.Numbers("p", positions), Column.Numbers("r", returns), Column.Numbers("c", costs));
        var cube = ProfitAndLossCube.OfPositions(frame, "p", "r", "c", asset: "A", strategy: "s");
        var trades = Trades.FromPositions(frame, "p", "r", "c");
        Assert.Equal(trades.Sum(t => t.ProfitAndLoss), (double)cube.By(Cut.Asset).Cells.Single().Value, 1e-12);
        Assert.Equal(trades.Sum(t => t.Cost), (double)cube.By(Cut.Asset).Cells.Single().Cost, 1e-12);
        var both = ProfitAndLossCube.Join(cube, ProfitAndLossCube.OfPositions(frame, "p", "r", strategy: "t"), cube);
        Assert.Equal(["s", "t"], both.By(Cut.Strategy).Cells.Select(c => c.Strategy));
        Assert.Equal(2 * cube.By(Cut.Whole).Cells[0].Value, both.By(Cut.Strategy).Cells[0].Value);
    }

    [Fact]
    public void Fractions_of_capital_keep_their_digits()
    {
        var frame = Frame.Of(new Schema { Timestamp = "day", Return = "r" }, Column.Dates("day", [new(2024, 1, 2), new(2024, 1, 3), new(2024, 1, 4)]), Column.Numbers("r", [0.1, 0.2, -0.3]));
        Assert.Equal(0m, ProfitAndLossCube.Of(frame).By(Cut.Whole).Cells.Single().Value); // doubles leave 5.6e-17
    }

    [Fact]
    public void An_amount_of_up_to_15_digits_is_the_decimal_number_that_was_written()
    {
        var random = new DeterministicRandom(13);
        for (var i = 0; i < 20_000; i++)
        {
            var written = random.NextInt32(1_000_000_000) * (decimal)random.NextInt32(1_000_000) / (decimal)Math.Pow(10, random.NextInt32(16)) * (random.NextInt32(2) * 2 - 1);
            if (Math.Abs(written) >= 1e15m) continue;
            Assert.Equal(written, ProfitAndLossCube.Of([new Trade("A", TradeSide.Long, default, default(DateTime), (double)written, 1, 1)]).By(Cut.Whole).Cells[0].Value);
        }
    }

    [Fact]
    public void Periods_begin_where_the_calendar_says_and_weeks_on_Monday()
    {
        Trade On(int year, int month, int day) => new("A", TradeSide.Long, new(year, month, day), new DateTime(year, month, day), 1, 1, 1);
        var cube = ProfitAndLossCube.Of([On(2020, 12, 31), On(2021, 1, 3), On(2021, 1, 4)]);
        Assert.Equal([new DateOnly(2020, 12, 28), new(2021, 1, 4)], cube.By(CalendarPeriod.Week).Cells.Select(c => c.Period!.Value));
        Assert.Contains("2020-W53", cube.By(CalendarPeriod.Week).ToString(), StringComparison.Ordinal);
        Assert.Contains("2020 Q4", cube.By(CalendarPeriod.Quarter).ToString(), StringComparison.Ordinal);
        Assert.Null(cube.By(Cut.Whole).Cells.Single().Period);
    }

    [Fact]
    public void What_the_trades_do_not_explain_is_a_row_and_every_cut_adds_up_to_the_account()
    {
        var trades = Random(2_000, 10);
        var cube = ProfitAndLossCube.Of(trades);
        var account = trades.GroupBy(t => new DateOnly(t.Exit!.Value.Year, t.Exit.Value.Month, 1)).Select(g => new AccountProfit(g.Key.AddDays(9), g.Sum(t => (decimal)t.ProfitAndLoss) + (g.Key.Month == 3 ? 0.01m : 0), "EUR")).ToList();
        account.Add(new(new(2030, 1, 5), -12.5m, "EUR"));
        var result = cube.Reconcile(account);
        Assert.False(result.IsComplete);
        Assert.Equal([.. Enumerable.Range(2020, 5).Select(y => (new DateOnly(y, 3, 1), (decimal?)0.01m)), (new DateOnly(2030, 1, 1), -12.5m)], result.Periods.Where(p => p.Unexplained != 0).Select(p => (p.Period!.Value, p.Unexplained)));
        foreach (var period in Periods)
            foreach (var cut in Cuts)
                Assert.Equal(account.Sum(a => a.Amount), result.Cube.By(period, cut).Totals["EUR"]);
        Assert.Equal(-12.45m, result.Cube.By(Cut.Strategy).Cells.Single(c => c.Strategy == Reconciliation.Unexplained).Value);
        Assert.Contains("0.01 EUR", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_period_the_account_does_not_state_is_not_called_reconciled()
    {
        var cube = ProfitAndLossCube.Of(Random(500, 11));
        var result = cube.Reconcile([], CalendarPeriod.Year);
        Assert.All(result.Periods, p => Assert.Null(p.Unexplained));
        var whole = cube.Reconcile([new(new(2022, 5, 6), 1, "EUR")], CalendarPeriod.Whole);
        Assert.Equal(1m, whole.Cube.By(CalendarPeriod.Year).Totals["EUR"]);
        Assert.Equal(new DateOnly(2022, 1, 1), whole.Cube.By(CalendarPeriod.Year, Cut.Asset).Cells.Single(c => c.Asset == Reconciliation.Unexplained).Period);
        Assert.False(result.IsComplete);
        Assert.Contains("not stated", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_asset_that_is_called_unexplained_is_refused() =>
        Assert.Contains("rename it", Assert.Throws<ArgumentException>(() => ProfitAndLossCube.Of([new Trade("unexplained", TradeSide.Long, default, default(DateTime), 1, 1, 1)]).Reconcile([])).Message, StringComparison.Ordinal);

    [Fact]
    public void Currencies_are_never_added_unless_a_rate_says_how()
    {
        var book = FillBook.Of([Fill("2020-01-02", "A", 1, 10), Fill("2020-01-03", "A", -1, 12), Fill("2020-01-02", "B", 1, 10, currency: "USD"), Fill("2020-02-03", "B", -1, 15, currency: "USD")]);
        var cube = ProfitAndLossCube.Of(book);
        Assert.Equal([("EUR", 2m), ("USD", 5m)], cube.By(Cut.Whole).Cells.Select(c => (c.Currency, c.Value)));
        Assert.Contains("not added", cube.By(Cut.Whole).Conventions, StringComparison.Ordinal);
        Assert.Equal(6.5m, cube.In("EUR", (_, _) => 0.9m).By(Cut.Whole).Totals["EUR"]);
        var unknown = cube.In("EUR", (_, _) => null);
        Assert.Equal([("EUR", 2m), ("USD", 5m)], unknown.By(Cut.Whole).Cells.Select(c => (c.Currency, c.Value)));
        Assert.Contains("1 amounts in USD have no rate into EUR, the first of 2020-02-03", unknown.Findings.Single(f => f.Kind == TradeFindingKind.NoRate).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_that_cannot_be_kept_to_the_cent_is_refused_and_an_empty_cube_has_no_cells()
    {
        Assert.Contains("below 1e15", Assert.Throws<ArgumentOutOfRangeException>(() => ProfitAndLossCube.Of([new Trade("A", TradeSide.Long, default, default(DateTime), 1e16, 1, 1)])).Message, StringComparison.Ordinal);
        Assert.Empty(ProfitAndLossCube.Of(Array.Empty<Trade>()).By(CalendarPeriod.Month, Cut.Asset).Cells);
        Assert.NotEmpty(ProfitAndLossCube.Of(Array.Empty<Trade>()).ToString());
    }

    [Fact]
    public void A_cut_by_month_is_a_heat_map_and_one_by_asset_is_bars()
    {
        var cube = ProfitAndLossCube.Of(Random(200, 12));
        Assert.IsType<ModelOpsLab.Reporting.MonthHeatMap>(Assert.Single(cube.By(CalendarPeriod.Month).Charts("P&L")));
        Assert.Equal(2, cube.By(CalendarPeriod.Month, Cut.Side).Charts("P&L").Count);
        Assert.Equal(6, Assert.IsType<ModelOpsLab.Reporting.BarChart>(Assert.Single(cube.By(Cut.Strategy).Charts("P&L"))).Labels.Count);
        Assert.Empty(cube.By(CalendarPeriod.Day).Charts("P&L"));
    }
}
