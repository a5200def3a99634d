using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class PredictionDriftTests
{
    const int Months = 60, Rows = 20;

    static Frame Predicted(Column prediction, int months, int first) =>
        Frame.Of(new Schema { Timestamp = "time", Prediction = "prediction" }, Column.Dates("time", MadeUpFrame.Days(months, Rows, first)), prediction);

    [Theory]
    [InlineData(0, Severity.Healthy)]
    [InlineData(4, Severity.Warning)]
    public void Predictions_are_compared_as_inputs_are(double shift, Severity expected)
    {
        var values = MadeUpFrame.Autoregression(1, (Months + 1) * Rows, 0.5);
        var report = new DriftDetector(Predicted(Column.Numbers("prediction", values[..^Rows]), Months, 0))
            .MonitorPredictionDrift(Predicted(Column.Numbers("prediction", [.. values[^Rows..].Select(v => v + shift)]), 1, Months));
        Assert.Equal(("Prediction drift", "prediction"), (report.Title, Assert.Single(report.Features).Feature));
        Assert.True(report.Severity >= expected && (shift > 0 || report.Severity == expected), $"{report}");
    }

    [Fact]
    public void Classes_are_compared_as_categories()
    {
        var values = MadeUpFrame.Autoregression(2, Months * Rows, 0.5);
        var report = new DriftDetector(Predicted(Column.Categories("prediction", [.. values.Select(v => v > 0 ? "buy" : "sell")]), Months, 0))
            .MonitorPredictionDrift(Predicted(Column.Categories("prediction", [.. Enumerable.Repeat("hold", Rows)]), 1, Months));
        Assert.Equal((DriftMeasure.Shares, 1.0, "hold"), (report.Features[0].Measure, report.Features[0].Distance, Assert.Single(report.Features[0].NewCategories)));
        Assert.Equal(Severity.Critical, report.Severity);
    }

    [Fact]
    public void Without_a_prediction_in_the_schema_nothing_is_compared()
    {
        var rows = MadeUpFrame.Of(MadeUpFrame.Days(2, Rows), ("x", MadeUpFrame.Autoregression(1, 2 * Rows)));
        Assert.Contains("names no prediction", Assert.Throws<ArgumentException>(() => new DriftDetector(rows).MonitorPredictionDrift(rows)).Message, StringComparison.Ordinal);
    }
}
