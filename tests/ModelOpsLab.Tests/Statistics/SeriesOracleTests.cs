using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

public class SeriesOracleTests
{
    const double Exactly = 1e-12, PValue = 1e-9;
    const string Constant = "series/constant_30";

    public static TheoryData<string> Cases => DriftOracle.Ids("one_sample_series");

    public static TheoryData<string> Varied => [.. Cases.Where(row => row.Data != Constant).Select(row => row.Data)];

    [Theory, MemberData(nameof(Varied))]
    public void Ljung_Box_equals_statsmodels(string id)
    {
        var series = DriftOracle.Sample(id, "series");
        foreach (var expected in DriftOracle.Outputs(id).GetProperty("ljung_box").EnumerateArray())
        {
            var result = LjungBox.Test(series, (int)expected.Number("lag"));
            Near(expected.Number("statistic"), result.Statistic, Exactly, "Q");
            Near(expected.Number("pvalue"), result.PValue, PValue, "p");
        }
    }

    [Theory, MemberData(nameof(Varied))]
    public void Autocorrelation_equals_statsmodels(string id)
    {
        var series = DriftOracle.Sample(id, "series");
        var expected = DriftOracle.Outputs(id).Numbers("acf_1_to_10");
        for (var k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], Moments.AutocorrelationAt(series, k + 1), 1e-12);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Mann_Kendall_equals_the_textbook(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("mann_kendall");
        var series = DriftOracle.Sample(id, "series");
        var result = MannKendall.Test(series);

        Assert.Equal(expected.Number("S"), result.S);
        Near(expected.Number("var_S_tie_corrected"), result.Variance, Exactly, "variance");
        Near(expected.Number("Z_continuity"), result.Z, Exactly, "Z");
        Near(expected.Number("pvalue_two_sided"), result.PValue, PValue, "p");
        Assert.Equal(expected.Number("sen_slope"), TheilSen.Slope(series), 1e-12);
    }

    [Theory, MemberData(nameof(Varied))]
    public void Moments_equal_scipy_after_the_change_of_convention(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("moments");
        var series = DriftOracle.Sample(id, "series");
        double n = series.Length;

        Near(expected.Number("mean"), Moments.Mean(series), Exactly, "mean");
        Near(expected.Number("var_ddof1"), Moments.Variance(series), Exactly, "variance");
        // SciPy's defaults are the biased g1 and g2 (Joanes and Gill, 1998).
        Near(expected.Number("skew") * Math.Sqrt(n * (n - 1)) / (n - 2), Moments.Skewness(series), 1e-11, "skewness");
        Near(((n + 1) * expected.Number("excess_kurtosis") + 6) * (n - 1) / ((n - 2) * (n - 3)), Moments.ExcessKurtosis(series), 1e-11, "kurtosis");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Robust_scale_equals_scipy(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("moments");
        var series = DriftOracle.Sample(id, "series");

        Near(expected.Number("mad"), RobustScale.MedianAbsoluteDeviation(series), Exactly, "mad");
        var quantiles = expected.Numbers("quantiles_linear_0.01_0.05_0.5_0.95_0.99");
        double[] probabilities = [0.01, 0.05, 0.5, 0.95, 0.99];
        for (var k = 0; k < quantiles.Length; k++) Near(quantiles[k], RobustScale.Quantile(series, probabilities[k]), Exactly, "quantile");
    }

    [Fact]
    public void A_constant_series_is_refused_where_its_statistic_does_not_exist()
    {
        var series = DriftOracle.Sample(Constant, "series");

        Assert.Contains("constant", Assert.Throws<ArgumentException>(() => LjungBox.Test(series, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("constant", Assert.Throws<ArgumentException>(() => Moments.Skewness(series)).Message, StringComparison.Ordinal);
        Assert.Equal(1, MannKendall.Test(series).PValue);
    }
}
