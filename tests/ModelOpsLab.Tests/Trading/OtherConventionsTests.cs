using System.Text.Json;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

/// <summary>Each rule gives the figure that was stored from the program it is named after.</summary>
public class OtherConventionsTests
{
    static readonly JsonElement Stored = OracleFile.Read("performance-conventions.json");

    [Theory]
    [InlineData("PerformanceAnalytics", "SharpeRatio.annualized", "sharpe_ratio", 1)]
    [InlineData("QuantConnect Lean (C#)", "Statistics.SharpeRatio", "sharpe_ratio", 2)]
    [InlineData("empyrical-reloaded", "annual_return", "annual_growth", 1)]
    [InlineData("QuantConnect Lean (C#)", "Statistics.AnnualPerformance", "annual_growth", 2)]
    [InlineData("PerformanceAnalytics", "SortinoRatio", "sortino_ratio", 1)]
    [InlineData("QuantConnect Lean (C#)", "Statistics.SortinoRatio", "sortino_ratio", 2)]
    [InlineData("quantstats", "value_at_risk", "value_at_risk", 1)]
    [InlineData("PerformanceAnalytics", "VaR", "value_at_risk", 2)]
    [InlineData("empyrical-reloaded", "conditional_value_at_risk", "expected_shortfall", 1)]
    [InlineData("quantstats", "probabilistic_sharpe_ratio", "probabilistic_sharpe_ratio", 1)]
    public void A_rule_gives_the_number_of_its_program(string library, string function, string metric, int rule)
    {
        var compared = 0;
        foreach (var row in Stored.GetProperty("cases").EnumerateArray().Where(c => c.Text("lib") == library && c.Text("func") == function))
        {
            var series = row.Text("series")!;
            var value = OtherConventions.Of(PerformanceOracle.Committed.Returns(series, periods: 252)).Rows.Where(r => r.Metric == metric).ElementAt(rule).Value;
            if (!value.Exists) continue; // ours says why there is none where theirs gives zero or noise
            PerformanceOracle.Near(row.GetProperty("value").GetDouble(), value.Value, 1e-9, $"{library} {function} of {series}", 1e-12);
            compared++;
        }
        Assert.True(compared >= 10, $"{compared} figures compared");
    }

    [Fact]
    public void A_constant_return_has_no_ratio_by_any_rule()
    {
        var rows = OtherConventions.Of(PerformanceOracle.Committed.Returns("edge_constant")).Rows;
        Assert.All(rows.Where(r => r.Metric is "sharpe_ratio" or "probabilistic_sharpe_ratio" or "sortino_ratio"), r => Assert.False(r.Value.Exists, r.By));
    }
}
