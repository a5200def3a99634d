using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class RidgeTrainerTests
{
    static readonly JsonElement Linear = OracleFile.Read("retraining.json").GetProperty("linear");

    [Fact]
    public void Coefficients_equal_scikit_learn_s_weighted_and_not_with_intercept_and_without()
    {
        var data = Linear.GetProperty("ridge").GetProperty("data");
        var cases = Linear.GetProperty("ridge").GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(14, cases.Length);
        foreach (var test in cases)
        {
            var weights = test.Text("weights") == "exp" ? data.Numbers("w_exp_half_life_100") : null;
            var trainer = new RidgeTrainer { Penalty = test.Number("alpha"), Standardise = false, Intercept = test.GetProperty("intercept").GetBoolean() };
            var model = (LinearModel)trainer.Train(Rows(Matrix(data), data.Numbers("y"), weights));
            Near(test.Number("b0"), model.Intercept, 1e-10, $"{trainer.Name} intercept");
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.Coefficients)) Near(expected, ours, 1e-10, $"{trainer.Name} coefficient");
        }
    }

    [Fact]
    public void Ill_conditioned_windows_keep_to_the_truth_computed_in_60_digits()
    {
        var oracle = Linear.GetProperty("sliding_ridge_ill_conditioned");
        var all = Rows(Matrix(oracle), oracle.Numbers("y"), null);
        foreach (var test in oracle.GetProperty("cases").EnumerateArray())
        {
            var window = test.GetProperty("window");
            var model = (LinearModel)new RidgeTrainer { Penalty = test.Number("alpha"), Standardise = false }.Train(all.Rows(window[0].GetInt32()..window[1].GetInt32()));
            Near(test.Number("b0"), model.Intercept, 1e-7, "intercept");
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.Coefficients)) Near(expected, ours, 1e-7, $"coefficient, condition {test.Number("cond")}");
        }
    }

    [Fact]
    public void Standardised_ridge_is_raw_ridge_on_z_scores()
    {
        var data = Linear.GetProperty("ridge").GetProperty("data");
        var (x, y) = (Matrix(data), data.Numbers("y"));
        var z = x.Select(c =>
        {
            var mean = c.Average();
            var deviation = Math.Sqrt(c.Sum(v => (v - mean) * (v - mean)) / c.Length);
            return c.Select(v => (v - mean) / deviation).ToArray();
        }).ToArray();
        var standardised = (LinearModel)new RidgeTrainer { Penalty = 10 }.Train(Rows(x, y, null));
        var raw = (LinearModel)new RidgeTrainer { Penalty = 10, Standardise = false }.Train(Rows(z, y, null));
        for (var j = 0; j < 10; j++)
        {
            Near(raw.Coefficients[j], standardised.Coefficients[j] * standardised.Scales[j], 1e-11, $"coefficient {j}");
            Near(Math.Abs(raw.Coefficients[j]), standardised.Importance.Single(i => i.Feature == $"x{j}").Value, 1e-11, $"importance {j}");
        }
        Assert.Equal(standardised.Importance.OrderByDescending(i => i.Value), standardised.Importance);
    }

    [Fact]
    public void Standardised_ridge_does_not_depend_on_units() => Prop.ForAll(Gen.Choose(-12, 12).ToArbitrary(), exponent =>
    {
        var (x, y) = Sample(60, 4);
        var scaled = x.Select((c, j) => j == 1 ? Array.ConvertAll(c, v => v * Math.Pow(2, exponent)) : c).ToArray();
        var (a, b) = (new RidgeTrainer { Penalty = 3 }.Train(Rows(x, y, null)).Predict(Rows(x, y, null)), new RidgeTrainer { Penalty = 3 }.Train(Rows(scaled, y, null)).Predict(Rows(scaled, y, null)));
        return a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-12);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weight_of_two_is_the_row_twice()
    {
        var (x, y) = Sample(30, 3);
        int[] twice = [.. Enumerable.Range(0, 30).SelectMany(i => i < 10 ? [i, i] : new[] { i })];
        var weighted = (LinearModel)new RidgeTrainer().Train(Rows(x, y, [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 2.0 : 1)]));
        var repeated = (LinearModel)new RidgeTrainer().Train(Rows([.. x.Select(c => twice.Select(i => c[i]).ToArray())], [.. twice.Select(i => y[i])], null));
        for (var j = 0; j < 3; j++) Near(repeated.Coefficients[j], weighted.Coefficients[j], 1e-12, $"coefficient {j}");
    }

    [Fact]
    public void Same_rows_give_the_same_bits()
    {
        var (x, y) = Sample(80, 5);
        Assert.Equal(ModelJson.Write(new RidgeTrainer().Train(Rows(x, y, null))), ModelJson.Write(new RidgeTrainer().Train(Rows(x, y, null))));
    }

    [Fact]
    public void Constant_feature_gets_zero_and_twins_share_under_a_penalty()
    {
        var (x, y) = Sample(50, 2);
        double[][] columns = [x[0], x[1], x[1], [.. Enumerable.Repeat(0.1, 50)]];
        foreach (var standardise in new[] { true, false })
        {
            var model = (LinearModel)new RidgeTrainer { Penalty = 0.5, Standardise = standardise }.Train(Rows(columns, y, null));
            Assert.Equal(0, model.Coefficients[3]);
            Near(model.Coefficients[1], model.Coefficients[2], 1e-10, "twins");
        }
    }

    [Fact]
    public void Without_a_penalty_an_undetermined_feature_is_refused_by_name()
    {
        var (x, y) = Sample(50, 2);
        double[] sum = [.. x[0].Zip(x[1], (a, b) => a + 2 * b)];
        foreach (var columns in new double[][][] { [x[0], x[1], sum], [x[0], x[1], [.. Enumerable.Repeat(0.1, 50)]] })
            Assert.StartsWith("Feature 'x2' is constant, or a combination of the features before it (x0, x1), and the penalty is 0",
                Assert.Throws<ArgumentException>(() => new RidgeTrainer { Penalty = 0 }.Train(Rows(columns, y, null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_with_a_missing_feature_is_refused_by_row_and_column()
    {
        var (x, y) = Sample(10, 2);
        var frame = Rows(x, y, null).With(Column.Numbers("x1", x[1], [.. Enumerable.Range(0, 10).Select(i => i != 4)]));
        Assert.StartsWith("Row 4 (1970-01-05): 'x1' is missing.", Assert.Throws<ArgumentException>(() => new RidgeTrainer().Train(frame)).Message, StringComparison.Ordinal);
        y[7] = double.NaN;
        Assert.StartsWith("Row 7 (1970-01-08): 'y' is NaN.", Assert.Throws<ArgumentException>(() => new RidgeTrainer().Train(Rows(x, y, null))).Message, StringComparison.Ordinal);
        Assert.StartsWith("Training needs at least 2 rows; the frame has 1.", Assert.Throws<ArgumentException>(() => new RidgeTrainer().Train(Rows(x, y, null).Rows(..1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_without_a_target_is_refused()
    {
        var (x, y) = Sample(10, 2);
        var frame = Rows(x, y, null);
        Assert.StartsWith("The schema names no target", Assert.Throws<ArgumentException>(() => new RidgeTrainer().Train(frame.With(frame.Schema with { Target = null }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Penalty_that_is_none_is_refused(double penalty) => Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeTrainer { Penalty = penalty });

    [Fact]
    public void Mean_baseline_is_the_mean_and_no_change_is_zero()
    {
        var (x, y) = Sample(33, 2);
        Assert.Equal(y.Average(), ((ConstantModel)new ExpandingMeanTrainer().Train(Rows(x, y, null))).Value, 1e-15);
        Assert.Equal(new double[33], new NoChangeTrainer().Train(Rows(x, y, null)).Predict(Rows(x, y, null)));
    }

    static double[][] Matrix(JsonElement data)
    {
        var rows = data.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        return [.. Enumerable.Range(0, rows[0].Length).Select(j => rows.Select(r => r[j]).ToArray())];
    }

    static (double[][] X, double[] Y) Sample(int rows, int columns)
    {
        var random = new System.Random(11);
        double[][] x = [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble() - 0.5).ToArray())];
        return (x, [.. Enumerable.Range(0, rows).Select(i => x[0][i] - 2 * x[^1][i] + 0.1 * random.NextDouble())]);
    }

    internal static Frame Rows(double[][] x, double[] y, double[]? weights) => Frame.Of(
        new Schema { Timestamp = "time", Features = [.. x.Select((_, j) => $"x{j}")], Target = "y", Weight = weights is null ? null : "w" },
        [
            Column.Timestamps("time", [.. y.Select((_, i) => i * 86_400_000_000_000L)]), .. x.Select((c, j) => Column.Numbers($"x{j}", c)), Column.Numbers("y", y),
            .. weights is null ? Array.Empty<Column>() : [Column.Numbers("w", weights)],
        ]);

    static void Near(double expected, double actual, double relative, string what) => OracleFile.Near(expected, actual, relative, what);
}
