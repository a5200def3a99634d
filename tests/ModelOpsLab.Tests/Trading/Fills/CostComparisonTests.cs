using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.FillSamples;

namespace ModelOpsLab.Tests.Trading;

public class CostComparisonTests
{
    static Fill Decided(string time, decimal quantity, decimal expected, decimal price, decimal fee) => Fill(time, "A", quantity, price, fee) with { ExpectedPrice = expected };

    [Fact]
    public void Slippage_costs_who_buys_above_and_who_sells_below_the_expected_price()
    {
        var group = Assert.Single(CostComparison.Of(FillBook.Of([Decided("2020-01-02", 100, 10, 10.01m, 1), Decided("2020-01-03", -100, 11, 10.98m, 1)]), 0.0005).Groups);
        Assert.Equal((3.0, 2.0, 2_099.0), (group.Slippage.Value, group.Fees.Value, group.Turnover.Value));
        Assert.Equal(1e4 * 5 / 2_099, group.RealisedRate.Value, 1e-9);
        Assert.Equal(1e4 * 5 / 2_099 - 5, group.Excess.Value, 1e-9);
        Assert.Equal((5 - 0.0005 * 2_099) / 2, group.ExcessPerFill.Value, 1e-9);
        Assert.Equal(1.5, group.SlippagePerFill.Value, 1e-12);
        Assert.Equal(1e4 * 97 / 2_099, group.BreakEven.Value, 1e-9); // bought at 10.01, sold at 10.98
    }

    [Fact]
    public void Where_every_fill_is_of_one_size_the_interval_of_a_rate_is_that_of_the_mean_cost()
    {
        var random = new DeterministicRandom(3);
        Fill[] fills = [.. Enumerable.Range(0, 80).Select(i => Decided("2020-01-02", i % 2 == 0 ? 10 : -10, 100, 100, (decimal)Math.Round(1 + random.NextNormal() / 5, 3)) with { Time = At("2020-01-02").AddHours(i) })];
        var rate = CostComparison.Of(FillBook.Of(fills)).Groups.Single().FeeRate;
        double[] fees = [.. fills.Select(f => (double)f.Fee)];
        var half = 1.959963984540054 * NeweyWest.MeanStandardError(fees);
        Assert.Equal(10 * fees.Average(), rate.Value, 1e-9);
        Assert.Equal((10 * (fees.Average() - half), 10 * (fees.Average() + half)), (rate.Interval!.Low, rate.Interval.High), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
    }

    [Fact]
    public void The_interval_of_a_rate_covers_it_as_often_as_it_says()
    {
        // 300 fills of unequal size whose cost is 2 bp of turnover and noise that grows with it.
        var (covered, runs) = (0, 400);
        var random = new DeterministicRandom(5);
        for (var run = 0; run < runs; run++)
        {
            Fill[] fills = [.. Enumerable.Range(0, 300).Select(i =>
            {
                var quantity = 1 + random.NextInt32(50);
                return Fill("2020-01-02", "A", quantity, 100, (decimal)(quantity * 100 * (2e-4 + 1e-4 * random.NextNormal()))) with { Time = At("2020-01-02").AddHours(i) };
            })];
            if (CostComparison.Of(FillBook.Of(fills)).Groups.Single().FeeRate.Interval!.Contains(2)) covered++;
        }
        Assert.InRange((double)covered / runs, 0.91, 0.98); // 95 % less what 5 lags cost at 300, ± 2.8 Monte Carlo errors
    }

    [Fact]
    public void What_was_not_expected_or_not_kept_says_so()
    {
        var group = CostComparison.Of(FillBook.Of([Fill("2020-01-02", "A", 1, 10, 1)])).Groups.Single();
        Assert.Contains("no fill has an expected price", group.SlippageRate.Because, StringComparison.Ordinal);
        Assert.Contains("no cost was expected", group.Excess.Because, StringComparison.Ordinal);
        Assert.Contains("no round trip is closed", group.BreakEven.Because, StringComparison.Ordinal);
        Assert.Null(group.FeeRate.Interval);
        Assert.Contains("no fills", CostComparison.Of(FillBook.Of([])).ToString(), StringComparison.Ordinal);
        Assert.Contains("turnover is zero", CostComparison.Of(FillBook.Of([Fill("2020-01-02", "A", 1, 0, 1)])).Groups.Single().FeeRate.Because, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => CostComparison.Of(FillBook.Of([]), double.NaN));
    }

    [Fact]
    public void Costs_are_cut_by_asset_strategy_and_side_and_never_over_currencies()
    {
        var book = FillBook.Of([Fill("2020-01-02", "A", 1, 10, 1), Fill("2020-01-03", "A", -1, 12, 2), Fill("2020-01-02", "B", 1, 10, 4, currency: "USD", strategy: "t")]);
        Assert.Equal([("EUR", 3.0), ("USD", 4.0)], CostComparison.Of(book).Groups.Select(g => (g.Currency, g.Fees.Value)));
        Assert.Equal(["A, s, bought, EUR", "A, s, sold, EUR", "B, t, bought, USD"], CostComparison.Of(book, cut: Cut.Asset | Cut.Strategy | Cut.Side).Groups.Select(g => g.Measurements[0].Of));
        Assert.Contains("both bought and sold", CostComparison.Of(book, cut: Cut.Side).Groups[0].BreakEven.Because, StringComparison.Ordinal);
        Assert.Contains("1,364 bp", CostComparison.Of(book).ToString(), StringComparison.Ordinal); // fees of 3 over a turnover of 22
    }
}
