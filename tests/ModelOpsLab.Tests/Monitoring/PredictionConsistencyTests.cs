using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

public class PredictionConsistencyTests
{
    const int Months = 150, Rows = 20;

    static readonly double[] Past = MadeUpFrame.Autoregression(1, Months * Rows, 0.5);

    static Frame Of(int months, int first, double[] prediction) => MadeUpFrame.Predicted(MadeUpFrame.Days(months, prediction.Length / months, first), prediction, new double[prediction.Length]);

    static Report Judge(params double[] prediction) => new RealTimeMonitor(Of(Months, 0, Past)).MonitorPredictionConsistency(Of(1, Months, prediction));

    static string[] Flagged(Report report) => [.. report.Alerts.Select(a => $"{a.Severity} {a.Evidence.Metric} {a.Evidence.Of}".TrimEnd())];

    [Fact]
    public void Predictions_as_before_are_healthy() => Assert.Empty(Flagged(Judge(Past[^Rows..])));

    [Fact]
    public void Another_level_is_critical_in_its_level_alone()
    {
        var report = Judge([.. Past[^Rows..].Select(v => v + 4)]);
        Assert.Equal(["Critical prediction_excess level", "Warning prediction_q level"], Flagged(report));
    }

    [Fact]
    public void A_sudden_change_is_a_step()
    {
        // One half up, one half down: the level is as before, the step between is larger than any past one.
        var calm = Past[^Rows..];
        var report = Judge([.. calm.Select((v, i) => v * 0.2 + (i < Rows / 2 ? 3.5 : -3.5))]);
        Assert.Contains("Warning prediction_q step", Flagged(report));
        Assert.Equal(1, report.Measured("prediction_rank", "step").Value);
    }

    [Fact]
    public void One_and_the_same_prediction_is_critical() => Assert.Contains("Critical prediction_constant", Flagged(Judge([.. Enumerable.Repeat(Past[0], Rows)])));

    [Theory]
    [InlineData(2, "Warning prediction_missing")]
    [InlineData(6, "Critical prediction_missing")]
    public void Rows_without_a_prediction_are_counted(int missing, string expected) =>
        Assert.Equal([expected], Flagged(Judge([.. Past[^Rows..].Select((v, i) => i < missing ? double.NaN : v)])));

    [Fact]
    public void No_prediction_at_all_is_unknown_with_its_reason()
    {
        var report = Judge([.. Enumerable.Repeat(double.NaN, Rows)]);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("none of 20 rows has a prediction", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(Severity.Unknown, new RealTimeMonitor(Of(Months, 0, Past)).MonitorPredictionConsistency(Of(1, Months, Past[..Rows]).Rows(..0)).Severity);
    }

    [Fact]
    public void A_schema_without_predictions_is_refused() =>
        Assert.Contains("Schema.Prediction", Assert.Throws<ArgumentException>(() => new RealTimeMonitor(Of(Months, 0, Past)).MonitorPredictionConsistency(MadeUpFrame.Of(MadeUpFrame.Days(1, 2), ("x", [1, 2])))).Message, StringComparison.Ordinal);
}
