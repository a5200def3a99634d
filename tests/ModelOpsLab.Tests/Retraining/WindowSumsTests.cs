using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Retraining;

/// <summary>Windows whose cross products move with them, against a training on the rows of each.</summary>
public sealed class WindowSumsTests
{
    static readonly ITrainer[] Trainers =
    [
        new RidgeTrainer { Penalty = 2 }, new RidgeTrainer { Penalty = 0 }, new RidgeTrainer { Penalty = 2, Standardise = false }, new RidgeTrainer { Penalty = 2, Intercept = false },
        new ElasticNetTrainer { Penalty = 0.02 }, new ElasticNetTrainer { Penalty = 0.02, AbsoluteShare = 1, Intercept = false }, new ExpandingMeanTrainer(),
    ];

    static Window[] Windows(int scale) =>
    [
        Window.Sliding(3 * scale), Window.Expanding(), Window.Exponential(1.7 * scale), Window.Hybrid(scale, 3), Window.Hybrid(2 * scale, 0.25), Window.Linear(),
        Window.Average(Window.Sliding(2 * scale), Window.Exponential(scale), Window.Expanding()),
    ];

    [Fact]
    public void Every_window_and_trainer_equals_a_training_on_its_rows()
    {
        var frame = Wandering(160, 4, seed: 1);
        foreach (var trainer in Trainers)
            foreach (var window in Windows(15))
                foreach (var every in new[] { 1, 7 })
                    Same(frame, trainer, window, every, gap: 2, first: 40, 1e-12);
    }

    [Fact]
    public void Weights_of_the_frame_multiply_those_of_the_window()
    {
        var frame = Wandering(120, 3, seed: 2);
        frame = frame.With("w", [.. Enumerable.Range(0, 120).Select(i => i % 5 == 0 ? 0 : 0.5 + i % 3)]);
        frame = frame.With(frame.Schema with { Weight = "w" });
        foreach (var window in Windows(12)) Same(frame, Trainers[0], window, 1, 0, 30, 1e-12);
    }

    [Fact]
    public void Rows_of_one_time_move_together()
    {
        var raw = Frame.ReadCsv(Data.SampleFile.At("dow30/closes.csv"), Schema.Load(Data.SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 5, 1));
        var panel = FeaturePipeline.OfCloses.Prepare(raw).Frame;
        foreach (var window in Windows(6)) Same(panel, Trainers[0], window, 3, 1, 20 * 30, 1e-11);
    }

    [Fact]
    public void Outlier_that_has_left_the_window_leaves_no_trace()
    {
        var (x, y) = Draw(2000, 10, seed: 3);
        var rows = x.Select(c => (double[])c.Clone()).ToArray();
        for (var j = 0; j < 10; j++) rows[j][700 + j] += 1e6;
        y[705] -= 1e6;
        var frame = RidgeTrainerTests.Rows(rows, y, null);
        foreach (var trainer in new ITrainer[] { new RidgeTrainer { Penalty = 1 }, new RidgeTrainer { Penalty = 1, Standardise = false }, new ElasticNetTrainer() })
        {
            var walked = WalkForward.Predict(frame, trainer, Window.Sliding(250), 1, 0, 500);
            for (var t = 970; t < 2000; t += 1) // the outliers left at 960
                if (t < 1240 || t % 50 == 0) Near((LinearModel)trainer.Train(frame.Rows((t - 250)..t)), (LinearModel)walked.Refits[t - 500].Model, 1e-12);
        }
    }

    [Fact]
    public void Level_far_from_zero_and_one_that_jumps_cost_no_digits()
    {
        var (x, y) = Draw(600, 3, seed: 4);
        double[][] far = [[.. x[0].Select(v => v + 1e5)], [.. x[1].Select((v, i) => v + (i < 300 ? 0 : 1e4))], [.. x[2].Select((v, i) => i is > 200 and < 420 ? 0.3 : v)]];
        var frame = RidgeTrainerTests.Rows(far, y, null);
        foreach (var window in new[] { Window.Sliding(100), Window.Exponential(20), Window.Expanding() }) Same(frame, Trainers[0], window, 1, 0, 120, 1e-10);
    }

    [Fact]
    public void Sums_follow_a_level_that_jumps_and_need_no_reading_of_the_rows()
    {
        var (x, y) = Draw(600, 2, seed: 9);
        var frame = RidgeTrainerTests.Rows([[.. x[0].Select((v, i) => v + 1e4 * (i / 100))], x[1]], y, null);
        var design = DesignRows.Of(frame, frame.Starts, 600)!;
        foreach (var window in Windows(10).Where(w => w is not AverageWindow))
        {
            var sums = window.Sums(design, 1)!;
            for (var known = 40; known <= 600; known++) Assert.NotNull(sums.At(known));
        }
        x[0][300] = 1e9; // of no weight
        var weighted = RidgeTrainerTests.Rows(x, y, [.. Enumerable.Range(0, 600).Select(i => i == 300 ? 0.0 : 1)]);
        var without = Window.Sliding(50).Sums(DesignRows.Of(weighted, weighted.Starts, 600)!, 1)!;
        for (var known = 60; known <= 600; known++) Assert.NotNull(without.At(known));
        Same(weighted, Trainers[0], Window.Sliding(50), 1, 0, 60, 1e-12);
    }

    [Fact]
    public void Ill_conditioned_windows_keep_to_the_truth_computed_in_60_digits()
    {
        var oracle = OracleFile.Read("retraining.json").GetProperty("linear").GetProperty("sliding_ridge_ill_conditioned");
        var rows = oracle.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        var frame = RidgeTrainerTests.Rows([.. Enumerable.Range(0, 6).Select(j => rows.Select(r => r[j]).Append(0).ToArray())], [.. oracle.Numbers("y"), 0], null);
        foreach (var test in oracle.GetProperty("cases").EnumerateArray())
        {
            var end = test.GetProperty("window")[1].GetInt32();
            var walked = WalkForward.Predict(frame, new RidgeTrainer { Penalty = test.Number("alpha"), Standardise = false }, Window.Sliding(100), 1, 0, 100);
            var model = (LinearModel)walked.Refits[end - 100].Model;
            OracleFile.Near(test.Number("b0"), model.Intercept, 1e-9, "intercept");
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.Coefficients)) OracleFile.Near(expected, ours, 1e-9, $"coefficient, condition {test.Number("cond")}");
        }
    }

    [Fact]
    public void Feature_that_is_not_determined_is_refused_as_by_the_trainer()
    {
        var (x, y) = Draw(100, 2, seed: 5);
        var frame = RidgeTrainerTests.Rows([x[0], [.. x[1].Select((v, i) => i is > 30 and < 70 ? 0.1 : v)]], y, null);
        Assert.StartsWith("Feature 'x1' is constant", Assert.Throws<ArgumentException>(() => WalkForward.Predict(frame, new RidgeTrainer { Penalty = 0 }, Window.Sliding(20), 1, 0, 25)).Message, StringComparison.Ordinal);
        Same(frame, new RidgeTrainer { Penalty = 1 }, Window.Sliding(20), 1, 0, 25, 1e-11);
    }

    [Fact]
    public void Row_that_no_trainer_takes_is_refused_where_a_window_has_it_and_only_there()
    {
        var (x, y) = Draw(100, 2, seed: 6);
        y[10] = double.NaN;
        var frame = RidgeTrainerTests.Rows(x, y, null);
        Assert.Contains("'y' is NaN", Assert.Throws<ArgumentException>(() => WalkForward.Predict(frame, Trainers[0], Window.Expanding(), 1, 0, 50)).Message, StringComparison.Ordinal);
        Same(frame, Trainers[0], Window.Sliding(20), 1, 0, 50, 1e-12);
        y[99] = double.NaN;
        y[10] = 0;
        Assert.All(WalkForward.Predict(RidgeTrainerTests.Rows(x, y, null), Trainers[0], Window.Expanding(), 1, 0, 50).Predictions[50..], p => Assert.True(double.IsFinite(p)));
    }

    [Fact]
    public void Windows_of_any_size_equal_a_training_on_their_rows() => Prop.ForAll(
        Gen.Choose(2, 70).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (size, every, seed) =>
        {
            var frame = Wandering(110, 2, (ulong)seed);
            Same(frame, Trainers[0], Window.Sliding(size), every, seed % 3, 30, 1e-11);
            Same(frame, Trainers[0], Window.Hybrid(size, 1 + seed % 4), every, seed % 3, 30, 1e-11);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Future_rows_change_no_prediction_of_any_window()
    {
        var frame = Wandering(120, 2, seed: 8);
        double[] y = [.. frame["y"]], x = [.. frame["x0"]];
        for (var i = 80; i < 120; i++) (y[i], x[i]) = (1e6 - y[i], i == 80 ? x[i] : -1e3 * x[i]);
        foreach (var window in Windows(10))
            foreach (var trainer in Trainers)
                Assert.Equal(WalkForward.Predict(frame, trainer, window, 3, 1, 30).Predictions[..81], WalkForward.Predict(frame.With("y", y).With("x0", x), trainer, window, 3, 1, 30).Predictions[..81]);
    }

    static void Same(Frame frame, ITrainer trainer, Window window, int every, int gap, int first, double relative)
    {
        var walked = WalkForward.Predict(frame, trainer, window, every, gap, first);
        var starts = frame.Starts;
        var point = Array.IndexOf(starts, first);
        foreach (var refit in walked.Refits)
        {
            var known = frame.Rows(..starts[point - gap]);
            var expected = window.Fit(trainer, known, frame.Time[starts[point]]);
            Assert.Equal((expected.At, expected.Rows, expected.From, expected.To), (refit.At, refit.Rows, refit.From, refit.To));
            OracleFile.Near(expected.EffectiveRows, refit.EffectiveRows, 1e-12, $"{window.Name} effective rows");
            OracleFile.Near(window.EffectiveRows(known), refit.EffectiveRows, 1e-12, "effective rows");
            if (refit.Model is LinearModel model) Near((LinearModel)expected.Model, model, relative);
            else OracleFile.Near(((ConstantModel)expected.Model).Value, ((ConstantModel)refit.Model).Value, relative, window.Name);
            Assert.Equal(refit.Model.Predict(frame.Rows(starts[point]..starts[point + 1])), walked.Predictions[starts[point]..starts[point + 1]]);
            point += every;
        }
    }

    /// <summary>Equal where coefficients are compared in units of the prediction: times the deviation of their features, relative to the largest.</summary>
    static void Near(LinearModel expected, LinearModel actual, double relative)
    {
        var largest = Math.Max(Math.Abs(expected.Intercept), expected.Importance.Count == 0 ? 0 : expected.Importance[0].Value);
        for (var j = 0; j < expected.Features.Count; j++)
        {
            Assert.Equal(expected.Coefficients[j] * expected.Scales[j], actual.Coefficients[j] * expected.Scales[j], relative * largest);
            OracleFile.Near(expected.Scales[j], actual.Scales[j], relative, "scale");
        }
        Assert.Equal(expected.Intercept, actual.Intercept, relative * Math.Max(largest, expected.Features.Select((_, j) => Math.Abs(expected.Coefficients[j]) * 1e5).DefaultIfEmpty(0).Max()));
    }

    static (double[][] X, double[] Y) Draw(int rows, int columns, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        double[][] x = [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray())];
        return (x, [.. Enumerable.Range(0, rows).Select(i => x[0][i] - 2 * x[^1][i] + 1 + random.NextNormal())]);
    }

    /// <summary>Features whose levels wander, as prices do.</summary>
    static Frame Wandering(int rows, int columns, ulong seed)
    {
        var (x, y) = Draw(rows, columns, seed);
        for (var i = 1; i < rows; i++) x[0][i] += x[0][i - 1];
        return RidgeTrainerTests.Rows(x, y, null);
    }
}
