using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Oracles.OracleFile;

namespace ModelOpsLab.Tests.Trading;

public class BacktestOverfittingTests
{
    static readonly JsonElement Oracle = Read("retraining-tests.json").GetProperty("tests");

    [Fact]
    public void Probability_of_overfitting_equals_the_reference()
    {
        var oracle = Oracle.GetProperty("pbo");
        double[][] rows = [.. oracle.GetProperty("returns").EnumerateArray().Select(r => r.Numbers())];
        double[][] settings = [.. Enumerable.Range(0, rows[0].Length).Select(k => rows.Select(r => r[k]).ToArray())];
        foreach (var c in oracle.GetProperty("cases").EnumerateArray())
        {
            var found = BacktestOverfitting.Of(settings, c.GetProperty("S").GetInt32());
            Near(c.Number("pbo"), found.Probability.Value, 1e-12, "probability");
            Near(c.Number("prob_oos_loss"), found.LossProbability, 1e-12, "loss");
            Near(c.Number("is_oos_slope"), found.Slope, 1e-9, "slope");
            Near(c.Number("is_oos_intercept"), found.Intercept, 1e-9, "intercept");
            Assert.Equal(c.GetProperty("logits").GetArrayLength(), found.Logits.Count);
            foreach (var (expected, logit) in c.Numbers("logits").Zip(found.Logits)) PerformanceOracle.Near(expected, logit, 1e-9, "logit", absolute: 1e-12);
        }
    }

    [Fact]
    public void Deflated_Sharpe_ratio_equals_the_paper()
    {
        var paper = Oracle.GetProperty("sharpe_deflation").GetProperty("dsr_paper_case");
        var (periods, n) = (paper.Number("periods"), (int)paper.Number("T"));
        foreach (var trials in new[] { 100, 46 })
        {
            var expected = paper.GetProperty($"N={trials}");
            var hurdle = DeflatedSharpeRatio.Hurdle(trials, paper.Number("annual_var_across_trials") / periods);
            Near(expected.Number("sr0"), hurdle, 1e-9, "hurdle");
            Near(expected.Number("dsr"), ProbabilisticSharpeRatio.Of(paper.Number("annual_sr") / Math.Sqrt(periods), hurdle, n, paper.Number("skew"), paper.Number("kurt")), 1e-9, "probability");
        }
        foreach (var z in Oracle.GetProperty("sharpe_deflation").GetProperty("expected_max_z").EnumerateObject())
            Near(z.Value.Number(), DeflatedSharpeRatio.Hurdle(int.Parse(z.Name, System.Globalization.CultureInfo.InvariantCulture), 1), 1e-9, $"best of {z.Name}");
    }

    [Fact]
    public void Probabilistic_Sharpe_ratio_equals_the_reference()
    {
        foreach (var c in Oracle.GetProperty("sharpe_deflation").GetProperty("psr").EnumerateArray())
            Near(c.Number("psr"), ProbabilisticSharpeRatio.Of(c.Number("sr"), c.Number("bench"), (int)c.Number("T"), c.Number("skew"), c.Number("kurt")), 1e-9, "psr");
    }

    [Fact]
    public void More_trials_leave_less_of_the_same_record()
    {
        var random = new DeterministicRandom(5);
        var returns = ReturnSeriesTests.Daily([.. Enumerable.Range(0, 500).Select(_ => 0.001 + 0.01 * random.NextNormal())]);
        var one = DeflatedSharpeRatio.Of(returns, 1, 0.5);
        Assert.Equal(ProbabilisticSharpeRatio.Of(returns).Value, one.Value);
        Assert.True(DeflatedSharpeRatio.Of(returns, 10, 0.5).Value > DeflatedSharpeRatio.Of(returns, 100, 0.5).Value);
        Assert.Equal(DeflatedSharpeRatio.Of(returns, 3, 1).Value, DeflatedSharpeRatio.Of(returns, [0, 1, 2]).Value, 1e-12);
        Assert.Throws<ArgumentException>(() => DeflatedSharpeRatio.Of(returns, [1.5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeflatedSharpeRatio.Hurdle(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeflatedSharpeRatio.Hurdle(5, double.NaN));
    }

    [Fact]
    public void A_setting_that_is_always_best_is_not_overfit_and_noise_is_half_the_time()
    {
        var random = new DeterministicRandom(6);
        double[] Returns(double mean) => [.. Enumerable.Range(0, 400).Select(_ => mean + random.NextNormal())];
        Assert.Equal(0, BacktestOverfitting.Of([Returns(0), Returns(2), Returns(0)], 8).Probability.Value);
        Assert.InRange(Enumerable.Range(0, 20).Average(_ => BacktestOverfitting.Of([.. Enumerable.Range(0, 10).Select(_ => Returns(0))], 6).Probability.Value), 0.3, 0.7);
    }

    [Fact]
    public void Settings_that_cannot_be_ranked_are_refused()
    {
        double[] noise = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i * i))];
        Assert.Contains("at least two", Assert.Throws<ArgumentException>(() => BacktestOverfitting.Of([noise], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("setting 1 has 39", Assert.Throws<ArgumentException>(() => BacktestOverfitting.Of([noise, noise[1..]], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("no Sharpe ratio", Assert.Throws<ArgumentException>(() => BacktestOverfitting.Of([noise, new double[40]], 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BacktestOverfitting.Of([noise, noise], 5));
    }
}
