using System.Globalization;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

/// <summary>Files of fills with any kind of nonsense in them.</summary>
public class AnyFillsTests
{
    static readonly string[] Times = ["2020-01-02T10:00:00Z", "2020-01-03T10:00:00Z", "2020-02-29T23:59:59Z", "1999-12-31T00:00:00+05:30"];
    static readonly string[] Numbers = ["1", "-1", "0", "0.3333333333333333", "1e-12", "1e11", "1e14", "-1e17", "1e300", "NaN", "", "100.07", "2.7"];
    static readonly string[] Sides = ["buy", "sell", "BUY", "", "hold"];
    static readonly FillSchema Columns = new() { Side = "side", Strategy = "strategy", Fee = "fee", Currency = "currency", Id = "id", ExpectedPrice = "expected", NegativePrices = ["CL"] };

    [Fact]
    public void Every_line_is_used_or_told_and_what_is_used_adds_up()
    {
        var random = new DeterministicRandom(20);
        string Any(params string[] of) => of[random.NextInt32(of.Length)];
        string Usual(string[] of, string usual) => random.NextInt32(4) == 0 ? Any(of) : usual;
        for (var run = 0; run < 300; run++)
        {
            var rows = 1 + random.NextInt32(30);
            string[] lines = [.. Enumerable.Range(0, rows).Select(i => string.Join(',', Any(Times), Usual(["", "1", "2"], i.ToString(CultureInfo.InvariantCulture)), Any("A", "CL"), Any("s", "t", ""), Usual(Sides, Any("buy", "sell")), Usual(Numbers, "2.5"), Usual(Numbers, Any("10.01", "11")), Usual(Numbers, "0.1"), Usual(["", "USD"], "EUR"), Usual(Numbers, "10")))];
            var book = FillBook.ParseCsv("time,id,asset,strategy,side,quantity,price,fee,currency,expected\n" + string.Join('\n', lines) + "\n", Columns);
            Assert.Equal(rows, book.Given);
            var used = book.Fills.Select(f => f.Line).ToHashSet();
            Assert.Equal(used.Count, book.Fills.Count);
            foreach (var line in Enumerable.Range(2, rows).Where(l => !used.Contains(l)))
                Assert.True(book.Findings.Any(f => f.Line == line) || book.Findings.Any(f => f.Kind == TradeFindingKind.LeftOut), $"line {line} of {string.Join('|', lines)}");
            Assert.All(book.Findings, f => Assert.NotEmpty(f.Text));
            foreach (var matching in new[] { LotMatching.FirstInFirstOut, LotMatching.AverageCost })
            {
                var trips = RoundTrips.Of(book, matching);
                Assert.Equal(book.Findings, trips.Findings);
                TradeStatistics.Of(trips.Trades());
                foreach (var group in book.Fills.Where(f => trips.Open.All(o => (o.Asset, o.Strategy, o.Currency) != (f.Asset, f.Strategy, f.Currency))).GroupBy(f => (f.Asset, f.Strategy, f.Currency)).Where(g => g.Sum(f => f.Quantity) == 0))
                    Assert.Equal(group.Sum(f => -f.Quantity * f.Price - f.Fee), trips.Closed.Where(t => (t.Asset, t.Strategy, t.Currency) == group.Key).Sum(t => t.ProfitAndLoss!.Value), 9);
            }
            if (book.Fills.Any(f => Math.Abs(f.Quantity) > 1e6m || Math.Abs(f.Price) > 1e6m)) continue; // amounts beyond 1e15 are refused
            var cube = ProfitAndLossCube.Of(book);
            var totals = cube.By(Cut.Whole).Totals;
            foreach (var (currency, total) in cube.By(CalendarPeriod.Day, Cut.Asset | Cut.Strategy | Cut.Side).Totals) Assert.Equal(totals[currency], total, 9);
            Assert.NotEmpty(cube.ToString() + CostComparison.Of(book, 1e-4, Cut.Asset) + book + RoundTrips.Of(book));
        }
    }
}
