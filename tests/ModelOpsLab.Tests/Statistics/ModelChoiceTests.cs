using System.Text.Json;
using ModelOpsLab.Statistics;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Statistics;

public class ModelChoiceTests
{
    static readonly JsonElement Oracle = Read("retraining-tests.json").GetProperty("tests").GetProperty("spa_mcs");
    static readonly double[][] Losses = [.. Enumerable.Range(0, 7).Select(k => Oracle.GetProperty("losses").EnumerateArray().Select(row => row[k].Number()).ToArray())];
    static readonly double[] Benchmark = Oracle.Numbers("benchmark_never_refit");
    static readonly int[][] Positions = [.. Oracle.GetProperty("bootstrap_indices").EnumerateArray().Select(row => row.EnumerateArray().Select(i => i.GetInt32()).ToArray())];
    static readonly double Block = Oracle.Number("block");

    static (double[][] Differences, JsonElement Expected) Case(int number) => number == 1
        ? (SuperiorPredictiveAbility.Differences(Benchmark, Losses), Oracle.GetProperty("case1"))
        : (SuperiorPredictiveAbility.Differences(Losses[3], [.. Losses.Where((_, k) => k != 3)]), Oracle.GetProperty("case2_benchmark_is_model_3"));

    // arch 6.3 and 8.0: SPA(studentize=True) gives the p-values of studentize=False; the largest difference is never divided by its error.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Superior_predictive_ability_is_truly_studentised(int number)
    {
        var (differences, expected) = Case(number);
        var ours = SuperiorPredictiveAbility.Test(differences, Block, Positions);
        Compare(expected.GetProperty("hansen_studentised_from_indices"), ours);
        Near(expected.Number("T_spa"), ours.Statistic, 1e-9, "statistic");
        foreach (var (reference, found) in expected.Numbers("omega").Zip(ours.Deviations)) Near(reference, found, 1e-9, "omega");
        var plain = SuperiorPredictiveAbility.Test(differences, Block, Positions, studentise: false);
        Compare(expected.GetProperty("unstudentised_from_indices"), plain);
        Assert.NotEqual(plain.PConsistent, ours.PConsistent);

        static void Compare(JsonElement reference, SuperiorPredictiveAbilityResult found)
        {
            Near(reference.Number("lower"), found.PLower, 1e-12, "lower");
            Near(reference.Number("consistent"), found.PConsistent, 1e-12, "consistent");
            Near(reference.Number("upper"), found.PUpper, 1e-12, "upper");
        }
    }

    [Theory]
    [InlineData("R", ModelConfidenceStatistic.Range)]
    [InlineData("max", ModelConfidenceStatistic.Maximum)]
    public void The_model_confidence_set_equals_arch(string method, ModelConfidenceStatistic statistic)
    {
        var expected = Oracle.GetProperty("mcs").GetProperty(method);
        var found = ModelConfidenceSet.Of(Losses, Block, Positions, statistic);
        Assert.Equal(expected.GetProperty("order_of_elimination").EnumerateArray().Select(i => i.GetInt32()), found.Elimination);
        for (var k = 0; k < 7; k++) Near(expected.GetProperty("pvalues").Number($"{k}"), found.PValues[k], 1e-12, $"p of {k}");
        Assert.Equal(expected.GetProperty("included_90").EnumerateArray().Select(i => i.GetInt32()), found.Included(0.1));
    }

    [Fact]
    public void StepM_finds_no_superior_model_where_arch_finds_none()
    {
        Assert.Equal(0, Oracle.GetProperty("stepm_superior_models_10pct_arch").GetArrayLength());
        Assert.Empty(StepwiseMultipleTest.Superior(Case(1).Differences, Block, Positions, 0.1));
    }

    [Fact]
    public void StepM_finds_the_model_that_is_hidden_by_a_better_and_noisier_one()
    {
        var random = new DeterministicRandom(4);
        double[] benchmark = Noise(random, 0, 1), equal = Noise(random, 0, 1), better = [.. benchmark.Select(l => l - 0.1 + random.NextNormal() / 5)], noisy = Noise(random, -3, 5);
        Assert.Equal([1, 2], StepwiseMultipleTest.Superior(benchmark, [equal, better, noisy], 1));
        var found = SuperiorPredictiveAbility.Test(benchmark, [equal, better, noisy], 1);
        Assert.True(found.PConsistent < 0.01 && found.PLower <= found.PConsistent && found.PConsistent <= found.PUpper);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_a_model_equal_to_the_benchmark_counts_for_nothing()
    {
        var random = new DeterministicRandom(9);
        double[] benchmark = Noise(random, 0, 1), other = Noise(random, 0.2, 1);
        var once = SuperiorPredictiveAbility.Test(benchmark, [other], 3);
        var again = SuperiorPredictiveAbility.Test(benchmark, [other, benchmark], 3);
        Assert.Equal((once.PConsistent, once.PLower, once.PUpper), (again.PConsistent, again.PLower, again.PUpper));
        Assert.Empty(StepwiseMultipleTest.Superior(benchmark, [benchmark], 3));
        var set = ModelConfidenceSet.Of([benchmark, other, benchmark], 3);
        Assert.Equal(set.PValues, ModelConfidenceSet.Of([benchmark, other, benchmark], 3).PValues);
        Assert.Contains(set.Elimination[^1], set.Included(0.1));
    }

    [Fact]
    public void A_set_leaves_out_the_poor_model_and_keeps_the_two_that_cannot_be_separated()
    {
        var random = new DeterministicRandom(2);
        double[] good = Noise(random, 1, 1);
        double[][] losses = [good, [.. good.Select(l => l + random.NextNormal() / 10)], [.. good.Select(l => l + 0.5 + random.NextNormal() / 10)]];
        foreach (var statistic in Enum.GetValues<ModelConfidenceStatistic>()) Assert.Equal([0, 1], ModelConfidenceSet.Of(losses, 1, statistic).Included(0.05));
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        double[] noise = Noise(new(1), 0, 1), shifted = [.. Enumerable.Repeat(1.0, 200)], zero = new double[200];
        Assert.Throws<ArgumentException>(() => SuperiorPredictiveAbility.Test(noise, [], 1));
        Assert.Contains("at every point", Assert.Throws<ArgumentException>(() => SuperiorPredictiveAbility.Test(zero, [shifted], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelConfidenceSet.Of([noise], 1));
        Assert.Throws<ArgumentException>(() => ModelConfidenceSet.Of([noise, [1, 2]], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepwiseMultipleTest.Superior(noise, [zero], 1, alpha: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SuperiorPredictiveAbility.Test(noise, [zero], 1, draws: 99));
    }

    [Fact]
    public void The_stationary_bootstrap_goes_on_and_wraps_as_arch_does()
    {
        foreach (var c in VolatilityForecasts.Cases("stationary_bootstrap_map"))
        {
            int[] starts = [.. c.GetProperty("starts").EnumerateArray().Select(i => i.GetInt32())];
            var (uniforms, at) = (c.Numbers("u"), 0);
            Assert.Equal(c.GetProperty("indices").EnumerateArray().Select(i => i.GetInt32()), StationaryBootstrap.Positions(starts.Length, starts.Length, 1 / c.Number("p"), () => uniforms[++at], _ => starts[at]));
        }
    }

    static double[] Noise(DeterministicRandom random, double mean, double deviation) => [.. Enumerable.Range(0, 200).Select(_ => mean + deviation * random.NextNormal())];
}
