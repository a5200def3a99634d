using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class PairedSharpeDifferenceTests
{
    [Fact]
    public void Test_of_Ledoit_and_Wolf_equals_PeerPerformance()
    {
        var oracle = Real();
        var compared = 0;
        foreach (var row in oracle.Cases("PeerPerformance", "sharpeTesting (Ledoit-Wolf"))
        {
            var (first, second) = (oracle.Returns(Series(row)), oracle.Returns(Series(row, 1)));
            var found = PairedSharpeDifference.Of(first, second);
            var (expected, annual) = (row.GetProperty("value"), Math.Sqrt(first.Calendar.PeriodsPerYear));
            Assert.Equal(expected.Number("n"), found.Difference.Count);
            // The reference was printed with 15 digits.
            Near(expected.GetProperty("sharpe")[0].Number(), found.First.Value / annual, 1e-12, "first");
            Near(expected.GetProperty("sharpe")[1].Number(), found.Second.Value / annual, 1e-12, "second");
            Near(expected.Number("dsharpe"), found.Difference.Value / annual, 1e-11, "difference");
            Near(expected.Number("tstat"), found.Z, 1e-11, "t");
            Near(expected.Number("pval"), found.PValue, 1e-11, "p");
            compared++;
        }
        Assert.Equal(4, compared);
    }

    [Fact]
    public void Test_of_Ledoit_and_Wolf_on_factor_returns_equals_PeerPerformance()
    {
        var oracle = OracleFile.Read("retraining-tests.json").GetProperty("tests").GetProperty("ledoit_wolf");
        foreach (var c in oracle.GetProperty("cases").EnumerateArray())
        {
            var n = c.GetProperty("n").GetInt32();
            ReturnSeries Factor(string name) => ReturnSeries.Of(
                [.. Enumerable.Range(0, n).Select(i => new DateOnly(1990, 1, 1).AddMonths(i))], oracle.GetProperty("returns").Numbers(name).AsSpan(..n), TradingCalendar.Monthly);
            var (first, second) = (Factor(c.Text("x")!), Factor(c.Text("y")!));
            var found = PairedSharpeDifference.Of(first, second, c.GetProperty("hac").GetBoolean() ? SharpeDifferenceError.Hac : SharpeDifferenceError.Independent);
            var name = $"{c.Text("x")} against {c.Text("y")}, {n} months";
            OracleFile.Near(c.Number("diff"), found.Difference.Value / Math.Sqrt(12), 1e-9, name);
            OracleFile.Near(c.Number("se"), found.StandardError / Math.Sqrt(12), 1e-9, name);
            OracleFile.Near(c.Number("t"), found.Z, 1e-9, name);
            OracleFile.Near(c.Number("p"), found.PValue, 1e-9, name);
        }
        foreach (var c in oracle.GetProperty("jobson_korkie_memmel").EnumerateArray())
        {
            double[] x = oracle.GetProperty("returns").Numbers(c.Text("x")!), y = oracle.GetProperty("returns").Numbers(c.Text("y")!);
            ReturnSeries Months(double[] values) => ReturnSeries.Of([.. values.Select((_, i) => new DateOnly(1990, 1, 1).AddMonths(i))], values, TradingCalendar.Monthly);
            var found = PairedSharpeDifference.Of(Months(x), Months(y), SharpeDifferenceError.Normal);
            OracleFile.Near(c.Number("se"), found.StandardError / Math.Sqrt(12), 1e-9, "Jobson-Korkie-Memmel error");
            OracleFile.Near(c.Number("z"), found.Z, 1e-9, "z");
            OracleFile.Near(c.Number("p"), found.PValue, 1e-9, "p");
        }
    }

    [Fact]
    public void A_series_does_not_differ_from_itself_and_says_why_there_is_no_test()
    {
        var returns = Daily([.. Enumerable.Range(0, 50).Select(i => 0.01 * Math.Sin(i * 2.4))]);
        var twice = ReturnSeries.Of(returns.Dates, [.. returns.Values.ToArray().Select(r => 2 * r)]);
        Assert.Contains("the same up to scale", PairedSharpeDifference.Of(returns, twice).Difference.Because, StringComparison.Ordinal);
        Assert.Contains("the same up to scale", PairedSharpeDifference.Of(returns, returns).Difference.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_that_only_one_side_has_are_left_out()
    {
        var few = PairedSharpeDifference.Of(Daily(0.01, 0.02, double.NaN, 0.01), Daily(0.02, 0.01, 0.01));
        Assert.Equal(2, few.Difference.Count);
        Assert.Contains("2 common dates", few.Difference.Because, StringComparison.Ordinal);
    }
}
