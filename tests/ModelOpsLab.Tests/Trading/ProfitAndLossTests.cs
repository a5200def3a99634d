using ModelOpsLab.Data;
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
    public void Cells_of_every_cut_add_up_to_the_whole_and_missing_rows_are_counted()
    {
        var frame = Frame.Of(new Schema { Timestamp = "day", Asset = "asset", Strategy = "strategy", Return = "pnl", Weight = "w" },
            Column.Dates("day", [new(2023, 12, 29), new(2023, 12, 29), new(2024, 1, 2), new(2024, 2, 1)]),
            Column.Categories("asset", ["A", "B", "A", "A"]), Column.Categories("strategy", ["s", "t", "s", "t"]),
            Column.Numbers("pnl", [100, -40, double.NaN, 7]), Column.Numbers("w", [1, 0.5, 1, 2]));
        foreach (var cut in new[] { Cut.Whole, Cut.Year, Cut.Year | Cut.Month, Cut.Asset, Cut.Strategy, Cut.Asset | Cut.Strategy | Cut.Year })
        {
            Assert.Equal(94, ProfitAndLoss.By(frame, cut).Sum(c => c.Value));
            Assert.Equal((3, 1), (ProfitAndLoss.By(frame, cut).Sum(c => c.Count), ProfitAndLoss.By(frame, cut).Sum(c => c.Missing)));
        }
        Assert.Equal([("A", 114.0), ("B", -20.0)], ProfitAndLoss.ByAsset(frame).Select(c => (c.Asset!, c.Value)));
        Assert.Equal([("s", 100.0), ("t", -6.0)], ProfitAndLoss.ByStrategy(frame).Select(c => (c.Strategy!, c.Value)));
        Assert.Equal([2023, 2024], ProfitAndLoss.ByYear(frame).Select(c => c.Year!.Value));
        Assert.Contains("Schema.Strategy", Assert.Throws<KeyNotFoundException>(() => ProfitAndLoss.ByStrategy(frame.With(frame.Schema with { Strategy = null }))).Message, StringComparison.Ordinal);
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
