using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class TemporalStabilityTests
{
    const int Months = 200, Rows = 20, Size = 60, Count = Months * Rows;

    /// <summary>A target, and a prediction that is right but for noise of the given size, row by row.</summary>
    static Frame History(Func<int, double> noise, Func<int, double>? unit = null, int count = Count)
    {
        double[] target = MadeUpFrame.Autoregression(1, count), error = MadeUpFrame.Autoregression(2, count);
        unit ??= _ => 1;
        return MadeUpFrame.Predicted(MadeUpFrame.Days(Months, Rows)[..count], [.. target.Select((t, i) => unit(i) * (t + noise(i) * error[i]))], [.. target.Select((t, i) => unit(i) * t)]);
    }

    static Report Judge(Frame rows, int live = 240) => new DriftDetector(rows.Rows(..^live)).CheckTemporalStability(rows);

    [Fact]
    public void A_model_that_errs_as_ever_is_healthy() => Assert.Equal(Severity.Healthy, Judge(History(_ => 0.5)).Severity);

    [Fact]
    public void A_sudden_fall_is_critical_in_its_last_window()
    {
        var report = Judge(History(i => i >= Count - Size ? 3 : 0.5));
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(1, report.Measured("stability_rank", "relative error").Value);
        Assert.Contains(report.Alerts, a => a.Evidence.Of == "relative error");
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Of == "trend");
    }

    [Fact]
    public void A_slow_decline_is_a_trend()
    {
        var report = Judge(History(i => 0.2 + 0.5 * Math.Max(0, i - (Count - 24 * Size)) / (24.0 * Size)), live: 24 * Size);
        Assert.Contains(report.Alerts, a => a is { Severity: Severity.Warning, Evidence.Of: "trend" });
        Assert.True(report.Measured("mann_kendall_tau", "trend").Value > 0.5);
    }

    [Fact]
    public void A_model_that_gets_better_is_no_finding() =>
        Assert.Equal(Severity.Healthy, Judge(History(i => 0.9 - 0.8 * i / Count), live: 24 * Size).Severity);

    [Fact]
    public void Volatility_alone_changes_nothing()
    {
        // Error and target grow together by powers of two: the relative error is the same to the last bit.
        Report calm = Judge(History(_ => 0.5)), wild = Judge(History(_ => 0.5, _ => 1024)), last = Judge(History(_ => 0.5, i => i < Count - Size ? 1 : 8));
        Assert.Equal(calm.Measurements, wild.Measurements);
        Assert.Equal(calm.Measured("relative_error", "last window"), last.Measured("relative_error", "last window"));
        Assert.Equal(Severity.Healthy, last.Severity);
    }

    [Theory]
    [InlineData(40, "20 more days needed for one window of 60")]
    [InlineData(0, "60 more days needed for one window of 60")]
    public void Too_short_a_history_says_how_many_days_are_missing(int rows, string says)
    {
        var all = History(_ => 0.5);
        var report = new DriftDetector(all).CheckTemporalStability(all.Rows(..rows));
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains(says, report.Measured("stability_q", "relative error").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_short_a_reference_says_how_many_days_are_missing()
    {
        var all = History(_ => 0.5, count: 1000);
        var report = new DriftDetector(all.Rows(..700)).CheckTemporalStability(all);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("500 more days of history", report.Measured("stability_q", "relative error").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_stood_still_is_unknown_in_the_last_window_and_left_out_of_the_past()
    {
        Frame With(Range still)
        {
            var rows = History(_ => 0.5);
            var target = rows["target"].Span.ToArray();
            Array.Clear(target, still.Start.Value, still.End.Value - still.Start.Value);
            return rows.With("target", target);
        }
        var now = Judge(With((Count - Size)..Count));
        Assert.Equal(Severity.Unknown, now.Severity);
        Assert.Contains("the target is zero in the whole window", now.Measured("stability_q", "relative error").Text, StringComparison.Ordinal);
        Assert.Equal(Severity.Healthy, Judge(With(0..300)).Severity);
    }

    [Fact]
    public void A_sudden_fall_is_dated_inside_its_interval()
    {
        const int since = 200;
        var rows = History(i => i >= Count - since ? 3 : 0.5);
        var report = Judge(rows);
        Assert.Contains(report.Alerts, a => a.Evidence.Of == "sudden fall");
        var date = report.Measured("rows_since_change", "sudden fall");
        Assert.True(date.Interval!.Contains(since), $"{date} {date.Interval}");
        Assert.Contains($"The loss rose on {rows.Time[^(int)date.Value]:yyyy-MM-dd}", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fall_before_the_live_rows_is_part_of_the_reference()
    {
        var report = Judge(History(i => i >= Count - 700 ? 0.7 : 0.5));
        Assert.Equal(1, report.Measured("stability_q", "sudden fall").Value);
        Assert.Contains("lies before the live rows", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_live_rows_a_fall_long_ago_is_part_of_the_reference_too() =>
        Assert.Equal(1, Judge(History(i => i >= Count - 700 ? 0.7 : 0.5), live: 0).Measured("stability_q", "sudden fall").Value);

    [Fact]
    public void What_cannot_be_told_yet_says_how_many_days_are_missing()
    {
        var report = Judge(History(_ => 0.5), live: 20);
        var needed = report.Measured("days_needed", "hit rate");
        // Independent hits at a rate of about 85 %: (1.645 + 0.842)² · 0.85 · 0.15 / 0.05² is about 315.
        Assert.InRange(needed.Value + 20, 250, 400);
        Assert.Contains($"{Format.Count((long)needed.Value)} more days needed, 20 of {Format.Count((long)needed.Value + 20)} there", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Information_coefficient_and_calibration_are_measured_beside_their_bands()
    {
        var report = Judge(History(_ => 0.5));
        Assert.InRange(report.Measured("information_coefficient", "last window").Value, 0.7, 1);
        Assert.InRange(report.Measured("calibration_slope", "last window").Value, 0.5, 1);
        Assert.Equal(4, report.Body.OfType<LineChart>().Count());
    }

    [Fact]
    public void A_prediction_that_never_varies_has_reasons_and_no_exception()
    {
        var rows = History(_ => 0.5);
        var report = Judge(rows.With("prediction", [.. Enumerable.Repeat(0.01, Count)]));
        Assert.Contains("constant", report.Measured("information_coefficient", "last window").Because, StringComparison.Ordinal);
        Assert.Contains("constant", report.Measured("calibration_slope", "last window").Because, StringComparison.Ordinal);
        Assert.Equal(Severity.Healthy, Judge(rows.With("prediction", new double[Count])).Severity);
    }
}
