using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

public class RegressionOracleTests
{
    static readonly JsonElement File = Read("regression.json");

    [Theory]
    [InlineData("edge_bench_up_only")]
    [InlineData("edge_bench_shifted")]
    public void Newey_West_slope_equals_statsmodels_without_its_small_sample_factor(string benchmark)
    {
        var (y, x) = Pair(benchmark);
        var expected = Value(benchmark, "statsmodels", "OLS(x ~ 1 + bench) with HAC(5, small-sample corr.)");

        var line = NeweyWest.Slope(x, y, lags: 5);
        Near(expected.Number("beta"), line.Slope, 1e-11, "slope");
        Near(expected.Number("alpha"), line.Intercept, 1e-11, "intercept");
        // statsmodels was asked to widen the variance by n / (n - 2); the kernel itself does not.
        Near(expected.Number("t_beta_hac5"), line.T * Math.Sqrt((x.Length - 2.0) / x.Length), 1e-10, "t");
    }

    [Theory]
    [InlineData("edge_bench_up_only")]
    [InlineData("edge_bench_shifted")]
    public void Correlations_equal_scipy(string benchmark)
    {
        var (y, x) = Pair(benchmark);

        Near(Value(benchmark, "scipy", "pearsonr")[0].Number(), Correlation.Pearson(x, y), 1e-11, "Pearson");
        Near(Value(benchmark, "scipy", "spearmanr")[0].Number(), Correlation.Spearman(x, y), 1e-11, "Spearman");
    }

    [Fact]
    public void Without_lags_the_error_of_the_mean_is_the_textbook_one()
    {
        double[] x = [1, 4, 2, 8, 5, 7];

        // Bartlett weights at lag 0 leave sqrt(sum of squares) / n.
        Assert.Equal(Math.Sqrt(Moments.Variance(x) * 5 / 6 / 6), NeweyWest.MeanStandardError(x, lags: 0), 1e-15);
    }

    [Fact]
    public void The_error_of_the_mean_at_one_lag_follows_by_hand()
    {
        // Mean 2, deviations -1, -1, 2, 0: squares 6, lagged products 1 - 2 + 0 = -1, weight 1/2: (6 + 2 * 1/2 * -1) / 16.
        Assert.Equal(Math.Sqrt(5.0 / 16), NeweyWest.MeanStandardError([1, 1, 4, 2], lags: 1), 1e-15);
    }

    [Theory]
    [InlineData(100, 4)]
    [InlineData(1000, 6)]
    [InlineData(10, 2)]
    public void Lags_follow_the_rule_of_Newey_and_West(int count, int lags) => Assert.Equal(lags, NeweyWest.DefaultLags(count));

    [Fact]
    public void A_constant_side_has_no_correlation()
        => Assert.Contains("constant", Assert.Throws<ArgumentException>(() => Correlation.Spearman([1, 2, 3], [4, 4, 4])).Message, StringComparison.Ordinal);

    /// <summary>The two series on the dates they share.</summary>
    static (double[] Y, double[] X) Pair(string benchmark)
    {
        Dictionary<string, double> y = ByDate("edge_bench_a"), x = ByDate(benchmark);
        string[] shared = [.. y.Keys.Where(x.ContainsKey)];
        return ([.. shared.Select(date => y[date])], [.. shared.Select(date => x[date])]);
    }

    static Dictionary<string, double> ByDate(string name)
    {
        var series = File.GetProperty("series").GetProperty(name);
        return series.GetProperty("dates").EnumerateArray().Zip(series.Numbers("values")).ToDictionary(row => row.First.GetString()!, row => row.Second);
    }

    static JsonElement Value(string benchmark, string library, string function) => File.GetProperty("cases").EnumerateArray()
        .Single(c => c.Text("lib") == library && c.Text("func") == function && c.GetProperty("series")[1].GetString() == benchmark).GetProperty("value");
}
