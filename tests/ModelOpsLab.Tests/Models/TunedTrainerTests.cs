using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Tests.Retraining;

namespace ModelOpsLab.Tests.Models;

public sealed class TunedTrainerTests
{
    static readonly ITrainer[] Penalties = [new RidgeTrainer { Penalty = 1000 }, new RidgeTrainer { Penalty = 0.1 }, new RidgeTrainer { Penalty = 30 }];

    [Fact]
    public void Winner_is_the_candidate_with_the_smallest_error_on_the_folds_trained_on_all_rows()
    {
        var frame = WalkForwardTests.Sample(200);
        var tuned = new TunedTrainer(Penalties) { Split = new WalkForwardSplit { TrainSize = 100, TestSize = 25 } };
        // By hand: four tests of 25 rows, each after the 100 rows before it.
        var errors = Penalties.Select(p => Enumerable.Range(0, 4).Average(k =>
        {
            var test = frame.Rows((100 + 25 * k)..(125 + 25 * k));
            return p.Train(frame.Rows((25 * k)..(100 + 25 * k))).Predict(test).Zip(test["y"].ToArray(), (a, b) => (a - b) * (a - b)).Average();
        })).ToArray();
        var search = tuned.Search(frame);
        foreach (var (candidate, error) in Penalties.Zip(errors)) Assert.Equal(error, search.Measured("mean_squared_error", candidate.Name).Value, 1e-12);
        Assert.Equal(1, Array.IndexOf(errors, errors.Min()));
        Assert.Equal(ModelJson.Write(Penalties[1].Train(frame)), ModelJson.Write(tuned.Train(frame)));
        Assert.Contains("'ridge(penalty 0.1)' has the smallest error", search.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ties_go_to_the_first_and_trials_are_counted_through_nested_searches()
    {
        var frame = WalkForwardTests.Sample(80);
        ITrainer Twin(string name, double value) => new Constant(name, value);
        Assert.Equal(0.5, ((ConstantModel)new TunedTrainer(Twin("a", 0.5), Twin("b", -0.5), Twin("c", 0.5)) { Split = new TimeSeriesSplit { Folds = 2 } }.Train(frame.With("y", new double[80]))).Value);
        var nested = new TunedTrainer(new TunedTrainer(Penalties), new NoChangeTrainer());
        Assert.Equal((4, 1), (nested.Trials, ((ITrainer)new NoChangeTrainer()).Trials));
        Assert.True(nested.UsesWeights);
        Assert.False(new TunedTrainer(Twin("a", 0), new NoChangeTrainer()).UsesWeights);
        Assert.Equal("best of (best of (ridge(penalty 1000); ridge(penalty 0.1); ridge(penalty 30)); no change)", nested.Name);
        Assert.Contains("4", nested.Search(frame).Measured("trials").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_count_in_the_score_and_rows_of_one_time_are_one_loss()
    {
        // The last test point has all the weight: only what happens there decides.
        var y = Enumerable.Range(0, 40).Select(i => i == 39 ? 1.0 : -1).ToArray();
        double[] weights = [.. Enumerable.Range(0, 40).Select(i => i == 39 ? 1000.0 : 1)];
        var frame = RidgeTrainerTests.Rows([new double[40]], y, weights);
        var tuned = new TunedTrainer(new Constant("low", -1), new Constant("high", 1)) { Split = new TimeSeriesSplit { Folds = 2, TestSize = 5 } };
        Assert.Equal(1, ((ConstantModel)tuned.Train(frame)).Value);
        Assert.Equal(-1, ((ConstantModel)tuned.Train(frame.With(frame.Schema with { Weight = null }))).Value);
    }

    [Fact]
    public void Search_inside_a_walk_forward_never_sees_the_rows_it_is_tested_on()
    {
        var frame = WalkForwardTests.Sample(150);
        var y = frame["y"].ToArray();
        for (var i = 100; i < y.Length; i++) y[i] = 1000 * (i % 3 - 1);
        double[] Predict(Frame f) => WalkForward.Predict(f, new TunedTrainer(Penalties), Window.Expanding(), 10, 0, 60).Predictions;
        Assert.Equal(Predict(frame).Take(101), Predict(frame.With("y", y)).Take(101));
    }

    [Fact]
    public void Candidate_that_fails_is_named_and_never_passed_over()
    {
        var frame = WalkForwardTests.Sample(60);
        var collinear = frame.With("x1", frame["x0"].ToArray());
        Assert.StartsWith("The candidate 'ridge(penalty 0)' could not be tried on rows 10 to 19: Feature 'x1' is constant, or a combination",
            Assert.Throws<ArgumentException>(() => new TunedTrainer(new RidgeTrainer(), new RidgeTrainer { Penalty = 0 }).Train(collinear)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The candidate 'mute' has no score: at row 10 (1970-01-11) it predicts NaN",
            Assert.Throws<ArgumentException>(() => new TunedTrainer(new RidgeTrainer(), new Mute()).Train(frame)).Message, StringComparison.Ordinal);
        Assert.StartsWith("A search needs at least one candidate.", Assert.Throws<ArgumentException>(() => new TunedTrainer()).Message, StringComparison.Ordinal);
        Assert.StartsWith("Two candidates are named 'no change'", Assert.Throws<ArgumentException>(() => new TunedTrainer(new NoChangeTrainer(), new NoChangeTrainer())).Message, StringComparison.Ordinal);
        Assert.StartsWith("The schema names no target", Assert.Throws<ArgumentException>(() => new TunedTrainer(new NoChangeTrainer()).Train(frame.With(frame.Schema with { Target = null }))).Message, StringComparison.Ordinal);
        Assert.Contains("folds need", Assert.Throws<ArgumentException>(() => new TunedTrainer(new NoChangeTrainer()).Train(frame.Rows(..3))).Message, StringComparison.Ordinal);
    }

    sealed record Constant(string Name, double Value) : ITrainer
    {
        public IModel Train(Frame training) => new ConstantModel(Value);
    }

    sealed record Mute : ITrainer
    {
        public string Name => "mute";
        public IModel Train(Frame training) => new FunctionModel(["x0"], _ => double.NaN);
    }
}
