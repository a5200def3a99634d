using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Frames as streams.</summary>
static class Streams
{
    /// <summary>Feeds the rows of a frame, each followed by its outcome, and reads all there is to read; the last bucket is closed by the clock.</summary>
    public static List<MonitorReading> Run(RealTimeMonitor monitor, Frame rows, Func<int, RealTimeMonitor, RealTimeMonitor>? between = null)
    {
        List<MonitorReading> readings = [];
        for (var row = 0; row < rows.Count; row++)
        {
            if (between is not null) monitor = between(row, monitor);
            Feed(monitor, rows, row);
            while (monitor.TryRead(out var reading)) readings.Add(reading);
        }
        monitor.Advance(rows.Time[^1].Date.AddDays(1));
        while (monitor.TryRead(out var reading)) readings.Add(reading);
        return readings;
    }

    public static void Feed(RealTimeMonitor monitor, Frame rows, int row)
    {
        var schema = rows.Schema;
        var asset = rows.Has(schema.Asset) ? monitor.AssetNumber(rows[schema.Asset!].Strings[row]!) : 0;
        double Value(string? column) => rows.Has(column) ? rows[column!][row] : double.NaN;
        double[] features = [.. monitor.Inputs.Select(Value)];
        monitor.Observe(new Observation(rows.Time[row], features) { Asset = asset, Prediction = Value(schema.Prediction) });
        if (schema.Return is null) return;
        monitor.Observe(new Outcome(rows.Time[row]) { Asset = asset, Prediction = Value(schema.Prediction), Target = Value(schema.Target), Return = Value(schema.Return), Cost = Value("cost") });
    }

    /// <summary>Every measurement of the batch methods on the rows is in the reading: counts to the bit, numbers to 1e-12 of their size.</summary>
    public static void Agree(MonitorReading reading, RealTimeMonitor batch, Frame window)
    {
        string[] columns = ["", .. batch.Inputs, .. window.Schema.Prediction is { } p ? [p] : (string[])[]];
        Measurement[] expected =
        [
            .. batch.MonitorDataQuality(window).Measurements.Where(m => columns.Contains(m.Of)),
            .. window.Schema.Prediction is null ? [] : batch.MonitorPredictionConsistency(window).Measurements,
            .. window.Schema.Return is null ? [] : batch.MonitorTradingPerformance(window).Measurements,
        ];
        var found = reading.Measurements.ToLookup(m => (m.Metric, m.Of));
        foreach (var e in expected)
        {
            var where = $"{Format.Date(DateOnly.FromDateTime(reading.From))}: expected {e}, found {string.Join("; ", found[(e.Metric, e.Of)])}";
            Assert.True(found[(e.Metric, e.Of)].Count() == 1, where);
            var m = found[(e.Metric, e.Of)].Single();
            Assert.True(m.Because == e.Because && m.Unit == e.Unit, where);
            Assert.True(m.Count == e.Count || e.Metric is "pnl" or "volatility" or "sharpe_ratio" or "sortino_ratio" or "max_drawdown", where);
            var exact = e.Metric is "row_count" or "longest_run" or "not_finite" or "out_of_range" or "outlier_share" or "missing_share" or "prediction_rank" or "performance_rank" or "prediction_ks" or "prediction_psi";
            Assert.True(!e.Exists || m.Value == e.Value || (!exact && Math.Abs(m.Value - e.Value) <= 1e-12 * Math.Max(1, Math.Abs(e.Value))), where);
            Assert.True(e.Interval is null || (Math.Abs(e.Interval.Low - m.Interval!.Low) <= 1e-12 * Math.Max(1, Math.Abs(e.Interval.Low)) && Math.Abs(e.Interval.High - m.Interval.High) <= 1e-12 * Math.Max(1, Math.Abs(e.Interval.High))), where);
        }
        // And the other way: of the metrics that batch knows none is in the reading that is not in the report.
        var known = expected.Select(e => e.Metric).ToHashSet();
        foreach (var m in reading.Measurements.Where(m => known.Contains(m.Metric) && m.Of != "decaying"))
            Assert.True(expected.Any(e => e.Metric == m.Metric && e.Of == m.Of), $"{Format.Date(DateOnly.FromDateTime(reading.From))}: {m} is not in the report");
    }

    /// <summary>Thirty stocks: yesterday's return predicts today's with a small weight, and the position is its sign.</summary>
    public static Frame Stocks()
    {
        var schema = new Schema { Timestamp = "date", Asset = "asset", Features = ["close"], Columns = new Dictionary<string, ColumnRule> { ["date"] = new() { Type = ColumnType.Date, Nullable = false } } };
        var closes = Frame.ReadCsv(Repository.Path("data-samples", "dow30", "closes.csv"), schema).Rows(..(30 * 700));
        double[] close = closes["close"].Span.ToArray(), last = new double[close.Length], target = new double[close.Length], earned = new double[close.Length], prediction = new double[close.Length];
        for (var i = 0; i < close.Length; i++)
        {
            last[i] = i < 60 ? 0 : close[i - 30] / close[i - 60] - 1;
            target[i] = i < 30 ? 0 : close[i] / close[i - 30] - 1;
            prediction[i] = -0.05 * last[i];
            earned[i] = Math.Sign(prediction[i]) * target[i];
        }
        return closes.With("last", last).With("prediction", prediction).With("target", target).With("return", earned)
            .With(schema with { Features = ["close", "last"], Prediction = "prediction", Target = "target", Return = "return" });
    }
}
