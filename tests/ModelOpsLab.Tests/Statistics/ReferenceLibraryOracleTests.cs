using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>The tests and distances of the reference library against SciPy, statsmodels and Evidently.</summary>
public class ReferenceLibraryOracleTests
{
    const double Exactly = 1e-12, PValue = 1e-9;

    public static TheoryData<string> Numeric => [.. DriftOracle.Ids("two_sample_numeric").Where(row => row.Data != "two_sample/all_nan_v_normal").Select(row => row.Data)];
    public static TheoryData<string> Categorical => DriftOracle.Ids("two_sample_categorical");
    public static TheoryData<string> Multiple => DriftOracle.Ids("multiple_testing");
    public static TheoryData<string> Series => [.. DriftOracle.Ids("one_sample_series").Where(row => row.Data != "series/constant_30").Select(row => row.Data)];

    [Theory, MemberData(nameof(Numeric))]
    public void Energy_distance_equals_scipy(string id) =>
        Near(DriftOracle.Outputs(id).Number("energy_distance"), EnergyDistance.Between(Reference(id), Current(id)), 4e-12, "energy");

    [Theory, MemberData(nameof(Numeric))]
    public void One_sort_gives_what_each_statistic_gives_alone(string id)
    {
        double[] reference = Reference(id), current = Current(id);
        var all = new TwoSample(reference, current).Distances();
        var bins = QuantileBins.From(reference);
        Assert.Equal(KolmogorovSmirnov.Test(reference, current), all.KolmogorovSmirnov);
        Near(Wasserstein.Distance(reference, current), all.Wasserstein, 1e-12, "W1");
        Assert.Equal(bins.Edges, all.Bins.Edges);
        Assert.Equal(PopulationStabilityIndex.Between(reference, current), all.PopulationStability);
        Assert.Equal(Divergence.JensenShannon(bins.Count(reference), bins.Count(current)), all.JensenShannon);
    }

    [Theory, MemberData(nameof(Numeric))]
    public void Anderson_Darling_equals_scipy(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("anderson_ksamp");
        if (Refuses(expected, () => AndersonDarling.Test(Reference(id), Current(id)))) return;
        var result = AndersonDarling.Test(Reference(id), Current(id));
        Near(expected.Number("statistic_midrank"), result.Statistic, 1e-9, "A2"); // standardised: a difference of large numbers
        Near(expected.Number("pvalue_capped_0.001_0.25"), result.PValue, PValue, "p");
    }

    [Theory, MemberData(nameof(Numeric))]
    public void Cramer_von_Mises_equals_scipy(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("cramervonmises");
        if (Refuses(expected, () => CramerVonMises.Test(Reference(id), Current(id)))) return;
        var result = CramerVonMises.Test(Reference(id), Current(id));
        Assert.Equal(expected.Number("statistic"), result.Statistic, 1e-11);
        Assert.Equal(expected.Number("pvalue_asymptotic"), result.PValue, expected.Number("pvalue_asymptotic") < 1e-7 ? 1e-7 : 1e-9); // SciPy stops its series at 1e-7
    }

    [Theory, InlineData(0.1), InlineData(0.3), InlineData(0.46136), InlineData(1.0), InlineData(2.0)]
    public void Two_series_of_the_Cramer_von_Mises_law_agree(double x) => Near(1 - CramerVonMises.Distribution(x), CramerVonMises.Tail(x), 1e-9, "tail");

    [Fact]
    public void The_Cramer_von_Mises_tail_has_the_tabled_level_and_keeps_its_digits()
    {
        Assert.Equal(0.05, CramerVonMises.UpperTail(0.46136), 1e-5); // Anderson and Darling 1952, table 1
        Assert.Equal(0.01, CramerVonMises.UpperTail(0.74346), 1e-5);
        // Far out the law is its first exponential: the tail falls by exp(-π²/2) a unit of x, but for the root in front.
        Near(Math.Exp(-Math.PI * Math.PI / 2) * Math.Sqrt(100.0 / 101), CramerVonMises.UpperTail(101) / CramerVonMises.UpperTail(100), 1e-4, "ratio");
    }

    [Theory, MemberData(nameof(Numeric))]
    public void Welch_and_Cohen_equal_scipy(string id)
    {
        var expected = DriftOracle.Outputs(id).TryGetProperty("welch_t", out var welch) ? welch : default;
        if (Refuses(expected, () => WelchT.Test(Reference(id), Current(id)), "t")) return;
        var result = WelchT.Test(Reference(id), Current(id));
        Assert.Equal(expected.Number("t"), result.T, 1e-9 * Math.Max(1, Math.Abs(expected.Number("t"))));
        Near(expected.Number("df"), result.DegreesOfFreedom, 1e-9, "df");
        Near(expected.Number("pvalue"), result.PValue, 1e-8, "p");
        Assert.Equal(DriftOracle.Outputs(id).GetProperty("cohens_d").Number("cohens_d_current_minus_reference"), result.CohensD, 1e-9);
    }

    [Theory, MemberData(nameof(Numeric))]
    public void Levene_and_Brown_Forsythe_equal_scipy(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        foreach (var (property, test) in new (string, Func<double[], double[], LeveneResult>)[] { ("levene_mean", (a, b) => Levene.Test(a, b)), ("brown_forsythe_median", (a, b) => Levene.BrownForsythe(a, b)) })
        {
            var expected = outputs.TryGetProperty(property, out var found) ? found : default;
            if (Refuses(expected, () => test(Reference(id), Current(id)))) continue;
            var result = test(Reference(id), Current(id));
            Near(expected.Number("statistic"), result.Statistic, 1e-9, property);
            Near(expected.Number("pvalue"), result.PValue, PValue, property);
        }
    }

    [Theory, MemberData(nameof(Categorical))]
    public void Distances_of_shares_equal_scipy_and_Evidently(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        long[] reference = Counts(id, "reference_counts"), current = Counts(id, "current_counts");
        Assert.Equal(outputs.Number("total_variation"), Divergence.TotalVariation(reference, current), Exactly);
        Assert.Equal(outputs.Number("l_infinity"), Divergence.LargestGap(reference, current), Exactly);
        Assert.Equal(outputs.Number("hellinger"), Divergence.Hellinger(reference, current), 1e-8); // a root of a difference near zero
        Assert.Equal(outputs.Number("jensenshannon_base_e"), Divergence.JensenShannon(reference, current), 1e-8);
        double Share(long[] counts, int k) => counts[k] / (double)counts.Sum();
        var entropy = Enumerable.Range(0, reference.Length).Where(k => reference[k] > 0).Sum(k => Share(reference, k) * Math.Log(Share(reference, k) / Share(current, k)));
        Assert.Equal(entropy, Divergence.KullbackLeibler(reference, current), Exactly);
    }

    [Theory, MemberData(nameof(Categorical))]
    public void G_and_Fisher_equal_scipy(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        long[] reference = Counts(id, "reference_counts"), current = Counts(id, "current_counts");
        var expected = outputs.GetProperty("g_test_contingency");
        var result = GTest.Test(reference, current);
        Near(expected.Number("statistic"), result.Statistic, 1e-11, "G");
        Near(expected.Number("pvalue"), result.PValue, PValue, "p");
        Assert.Equal(expected.Number("df"), result.DegreesOfFreedom);
        if (!outputs.TryGetProperty("fisher_exact", out var exact)) return;
        var fisher = FisherExact.Test(reference[0], reference[1], current[0], current[1]);
        Near(exact.Number("odds_ratio"), fisher.OddsRatio, Exactly, "odds");
        Near(exact.Number("pvalue"), fisher.PValue, PValue, "p");
    }

    [Theory, MemberData(nameof(Categorical))]
    public void The_bias_corrected_V_is_Bergsma_s(string id)
    {
        var expected = DriftOracle.Outputs(id).GetProperty("effect").Number("cramers_v_bias_corrected_bergsma");
        Assert.Equal(double.IsNaN(expected) ? 0 : expected, ChiSquare.Contingency(Counts(id, "reference_counts"), Counts(id, "current_counts")).CorrectedCramersV, Exactly);
    }

    [Theory, MemberData(nameof(Multiple))]
    public void Bonferroni_and_Holm_equal_statsmodels(string id)
    {
        var (outputs, values) = (DriftOracle.Outputs(id), DriftOracle.Case(id).Numbers("pvalues"));
        Assert.Equal(outputs.Numbers("bonferroni"), FamilywiseError.Bonferroni(values), (a, b) => Math.Abs(a - b) <= Exactly * a);
        Assert.Equal(outputs.Numbers("holm"), FamilywiseError.Holm(values), (a, b) => Math.Abs(a - b) <= Exactly * a);
    }

    [Theory, MemberData(nameof(Series))]
    public void Series_tests_equal_statsmodels(string id)
    {
        var (outputs, series) = (DriftOracle.Outputs(id), DriftOracle.Sample(id, "series"));
        var jarque = JarqueBera.Test(series);
        Near(outputs.GetProperty("jarque_bera").Number("statistic"), jarque.Statistic, 1e-11, "JB");
        Near(outputs.GetProperty("jarque_bera").Number("pvalue"), jarque.PValue, PValue, "JB p");
        Near(outputs.GetProperty("jarque_bera").Number("skew"), jarque.Skewness, 1e-11, "skew");
        Near(outputs.GetProperty("jarque_bera").Number("kurtosis_pearson"), jarque.ExcessKurtosis + 3, 1e-11, "kurtosis");

        if (series.Length < 12) Assert.Contains("12 are needed", Assert.Throws<ArgumentException>(() => ArchLm.Test(series)).Message, StringComparison.Ordinal); // statsmodels fits 6 parameters to 3 rows
        else CompareArch(outputs.GetProperty("arch_lm_5"), ArchLm.Test(series));

        var kpss = Kpss.Test(series);
        Assert.Equal(outputs.GetProperty("kpss_c_auto").Number("lags"), kpss.Lags);
        Near(outputs.GetProperty("kpss_c_auto").Number("statistic"), kpss.Statistic, 1e-10, "KPSS");
        Near(outputs.GetProperty("kpss_c_auto").Number("pvalue_interpolated"), kpss.PValue, PValue, "KPSS p");

        var cusum = CusumOfMean.Test(series);
        Near(outputs.GetProperty("cusum_ols_mean").Number("statistic"), cusum.Statistic, 1e-11, "CUSUM");
        Near(outputs.GetProperty("cusum_ols_mean").Number("pvalue"), cusum.PValue, PValue, "CUSUM p");
    }

    static void CompareArch(System.Text.Json.JsonElement expected, ArchLmResult arch)
    {
        Near(expected.Number("lm"), arch.Statistic, 1e-9, "LM");
        Near(expected.Number("lm_pvalue"), arch.PValue, 1e-8, "LM p");
        Near(expected.Number("f"), arch.F, 1e-9, "F");
        Near(expected.Number("f_pvalue"), arch.FPValue, 1e-8, "F p");
    }

    [Fact]
    public void E_values_are_rejected_by_their_rank()
    {
        Assert.Equal([true, false, true, false], EBenjaminiHochberg.Rejects([100, 1, 45, 3], 0.05)); // 4/(0.05·1) = 80, 4/(0.05·2) = 40, 26.7, 20
        Assert.Equal([false, false], EBenjaminiHochberg.Rejects([39, 39], 0.025));
        Assert.Empty(EBenjaminiHochberg.Rejects([]));
        Assert.Throws<ArgumentException>(() => EBenjaminiHochberg.Rejects([1, double.NaN]));
    }

    /// <summary>Where the reference has no number (it raises, or divides by zero) ours refuses with a reason.</summary>
    static bool Refuses(System.Text.Json.JsonElement expected, Action test, string number = "statistic")
    {
        if (expected.ValueKind == System.Text.Json.JsonValueKind.Object && (expected.HasNumber(number) || expected.HasNumber("statistic_midrank"))
            && double.IsFinite(expected.Number(expected.HasNumber(number) ? number : "statistic_midrank"))) return false;
        Assert.NotEmpty(Assert.ThrowsAny<ArgumentException>(test).Message);
        return true;
    }

    static double[] Reference(string id) => DriftOracle.Sample(id, "reference");
    static double[] Current(string id) => DriftOracle.Sample(id, "current");
    static long[] Counts(string id, string property) => [.. DriftOracle.Outputs(id).Numbers(property).Select(v => (long)v)];
}
