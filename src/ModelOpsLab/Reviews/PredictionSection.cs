using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>How predictions relate to outcomes: in the period, since the model went live, and in the backtest.</summary>
static class PredictionSection
{
    public static Document Of(MonthlyReview review)
    {
        Trading.PredictionQuality period = Quality(review.Rows), live = Quality(review.Record.Live), backtest = Quality(review.Record.Backtest);
        var outcome = review.Record.Live.Complete(review.Record.Rows.Schema.Prediction!, review.Record.Rows.Schema.Target!);
        IReadOnlyList<Cell> Row(string name, Func<Trading.PredictionQuality, Measurement> metric, Func<Trading.PredictionQuality, double>? t, double least, double most) =>
        [
            name, PerformanceSection.Short(metric(period)), PerformanceSection.Short(metric(live)), PerformanceSection.Short(metric(backtest)), Drawn(metric(live), metric(backtest), least, most),
            t is null || double.IsNaN(t(live)) ? "–" : Format.Fixed(t(live), 2),
        ];
        return new(
            new Table(["metric", new(review.Period.Name, Align.Right), new("live to date", Align.Right), new("backtest", Align.Right), "live, 95 % interval", new("live t", Align.Right)],
                [
                    Row("correlation", q => q.Correlation, q => q.CorrelationT, -0.5, 0.5),
                    Row("rank correlation", q => q.RankCorrelation, q => q.RankCorrelationT, -0.5, 0.5),
                    Row("hit rate", q => q.HitRate, null, 0.3, 0.7),
                    Row("calibration slope", q => q.CalibrationSlope, q => q.CalibrationT, -5, 5),
                ], Id: "prediction-quality"),
            new Note($"Prediction made before the session against its return; {Format.Count(period.Count)}, {Format.Count(live.Count)} and {Format.Count(backtest.Count)} sessions. Intervals and t after Newey and West; the tick is the backtest. Hit rate: of sessions where neither prediction nor outcome is zero. Calibration slope: outcome on prediction, 1 is calibrated, 0 is noise."),
            new ScatterChart
            {
                Title = "Outcome against prediction since the model went live",
                XValues = outcome.Count == 0 ? [] : [.. outcome[outcome.Schema.Prediction!]],
                YValues = outcome.Count == 0 ? [] : [.. outcome[outcome.Schema.Target!]],
                X = new("prediction", AxisFormat.Percent),
                Y = new("session return", AxisFormat.Percent),
            });
    }

    static Trading.PredictionQuality Quality(Frame rows) => Trading.PredictionQuality.Of(rows[rows.Schema.Prediction!].Span, rows[rows.Schema.Target!].Span);

    static Cell Drawn(Measurement live, Measurement backtest, double least, double most) => live is { Exists: true, Interval: { } i }
        ? new IntervalCell(i.Low, live.Value, i.High, backtest.Exists ? backtest.Value : double.NaN, Math.Min(least, i.Low), Math.Max(most, i.High))
        : "–";
}
