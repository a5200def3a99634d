using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class LogisticTrainerTests
{
    static readonly JsonElement Oracle = OracleFile.Read("logistic.json");

    [Fact]
    public void Coefficients_equal_Newton_s_weighted_and_not_with_intercept_and_without()
    {
        var cases = Oracle.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(9, cases.Length);
        foreach (var test in cases)
        {
            var trainer = new LogisticTrainer { Penalty = 1 / test.Number("C"), Standardise = false, Intercept = test.GetProperty("intercept").GetBoolean() };
            var model = (LogisticModel)trainer.Train(Tumours(test.Text("weights") == "exp"));
            Near(test.Number("b0"), model.LogOdds.Intercept, 1e-9, $"{trainer.Name} intercept");
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.LogOdds.Coefficients)) Near(expected, ours, 1e-9, $"{trainer.Name} coefficient");
            Assert.Equal((0, 1), (model.Below, model.Above));
        }
    }

    [Fact]
    public void Lasso_sets_the_coefficients_to_zero_that_scikit_learn_s_saga_does()
    {
        foreach (var test in Oracle.GetProperty("lasso").GetProperty("cases").EnumerateArray())
        {
            var model = (LogisticModel)new LogisticTrainer { Penalty = 0, Lasso = 1 / test.Number("C"), Standardise = false }.Train(Tumours(false));
            Assert.Equal(test.Numbers("coef").Select(b => b == 0), model.LogOdds.Coefficients.Select(b => b == 0));
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.LogOdds.Coefficients)) Near(expected, ours, 1e-7, "coefficient");
            Near(test.Number("b0"), model.LogOdds.Intercept, 1e-7, "intercept");
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(0.1, 0.05)]
    public void No_coefficient_can_be_moved_to_a_lower_objective(double penalty, double lasso)
    {
        var rows = Tumours(true);
        var model = (LogisticModel)new LogisticTrainer { Penalty = penalty, Lasso = lasso, Standardise = false }.Train(rows);
        double[] w = rows["w"].Span.ToArray(), y = rows["y"].Span.ToArray();
        double[] error = [.. model.Predict(rows).Select((p, i) => w[i] * (p - y[i]))];
        Assert.Equal(0, error.Sum(), 1e-9);
        foreach (var (feature, b) in model.Features.Zip(model.LogOdds.Coefficients))
        {
            var x = rows[feature].Span.ToArray();
            var slope = error.Select((e, i) => e * x[i]).Sum() + penalty * b;
            if (b == 0) Assert.InRange(slope, -lasso - 1e-9, lasso + 1e-9);
            else Assert.Equal(-lasso * Math.Sign(b), slope, 1e-9);
        }
    }

    [Fact]
    public void Standardised_regression_does_not_depend_on_units() => Prop.ForAll(Gen.Choose(-12, 12).ToArbitrary(), exponent =>
    {
        var (x, y) = Sample(60);
        double[][] scaled = [Array.ConvertAll(x[0], v => v * Math.Pow(2, exponent)), x[1]];
        var trainer = new LogisticTrainer { Penalty = 0.5, Lasso = 0.2 };
        return trainer.Train(Rows(x, y)).Predict(Rows(x, y)).Zip(trainer.Train(Rows(scaled, y)).Predict(Rows(scaled, y))).All(p => Math.Abs(p.First - p.Second) < 1e-12);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weight_of_two_is_the_row_twice_and_of_zero_no_row()
    {
        var (x, y) = Sample(40);
        int[] twice = [.. Enumerable.Range(0, 30).SelectMany(i => i < 10 ? [i, i] : new[] { i })];
        var trainer = new LogisticTrainer { Standardise = false };
        var weighted = (LogisticModel)trainer.Train(Rows(x, y, [.. Enumerable.Range(0, 40).Select(i => i < 10 ? 2.0 : i < 30 ? 1 : 0)]));
        var repeated = (LogisticModel)trainer.Train(Rows([.. x.Select(c => twice.Select(i => c[i]).ToArray())], [.. twice.Select(i => y[i])]));
        foreach (var (expected, ours) in repeated.LogOdds.Coefficients.Zip(weighted.LogOdds.Coefficients)) Near(expected, ours, 1e-10, "coefficient");
    }

    [Fact]
    public void From_a_start_it_ends_at_the_same_coefficients()
    {
        var all = Tumours(false);
        var trainer = new LogisticTrainer { Penalty = 0.5 };
        var cold = trainer.Train(all, null);
        foreach (var start in new[] { trainer.Train(all.Rows(..300), null), new LogisticModel(new(all.Schema.Features, 30, [.. all.Schema.Features.Select((_, j) => 20.0 - 7 * j)], new double[8])) })
            foreach (var (expected, ours) in cold.LogOdds.Coefficients.Zip(trainer.Train(all, start).LogOdds.Coefficients)) Near(expected, ours, 1e-9, "coefficient");
        Assert.Contains("The model to start from reads x0", Assert.Throws<ArgumentException>(() => trainer.Train(all.With(all.Schema with { Features = ["x1"] }), cold)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prediction_for_returns_has_the_sign_of_the_direction_and_lies_between_the_means_of_both()
    {
        var (x, y) = Sample(200);
        double[] returns = [.. y.Select((v, i) => v > 0 ? 0.02 : i % 2 == 0 ? -0.01 : -0.03)];
        var model = (LogisticModel)new LogisticTrainer().Train(Rows(x, returns));
        var labels = (LogisticModel)new LogisticTrainer().Train(Rows(x, y));
        Assert.Equal(labels.LogOdds.Coefficients, model.LogOdds.Coefficients);
        Assert.Equal(0.02, model.Above);
        Assert.Equal(returns.Where(r => r < 0).Average(), model.Below, 1e-15);
        double[] likely = [9, 0], unlikely = [-9, 0];
        Assert.True(model.Predict(likely) > 0 && model.Predict(unlikely) < 0);
        Assert.Equal(model.Probability(likely), labels.Predict(likely));
        Assert.Equal(double.NaN, model.Predict([double.NaN, 0]));
        Assert.Equal([1, 0], new[] { labels.Predict([1e6, 0]), labels.Predict([-1e6, 0]) });
    }

    [Fact]
    public void Classes_that_a_feature_tells_apart_are_refused_without_a_penalty()
    {
        var (x, _) = Sample(50);
        var apart = Rows(x, [.. x[0].Select(v => v > 0.1 ? 1.0 : 0)]);
        // Apart but for rows on the boundary, of both classes
        double[] rounded = [.. x[0].Select(v => (double)Math.Sign(Math.Round(v)))];
        var nearly = Rows([rounded, x[1]], [.. rounded.Select((v, i) => v > 0 || (v == 0 && i % 3 == 0) ? 1.0 : 0)]);
        foreach (var rows in new[] { apart, nearly.With(nearly.Schema with { Features = ["x0"] }) })
        {
            Assert.StartsWith("A combination of the features x0", Assert.Throws<ArgumentException>(() => new LogisticTrainer { Penalty = 0 }.Train(rows)).Message, StringComparison.Ordinal);
            Assert.True(((LogisticModel)new LogisticTrainer { Penalty = 1e-6 }.Train(rows)).LogOdds.Coefficients[0] > 5);
        }
    }

    [Fact]
    public void Targets_on_one_side_of_zero_are_refused()
    {
        var (x, y) = Sample(20);
        Assert.StartsWith("No target 'y' of the 20 rows is above 0", Assert.Throws<ArgumentException>(() => new LogisticTrainer().Train(Rows(x, new double[20]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("No target 'y' of the 20 rows is 0 or below", Assert.Throws<ArgumentException>(() => new LogisticTrainer().Train(Rows(x, y, y))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Undetermined_feature_is_refused_by_name_without_a_penalty_and_gets_zero_with_one()
    {
        var (x, y) = Sample(50);
        foreach (var third in new double[][] { [.. x[0].Zip(x[1], (a, b) => a + 2 * b)], [.. Enumerable.Repeat(0.1, 50)] })
            Assert.StartsWith("Feature 'x2' is constant, or a combination", Assert.Throws<ArgumentException>(() => new LogisticTrainer { Penalty = 0 }.Train(Rows([.. x, third], y))).Message, StringComparison.Ordinal);
        Assert.Equal(0, ((LogisticModel)new LogisticTrainer().Train(Rows([.. x, [.. Enumerable.Repeat(0.1, 50)]], y))).LogOdds.Coefficients[2]);
        Assert.Equal(0, ((LogisticModel)new LogisticTrainer { Penalty = 0, Lasso = 0.1 }.Train(Rows([.. x, [.. Enumerable.Repeat(0.1, 50)]], y))).LogOdds.Coefficients[2]);
    }

    [Fact]
    public void Without_features_the_probability_is_the_share()
    {
        var (x, y) = Sample(50);
        var rows = Rows(x, y);
        Assert.Equal(y.Average(), new LogisticTrainer().Train(rows.With(rows.Schema with { Features = [] })).Predict([]), 1e-14);
    }

    [Fact]
    public void Same_rows_give_the_same_bits_and_come_back_from_JSON()
    {
        var model = (LogisticModel)new LogisticTrainer().Train(Tumours(true));
        var json = ModelJson.Write(model);
        Assert.Equal(json, ModelJson.Write(new LogisticTrainer().Train(Tumours(true))));
        Assert.Equal(json, ModelJson.Write(ModelJson.Read(json)));
        Assert.Contains("\"kind\": \"logistic\"", json, StringComparison.Ordinal);
        Assert.Equal(model.Predict(Tumours(true)), ModelJson.Read(json).Predict(Tumours(true)));
        Assert.Equal("m.json: The classes stand for 1 and 1: both must be finite, and the first the smaller one.",
            Assert.Throws<InvalidDataException>(() => ModelJson.Read("""{"kind": "logistic", "features": [], "intercept": 0, "coefficients": [], "scales": [], "below": 1, "above": 1}""", "m.json")).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Penalty_that_is_none_is_refused(double penalty)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticTrainer { Penalty = penalty });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticTrainer { Lasso = penalty });
    }

    static Frame Tumours(bool weighted)
    {
        var rows = Oracle.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        return Rows([.. rows[0].Select((_, j) => rows.Select(r => r[j]).ToArray())], Oracle.Numbers("t"), weighted ? Oracle.Numbers("w_exp") : null);
    }

    static (double[][] X, double[] Y) Sample(int rows)
    {
        var random = new System.Random(5);
        double[][] x = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, rows).Select(_ => 2 * random.NextDouble() - 1).ToArray())];
        return (x, [.. x[0].Select(v => v + random.NextDouble() - 0.5 > 0 ? 1.0 : 0)]);
    }

    static Frame Rows(double[][] x, double[] y, double[]? weights = null) => RidgeTrainerTests.Rows(x, y, weights);

    static void Near(double expected, double actual, double relative, string what) => OracleFile.Near(expected, actual, relative, what);
}
