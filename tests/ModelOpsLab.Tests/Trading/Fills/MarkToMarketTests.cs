using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ModelOpsLab.Data;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.FillSamples;

namespace ModelOpsLab.Tests.Trading;

public class MarkToMarketTests
{
    [Fact]
    public void A_position_is_booked_from_price_to_price_and_a_fee_on_the_day_of_its_fill()
    {
        // Bought 2 at 10 during the first day, which closes at 11; then 12; sold 3 at 11.5 on the third day, which closes at 11.
        var book = FillBook.Of([Fill("2020-01-02T15:00:00Z", "A", 2, 10, fee: 0.5m), Fill("2020-01-04T15:00:00Z", "A", -3, 11.5m, fee: 0.6m)]);
        var cube = ProfitAndLossCube.Of(book, Prices("A", 11, 12, 11));
        Assert.Equal([(2, 2 - 0.5m), (3, 2m), (4, -1 - 0.6m + 0.5m)], cube.By(CalendarPeriod.Day).Cells.Select(c => (c.Period!.Value.Day, c.Value)));
        Assert.Equal([(TradeSide.Long, 2 + 2 - 1 - 0.5m - 0.4m, 0.9m), (TradeSide.Short, 0.5m - 0.2m, 0.2m)], cube.By(Cut.Side).Cells.Select(c => (c.Side!.Value, c.Value, c.Cost)));
        Assert.Empty(cube.Findings);
    }

    /// <summary>Fills of two assets with fractional sizes and fees, and a price a day for each.</summary>
    static readonly Arbitrary<(Fill[] Fills, double[] Prices)> Cases = Arb.From(
        from n in Gen.Choose(1, 40)
        from rows in Gen.ArrayOf(from q in Gen.Choose(-700, 700) from p in Gen.Choose(1, 20_000) from f in Gen.Choose(-50, 3_000) from a in Gen.Elements("A", "B") select (q, p, f, a), n)
        from prices in Gen.ArrayOf(Gen.Choose(1, 20_000), 15)
        select (rows.Select((r, i) => Fill("2020-01-02", r.a, (r.q == 0 ? 1 : r.q) / 100m, r.p / 100m, r.f / 1000m) with { Time = At("2020-01-02").AddHours(7 * i) }).ToArray(), prices.Select(p => p / 100.0).ToArray()));

    static void Holds(Func<(Fill[] Fills, double[] Prices), bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(20_240_101, 1), FSharpOption<int>.None))), Prop.ForAll(Cases, law));

    [Fact]
    public void The_whole_is_the_value_held_plus_what_sales_brought_less_purchases_and_fees() => Holds(c =>
    {
        var prices = Prices("A", c.Prices);
        var last = (decimal)c.Prices[^1];
        var expected = c.Fills.GroupBy(f => f.Asset).Sum(g =>
        {
            // B has no prices: it is worth its last fill. So is A where the last fill comes after the last price.
            var worth = g.Key == "A" && g.Last().Time <= At("2020-01-17").AddTicks(-1) ? last : g.Last().Price;
            return g.Sum(f => f.Quantity) * worth - g.Sum(f => f.Quantity * f.Price + f.Fee);
        });
        var cube = ProfitAndLossCube.Of(FillBook.Of(c.Fills), prices);
        return cube.By(CalendarPeriod.Day, Cut.Side).Cells.Sum(v => v.Value) == expected && cube.By(Cut.Asset).Cells.Sum(v => v.Cost) == c.Fills.Sum(f => f.Fee);
    });

    [Fact]
    public void Once_everything_is_closed_the_whole_is_what_the_round_trips_realised_whatever_the_prices() => Holds(c =>
    {
        Fill[] flat = [.. c.Fills, .. c.Fills.GroupBy(f => f.Asset).Where(g => g.Sum(f => f.Quantity) != 0).Select(g => Fill("2020-06-02", g.Key, -g.Sum(f => f.Quantity), 50))];
        var (book, realised) = (FillBook.Of(flat), RoundTrips.Of(FillBook.Of(flat)).Realised.GetValueOrDefault("EUR"));
        return ProfitAndLossCube.Of(book, Prices("A", c.Prices)).By(CalendarPeriod.Week, Cut.Asset).Totals.GetValueOrDefault("EUR") == realised
            && ProfitAndLossCube.Of(book).By(CalendarPeriod.Day).Totals.GetValueOrDefault("EUR") == realised;
    });

    [Fact]
    public void From_a_fill_that_cannot_be_used_on_amounts_are_missing_and_not_guessed()
    {
        var book = FillBook.Of([Fill("2020-01-02T15:00:00Z", "A", 2, 10), Fill("2020-01-03T15:00:00Z", "A", 1, -5), Fill("2020-01-05T15:00:00Z", "A", -2, 20)]);
        var cells = ProfitAndLossCube.Of(book, Prices("A", 11, 12, 13, 14)).By(CalendarPeriod.Day).Cells;
        Assert.Equal([(2, 2m, 0), (3, 0m, 1), (4, 0m, 1), (5, 0m, 1)], cells.Select(c => (c.Period!.Value.Day, c.Value, c.Missing)));
        Assert.Equal([TradeFindingKind.NegativePrice, TradeFindingKind.LeftOut], book.Findings.Kinds());
    }

    [Fact]
    public void An_amount_that_cannot_be_kept_to_the_cent_is_an_error_that_names_asset_and_time()
    {
        var book = FillBook.Of([Fill("2020-01-02", "A", 100_000_000_000_000m, 1), Fill("2020-01-03", "A", -1, 1_000)]);
        Assert.Contains("A, 2020-01-03: 100000000000000 units", Assert.Throws<ArgumentException>(() => ProfitAndLossCube.Of(book)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_futures_price_below_zero_is_valued_where_it_is_declared()
    {
        var book = FillBook.Of([Fill("2020-01-02", "CL", 1, 18.27m) with { Multiplier = 1000 }], ["CL"]);
        var cells = ProfitAndLossCube.Of(book, Prices("CL", 18.27, -37.63, 10.01)).By(CalendarPeriod.Day).Cells;
        Assert.Equal([(3, -55_900m), (4, 47_640m)], cells.Select(c => (c.Period!.Value.Day, c.Value)));
    }

    [Fact]
    public void Trades_without_prices_and_prices_without_trades_and_old_prices_are_told()
    {
        var book = FillBook.Of([Fill("2020-01-02", "BRENT", 1, 10), Fill("2020-03-02", "A", 1, 10), Fill("2020-03-02", "C", 1, 10), Fill("2020-03-03", "C", -1, 10)]);
        var prices = PriceBook.Of(Frame.Of(new Schema { Timestamp = "day", Asset = "asset" }, Column.Dates("day", [new(2020, 1, 2), new(2020, 1, 2), new(2020, 1, 2), new(2020, 1, 3)]),
            Column.Categories("asset", ["A", "BRNT", "C", "C"]), Column.Numbers("price", [10, 50, -1, double.NaN])), "price");
        var findings = ProfitAndLossCube.Of(book, prices).Findings;
        Assert.Equal([TradeFindingKind.NegativePrice, TradeFindingKind.MissingPrice, TradeFindingKind.TradesWithoutPrices, TradeFindingKind.TradesWithoutPrices, TradeFindingKind.PricesWithoutTrades, TradeFindingKind.StalePrice], findings.Kinds());
        Assert.Contains("Did you mean 'BRNT'?", findings[2].Text, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'BRENT'?", findings[4].Text, StringComparison.Ordinal);
        Assert.Equal("A", findings[5].Asset);
    }

    [Fact]
    public void Excursions_and_sessions_come_from_the_prices_between_entry_and_exit()
    {
        var book = FillBook.Of([Fill("2020-01-02T15:00:00Z", "A", 2, 10, fee: 1), Fill("2020-01-05T15:00:00Z", "A", -2, 12), Fill("2020-01-05T16:00:00Z", "B", -1, 10), Fill("2020-01-06T16:00:00Z", "B", 1, 8)]);
        var trades = RoundTrips.Of(book).Trades(Prices("A", 9, 15, 11, 99));
        Assert.Equal((-2.0, 10.0, 4, 4, 3.0), (trades[0].AdverseExcursion, trades[0].FavourableExcursion, trades[0].Sessions, trades[0].Days, trades[0].ProfitAndLoss));
        Assert.Equal((null, null, "there are no prices of B"), (trades[1].AdverseExcursion, trades[1].Sessions, trades[1].NoExcursion));
        var statistics = TradeStatistics.Of(trades);
        Assert.Equal((-2.0, 1L), (statistics.MeanAdverse.Value, statistics.MeanAdverse.Count));
        Assert.Contains("1 closed trades are not known", statistics.MeanSessions.Because, StringComparison.Ordinal);
        Assert.Contains("no prices were given", TradeStatistics.Of(RoundTrips.Of(book).Trades()).MeanFavourable.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_gains_where_prices_fall_and_an_exit_is_a_price_too()
    {
        var book = FillBook.Of([Fill("2020-01-02T15:00:00Z", "A", -2, 10), Fill("2020-01-04T15:00:00Z", "A", 2, 7)]);
        var trade = Assert.Single(RoundTrips.Of(book).Trades(Prices("A", 11, 9)));
        Assert.Equal((-2.0, 6.0), (trade.AdverseExcursion!.Value, trade.FavourableExcursion!.Value));
    }

    [Fact]
    public void An_open_trade_is_worth_the_last_price_or_says_that_there_is_none()
    {
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02T15:00:00Z", "A", 2, 10, fee: 1)]));
        var open = Assert.Single(trips.Trades(Prices("A", 11, 13)));
        Assert.Equal((true, 5.0, 2), (open.IsOpen, open.ProfitAndLoss, open.Sessions));
        Assert.Contains("no price of A since", Assert.Single(trips.Trades()).Because, StringComparison.Ordinal);
        Assert.Contains("no trade is closed yet", TradeStatistics.Of(trips.Trades()).Expectancy.Because, StringComparison.Ordinal);
        Assert.Contains("held", trips.ToString(), StringComparison.Ordinal);
    }
}
