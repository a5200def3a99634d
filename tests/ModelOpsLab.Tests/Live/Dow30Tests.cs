using System.Text.Json;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Live.Dow30Workspace;

namespace ModelOpsLab.Tests.Live;

/// <summary>Two models on a panel of 30 stocks, against a computation of its own (dow30.py) and against the laws of a book.</summary>
public class Dow30Tests(Dow30Workspace panel) : IClassFixture<Dow30Workspace>
{
    static readonly DateOnly LastDay = new(1998, 12, 31);
    static readonly JsonElement Expected = OracleFile.Read("dow30.json");

    public static TheoryData<string> Names => [Reversal, Momentum];

    [Theory, MemberData(nameof(Names))]
    public void Backtest_and_live_year_equal_an_independent_computation(string name)
    {
        var expected = Expected.GetProperty(name);
        var record = panel.Records[name].AsOf(LastDay);
        foreach (var (rows, of) in new[] { (record.Backtest, expected.GetProperty("backtest")), (record.Live, expected.GetProperty("live")) })
        {
            var book = ReturnSeries.Of(rows, record.Calendar);
            Assert.Equal(of.GetProperty("sessions").GetInt32(), book.Count);
            Near(of.GetProperty("profit").GetDouble(), book.Growth()[^1]);
            Near(of.GetProperty("sharpe").GetDouble(), SharpeRatio.Of(book).Value);
            Near(of.GetProperty("volatility").GetDouble(), Volatility.Of(book).Value);
            Near(of.GetProperty("drawdown").GetDouble(), Drawdowns.Of(book).Maximum.Value);
            Near(of.GetProperty("cost").GetDouble(), rows[record.Cost].Span.ToArray().Sum());
        }
        var months = ProfitAndLoss.ByMonth(ReturnSeries.Of(record.Rows.Complete("prediction", "return"), record.Calendar));
        Assert.Equal(expected.GetProperty("months").EnumerateObject().Select(m => m.Name), months.Select(m => FormattableString.Invariant($"{m.Year}-{m.Month:00}")));
        foreach (var (month, value) in months.Zip(expected.GetProperty("months").EnumerateObject())) Near(value.Value.GetDouble(), month.Value);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_live_model_and_its_last_book_equal_an_independent_computation(string name)
    {
        var expected = Expected.GetProperty(name);
        var (last, trained) = (expected.GetProperty("lastDay"), expected.GetProperty("refits").EnumerateArray().Last());
        var model = (LinearModel)panel.Models[name].Model;
        Near(trained.GetProperty("intercept").GetDouble(), model.Intercept);
        Assert.All(trained.GetProperty("coefficients").EnumerateArray().Zip(model.Coefficients), pair => Near(pair.First.GetDouble(), pair.Second));
        var rows = panel.Records[name].Rows.Between(LastDay, LastDay.AddDays(1));
        Assert.Equal(30, rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var asset = rows["asset"].TextAt(row);
            Near(last.GetProperty("predictions").GetProperty(asset).GetDouble(), rows["prediction"][row]);
            Near(last.GetProperty("positions").GetProperty(asset).GetDouble(), rows["position"][row]);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_record_is_the_panel_and_its_rows_add_up_to_the_book_by_session_and_by_asset(string name)
    {
        var record = panel.Records[name];
        Assert.Equal((new DateOnly(1998, 1, 2), new DateOnly(1997, 12, 31)), (record.Live.FirstDay, record.TrainedUntil));
        Assert.Equal(30 * record.Rows.TimeCount, record.Rows.Count);
        var traded = record.Rows.Complete("prediction", "return");
        var book = ReturnSeries.Of(traded);
        double[] position = traded["position"].ToArray(), outcome = traded["session_return"].ToArray(), cost = traded["cost"].ToArray();
        for (int t = 0; t < book.Count; t++)
        {
            double sum = 0, gross = 0, net = 0;
            for (var row = 30 * t; row < 30 * (t + 1); row++)
            {
                sum += position[row] * outcome[row] - cost[row];
                net += position[row];
                gross += Math.Abs(position[row]);
            }
            Assert.Equal(sum, book.Values[t], 1e-15);
            Assert.Equal(0, net, 1e-12);
            Assert.InRange(gross, 0, 1 + 1e-12);
        }
        var byAsset = ProfitAndLossCube.Of(traded, record.Position, record.Cost).By(Cut.Asset).Cells;
        Assert.Equal(book.Values.ToArray().Sum(), (double)byAsset.Sum(a => a.Value), 1e-12);
        Assert.Equal(30, byAsset.Count);
        Assert.Equal(book.Values.ToArray().Sum(), record.TradesOf(traded).Sum(t => t.ProfitAndLoss), 1e-9);
    }

    [Fact]
    public void The_record_of_an_earlier_day_is_the_same_without_what_came_later()
    {
        var record = panel.Records[Momentum];
        var then = record.AsOf(new(1998, 9, 30));
        Assert.Equal((new DateOnly(1998, 9, 30), new DateOnly(1998, 9, 30)), (then.Rows.LastDay, then.Raw.LastDay));
        Assert.Equal(record.Rows.Before(new DateOnly(1998, 10, 1)).ContentHash(), then.Rows.ContentHash());
    }

    static void Near(double expected, double actual) => Assert.InRange(actual, expected - 1e-9 * Math.Max(1e-3, Math.Abs(expected)), expected + 1e-9 * Math.Max(1e-3, Math.Abs(expected)));
}
