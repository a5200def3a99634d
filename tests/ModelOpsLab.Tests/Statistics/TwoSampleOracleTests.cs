using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

public class TwoSampleOracleTests
{
    const double Exactly = 1e-12, PValue = 1e-9;
    const string WithoutObservations = "two_sample/all_nan_v_normal";

    public static TheoryData<string> Cases => [.. DriftOracle.Ids("two_sample_numeric").Where(row => row.Data != WithoutObservations).Select(row => row.Data)];

    [Theory, MemberData(nameof(Cases))]
    public void Finite_numbers_are_counted_as_the_reference_counts_them(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        FiniteSample reference = Finite.Of(DriftOracle.Raw(id, "reference")), current = Finite.Of(DriftOracle.Raw(id, "current"));

        Assert.Equal(outputs.Numbers("n_used"), new double[] { reference.Values.Length, current.Values.Length });
        Assert.Equal(outputs.Numbers("dropped_nonfinite"), new double[] { reference.Dropped, current.Dropped });
    }

    [Theory, MemberData(nameof(Cases))]
    public void Kolmogorov_Smirnov_equals_scipy(string id)
    {
        double[] reference = DriftOracle.Sample(id, "reference"), current = DriftOracle.Sample(id, "current");
        var expected = DriftOracle.Outputs(id).GetProperty("ks");

        var result = KolmogorovSmirnov.Test(reference, current);
        NearWithin(expected.Number("statistic"), result.Statistic, 1e-12, "D");
        Near(expected.Number("pvalue_auto"), result.PValue, PValue, "p auto");
        if (expected.HasNumber("pvalue_exact"))
            Near(expected.Number("pvalue_exact"), KolmogorovSmirnov.Test(reference, current, KolmogorovSmirnovMethod.Exact).PValue, PValue, "p exact");
        Near(expected.Number("pvalue_asymp"), KolmogorovSmirnov.Test(reference, current, KolmogorovSmirnovMethod.Asymptotic).PValue, PValue, "p asymptotic");

        double above = expected.Number("d_plus"), below = expected.Number("d_minus");
        if (Math.Abs(above - below) > 1e-12) Assert.Equal(above > below ? 1 : -1, result.Sign);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Wasserstein_distance_equals_scipy(string id)
        => Near(DriftOracle.Outputs(id).Number("wasserstein"), Wasserstein.Distance(DriftOracle.Sample(id, "reference"), DriftOracle.Sample(id, "current")), 4e-12, "W1");

    [Theory, MemberData(nameof(Cases))]
    public void Mann_Whitney_equals_scipy(string id)
    {
        double[] reference = DriftOracle.Sample(id, "reference"), current = DriftOracle.Sample(id, "current");
        var expected = DriftOracle.Outputs(id).GetProperty("mannwhitney");

        var result = MannWhitney.Test(reference, current, MannWhitneyMethod.Asymptotic);
        Near(expected.Number("U1"), result.U, Exactly, "U");
        Near(expected.Number("p_two_sided_asymptotic_continuity"), result.PValue, PValue, "p");
        Near(expected.Number("p_less"), result.PValueLess, PValue, "p less");
        Near(expected.Number("p_greater"), result.PValueGreater, PValue, "p greater");
        NearWithin(-DriftOracle.Outputs(id).Number("cliffs_delta_reference_over_current"), result.CliffsDelta, 1e-12, "delta");
        if (expected.HasNumber("p_two_sided_exact"))
            Near(expected.Number("p_two_sided_exact"), MannWhitney.Test(reference, current, MannWhitneyMethod.Exact).PValue, PValue, "p exact");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Quantile_bins_have_the_edges_of_numpy_and_one_more_for_each_value_that_takes_several_quantiles(string id)
    {
        double[] reference = DriftOracle.Sample(id, "reference");
        var expected = DriftOracle.Outputs(id).GetProperty("psi_quantile10").Numbers("interior_edges");

        double[] edges = [.. QuantileBins.From(reference, bins: 10, tail: 0).Edges];
        double[] distinct = [.. edges.Where((edge, k) => k == 0 || edge != Math.BitIncrement(edges[k - 1]))];
        Assert.Equal(expected.Length, distinct.Length);
        for (var k = 0; k < expected.Length; k++) NearWithin(expected[k], distinct[k], 1e-12 * Math.Abs(expected[k]), "edge");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Counts_between_given_edges_equal_numpy(string id)
    {
        double[] reference = DriftOracle.Sample(id, "reference"), current = DriftOracle.Sample(id, "current");
        var expected = DriftOracle.Outputs(id).GetProperty("psi_quantile10");
        double[] shareReference = expected.Numbers("p_reference"), shareCurrent = expected.Numbers("q_current");

        var bins = QuantileBins.At(expected.Numbers("interior_edges"));
        long[] p = bins.Count(reference), q = bins.Count(current);
        Assert.Equal(shareReference.Length, p.Length);
        for (var k = 0; k < p.Length; k++)
        {
            NearWithin(shareReference[k], (double)p[k] / reference.Length, 1e-12, "p");
            NearWithin(shareCurrent[k], (double)q[k] / current.Length, 1e-12, "q");
        }
    }

    [Fact]
    public void A_sample_without_finite_numbers_is_refused_with_a_remedy()
    {
        double[] reference = DriftOracle.Sample(WithoutObservations, "reference"), current = DriftOracle.Sample(WithoutObservations, "current");

        var error = Assert.Throws<ArgumentException>(() => KolmogorovSmirnov.Test(reference, current));
        Assert.Contains("empty", error.Message, StringComparison.Ordinal);
        Assert.Equal("reference", error.ParamName);
    }

    static void NearWithin(double expected, double actual, double absolute, string what)
        => Assert.True(Math.Abs(expected - actual) <= absolute, $"{what}: expected {expected:R}, found {actual:R}");
}
