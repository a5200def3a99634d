using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class PredictionResidualsTests
{
    const int Months = 200, Rows = 20;

    static readonly double[] Past = MadeUpFrame.Autoregression(1, Months * Rows);
    static readonly DriftDetector Detector = new(MadeUpFrame.Predicted(MadeUpFrame.Days(Months, Rows), new double[Months * Rows], Past));

    static Report Judge(params double[] residuals) => Detector.AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, residuals.Length, Months), new double[residuals.Length], residuals));

    /// <summary>Residuals of mean 0 and mean square 1 whose autocorrelations, and those of their squares, are those of noise.</summary>
    static double[] Noise()
    {
        var x = MadeUpFrame.Autoregression(8, Rows);
        var mean = x.Average();
        var scale = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / Rows);
        return Array.ConvertAll(x, v => (v - mean) / scale);
    }

    static string Sentence(Report report) => report.Body.OfType<Paragraph>().First().Text;

    static string[] Flagged(Report report) => [.. report.Alerts.Where(a => a.Severity >= Severity.Warning).Select(a => a.Evidence.Of).Distinct()];

    [Fact]
    public void Errors_as_before_are_healthy()
    {
        var report = Judge(Noise());
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Equal(1, report.Measured("residual_rmse", "spread").Value, 1e-12);
        Assert.Equal(0, report.Measured("residual_mean", "bias").Value, 1e-12);
        Assert.Equal("Nothing new against the reference.", Sentence(report));
    }

    [Fact]
    public void Large_errors_in_a_row_are_flagged_as_volatility_clustering()
    {
        var report = Judge([.. Enumerable.Range(0, Rows).Select(i => (i % 2 == 0 ? 1 : -1) * (i < Rows / 2 ? 1.35 : 0.42))]);
        Assert.Contains("volatility clustering", Flagged(report));
        Assert.DoesNotContain("spread", Flagged(report));
    }

    [Fact]
    public void One_error_of_ten_deviations_departs_from_normality()
    {
        var report = Judge([.. Noise().Select((v, i) => i == 7 ? 10 : v / 4)]);
        Assert.Contains("normality", Flagged(report));
        Assert.True(report.Measured("residual_excess_kurtosis", "normality").Value > 10);
    }

    [Fact]
    public void A_prediction_twice_too_bold_is_flagged_as_calibration()
    {
        double[] signal = MadeUpFrame.Autoregression(5, (Months + 1) * Rows), noise = MadeUpFrame.Autoregression(6, (Months + 1) * Rows);
        var rows = MadeUpFrame.Predicted(MadeUpFrame.Days(Months + 1, Rows), [.. signal.Select((s, i) => i < Months * Rows ? s : 4 * s)], [.. signal.Zip(noise, (s, e) => s + 0.5 * e)]);
        var report = new DriftDetector(rows.Rows(..^Rows)).AnalyzePredictionResiduals(rows.Rows(^Rows..));
        Assert.Contains("calibration", Flagged(report));
        var slope = report.Measured("residual_calibration_slope", "calibration");
        Assert.True(slope.Interval!.Contains(slope.Value) && !slope.Interval.Contains(1), slope.ToString());
    }

    [Fact]
    public void The_day_from_which_errors_grew_is_inside_its_interval()
    {
        var report = Judge([.. Noise().Select((v, i) => i < 8 ? v : 4.0 * Math.Sign(v))]);
        var departure = report.Measured("residual_departure", "cumulated squared residual");
        Assert.True(departure.Interval!.Contains(Rows - 8), $"{departure} {departure.Interval}");
        Assert.Contains($"departs on {MadeUpFrame.Start.AddMonths(Months).AddDays(Rows - (int)departure.Value):yyyy-MM-dd}", report.Body.OfType<LineChart>().Single(c => c.Id == "residual-cusum").Caption, StringComparison.Ordinal);
        Assert.Contains("stays within past windows", Judge(Noise()).Measured("residual_departure", "cumulated squared residual").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bucket_whose_error_grew_is_named_first_and_a_column_that_is_not_there_has_its_reason()
    {
        const int count = (Months + 3) * Rows, live = 3 * Rows;
        double[] input = MadeUpFrame.Autoregression(3, count), noise = MadeUpFrame.Autoregression(4, count);
        var days = MadeUpFrame.Days(Months + 3, Rows);
        var rows = MadeUpFrame.Predicted(days, new double[count], [.. noise.Select((e, i) => i >= count - live && input[i] > 0.9 ? 5 * e : e)]).With("input", input);
        rows = rows.With(rows.Schema with { Features = ["input", "absent"] });
        var report = new DriftDetector(rows.Rows(..^live)).AnalyzePredictionResiduals(rows.Rows(^live..));
        var worst = Assert.Single(report.Measurements, m => m is { Metric: "residual_bucket_rmse_ratio", Exists: true });
        Assert.StartsWith("input above 0.8", worst.Of, StringComparison.Ordinal);
        Assert.True(worst.Interval!.Low > 1.5, worst.ToString());
        Assert.Contains("no column 'absent'", report.Measured("residual_bucket_rmse_ratio", "absent").Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(-1.2)]
    public void A_bias_is_flagged_as_bias(double bias)
    {
        // Spread shrinks as the bias grows, so that the mean square stays 1.
        var report = Judge([.. Noise().Select(v => v * 0.3 + bias * 0.8)]);
        Assert.Equal(["bias"], Flagged(report));
        Assert.Equal(1, report.Measured("residual_rank", "bias").Value);
        Assert.Equal(0.8 * bias, report.Measured("residual_mean", "bias").Value, 1e-12);
    }

    [Fact]
    public void Errors_twice_as_large_are_flagged_as_spread()
    {
        var report = Judge([.. Noise().Select(v => 2 * v)]);
        Assert.Equal(["spread", "error by regime"], Flagged(report));
        Assert.StartsWith("New against the reference: spread, error in ", Sentence(report), StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.True(report.Measured("residual_excess", "spread").Value > 1);
        var before = Math.Sqrt(Past.Sum(v => v * v) / Past.Length);
        Assert.Equal(2 / before, report.Measured("residual_rmse_ratio", "spread").Value, 1e-12);
    }

    [Fact]
    public void Errors_that_repeat_are_flagged_as_autocorrelation()
    {
        var report = Judge([.. Enumerable.Range(0, Rows).Select(i => i < Rows / 2 ? 1.0 : -1)]);
        Assert.Equal(["autocorrelation"], Flagged(report));
        Assert.Equal("New against the reference: autocorrelation.", Sentence(report));
        Assert.Equal(1, report.Measured("residual_rank", "autocorrelation").Value);
    }

    [Fact]
    public void Smaller_errors_are_no_finding() => Assert.Equal(Severity.Healthy, Judge([.. Noise().Select(v => v / 4)]).Severity);

    [Fact]
    public void Without_a_prediction_nothing_is_judged_and_the_reason_is_given()
    {
        double[] none = [.. Enumerable.Repeat(double.NaN, Rows)];
        var report = Detector.AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, Rows, Months), none, Noise()));
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("no row has both a prediction and a target", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_short_a_history_or_period_is_unknown_with_its_reason()
    {
        var little = Judge(Noise()[..5]);
        Assert.Equal(Severity.Unknown, little.Severity);
        var young = new DriftDetector(MadeUpFrame.Predicted(MadeUpFrame.Days(5, Rows), new double[5 * Rows], Past[..(5 * Rows)]))
            .AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, Rows, 5), new double[Rows], Noise()));
        Assert.Equal(Severity.Unknown, young.Severity);
        Assert.Contains("fewer than 20 past windows", young.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_without_predictions_is_unknown()
    {
        double[] none = [.. Enumerable.Repeat(double.NaN, Months * Rows)];
        var report = new DriftDetector(MadeUpFrame.Predicted(MadeUpFrame.Days(Months, Rows), none, Past))
            .AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, Rows, Months), new double[Rows], Noise()));
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("the reference has no residual", report.Measured("residual_rmse_ratio", "spread").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_perfect_reference_does_not_break_the_report()
    {
        var report = new DriftDetector(MadeUpFrame.Predicted(MadeUpFrame.Days(Months, Rows), Past, Past))
            .AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, Rows, Months), new double[Rows], Noise()));
        Assert.Equal(Severity.Warning, report.Severity);
        var still = new DriftDetector(MadeUpFrame.Predicted(MadeUpFrame.Days(Months, Rows), Past, Past))
            .AnalyzePredictionResiduals(MadeUpFrame.Predicted(MadeUpFrame.Days(1, Rows, Months), Noise(), Noise()));
        Assert.Equal(Severity.Healthy, still.Severity);
    }

    [Fact]
    public void A_schema_without_the_roles_is_refused()
    {
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(2, Rows), ("x", Past[..(2 * Rows)]));
        Assert.Contains("Schema.Prediction", Assert.Throws<ArgumentException>(() => new DriftDetector(frame).AnalyzePredictionResiduals(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_past_window_is_compared_with_the_same_month_of_the_years_without_it()
    {
        // Four years of quarters. One January erred ten times as much as the others: with itself in the reference it would seem to have erred twice as much, sqrt(100 / 25.75).
        var days = MadeUpFrame.Days(48, 20);
        double[] target = [.. days.Select((d, i) => (i % 2 == 0 ? 1 : -1) * (d is { Month: 1, Year: 2001 } ? 10.0 : 1))];
        var rows = Residuals.Of(MadeUpFrame.Predicted(days, new double[days.Length], target));
        var regimes = new ResidualRegimes(rows, 10);
        var quarter = Residuals.Of(rows.Frame.Rows(240..300));
        Assert.Equal(("January", 10.0), regimes.Worst(quarter, 240..300));
        Assert.Equal(Math.Sqrt(100 / 25.75), regimes.Worst(quarter).Ratio, 1e-12);
    }
}
