using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Tests.Models;

public sealed class ForecastCombinationTests
{
    [Fact]
    public void Equal_weights_are_the_mean() => Assert.Equal([2.0, double.NaN, 3], ForecastCombination.Equal([1.0, double.NaN, 2], [3.0, 1, 4]));

    [Fact]
    public void Weights_are_inverse_to_errors_on_targets_known_before()
    {
        double[] y = [0, 0, 0, 0, 0, 0], a = [1, 1, 1, 1, 1, 1], b = [2, 2, 2, 2, 2, -9];
        var frame = RidgeTrainerTests.Rows([y], y, null);
        var combined = ForecastCombination.InverseLoss(frame, [a, b], atLeast: 2);
        Assert.Equal([1.5, 1.5], combined.Predictions[..2]);
        Assert.All(combined.Predictions[2..5], p => Assert.Equal(0.8 * 1 + 0.2 * 2, p, 1e-15));
        Assert.Equal(0.8 - 0.2 * 9, combined.Predictions[5], 1e-15);
        Assert.All(combined.Weights, w => Assert.Equal(1, w.Sum(), 1e-15));
    }

    [Fact]
    public void Error_that_is_not_known_yet_does_not_count()
    {
        double[] y = [0, 0, 0, 0, 0, 0], a = [9, 1, 1, 1, 1, 1], b = [1, 1, 1, 1, 1, 1];
        var frame = RidgeTrainerTests.Rows([y], y, null).With(Column.Timestamps("known", [.. Enumerable.Range(0, 6).Select(i => (i + 2) * 86_400_000_000_000L)]));
        var combined = ForecastCombination.InverseLoss(frame.With(frame.Schema with { KnownAt = "known" }), [a, b], atLeast: 1);
        Assert.Equal([0.5, 0.5, 0.5], combined.Weights.Take(3).Select(w => w[0]));
        Assert.Equal(1 / 82.0, combined.Weights[3][0], 1e-15);
        Assert.Equal(0.5, ForecastCombination.InverseLoss(frame, [a, b], memory: 1, atLeast: 1).Weights[4][0]);
    }

    [Fact]
    public void Forecast_without_an_error_takes_all_and_wrong_lengths_are_refused()
    {
        double[] y = [1, 2, 3, 4];
        var frame = RidgeTrainerTests.Rows([y], y, null);
        Assert.Equal([0.5, 0, 0.5], ForecastCombination.InverseLoss(frame, [y, [0, 0, 0, 0], y], atLeast: 1).Weights[3]);
        Assert.StartsWith("A forecast has 3 numbers where there must be 4", Assert.Throws<ArgumentException>(() => ForecastCombination.InverseLoss(frame, [y, [1, 2, 3]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ForecastCombination.Equal());
        Assert.Throws<ArgumentException>(() => ForecastCombination.Average([]));
    }

    [Fact]
    public void Average_of_models_keeps_their_kind_where_it_can()
    {
        LinearModel one = new(["a", "b"], 1, [2, 4], [1, 1]), two = new(["a", "b"], 3, [0, 2], [1, 3]), other = new(["b", "c"], 0, [1, 1], [1, 1]);
        var linear = Assert.IsType<LinearModel>(ForecastCombination.Average([one, two]));
        Assert.Equal((2, 1.0, 3.0, 2.0), (linear.Intercept, linear.Coefficients[0], linear.Coefficients[1], linear.Scales[1]));
        Assert.Equal(2.5, Assert.IsType<ConstantModel>(ForecastCombination.Average([new ConstantModel(1), new ConstantModel(4)])).Value);
        Assert.Same(one, ForecastCombination.Average([one]));
        var mixed = ForecastCombination.Average([one, other, new ConstantModel(3)]);
        Assert.Equal(["a", "b", "c"], mixed.Features);
        Assert.Equal((1 + 2 + 40 + (10 + 100) + 3) / 3.0, mixed.Predict([1, 10, 100]));
        Assert.Equal(double.NaN, mixed.Predict([1, double.NaN, 100]));
    }
}
