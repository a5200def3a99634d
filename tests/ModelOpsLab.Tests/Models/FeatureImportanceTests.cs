using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class FeatureImportanceTests
{
    static readonly RidgeTrainer Ridge = new() { Penalty = 10, Standardise = false };

    [Fact]
    public void Training_without_a_feature_costs_what_the_reference_says()
    {
        var (oracle, all) = Volatility();
        var importance = LeaveOneCovariateOut.Of(Ridge, all.Rows(..1000), all.Rows(1000..1500)).ToDictionary(i => i.Feature);
        var expected = oracle.GetProperty("loco_importance").Numbers();
        Assert.Equal(6, expected.Length);
        for (var j = 0; j < 6; j++) Assert.Equal(expected[j], importance[$"x{j}"].Increase, 1e-11);
        Assert.Equal(["x2", "x1"], LeaveOneCovariateOut.Of(Ridge, all.Rows(..1000), all.Rows(1000..1500)).Take(2).Select(i => i.Feature));
        var square = oracle.Numbers("y")[1000..1500].Average(y => y * y);
        Assert.All(importance.Values, i => Assert.Equal(i.Increase / square, i.Loss, 1e-15));
    }

    [Fact]
    public void Shuffling_a_feature_costs_what_the_reference_says()
    {
        var (oracle, all) = Volatility();
        var reference = oracle.GetProperty("permutation_importance");
        var (model, test) = (Ridge.Train(all.Rows(..1000)), all.Rows(1000..1500));
        var (columns, outcome) = (model.Features.Select(f => test[f].Span.ToArray()).ToArray(), test["y"].Span.ToArray());
        var error = PermutationImportance.SquaredError(model, columns, outcome) / 500;
        Assert.Equal(reference.Number("base_mse"), error, 1e-11);
        var permutations = reference.GetProperty("permutations").EnumerateArray().Select(p => p.Numbers()).ToArray();
        for (var j = 0; j < 6; j++)
            for (var r = 0; r < permutations.Length; r++)
            {
                double[][] shuffled = [.. columns];
                shuffled[j] = [.. permutations[r].Select(i => columns[j][(int)i])];
                Assert.Equal(reference.GetProperty("importance")[j].Numbers()[r], PermutationImportance.SquaredError(model, shuffled, outcome) / 500 - error, 1e-11);
            }
    }

    [Fact]
    public void One_of_two_that_say_the_same_is_worth_nothing_and_the_only_one_everything()
    {
        var random = new System.Random(3);
        double[] a = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() - 0.5)], b = [.. a.Select(_ => random.NextDouble() - 0.5)];
        var rows = RidgeTrainerTests.Rows([a, a, b], [.. a.Zip(b, (u, v) => u + v)], null);
        var importance = LeaveOneCovariateOut.Of(new RidgeTrainer { Penalty = 1e-9 }, rows.Rows(..300), rows.Rows(300..)).ToDictionary(i => i.Feature);
        Assert.Equal(0, importance["x0"].Loss, 1e-9);
        Assert.InRange(importance["x2"].Loss, 0.3, 0.7);
        Assert.InRange(importance["x2"].Share, 0.95, 1);
        Assert.Equal(100, importance["x2"].Rows);
    }

    [Fact]
    public void Training_row_whose_target_is_not_known_before_the_test_is_refused()
    {
        var rows = RidgeTrainerTests.Rows([[.. Enumerable.Range(0, 40).Select(i => i % 7.0)]], [.. Enumerable.Range(0, 40).Select(i => 1.0 + i % 5)], null);
        Assert.StartsWith("Row 19 (1970-01-20) cannot be trained on", Assert.Throws<ArgumentException>(() => LeaveOneCovariateOut.Of(Ridge, rows.Rows(..20), rows.Rows(19..))).Message, StringComparison.Ordinal);
        Assert.Contains("names no feature", Assert.Throws<ArgumentException>(() => LeaveOneCovariateOut.Of(Ridge, rows.With(rows.Schema with { Features = [] }).Rows(..20), rows.Rows(20..))).Message, StringComparison.Ordinal);
        Assert.Contains("names no target", Assert.Throws<ArgumentException>(() => LeaveOneCovariateOut.Of(Ridge, rows.With(rows.Schema with { Target = null }).Rows(..20), rows.Rows(20..))).Message, StringComparison.Ordinal);
        Assert.Contains("None of 0 test rows", Assert.Throws<ArgumentException>(() => LeaveOneCovariateOut.Of(Ridge, rows.Rows(..20), rows.Rows(20..20))).Message, StringComparison.Ordinal);
        Assert.Contains("is zero", Assert.Throws<ArgumentException>(() => LeaveOneCovariateOut.Of(Ridge, rows.Rows(..20), rows.Rows(20..).With("y", new double[20]))).Message, StringComparison.Ordinal);
    }

    static (System.Text.Json.JsonElement Oracle, Frame Rows) Volatility()
    {
        var oracle = OracleFile.ReadReal("retraining-real.json").GetProperty("walkforward");
        var rows = oracle.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        return (oracle, RidgeTrainerTests.Rows([.. rows[0].Select((_, j) => rows.Select(r => r[j]).ToArray())], oracle.Numbers("y"), null));
    }
}
