using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelOpsLab.Drift;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;

namespace ModelOpsLab.Benchmarks;

/// <summary>How long the parts of a review of a panel take in a process that has done nothing before, and what drift says of the panel's calm months.</summary>
static class PanelReviewSpeed
{
    public static void Print(TextWriter writer, string folder, string model)
    {
        var copy = Directory.CreateTempSubdirectory("modelops-benchmark-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(copy, "dow30"));
            foreach (var file in new[] { "closes.csv", "closes.schema.json" }) File.Copy(Path.Combine(folder, "dow30", file), Path.Combine(copy, "dow30", file));
            var declared = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Workspace.FileName)))!.AsObject();
            declared.Remove("demonstration");
            File.WriteAllText(Path.Combine(copy, Workspace.FileName), declared.ToJsonString());

            using var process = Process.GetCurrentProcess();
            var whole = Stopwatch.StartNew();
            var live = Timed(writer, "read, features, training", () => LiveModel.Load(Workspace.Open(copy), model));
            var record = Timed(writer, "backtest and paper trading", live.TrackRecord);
            var options = ReviewOptions.Of(live.Definition);
            var then = record.AsOf(new(1998, 9, 30));
            Timed(writer, "its live months replayed", () =>
            {
                using var history = MeasurementHistory.Open(Path.Combine(copy, "history"));
                LiveReplay.Run(record, history, options.Monitoring, options.Drift);
                return 0;
            });
            var review = Timed(writer, "review of September 1998", () => MonthlyReview.Of(record, 1998, 9, options));
            Timed(writer, "alerts up to then, replayed", () => KnownAlerts.Of(live, record, new(1998, 9, 30)));
            Timed(writer, "its parts as documents", () => new[] { review.Summary, review.LiveAgainstBacktest, review.Drawdowns, review.Trades, review.PredictionQuality, review.ActionPlan }.Length
                + review.Reports.Sum(r => r.ToString().Length));
            process.Refresh();
            writer.WriteLine(FormattableString.Invariant($"{"whole, from the start of the process",-40} {whole.Elapsed.TotalSeconds,6:F2} s {process.TotalProcessorTime.TotalSeconds,6:F2} s of processor time"));

            var month = then.Rows.Since(new DateOnly(1998, 9, 1));
            writer.WriteLine("\nAgain, warm:");
            var detector = new DriftDetector(then.Reference) { Options = options.Drift };
            var monitor = new RealTimeMonitor(then.Backtest) { Options = options.Monitoring };
            Timed(writer, "alerts up to then, replayed", () => KnownAlerts.Of(live, record, new(1998, 9, 30)));
            Timed(writer, "trading performance", () => monitor.MonitorTradingPerformance(month));
            Timed(writer, "prediction consistency", () => monitor.MonitorPredictionConsistency(month));
            Timed(writer, "data quality", () => new RealTimeMonitor(then.Raw.Before(then.GoLive)).MonitorDataQuality(then.Raw.Since(new DateOnly(1998, 9, 1))));
            Timed(writer, "input drift", () => detector.MonitorInputDistributionDrift(month));
            Timed(writer, "residuals", () => detector.AnalyzePredictionResiduals(month));
            Timed(writer, "stability", () => detector.CheckTemporalStability(then.Rows));

            writer.WriteLine($"\n{PlainTextWriter.Write(detector.RunPlacebo().ToDocument())}");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    static T Timed<T>(TextWriter writer, string what, Func<T> work)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var result = work();
        process.Refresh();
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {clock.Elapsed.TotalSeconds,6:F2} s {(process.TotalProcessorTime - before).TotalSeconds,6:F2} s of processor time"));
        return result;
    }
}
