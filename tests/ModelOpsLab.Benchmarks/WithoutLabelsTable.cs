using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>Performance estimated before the targets came against what was true once they had: the demonstration model, month by month, each from what came before it only.</summary>
static class WithoutLabelsTable
{
    public static void Print(TextWriter writer, string folder)
    {
        var record = Record(folder);
        writer.WriteLine("""

            | month | hit rate, estimate | error bar | truth | mean absolute error, estimate | error bar | truth | outside |
            |---|---:|---:|---:|---:|---:|---:|---:|
            """);
        foreach (var o in record.Live.Months().Where(m => m.Count >= 10).Select(m => Outcome.Of(record.Reference, m)))
            writer.WriteLine($"| {o.Month} | {Format.Percent(o.Hits.Value)} | {Bar(o.Hits)} | {Format.Percent(o.TrueHits)} | {Format.Percent(o.Error.Value, 2)} | {Bar(o.Error)} | {Format.Percent(o.TrueError, 2)} | {Format.Percent(o.Outside, 0)} |");

        writer.WriteLine("""

            | months | share of error bars that hold the truth: hit rate | mean absolute error | alarms | mean miss of the error, estimate | always the reference's mean |
            |---|---:|---:|---:|---:|---:|
            """);
        Row("live, reference fixed at the first live day", record.Live.Months().Where(m => m.Count >= 10).Select(m => Outcome.Of(record.Reference, m)));
        Row("all since 2010, reference all before the month", record.Rows.Since(new DateOnly(2010, 1, 1)).Months().Where(m => m.Count >= 10).Select(m => Outcome.Of(record.Rows.Before(m.FirstDay), m)));

        void Row(string name, IEnumerable<Outcome> months)
        {
            var all = months.ToArray();
            string Share(Func<Outcome, bool> holds) => string.Create(CultureInfo.InvariantCulture, $"{all.Count(holds)} of {all.Length} = {100.0 * all.Count(holds) / all.Length:F0} %");
            writer.WriteLine($"| {name} | {Share(o => o.Hits.Interval!.Contains(o.TrueHits))} | {Share(o => o.Error.Interval!.Contains(o.TrueError))} | {Share(o => o.Alarms)} | {Format.Percent(all.Average(o => Math.Abs(o.Error.Value - o.TrueError)), 3)} | {Format.Percent(all.Average(o => Math.Abs(o.ReferenceError - o.TrueError)), 3)} |");
        }
    }

    static string Bar(Measurement m) => $"{Format.Percent(m.Interval!.Low)} to {Format.Percent(m.Interval.High)}";

    /// <summary>The demonstration model's record, trained in a copy of its workspace.</summary>
    public static TrackRecord Record(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("modelops-benchmark-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(copy, "spx"));
            foreach (var file in new[] { "modelops.json", "demonstration.json", Path.Combine("spx", "sp500.csv"), Path.Combine("spx", "sp500.schema.json") })
                File.Copy(Path.Combine(folder, file), Path.Combine(copy, file));
            return LiveModel.Load(Workspace.Open(copy), "spx-momentum").TrackRecord();
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    sealed record Outcome(string Month, Measurement Hits, double TrueHits, Measurement Error, double TrueError, double ReferenceError, double Outside, bool Alarms)
    {
        public static Outcome Of(Frame reference, Frame month)
        {
            var report = new DriftDetector(reference).EstimatePerformanceWithoutLabels(month);
            var rows = month.Complete(month.Schema.Prediction!, month.Schema.Target!);
            double[] p = rows[month.Schema.Prediction!].Span.ToArray(), t = rows[month.Schema.Target!].Span.ToArray();
            double[] hits = [.. p.Zip(t, (a, b) => a * b).Where(s => s != 0).Select(s => s > 0 ? 1.0 : 0)];
            return new(string.Create(CultureInfo.InvariantCulture, $"{month.FirstDay:yyyy-MM}"), report.Measured("estimated_hit_rate", "hit rate"), hits.Average(), report.Measured("estimated_absolute_error", "mean absolute error"),
                p.Zip(t, (a, b) => Math.Abs(b - a)).Average(), report.Measured("reference_value", "mean absolute error").Value, report.Measured("unsupported_share", "inputs").Value, report.Alerts.Any(a => a.Evidence.Metric == "estimate_q"));
        }
    }
}
