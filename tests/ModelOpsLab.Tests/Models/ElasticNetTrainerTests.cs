using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class ElasticNetTrainerTests
{
    [Fact]
    public void Coefficients_equal_the_reference_weighted_and_not_with_intercept_and_without()
    {
        var data = OracleFile.Read("retraining.json").GetProperty("linear").GetProperty("ridge").GetProperty("data");
        var z = ZScores(data);
        var cases = OracleFile.Read("retraining-windows.json").GetProperty("linear").GetProperty("elastic_net").GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(25, cases.Length);
        foreach (var test in cases)
        {
            var weights = test.Text("weights") == "exp" ? data.Numbers("w_exp_half_life_100") : null;
            var trainer = new ElasticNetTrainer { Penalty = test.Number("alpha"), AbsoluteShare = test.Number("l1_ratio"), Standardise = false, Intercept = test.GetProperty("intercept").GetBoolean() };
            var model = (LinearModel)trainer.Train(RidgeTrainerTests.Rows(z, data.Numbers("y"), weights));
            if (trainer.Intercept) OracleFile.Near(test.Number("b0"), model.Intercept, 1e-7, $"{trainer.Name} intercept");
            else Assert.Equal(0, model.Intercept);
            foreach (var (expected, ours) in test.Numbers("coef").Zip(model.Coefficients))
            {
                OracleFile.Near(expected, ours, 1e-7, $"{trainer.Name} coefficient");
                Assert.Equal(expected == 0, ours == 0);
            }
        }
    }

    [Fact]
    public void Conditions_of_the_optimum_hold_to_1e_11()
    {
        var data = OracleFile.Read("retraining.json").GetProperty("linear").GetProperty("ridge").GetProperty("data");
        var (z, y) = (ZScores(data), data.Numbers("y"));
        foreach (var share in new[] { 0, 0.2, 0.9, 1 })
        {
            var model = (LinearModel)new ElasticNetTrainer { Penalty = 0.7, AbsoluteShare = share }.Train(RidgeTrainerTests.Rows(z, y, null));
            var residuals = y.Select((v, i) => v - model.Predict([.. z.Select(c => c[i])])).ToArray();
            for (var j = 0; j < z.Length; j++)
            {
                var slope = z[j].Zip(residuals, (a, b) => a * b).Average() - 0.7 * (1 - share) * model.Coefficients[j];
                if (model.Coefficients[j] == 0) Assert.True(Math.Abs(slope) <= 0.7 * share);
                else Assert.Equal(Math.Sign(model.Coefficients[j]) * 0.7 * share, slope, 1e-9);
            }
        }
    }

    [Fact]
    public void Share_of_zero_is_ridge_with_the_penalty_of_all_rows()
    {
        var data = OracleFile.Read("retraining.json").GetProperty("linear").GetProperty("ridge").GetProperty("data");
        var frame = RidgeTrainerTests.Rows(ZScores(data), data.Numbers("y"), null);
        var net = (LinearModel)new ElasticNetTrainer { Penalty = 0.5, AbsoluteShare = 0 }.Train(frame);
        var ridge = (LinearModel)new RidgeTrainer { Penalty = 0.5 * 442 }.Train(frame);
        foreach (var (a, b) in ridge.Coefficients.Zip(net.Coefficients)) OracleFile.Near(a, b, 1e-10, "coefficient");
    }

    [Fact]
    public void Constant_feature_gets_zero_twins_share_and_a_large_penalty_leaves_the_mean()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))], y = [.. x.Select(v => 3 * v + 1)];
        var frame = RidgeTrainerTests.Rows([x, x, [.. Enumerable.Repeat(0.1, 40)]], y, null);
        var model = (LinearModel)new ElasticNetTrainer { Penalty = 0.1 }.Train(frame);
        Assert.Equal(0, model.Coefficients[2]);
        OracleFile.Near(model.Coefficients[0], model.Coefficients[1], 1e-9, "twins");
        var lasso = (LinearModel)new ElasticNetTrainer { Penalty = 0.1, AbsoluteShare = 1 }.Train(frame);
        Assert.Equal(0, lasso.Coefficients[1]);
        Assert.True(lasso.Coefficients[0] > 2);
        var none = (LinearModel)new ElasticNetTrainer { Penalty = 100 }.Train(frame);
        Assert.Equal([0.0, 0, 0], none.Coefficients);
        Assert.Equal(y.Average(), none.Intercept, 1e-14);
    }

    [Fact]
    public void Settings_that_are_none_are_refused()
    {
        Assert.All(new[] { 0, -1, double.NaN, double.PositiveInfinity }, p => Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetTrainer { Penalty = p }));
        Assert.All(new[] { -0.1, 1.1, double.NaN }, s => Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetTrainer { AbsoluteShare = s }));
        Assert.Equal("lasso(penalty 0.5)", new ElasticNetTrainer { Penalty = 0.5, AbsoluteShare = 1 }.Name);
        Assert.Equal("elastic net(penalty 0.5, share 0.25, raw scale, no intercept)", new ElasticNetTrainer { Penalty = 0.5, AbsoluteShare = 0.25, Standardise = false, Intercept = false }.Name);
    }

    [Fact]
    public void Numbers_too_large_to_multiply_are_refused_and_not_a_silent_nan()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => 1e200 * Math.Sin(i))], y = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        Assert.StartsWith("The coefficients of elastic net(penalty 0.01, share 0.5) did not settle", Assert.Throws<ArgumentException>(() => new ElasticNetTrainer().Train(RidgeTrainerTests.Rows([x], y, null))).Message, StringComparison.Ordinal);
    }

    static double[][] ZScores(JsonElement data)
    {
        var rows = data.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        return [.. Enumerable.Range(0, rows[0].Length).Select(j =>
        {
            var c = rows.Select(r => r[j]).ToArray();
            var mean = c.Average();
            var deviation = Math.Sqrt(c.Average(v => (v - mean) * (v - mean)));
            return c.Select(v => Math.Round((v - mean) / deviation, 10)).ToArray();
        })];
    }
}
