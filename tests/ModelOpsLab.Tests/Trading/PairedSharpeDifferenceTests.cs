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
