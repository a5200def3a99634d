using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Tests.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Retraining;

public sealed class RetrainingLossesTests
{
    [Theory]
    [InlineData("sliding250")]
    [InlineData("expanding")]
    public void Optimal_periodic_and_threshold_schedules_on_real_volatility_equal_the_reference(string window)
    {
        var matrix = OracleFile.ReadReal("retraining-real.json").GetProperty("retraining_cost").GetProperty("matrices").GetProperty(window);
        var losses = RetrainingLosses.Of([.. matrix.GetProperty("M_upper").EnumerateArray().Select(r => r.Numbers())]);
        foreach (var test in matrix.GetProperty("cases").EnumerateArray())
        {
            var kappa = test.Number("kappa");
            var optimal = losses.Optimal(kappa);
            Near(test.Number("optimal_cost"), optimal.Cost);
            Assert.Equal(test.Whole("optimal_retrain_batches"), optimal.Retrains);
            Near(test.Number("never"), losses.Never(kappa).Cost);
            foreach (var every in test.GetProperty("periodic").EnumerateObject()) Near(every.Value.Number(), losses.Every(int.Parse(every.Name, CultureInfo.InvariantCulture), kappa).Cost);
            foreach (var (name, cumulative) in new[] { ("threshold", false), ("cumulative_threshold", true) })
                foreach (var rule in test.GetProperty(name).EnumerateObject())
                {
                    var ours = losses.Above(double.Parse(rule.Name, CultureInfo.InvariantCulture), kappa, cumulative);
                    Near(rule.Value[0].Number(), ours.Cost);
                    Assert.Equal(rule.Value[1].Whole(), ours.Retrains);
                }
        }

        // The file keeps ten decimals of each loss; a cost is a sum of 47 of them.
        static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-8);
    }

    [Fact]
    public void Losses_of_retrained_ridges_on_real_volatility_equal_the_reference()
    {
        var file = OracleFile.ReadReal("retraining-real.json");
        var oracle = file.GetProperty("walkforward");
        var expected = file.GetProperty("retraining_cost").GetProperty("matrices").GetProperty("sliding250").GetProperty("M_upper");
        var rows = oracle.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        var frame = RidgeTrainerTests.Rows([.. rows[0].Select((_, j) => rows.Select(r => r[j]).ToArray())], oracle.Numbers("y"), null);
        var losses = RetrainingLosses.Measure(frame, new RidgeTrainer { Penalty = oracle.Number("alpha"), Standardise = false }, Window.Sliding(250), 21, 500);
        Assert.Equal(expected.GetArrayLength(), losses.Batches);
        for (var s = 0; s < losses.Batches; s++)
            for (var t = s; t < losses.Batches; t++) OracleFile.Near(expected[s][t - s].Number(), losses[s, t], 1e-8, $"model {s} on batch {t}");
    }

    [Fact]
    public void Optimal_schedule_is_the_cheapest_of_all() => Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (seed, kappa) =>
    {
        var random = new System.Random(seed);
        var losses = RetrainingLosses.Of([.. Enumerable.Range(0, 7).Select(s => Enumerable.Range(s, 7 - s).Select(t => random.Next(0, 8) + (double)(t - s)).ToArray())]);
        var all = Enumerable.Range(0, 1 << 6).Select(bits => losses.Price("", [.. Enumerable.Range(1, 6).Where(t => (bits >> (t - 1) & 1) == 1)], kappa).Cost);
        return losses.Optimal(kappa).Cost == all.Min();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Report_shows_the_rhythms_beside_the_optimum_and_what_staleness_cost()
    {
        var losses = RetrainingLosses.Of([[1, 2, 4, 8], [1, 2, 4], [1, 2], [1]]);
        var report = RetrainingCost.Of(losses, 1.5);
        Assert.Equal((15, 11), (losses.Never(1.5).Cost, losses.Never(1.5).Staleness));
        Assert.Equal((8.5, 4), (losses.Every(1, 1.5).Cost, losses.Every(1, 1.5).Cost - losses.Every(1, 1.5).Retrains.Count * 1.5));
        Assert.Equal(7.5, report.Measured("retraining_cost", "optimal").Value);
        Assert.Equal(0, report.Measured("regret", "every 2").Value);
        Assert.Equal(7.5, report.Measured("regret", "never").Value);
        Assert.Contains("At 1.5 a retraining, 'every 2' was the cheapest fixed rhythm: 7.5, 0 more than the best schedule in hindsight with 1 retraining.", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("retrain every N: first 8.5 at 1, last 9.5 at 3", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_batch_has_nothing_to_retrain() => Assert.Contains("'never' was the cheapest", RetrainingCost.Of(RetrainingLosses.Of([[3]]), 1).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Losses_prices_and_schedules_that_are_none_are_refused()
    {
        var losses = RetrainingLosses.Of([[1, 2], [1]]);
        Assert.StartsWith("The model of batch 1 has 2 losses; there are 1", Assert.Throws<ArgumentException>(() => RetrainingLosses.Of([[1, 2], [1, 2]])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A loss of the model of batch 0 is not", Assert.Throws<ArgumentException>(() => RetrainingLosses.Of([[1, double.NaN], [1]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RetrainingLosses.Of([]));
        foreach (var kappa in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => losses.Never(kappa));
            Assert.Throws<ArgumentOutOfRangeException>(() => losses.Optimal(kappa));
        }
        Assert.Throws<ArgumentException>(() => losses.Price("", [0], 1));
        Assert.Throws<ArgumentException>(() => losses.Price("", [2], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => losses.Every(0, 1));
        var frame = WalkForwardTests.Sample(30);
        Assert.StartsWith("One batch needs 21 points in time from row 20 on, and there are 10.", Assert.Throws<ArgumentException>(() => RetrainingLosses.Measure(frame, new RidgeTrainer(), Window.Expanding(), 21, 20)).Message, StringComparison.Ordinal);
    }
}
