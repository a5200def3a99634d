using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Models;

public sealed class XGBoostTests
{
    static readonly (string, string)[] Settings = [("tree_method", "hist"), ("max_depth", "3"), ("eta", "0.2"), ("nthread", "1"), ("seed", "0"), ("verbosity", "0")];

    public XGBoostTests() => Assert.SkipUnless(XGBoost.IsThere, "libxgboost.so.0 is not installed: apt-get install libxgboost0.");

    [Fact]
    public void Foreign_engine_walks_forward_to_what_it_predicts_when_called_by_itself()
    {
        var rows = Rows(600);
        var walked = WalkForward.Predict(rows, XGBoost.Trainer(20, Settings), Window.Sliding(300), 100, 2, 400);
        Assert.Equal(2, walked.Refits.Count);
        foreach (var first in new[] { 400, 500 })
        {
            var (training, test) = (rows.Rows((first - 302)..(first - 2)), rows.Rows(first..(first + 100)));
            using var booster = XGBoost.Train(XGBoost.Matrix(training), 3, training["y"].Span.ToArray(), null, 20, Settings);
            Assert.Equal(XGBoost.Predict(booster, XGBoost.Matrix(test), 3).Select(p => (double)p), walked.Predictions[first..(first + 100)]);
        }
        var (y, mean) = (rows["y"].Span.ToArray(), rows["y"].Span.ToArray().Average());
        Assert.True(Enumerable.Range(400, 200).Sum(i => Math.Pow(y[i] - walked.Predictions[i], 2)) < 0.5 * Enumerable.Range(400, 200).Sum(i => Math.Pow(y[i] - mean, 2)));
    }

    [Fact]
    public void Weights_of_a_window_reach_the_engine()
    {
        var rows = Rows(500);
        var weighted = WalkForward.Predict(rows, XGBoost.Trainer(10, Settings), Window.Exponential(30), 100, 0, 400).Predictions[400..];
        Assert.NotEqual(WalkForward.Predict(rows, XGBoost.Trainer(10, Settings), Window.Expanding(), 100, 0, 400).Predictions[400..], weighted);
    }

    [Fact]
    public void Its_model_is_stored_and_predicts_the_same_bits()
    {
        var trainer = XGBoost.Trainer(10, Settings);
        var (rows, model) = (Rows(200), trainer.Train(Rows(200)));
        Assert.Equal(model.Predict(rows), trainer.Load(trainer.Save(model)).Predict(rows));
        Assert.Equal(trainer.Save(model), trainer.Save(trainer.Train(Rows(200))));
    }

    [Fact]
    public void What_the_engine_complains_of_is_told() =>
        Assert.Contains("max_depth", Assert.Throws<InvalidOperationException>(() => XGBoost.Trainer(10, ("max_depth", "deep")).Train(Rows(50))).Message, StringComparison.Ordinal);

    static Frame Rows(int count)
    {
        var random = new System.Random(9);
        double[][] x = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, count).Select(_ => (double)(float)random.NextDouble()).ToArray())];
        return RidgeTrainerTests.Rows(x, [.. Enumerable.Range(0, count).Select(i => (x[0][i] > 0.5 ? 1 : 0) + x[1][i] * x[2][i] + 0.1 * random.NextDouble())], null);
    }
}
