using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Models;

public class ModelBehaviourTests
{
    const int Rows = 2_000;

    /// <summary>Independent standard normal features a and b, and y = 1 + 3a − b/2 without noise.</summary>
    static Frame Made()
    {
        var random = new DeterministicRandom(3);
        double[] a = [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())], b = [.. a.Select(_ => random.NextNormal())];
        return Frame.Of(new Schema { Timestamp = "t", Features = ["a", "b"], Target = "y", Columns = new Dictionary<string, ColumnRule> { ["t"] = new() { Type = ColumnType.Date } } },
            Column.Dates("t", [.. Enumerable.Range(0, Rows).Select(i => new DateOnly(2000, 1, 1).AddDays(i))]),
            Column.Numbers("a", a), Column.Numbers("b", b), Column.Numbers("y", [.. a.Zip(b, (x, z) => 1 + 3 * x - 0.5 * z)]));
    }

    static readonly LinearModel Model = new(["b", "a"], 1, [-0.5, 3], [1, 1]);

    [Fact]
    public void Shuffling_a_feature_of_an_exact_linear_model_loses_twice_its_variance()
    {
        // E(y − p)² after shuffling x with coefficient c is 2 c² Var x; in units of the mean square of y
        var frame = Made();
        var scale = frame["y"].Average(y => y * y);
        var importance = PermutationImportance.Of(Model, frame, seed: 1, repeats: 50);
        Assert.Equal(["a", "b"], importance.Select(i => i.Feature));
        Assert.Equal(2 * 9 * Moments.Variance(frame["a"].Span) / scale, importance[0].Loss, 0.02);
        Assert.Equal(2 * 0.25 * Moments.Variance(frame["b"].Span) / scale, importance[1].Loss, 0.001);
        Assert.All(importance, i => Assert.True(i.Error > 0 && i.Error < 0.1 * i.Loss && i.Rows == Rows && i.Repeats == 50));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        var frame = Made();
        Assert.Equal(PermutationImportance.Of(Model, frame, 1), PermutationImportance.Of(Model, frame, 1));
        Assert.NotEqual(PermutationImportance.Of(Model, frame, 1), PermutationImportance.Of(Model, frame, 2));
    }

    [Fact]
    public void A_feature_that_the_model_does_not_use_loses_nothing()
    {
        var unused = PermutationImportance.Of(new LinearModel(["a", "b"], 1, [3, 0], [1, 1]), Made(), 1);
        Assert.Equal(("b", 0.0, 0.0), (unused[1].Feature, unused[1].Loss, unused[1].Error));
    }

    [Fact]
    public void A_constant_model_needs_no_feature() => Assert.Empty(PermutationImportance.Of(new ConstantModel(0), Made(), 1));

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        var frame = Made();
        Assert.Contains("names no target", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(Model, frame.With(frame.Schema with { Target = null }), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("is zero", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(Model, frame.With("y", new double[Rows]), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("0 of 2000 rows", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(Model, frame.With("a", [.. Enumerable.Repeat(double.NaN, Rows)]), 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FeatureSensitivity.Of(Model, frame.With("a", [.. Enumerable.Repeat(double.NaN, Rows)])));
        Assert.Throws<ArgumentException>(() => InputRange.Of(frame.With("a", [.. Enumerable.Repeat(double.NaN, Rows)]), ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationImportance.Of(Model, frame, 1, repeats: 1));
    }

    [Fact]
    public void The_prediction_of_a_linear_model_moves_with_a_feature_by_its_coefficient()
    {
        var frame = Made();
        var sensitivity = FeatureSensitivity.Of(Model, frame);
        Assert.Equal(["a", "b"], sensitivity.Select(s => s.Feature));
        foreach (var (one, coefficient, other) in new[] { (sensitivity[0], 3.0, -0.5 * Every(frame["b"])), (sensitivity[1], -0.5, 3 * Every(frame["a"])) })
        {
            Assert.Equal([.. new[] { 0.01, 0.25, 0.5, 0.75, 0.99 }.Select(p => RobustScale.Quantile(frame[one.Feature].Span, p))], one.Values);
            for (var i = 0; i < 5; i++) Assert.Equal(1 + other + coefficient * one.Values[i], one.Predictions[i], 1e-12);
            Assert.Equal(Math.Abs(coefficient) * (one.Values[4] - one.Values[0]), one.Swing, 1e-12);
            Assert.Equal(coefficient * one.Values[2] / one.Predictions[2], one.Elasticity!.Value, 1e-10);
        }

        // of 2,000 rows every second one is averaged over
        static double Every(Column column) => Enumerable.Range(0, Rows / 2).Average(i => column[2 * i]);
    }

    [Fact]
    public void An_elasticity_that_does_not_exist_is_none()
    {
        var frame = Made();
        Assert.Null(FeatureSensitivity.Of(new LinearModel(["a"], 0, [0], [1]), frame)[0].Elasticity);
        Assert.Null(FeatureSensitivity.Of(new LinearModel(["a"], 1, [1], [1]), frame.With("a", [.. Enumerable.Repeat(2.0, Rows)]))[0].Elasticity);
        Assert.Empty(FeatureSensitivity.Of(new ConstantModel(1), frame));
    }

    [Fact]
    public void A_range_is_of_the_values_that_are_there()
    {
        var frame = Made();
        double[] a = [.. frame["a"]];
        a[3] = double.NaN;
        double[] there = [.. a.Where(double.IsFinite)];
        Assert.Equal(new InputRange("a", Rows - 1, there.Min(), RobustScale.Quantile(there, 0.01), RobustScale.Quantile(there, 0.5), RobustScale.Quantile(there, 0.99), there.Max()), InputRange.Of(frame.With("a", a), ["a"])[0]);
    }
}
