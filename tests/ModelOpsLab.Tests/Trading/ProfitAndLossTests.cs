using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class ProfitAndLossTests
{
    [Fact]
    public void Months_and_years_of_real_returns_equal_empyrical()
    {
        var oracle = Real();
        foreach (var row in oracle.Cases("empyrical-reloaded", "aggregate_returns").Where(c => Series(c) != "wti_2020_d"))
        {
            var returns = oracle.Returns(Series(row));
            var yearly = row.GetProperty("args").Text("convert_to") == "yearly";
            var actual = yearly ? ProfitAndLoss.ByYear(returns) : ProfitAndLoss.ByMonth(returns);
            var expected = row.GetProperty("value").EnumerateObject().ToArray();
            Assert.Equal(expected.Select(e => e.Name), actual.Select(m => yearly ? $"{m.Year}" : $"{m.Year}-{m.Month:00}"));
            for (var i = 0; i < expected.Length; i++) Near(expected[i].Value.Number(), actual[i].Value, 1e-9, expected[i].Name, absolute: 1e-14);
        }
    }

    [Fact]
    public void Returns_that_cannot_compound_are_refused_with_the_reason_and_an_empty_series_has_no_months()
    {
        Assert.Contains("2024-01-01", Assert.Throws<InvalidOperationException>(() => ProfitAndLoss.ByMonth(Daily(-3.02, -1.24))).Message, StringComparison.Ordinal);
        Assert.Empty(ProfitAndLoss.ByMonth(Daily()));
    }

    [Fact]
    public void The_heat_map_has_the_months_there_are()
    {
        var map = ProfitAndLoss.Chart(Daily(0.1, 0.1), "Months");
        Assert.Equal((2024, 1), (Assert.Single(map.Months).Year, map.Months[0].Month));
        Assert.Equal(0.21, map.Months[0].Value, 1e-15);
    }
}
