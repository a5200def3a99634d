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

    /// <summary>Residuals of mean 0 and mean square 1 whose autocorrelations are those of noise.</summary>
    static double[] Noise()
    {
        var x = MadeUpFrame.Autoregression(2, Rows);
        var mean = x.Average();
        var scale = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / Rows);
        return Array.ConvertAll(x, v => (v - mean) / scale);
    }

    static string[] Flagged(Report report) => [.. report.Alerts.Where(a => a.Severity >= Severity.Warning).Select(a => a.Evidence.Of).Distinct()];

    [Fact]
    public void Errors_as_before_are_healthy()
    {
        var report = Judge(Noise());
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Equal(1, report.Measured("residual_rmse", "spread").Value, 1e-12);
        Assert.Equal(0, report.Measured("residual_mean", "bias").Value, 1e-12);
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
        Assert.Equal(["spread"], Flagged(report));
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.True(report.Measured("residual_excess", "spread").Value > 1);
        var before = Math.Sqrt(Past.Sum(v => v * v) / Past.Length);
        Assert.Equal(2 / before, report.Measured("residual_rmse_ratio", "spread").Value, 1e-12);
    }

    [Fact]
    public void Errors_that_repeat_are_flagged_as_autocorrelation()
    {
        var report = Judge([.. Enumerable.Range(0, Rows).Select(i => Math.Sqrt(2) * Math.Sin(2 * Math.PI * (i + 0.5) / Rows))]);
        Assert.Equal(["autocorrelation"], Flagged(report));
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
}
