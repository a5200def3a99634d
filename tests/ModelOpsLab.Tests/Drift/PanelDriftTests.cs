using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Drift;

/// <summary>A panel whose assets are copies of one series holds what that series holds: no report may find more in it.</summary>
public class PanelDriftTests
{
    static readonly Schema Roles = new() { Timestamp = "day", Features = ["x", "z"], Target = "y", Prediction = "p" };
    static readonly Frame Series = Made(900), Panel = Copies(Series, 4);

    static Frame Made(int sessions)
    {
        var random = new DeterministicRandom(5);
        double[] x = new double[sessions], z = new double[sessions], y = new double[sessions];
        for (var t = 0; t < sessions; t++)
        {
            x[t] = (t == 0 ? 0 : 0.7 * x[t - 1]) + random.NextNormal();
            z[t] = random.NextNormal();
            y[t] = 0.2 * x[t] + (1 + 0.3 * Math.Sin(t / 50.0)) * random.NextNormal();
        }
        return Frame.Of(Roles, Column.Dates("day", [.. Enumerable.Range(0, sessions).Select(t => new DateOnly(2015, 1, 1).AddDays(t))]),
            Column.Numbers("x", x), Column.Numbers("z", z), Column.Numbers("y", y), Column.Numbers("p", [.. x.Select(v => 0.2 * v)]));
    }

    static Frame Copies(Frame rows, int assets)
    {
        double[] Of(string name) => [.. rows[name].ToArray().SelectMany(v => Enumerable.Repeat(v, assets))];
        return Frame.Of(Roles with { Asset = "asset" }, Column.Dates("day", [.. rows.Time.SelectMany(t => Enumerable.Repeat(DateOnly.FromDateTime(t), assets))]),
            Column.Categories("asset", [.. Enumerable.Range(0, rows.Count * assets).Select(i => $"A{i % assets}")]),
            Column.Numbers("x", Of("x")), Column.Numbers("z", Of("z")), Column.Numbers("y", Of("y")), Column.Numbers("p", Of("p")));
    }

    static (Frame Reference, Frame Month) Cut(Frame frame) => (frame.Before(new DateOnly(2017, 5, 1)), frame.Month(2017, 5));

    static void Same(Report one, Report panel, params string[] metrics)
    {
        Assert.Equal(one.Severity, panel.Severity);
        foreach (var m in one.Measurements.Where(m => metrics.Contains(m.Metric)))
        {
            var other = Assert.Single(panel.Measurements, p => (p.Metric, p.Of) == (m.Metric, m.Of));
            Assert.Equal(m.Exists, other.Exists);
            if (m.Exists) Assert.Equal(m.Value, other.Value, 1e-9);
            if (m.Interval is { } i) Assert.Equal((i.Low, i.High), (other.Interval!.Low, other.Interval.High), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
        }
        Assert.All(metrics, m => Assert.Contains(one.Measurements, n => n.Metric == m));
    }

    [Fact]
    public void Copies_of_a_series_drift_as_the_series_does()
    {
        var ((before, now), (panel, month)) = (Cut(Series), Cut(Panel));
        var options = new DriftOptions { MinimumWindows = 10 };
        Same(new DriftDetector(before) { Options = options }.MonitorInputDistributionDrift(now), new DriftDetector(panel) { Options = options }.MonitorInputDistributionDrift(month),
            "drift_distance", "drift_rank", "drift_q");
    }

    [Fact]
    public void Copies_of_a_series_err_as_the_series_does_and_with_the_same_intervals()
    {
        var ((before, now), (panel, month)) = (Cut(Series), Cut(Panel));
        Same(new DriftDetector(before).AnalyzePredictionResiduals(now), new DriftDetector(panel).AnalyzePredictionResiduals(month),
            "residual_rmse", "residual_ljung_box_p", "residual_calibration_slope", "residual_rank", "residual_q", "residual_bucket_rmse_ratio", "residual_departure");
    }

    [Fact]
    public void Copies_of_a_series_are_as_stable_as_the_series_in_time() =>
        Same(new DriftDetector(Cut(Series).Reference).CheckTemporalStability(Series), new DriftDetector(Cut(Panel).Reference).CheckTemporalStability(Panel),
            "relative_error", "hit_rate", "rows_since_change", "days_needed", "relative_error_per_year");

    [Fact]
    public void Copies_of_a_series_are_predicted_as_the_series_is_with_the_same_largest_step()
    {
        var ((before, now), (panel, month)) = (Cut(Series), Cut(Panel));
        Same(new RealTimeMonitor(before).MonitorPredictionConsistency(now), new RealTimeMonitor(panel).MonitorPredictionConsistency(month),
            "prediction_distance", "prediction_step", "prediction_rank", "prediction_q", "prediction_windows");
    }

    [Fact]
    public void A_panel_says_in_its_notes_that_rows_of_one_session_are_not_counted_as_independent()
    {
        var (panel, month) = Cut(Panel);
        var detector = new DriftDetector(panel);
        Assert.Contains("assets of one session move together", detector.MonitorInputDistributionDrift(month).ToString(), StringComparison.Ordinal);
        Assert.Contains("A panel of 31 sessions", detector.AnalyzePredictionResiduals(month).ToString(), StringComparison.Ordinal);
        Assert.Contains("mean over the sessions of the rank correlation", detector.CheckTemporalStability(Panel).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_windows_of_a_panel_hold_whole_sessions_though_assets_come_and_go()
    {
        // Asset A1 starts in the second half: rows a session are 1, then 2.
        var schema = new Schema { Timestamp = "day", Asset = "asset", Features = ["x"] };
        var rows = Enumerable.Range(0, 120).SelectMany(t => Enumerable.Range(0, t < 60 ? 1 : 2).Select(a => (Day: new DateOnly(2020, 1, 1).AddDays(t), Asset: $"A{a}"))).ToArray();
        var frame = Frame.Of(schema, Column.Dates("day", [.. rows.Select(r => r.Day)]), Column.Categories("asset", [.. rows.Select(r => r.Asset)]), Column.Numbers("x", new double[rows.Length]));
        var current = frame.Month(2020, 4).Rows(..20);
        var windows = FrameWindows.Like(current, frame.Before(new DateOnly(2020, 4, 1)));
        Assert.Equal([10, 10, 20], FrameWindows.Split(frame.Before(new DateOnly(2020, 4, 1)), windows).Select(w => w.Count));
        Assert.Equal("calendar months, at most their first 10 sessions", FrameWindows.Describe(current));
    }
}
