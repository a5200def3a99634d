using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.FillSamples;

namespace ModelOpsLab.Tests.Trading;

public class RoundTripTests
{
    static RoundTrips OfOracle(JsonElement row, LotMatching matching) => RoundTrips.Of(FillBook.Of(row.GetProperty("args").GetProperty("transactions").EnumerateArray()
        .Select(t => new Fill(At(t[0].GetString()!), t[1].GetString()!, t[2].GetDecimal(), t[3].GetDecimal()))), matching);

    static (string, string, decimal, decimal) Key(RoundTrip t) => (t.Asset, $"{t.Exit:yyyy-MM-dd HH:mm}", t.Quantity, t.ProfitAndLoss!.Value);

    [Fact]
    public void First_in_first_out_equals_exact_arithmetic()
    {
        var row = PerformanceOracle.Real().Cases("fractions (exact)", "FIFO").Single();
        var (trips, expected) = (OfOracle(row, LotMatching.FirstInFirstOut), row.GetProperty("value"));
        Assert.Equal(expected.GetProperty("round_trips").EnumerateArray().Select(t => (t.Text("symbol"), t.Text("open"), t.Text("close"), t.GetProperty("qty").GetDecimal(), t.GetProperty("pnl").GetDecimal())).Order(),
            trips.Closed.Select(t => ((string?)t.Asset, (string?)$"{t.Entry:yyyy-MM-dd HH:mm}", (string?)$"{t.Exit:yyyy-MM-dd HH:mm}", t.Quantity, t.ProfitAndLoss!.Value)).Order());
        Assert.Equal(expected.GetProperty("realised").GetDecimal(), trips.Realised[""]);
        var lot = expected.GetProperty("open_lots").GetProperty("AAA")[0];
        var open = Assert.Single(trips.Open);
        Assert.Equal((lot[0].GetDecimal(), lot[1].GetDecimal(), lot[2].GetString()), (open.Quantity, open.EntryPrice, $"{open.Entry:yyyy-MM-dd HH:mm}"));
    }

    [Fact]
    public void Average_cost_equals_exact_arithmetic()
    {
        var row = PerformanceOracle.Real().Cases("fractions (exact)", "average-cost").Single();
        var (trips, expected) = (OfOracle(row, LotMatching.AverageCost), row.GetProperty("value"));
        Assert.Equal(expected.GetProperty("closings").EnumerateArray().Select(t => (t.Text("symbol")!, t.Text("close")!, t.GetProperty("qty").GetDecimal(), t.GetProperty("pnl").GetDecimal())).Order(), trips.Closed.Select(Key).Order());
        Assert.Equal(expected.GetProperty("realised").GetDecimal(), trips.Realised[""]);
        var open = Assert.Single(trips.Open);
        Assert.Equal((expected.GetProperty("open").GetProperty("AAA")[0].GetDecimal(), expected.GetProperty("open").GetProperty("AAA")[1].GetDecimal()), (open.Quantity, open.EntryPrice));
    }

    [Fact]
    public void Round_trips_of_whole_units_equal_pyfolio()
    {
        var oracle = PerformanceOracle.Real();
        var trips = OfOracle(oracle.Cases("fractions (exact)", "FIFO").Single(), LotMatching.FirstInFirstOut);
        Assert.Equal(oracle.Cases("pyfolio-reloaded", "extract_round_trips").Single().GetProperty("value").EnumerateArray()
            .Select(t => (t.Text("symbol")!, At(t.Text("open_dt")!), At(t.Text("close_dt")!), t.GetProperty("long").GetBoolean(), t.Number("pnl"), Math.Round(t.Number("rt_returns"), 12))).Order(),
            trips.Closed.Select(t => (t.Asset, t.Entry, t.Exit!.Value, t.Side == TradeSide.Long, (double)t.ProfitAndLoss!.Value, Math.Round((double)(t.Gross!.Value / t.EntryValue), 12))).Order());
    }

    [Fact]
    public void Fractions_of_a_unit_are_kept_whole()
    {
        // 2.7 units and half a unit, where pyfolio gives 20 and fails.
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02", "A", 2.7m, 100), Fill("2020-01-03", "A", -2.7m, 110), Fill("2020-01-02", "B", 0.5m, 100), Fill("2020-01-03", "B", -0.5m, 90)]));
        Assert.Equal([("A", 27m), ("B", -5m)], trips.Closed.Select(t => (t.Asset, t.ProfitAndLoss!.Value)));
        Assert.Empty(trips.Open);
    }

    [Theory, InlineData(LotMatching.FirstInFirstOut), InlineData(LotMatching.AverageCost)]
    public void A_fee_is_split_by_units_and_its_parts_add_up_to_it(LotMatching matching)
    {
        // Three units at a fee of 1: a third has no end. The last fill closes two and opens one short.
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02", "A", 3, 10, fee: 1), Fill("2020-01-03", "A", -1, 11, fee: 0.1m), Fill("2020-01-06", "A", -3, 12, fee: 0.7m)]), matching);
        Assert.Equal(1.8m, trips.Closed.Concat(trips.Open).Sum(t => t.Fees));
        Assert.Equal(1m / 3, trips.Closed[0].Fees - 0.1m, 11);
        Assert.Equal((TradeSide.Short, 1m), (trips.Open[0].Side, trips.Open[0].Quantity));
        Assert.Equal(0.7m / 3, trips.Open[0].Fees, 11);
    }

    [Fact]
    public void Amounts_near_the_largest_are_split_without_overflow()
    {
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02", "A", 300_000_000_000_000m, 3, fee: 900_000_000_000_000m), Fill("2020-01-03", "A", -100_000_000_000_000m, 3)]), LotMatching.AverageCost);
        Assert.Equal((-300_000_000_000_000m, 600_000_000_000_000m), (trips.Realised["EUR"], trips.Open[0].Fees));
    }

    [Fact]
    public void A_flip_closes_the_long_and_opens_the_short_at_its_own_price()
    {
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02", "A", 2, 10), Fill("2020-01-03", "A", -5, 12), Fill("2020-01-06", "A", 3, 11)]));
        Assert.Equal([(TradeSide.Long, 4m, At("2020-01-02")), (TradeSide.Short, 3m, At("2020-01-03"))], trips.Closed.Select(t => (t.Side, t.ProfitAndLoss!.Value, t.Entry)));
    }

    [Fact]
    public void A_contract_is_worth_its_multiplier_and_may_fall_below_zero_where_that_is_declared()
    {
        Fill[] fills = [Fill("2020-04-17", "CL", 1, 18.27m) with { Multiplier = 1000 }, Fill("2020-04-20", "CL", -1, -37.63m) with { Multiplier = 1000 }];
        Assert.Equal(-55_900m, RoundTrips.Of(FillBook.Of(fills, ["CL"])).Realised["EUR"]);
        var refused = FillBook.Of(fills);
        Assert.Equal([TradeFindingKind.NegativePrice], refused.Findings.Kinds());
        Assert.Empty(RoundTrips.Of(refused).Closed);
        Assert.Empty(RoundTrips.Of(refused).Open);
    }

    [Fact]
    public void Strategies_and_currencies_are_positions_of_their_own()
    {
        var trips = RoundTrips.Of(FillBook.Of([Fill("2020-01-02", "A", 1, 10), Fill("2020-01-02", "A", -1, 11, strategy: "t"), Fill("2020-01-03", "A", -1, 12, currency: "USD")]));
        Assert.Empty(trips.Closed);
        Assert.Equal(3, trips.Open.Count);
        Assert.Equal([TradeFindingKind.MixedCurrencies], trips.Findings.Kinds());
    }

    /// <summary>Up to 60 fills of two assets with fractional sizes, prices in cents and fees in tenths of a cent.</summary>
    static readonly Arbitrary<Fill[]> Fills = Arb.From(
        from n in Gen.Choose(1, 60)
        from rows in Gen.ArrayOf(from q in Gen.Choose(-700, 700) from p in Gen.Choose(1, 20_000) from f in Gen.Choose(-50, 3_000) from a in Gen.Elements("A", "B") select (q, p, f, a), n)
        select rows.Select((r, i) => Fill("2020-01-02", r.a, (r.q == 0 ? 1 : r.q) / 100m, r.p / 100m, r.f / 1000m) with { Time = At("2020-01-02").AddHours(7 * i) }).ToArray());

    static void Holds(Func<Fill[], bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(20_240_101, 1), FSharpOption<int>.None))), Prop.ForAll(Fills, law));

    [Fact]
    public void Every_unit_that_was_bought_is_closed_once_or_still_held_and_no_cent_is_lost() => Holds(fills =>
    {
        foreach (var matching in new[] { LotMatching.FirstInFirstOut, LotMatching.AverageCost })
        {
            var trips = RoundTrips.Of(FillBook.Of(fills), matching);
            var cash = fills.Sum(f => -f.Quantity * f.Price - f.Fee);
            var held = trips.Open.Sum(t => (t.Side == TradeSide.Long ? t.EntryValue : -t.EntryValue) + t.Fees);
            var units = trips.Open.Sum(t => t.Side == TradeSide.Long ? t.Quantity : -t.Quantity);
            if (trips.Realised.GetValueOrDefault("EUR") != cash + held || units != fills.Sum(f => f.Quantity)) return false;
        }
        return true;
    });

    [Fact]
    public void Both_matchings_realise_the_same_where_everything_is_closed() => Holds(fills =>
    {
        Fill[] flat = [.. fills, .. fills.GroupBy(f => f.Asset).Where(g => g.Sum(f => f.Quantity) != 0).Select(g => Fill("2021-01-02", g.Key, -g.Sum(f => f.Quantity), 50))];
        return RoundTrips.Of(FillBook.Of(flat)).Realised.GetValueOrDefault("EUR") == RoundTrips.Of(FillBook.Of(flat), LotMatching.AverageCost).Realised.GetValueOrDefault("EUR");
    });
}
