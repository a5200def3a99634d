using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class PerformanceWithoutLabelsTests
{
    const int Months = 120, Rows = 20, Live = 20, Count = Months * Rows + Live;

    /// <summary>A target of noise whose size is the input, around a prediction whose size varies; the last month scales both.</summary>
    static Frame Made(double liveInput = 1, double livePrediction = 1)
    {
        double[] noise = MadeUpFrame.Autoregression(1, Count), signal = MadeUpFrame.Autoregression(2, Count), size = MadeUpFrame.Autoregression(3, Count, 0.9);
        double[] input = [.. size.Select((s, i) => Math.Exp(0.5 * s) * (i >= Count - Live ? liveInput : 1))];
        double[] prediction = [.. signal.Select((s, i) => s * (i >= Count - Live ? livePrediction : 1))];
        var rows = MadeUpFrame.Predicted(MadeUpFrame.Days(Months + 1, Rows), prediction, [.. prediction.Select((p, i) => p + input[i] * noise[i])]).With("input", input);
        return rows.With(rows.Schema with { Features = ["input"] });
    }

    static Report Estimate(Frame rows, Frame? current = null) => new DriftDetector(rows.Rows(..^Live)).EstimatePerformanceWithoutLabels(current ?? rows.Rows(^Live..));

    static Frame WithoutTarget(Frame rows) => rows.With("target", [.. Enumerable.Repeat(double.NaN, rows.Count)]);

    static (double Hits, double Error) Truth(Frame rows)
    {
        double[] p = rows["prediction"].Span.ToArray(), t = rows["target"].Span.ToArray();
        return (p.Zip(t, (a, b) => a * b > 0 ? 1.0 : 0).Average(), p.Zip(t, (a, b) => Math.Abs(b - a)).Average());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0.3)]
    public void The_truth_lies_inside_the_error_bar(double input, double prediction)
    {
        var rows = Made(input, prediction);
        var (hits, error) = Truth(rows.Rows(^Live..));
        var report = Estimate(rows);
        Assert.True(report.Measured("estimated_absolute_error", "mean absolute error").Interval!.Contains(error), report.ToString());
        if (input == 1) Assert.True(report.Measured("estimated_hit_rate", "hit rate").Interval!.Contains(hits), report.ToString());
    }

    [Fact]
    public void The_target_of_the_period_is_not_read()
    {
        var rows = Made(1.5);
        Report with = Estimate(rows), without = Estimate(rows, WithoutTarget(rows.Rows(^Live..)));
        Assert.Equal(with.Measurements, without.Measurements);
    }

    [Fact]
    public void A_calm_period_is_healthy_and_one_of_larger_inputs_is_expected_to_err_more()
    {
        Assert.Equal(Severity.Healthy, Estimate(Made()).Severity);
        var wild = Estimate(Made(4));
        Assert.Contains(wild.Alerts, a => a is { Severity: Severity.Warning, Evidence: { Metric: "estimate_q", Of: "mean absolute error" } });
        Assert.True(wild.Measured("estimated_absolute_error", "mean absolute error").Value > 2 * wild.Measured("reference_value", "mean absolute error").Value);
    }

    [Fact]
    public void Small_predictions_are_expected_to_hit_less_often()
    {
        double Expected(double prediction) => Estimate(Made(1, prediction)).Measured("estimated_hit_rate", "hit rate").Value;
        Assert.True(Expected(0.1) < Expected(0.5) && Expected(0.5) < Expected(1.5));
    }

    [Fact]
    public void Rows_outside_the_reference_are_counted_and_said()
    {
        var report = Estimate(Made(100));
        Assert.True(report.Measured("unsupported_share", "inputs").Value > 0.8);
        Assert.Contains("lie outside what the reference had (input)", report.ToString(), StringComparison.Ordinal);
        Assert.Contains(report.Alerts, a => a.Evidence.Metric == "unsupported_share");
    }

    [Fact]
    public void What_cannot_be_estimated_says_why()
    {
        var rows = Made();
        double[] none = [.. Enumerable.Repeat(double.NaN, Live)];
        var silent = Estimate(rows, rows.Rows(^Live..).With("prediction", none).With("input", none));
        Assert.Equal(Severity.Unknown, silent.Severity);
        Assert.Contains("0 rows with a prediction", silent.Measured("estimated_hit_rate", "hit rate").Because, StringComparison.Ordinal);
        Assert.Contains("0 rows with every input", silent.Measured("estimated_absolute_error", "mean absolute error").Because, StringComparison.Ordinal);
        var young = new DriftDetector(rows.Rows(..60)).EstimatePerformanceWithoutLabels(rows.Rows(^Live..));
        Assert.Contains("100 needed", young.Measured("estimated_hit_rate", "hit rate").Because, StringComparison.Ordinal);
        var plain = rows.With(rows.Schema with { Features = [] });
        Assert.Contains("no input", Estimate(plain).Measured("estimated_absolute_error", "mean absolute error").Because, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Estimate(rows, rows.Rows(..0)));
        Assert.Contains("Schema.Prediction", Assert.Throws<ArgumentException>(() => Estimate(rows, rows.Rows(^Live..).With(rows.Schema with { Prediction = null }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_input_and_a_prediction_of_zero_break_nothing()
    {
        var rows = Made().With("input", [.. Enumerable.Repeat(1.0, Count)]);
        Assert.True(Estimate(rows).Measured("estimated_absolute_error", "mean absolute error").Exists);
        Assert.False(Estimate(rows.With("prediction", new double[Count])).Measured("estimated_hit_rate", "hit rate").Exists);
    }

    /// <summary>Each row three times, as assets that always move together.</summary>
    static Frame Copied(Frame rows)
    {
        double[] Thrice(string column) => [.. rows[column].SelectMany(v => new[] { v, v, v })];
        return Frame.Of(rows.Schema with { Asset = "asset" },
            Column.Timestamps("time", [.. rows.Time.SelectMany(t => Enumerable.Repeat(Timestamp.FromDateTime(t), 3))]), Column.Categories("asset", [.. rows.Time.SelectMany(_ => new[] { "A", "B", "C" })]),
            Column.Numbers("prediction", Thrice("prediction")), Column.Numbers("target", Thrice("target")), Column.Numbers("input", Thrice("input")));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0.3)]
    public void Assets_that_move_together_say_no_more_than_one(double input, double prediction)
    {
        var rows = Made(input, prediction);
        var copied = Copied(rows);
        Report one = Estimate(rows), three = new DriftDetector(copied.Rows(..^(3 * Live))).EstimatePerformanceWithoutLabels(copied.Rows(^(3 * Live)..));
        foreach (var (metric, of) in new[] { ("estimated_hit_rate", "hit rate"), ("estimated_absolute_error", "mean absolute error") })
        {
            Measurement alone = one.Measured(metric, of), together = three.Measured(metric, of);
            Assert.Equal((alone.Count, alone.Interval!.Method, alone.Interval.Level), (together.Count, together.Interval!.Method, together.Interval.Level));
            Assert.Equal(alone.Value, together.Value, 0.01 * alone.Value); // the ridge penalty weighs a third
            Assert.Equal(alone.Interval.High - alone.Interval.Low, together.Interval.High - together.Interval.Low, 0.02 * (alone.Interval.High - alone.Interval.Low));
            Assert.Equal(one.Measured("reference_value", of).Count, three.Measured("reference_value", of).Count);
        }
        Assert.Contains("Counts are of sessions", three.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Counts are of sessions", one.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_panel_with_many_rows_of_few_sessions_is_too_short_and_says_so_in_sessions()
    {
        var copied = Copied(Made());
        var few = new DriftDetector(copied.Rows(..^(3 * Live))).EstimatePerformanceWithoutLabels(copied.Rows(^12..));
        Assert.Contains("4 sessions with a prediction", few.Measured("estimated_hit_rate", "hit rate").Because, StringComparison.Ordinal);
        Assert.Contains("4 sessions with every input", few.Measured("estimated_absolute_error", "mean absolute error").Because, StringComparison.Ordinal);
    }
}
