using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Retraining;

public sealed class WalkForwardTests
{
    static readonly RidgeTrainer Ridge = new() { Penalty = 1 };

    [Theory]
    [InlineData("expanding_1", 1e-9)]
    [InlineData("sliding250_1", 1e-9)]
    [InlineData("sliding250_21", 1e-9)]
    [InlineData("expanding_21_gap5", 1e-9)]
    [InlineData("exponential_hl125_1", 1e-9)]
    [InlineData("hybrid_3x250_1", 1e-9)]
    [InlineData("sliding250_std_1", 1e-9)]
    [InlineData("linear_decay_21", 1e-9)]
    [InlineData("avew_60_125_250_500_all", 1e-9)]
    [InlineData("never_refit", 1e-9)]
    public void Predictions_on_real_volatility_equal_the_reference(string strategy, double tolerance)
    {
        var oracle = OracleFile.ReadReal("retraining-real.json").GetProperty("walkforward");
        var expected = oracle.GetProperty("strategies").GetProperty(strategy);
        var rows = oracle.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        var frame = Frame.Of(
            new Schema { Timestamp = "date", Features = [.. rows[0].Select((_, j) => $"x{j}")], Target = "y", Columns = new Dictionary<string, ColumnRule> { ["date"] = new() { Type = ColumnType.Date } } },
            [
                Column.Dates("date", [.. oracle.GetProperty("dates").EnumerateArray().Select(d => DateOnly.Parse(d.GetString()!, CultureInfo.InvariantCulture))]),
                .. rows[0].Select((_, j) => Column.Numbers($"x{j}", [.. rows.Select(r => r[j])])),
                Column.Numbers("y", oracle.Numbers("y")),
            ]);
        var window = strategy switch
        {
            "exponential_hl125_1" => Window.Exponential(125),
            "hybrid_3x250_1" => Window.Hybrid(250, 3),
            "linear_decay_21" => Window.Linear(),
            "avew_60_125_250_500_all" => Window.Average(Window.Sliding(60), Window.Sliding(125), Window.Sliding(250), Window.Sliding(500), Window.Expanding()),
            _ when strategy.StartsWith("sliding", StringComparison.Ordinal) => Window.Sliding(250),
            _ => Window.Expanding(),
        };
        var trainer = new RidgeTrainer { Penalty = oracle.Number("alpha"), Standardise = expected.TryGetProperty("standardise", out var standardise) && standardise.GetBoolean() };
        var walked = WalkForward.Predict(frame, trainer, window, expected.GetProperty("refit_every").GetInt32(), expected.TryGetProperty("gap", out var gap) ? gap.GetInt32() : 0, firstRow: 500);
        Assert.Equal(expected.TryGetProperty("refits", out var refits) ? refits.GetInt32() : 1000, walked.Refits.Count);
        Assert.All(walked.Predictions[..500], p => Assert.True(double.IsNaN(p)));
        foreach (var (reference, ours) in expected.Numbers("pred").Zip(walked.Predictions[500..])) OracleFile.Near(reference, ours, tolerance, strategy);
        Assert.Equal(expected.Number("rmse"), Math.Sqrt(oracle.Numbers("y").Skip(500).Zip(walked.Predictions.Skip(500), (a, b) => (a - b) * (a - b)).Average()), 1e-9);
        if (!expected.TryGetProperty("coef_at", out var at)) return;
        // The last coefficient is the intercept, or the first: the file lists seven numbers for six features.
        var last = (LinearModel)walked.Refits[^1].Model;
        var coefficients = at.Numbers("1499");
        Assert.Equal(coefficients.Order().Select(c => Math.Round(c, 9)), last.Coefficients.Append(last.Intercept).Order().Select(c => Math.Round(c, 9)));
    }

    [Fact]
    public void Future_rows_do_not_change_a_prediction() => Prop.ForAll(
        Gen.Choose(40, 99).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (at, every, gap) =>
        {
            var frame = Sample(100);
            var y = frame["y"].ToArray();
            for (var i = at; i < y.Length; i++) y[i] += 1000;
            double[] Predict(Frame f) => WalkForward.Predict(f, Ridge, Window.Sliding(30), every, gap, 40).Predictions;
            return Predict(frame).Take(at + 1).SequenceEqual(Predict(frame.With("y", y)).Take(at + 1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Training_ends_a_gap_before_what_it_predicts()
    {
        var frame = Sample(100);
        var walked = WalkForward.Predict(frame, Ridge, Window.Sliding(30), 7, 3, 40);
        Assert.Equal(9, walked.Refits.Count);
        Assert.All(walked.Refits, (r, i) =>
        {
            Assert.Equal(frame.Time[40 + 7 * i], r.At);
            Assert.Equal((30, r.At.AddDays(-4), r.At.AddDays(-33)), (r.Rows, r.To, r.From));
        });
    }

    [Fact]
    public void Prediction_is_that_of_a_model_trained_by_hand()
    {
        var frame = Sample(60);
        var walked = WalkForward.Predict(frame, Ridge, Window.Expanding(), 1, 0, 20);
        OracleFile.Near(Ridge.Train(frame.Rows(..45)).Predict(frame.Rows(45..46))[0], walked.Predictions[45], 1e-12, "prediction");
        Assert.Equal(Ridge.Train(frame.Rows(..20)).Predict(frame.Rows(20..21))[0], WalkForward.Predict(frame, Ridge, Window.Expanding(), 1000, 0, 20).Predictions[20]);
        Assert.Equal(double.NaN, walked.Predictions[19]);
    }

    [Fact]
    public void Rows_of_one_time_are_predicted_by_one_model_that_saw_none_of_them()
    {
        var raw = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 4, 1));
        var panel = FeaturePipeline.OfCloses.Prepare(raw).Frame;
        var walked = WalkForward.Predict(panel, Ridge, Window.Sliding(10), 5, 1, firstRow: 20 * 30);
        Assert.All(walked.Refits, r =>
        {
            Assert.Equal(10 * 30, r.Rows);
            Assert.True(r.To < r.At);
        });
        Assert.Throws<ArgumentException>(() => WalkForward.Predict(panel, Ridge, Window.Expanding(), 5, 1, firstRow: 601));
    }

    [Fact]
    public void Weight_of_an_exponential_window_halves_with_each_half_life_and_multiplies_the_given_one()
    {
        var frame = Sample(21).With("w", [.. Enumerable.Repeat(2.0, 21)]);
        frame = frame.With(frame.Schema with { Weight = "w" });
        var weighted = Window.Exponential(10).Of(frame);
        Assert.Equal([0.5, 1, 2], new[] { 0, 10, 20 }.Select(i => weighted[weighted.Schema.Weight!][i]));
        Assert.Equal([2.0, 6, 6], new[] { 0, 16, 20 }.Select(i => Window.Hybrid(5, 3).Of(frame)[Window.WeightColumn][i]));
    }

    [Fact]
    public void Too_few_rows_are_refused_with_the_number_needed()
    {
        Assert.StartsWith("One fold needs 2 train + 5 gap + 1 test points in time = 8, and the first test is number 5 of 10.",
            Assert.Throws<ArgumentException>(() => WalkForward.Predict(Sample(10), Ridge, Window.Expanding(), 1, 5, 4)).Message, StringComparison.Ordinal);
        Assert.All(new[] { 10, 1000 }, first => Assert.StartsWith($"The first row to predict is {first}, and there are 10 rows. Choose a smaller first training",
            Assert.Throws<ArgumentException>(() => WalkForward.Predict(Sample(10), Ridge, Window.Expanding(), 1, 0, first)).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => WalkForward.Predict(Sample(10), Ridge, Window.Expanding(), 0, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => WalkForward.Predict(Sample(10), Ridge, Window.Expanding(), 1, -1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Window.Sliding(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Window.Hybrid(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Window.Exponential(0));
    }

    /// <summary>y = 2 x0 − x1 + noise of the given size, a row a day.</summary>
    internal static Frame Sample(int rows, double noise = 0.1, double slope = 2)
    {
        var random = new System.Random(5);
        double Draw() => random.NextDouble() - 0.5;
        double[] a = [.. Enumerable.Range(0, rows).Select(_ => Draw())], b = [.. Enumerable.Range(0, rows).Select(_ => Draw())];
        return Frame.Of(new Schema { Timestamp = "time", Features = ["x0", "x1"], Target = "y" },
            Column.Timestamps("time", [.. a.Select((_, i) => i * 86_400_000_000_000L)]), Column.Numbers("x0", a), Column.Numbers("x1", b),
            Column.Numbers("y", [.. a.Zip(b, (u, v) => slope * u - slope / 2 * v + noise * Draw())]));
    }
}
