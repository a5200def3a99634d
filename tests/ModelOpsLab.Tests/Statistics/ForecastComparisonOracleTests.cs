using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Oracles.OracleFile;
using static ModelOpsLab.Tests.Statistics.VolatilityForecasts;

namespace ModelOpsLab.Tests.Statistics;

public class ForecastComparisonOracleTests
{
    const double Tolerance = 1e-9;

    [Fact]
    public void Diebold_Mariano_equals_R_forecast_and_says_where_it_fell_back()
    {
        var real = Real();
        var fellBack = 0;
        foreach (var c in Cases("diebold_mariano"))
        {
            var (n, h, power) = (c.GetProperty("n").GetInt32(), c.GetProperty("h").GetInt32(), c.Number("power"));
            var kernel = c.Text("var") == "bartlett" ? LongRunKernel.Bartlett : LongRunKernel.Truncated;
            var name = $"{c.Text("a")} against {c.Text("b")}, n {n}, h {h}, power {power}, {kernel}";
            var result = DieboldMariano.Test(Losses(real, c.Text("a")!, n, power), Losses(real, c.Text("b")!, n, power), h, kernel);
            Near(c.Number("hln_stat"), result.Statistic, Tolerance, name);
            Near(c.Number("p_two"), result.PTwoSided, Tolerance, name);
            Near(c.Number("p_less"), result.PFirstBetter, Tolerance, name);
            Near(c.Number("p_greater"), result.PSecondBetter, Tolerance, name);
            Assert.Equal((int)c.Number("h_used"), result.HorizonUsed);
            if (c.HasNumber("dm_stat_uncorrected")) Near(c.Number("dm_stat_uncorrected"), result.UncorrectedStatistic, Tolerance, name);
            Assert.Equal(result.HorizonUsed != h, result.Because is not null);
            if (result.Because is null) continue;
            fellBack++;
            Assert.StartsWith($"the variance at horizon {h} is not positive (-", result.Because, StringComparison.Ordinal);
        }
        Assert.Equal(1, fellBack);
    }

    [Fact]
    public void Giacomini_White_equals_the_reference()
    {
        var real = Real();
        foreach (var c in Cases("giacomini_white"))
        {
            var n = c.GetProperty("n").GetInt32();
            var result = GiacominiWhite.Test(Losses(real, c.Text("a")!, n), Losses(real, c.Text("b")!, n));
            Near(c.Number("gw_conditional_stat"), result.Statistic, Tolerance, "statistic");
            Near(c.Number("p"), result.PValue, Tolerance, "p");
            Near(c.Number("unconditional_t"), result.UnconditionalT, Tolerance, "t");
            Near(c.Number("p_normal"), result.UnconditionalPValue, Tolerance, "p of t");
        }
    }

    [Fact]
    public void Clark_West_equals_the_reference()
    {
        var real = Real();
        foreach (var c in Cases("clark_west_formula_check"))
        {
            var result = ClarkWest.Test(Outcome(real, 1000), Predictions(real, c.Text("restricted")!, 1000), Predictions(real, c.Text("unrestricted")!, 1000));
            Near(c.Number("mean_f"), result.MeanAdjusted, Tolerance, "mean");
            Near(c.Number("stat"), result.Statistic, Tolerance, "statistic");
            Near(c.Number("p_one_sided"), result.PValue, Tolerance, "p");
        }
    }

    [Fact]
    public void Equal_weighted_cosine_and_the_confidence_sequence_equal_the_reference()
    {
        var real = Real();
        foreach (var c in Oracle.GetProperty("promotion_gate").GetProperty("cases").EnumerateArray())
        {
            var n = c.GetProperty("n").GetInt32();
            double[] saved = [.. Losses(real, c.Text("champion")!, n).Zip(Losses(real, c.Text("challenger")!, n), (a, b) => a - b)];
            var (ewc, bounds) = (EqualWeightedCosine.Test(saved), new AsymptoticConfidenceSequence().After(saved));
            var (one, standing) = (c.GetProperty("ewc"), c.GetProperty("asymptotic_cs_one_sided_95"));
            Near(c.Number("mean_diff"), ewc.Mean, Tolerance, "mean");
            Assert.Equal((int)one.Number("B"), ewc.DegreesOfFreedom);
            Near(one.Number("long_run_var"), ewc.LongRunVariance, Tolerance, "variance");
            Near(one.Number("t"), ewc.T, Tolerance, "t");
            Near(one.Number("p_one_sided"), ewc.PValue, Tolerance, "p");
            Assert.Equal((int)standing.Number("nw_lag"), NeweyWest.DefaultLags(n));
            Near(standing.Number("long_run_sd"), bounds.LongRunDeviation, Tolerance, "deviation");
            Near(standing.Number("rho"), new AsymptoticConfidenceSequence().Rho, Tolerance, "rho");
            Near(standing.Number("half_width"), bounds.HalfWidth, Tolerance, "half width");
            Near(standing.Number("lower"), bounds.Lower, Tolerance, "lower");
        }
    }
}
