using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

public class CategoryOracleTests
{
    const double Exactly = 1e-12, PValue = 1e-9;

    public static TheoryData<string> Cases => DriftOracle.Ids("two_sample_categorical");

    public static TheoryData<string> Multiple => DriftOracle.Ids("multiple_testing");

    [Theory, MemberData(nameof(Cases))]
    public void Contingency_equals_scipy(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        var expected = outputs.GetProperty("chi2_contingency");
        var result = ChiSquare.Contingency(Counts(id, "reference_counts"), Counts(id, "current_counts"));

        Near(expected.Number("statistic"), result.Statistic, Exactly, "statistic");
        Near(expected.Number("pvalue"), result.PValue, PValue, "p");
        Assert.Equal(expected.Number("df"), result.DegreesOfFreedom);
        var v = outputs.GetProperty("effect").Number("cramers_v");
        Near(double.IsNaN(v) ? 0 : v, result.CramersV, Exactly, "V");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Goodness_of_fit_equals_scipy(string id)
    {
        var outputs = DriftOracle.Outputs(id);
        var expected = outputs.GetProperty("evidently_chisquare_gof");
        double[] observed = outputs.Numbers("current_counts");
        var result = ChiSquare.GoodnessOfFit(observed, expected.Numbers("expected"));

        Near(expected.Number("statistic"), result.Statistic, Exactly, "statistic");
        Near(OneWithoutFreedom(expected.Number("pvalue")), result.PValue, PValue, "p");

        double[] uniform = [.. observed.Select(_ => observed.Sum() / observed.Length)];
        var against = outputs.GetProperty("chisquare_uniform_current");
        result = ChiSquare.GoodnessOfFit(observed, uniform);
        Near(against.Number("statistic"), result.Statistic, Exactly, "uniform statistic");
        Near(OneWithoutFreedom(against.Number("pvalue")), result.PValue, PValue, "uniform p");
    }

    [Theory, MemberData(nameof(Multiple))]
    public void Benjamini_Hochberg_equals_statsmodels(string id)
    {
        var expected = DriftOracle.Outputs(id).Numbers("fdr_bh");
        var adjusted = BenjaminiHochberg.Adjust(DriftOracle.Case(id).Numbers("pvalues"));
        for (var k = 0; k < expected.Length; k++) Near(expected[k], adjusted[k], Exactly, "adjusted");
    }

    [Fact]
    public void Tail_probabilities_keep_their_digits_far_out()
    {
        foreach (var row in DriftOracle.Outputs("special_functions").EnumerateArray())
        {
            var (name, actual) = row.Text("f") switch
            {
                "normal_sf" => ("normal", TailProbability.Normal(row.Number("x"))),
                "chi2_sf" => ("chi-square", TailProbability.ChiSquare(row.Number("x"), row.Number("df"))),
                "kolmogorov_sf" => ("Kolmogorov", KolmogorovDistribution.LimitUpperTail(row.Number("x"))),
                "student_t_two_sided" => ("Student", TailProbability.StudentTwoSided(row.Number("t"), row.Number("df"))),
                "F_sf" => ("Fisher", TailProbability.Fisher(row.Number("x"), row.Number("d1"), row.Number("d2"))),
                var other => throw new InvalidDataException($"Unknown function {other}."),
            };
            var expected = row.Number("value");
            // The true tail of chi-square(1) at 1500 is 5e-328: below every positive double.
            Near(expected, actual, expected is > 0 and < 1e-307 ? 1e-6 : 1e-12, $"{name} {row.GetRawText()}");
        }
    }

    /// <summary>With one category SciPy's goodness of fit has no p-value; ours is 1, as its contingency test says.</summary>
    static double OneWithoutFreedom(double p) => double.IsNaN(p) ? 1 : p;

    static long[] Counts(string id, string property) => [.. DriftOracle.Outputs(id).Numbers(property).Select(v => (long)v)];
}
