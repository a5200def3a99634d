using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often a whole report of a calm month warns, or worse: all its verdicts together, as a reader meets them.</summary>
static class WholeReportTable
{
    const int Inputs = 6, MonthRows = 21, LiveMonths = 3;

    static readonly (string Name, Func<ulong, int, double[]> Draw)[] Processes =
    [
        ("AR(1) 0.9", (seed, n) => FalseAlarmTable.Autoregressive(new(seed), n, 0.9)),
        ("GARCH(1,1) returns", (seed, n) => FalseAlarmTable.Garch(new(seed), n, volatility: false)),
        ("GARCH(1,1) volatility", (seed, n) => FalseAlarmTable.Garch(new(seed), n, volatility: true)),
    ];

    public static void Print(TextWriter writer, int runs)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {runs:N0} runs without drift: share of reports that warn or worse / that are critical

            | report | process | 60 months | 120 months | 230 months |
            |---|---|---:|---:|---:|
            """));
        foreach (var (report, draw) in new (string, Func<(string Name, Func<ulong, int, double[]> Draw), ulong, int, Report>)[]
        {
            ("inputs, six with a factor", (process, seed, months) => OfInputs(process.Draw, seed, months, 0.8)),
            ("inputs, six apart", (process, seed, months) => OfInputs(process.Draw, seed, months, 0)),
            ("residuals", OfResiduals),
            ("stability, three months live", OfStability),
        })
            foreach (var process in Processes.Where(p => report[0] == 'i' || p != Processes[2]))
                writer.WriteLine($"| {report} | {process.Name} |{string.Concat(new[] { 60, 120, 230 }.Select(months => Cell(runs, seed => draw(process, seed, months))))}");
    }

    static string Cell(int runs, Func<ulong, Report> report)
    {
        int warnings = 0, critical = 0;
        Parallel.For(0, runs, run =>
        {
            var worst = report((ulong)(run * (Inputs + 1))).Alerts.Select(a => a.Severity).DefaultIfEmpty(Severity.Healthy).Max();
            if (worst >= Severity.Warning) Interlocked.Increment(ref warnings);
            if (worst >= Severity.Critical) Interlocked.Increment(ref critical);
        });
        return string.Create(CultureInfo.InvariantCulture, $" {100.0 * warnings / runs:F1} % / {100.0 * critical / runs:F1} % |");
    }

    static Report OfInputs(Func<ulong, int, double[]> draw, ulong seed, int months, double common)
    {
        var all = (months + 1) * MonthRows;
        var factor = draw(seed + Inputs, all);
        var frame = Months(months + 1, [.. Enumerable.Range(0, Inputs).Select(j => (double[])[.. draw(seed + (ulong)j, all).Select((e, t) => common * factor[t] + Math.Sqrt(1 - common * common) * e)])]);
        return new DriftDetector(frame.Rows(..^MonthRows)).MonitorInputDistributionDrift(frame.Rows(^MonthRows..));
    }

    static Report OfResiduals((string Name, Func<ulong, int, double[]> Draw) errors, ulong seed, int months)
    {
        var frame = Predicted(errors.Draw, seed, months + 1);
        return new DriftDetector(frame.Rows(..^MonthRows)).AnalyzePredictionResiduals(frame.Rows(^MonthRows..));
    }

    static Report OfStability((string Name, Func<ulong, int, double[]> Draw) errors, ulong seed, int months)
    {
        var frame = Predicted(errors.Draw, seed, months + LiveMonths);
        return new DriftDetector(frame.Rows(..(months * MonthRows))).CheckTemporalStability(frame);
    }

    /// <summary>A persistent prediction of a tenth of the size of the errors, which are all that a target is beside it.</summary>
    static Frame Predicted(Func<ulong, int, double[]> errors, ulong seed, int months)
    {
        double[] e = errors(seed, months * MonthRows), signal = FalseAlarmTable.Autoregressive(new(seed + 1), e.Length, 0.9);
        double size = Math.Sqrt(e.Average(v => v * v) / signal.Average(v => v * v)) / 10;
        double[] prediction = [.. signal.Select(s => size * s)];
        return Months(months, [signal], prediction, [.. prediction.Zip(e, (p, v) => p + v)]);
    }

    static Frame Months(int months, double[][] inputs, double[]? prediction = null, double[]? target = null)
    {
        DateOnly[] days = [.. Enumerable.Range(0, months).SelectMany(m => Enumerable.Range(0, MonthRows).Select(d => new DateOnly(2000, 1, 1).AddMonths(m).AddDays(d)))];
        var schema = new Schema { Timestamp = "time", Features = [.. inputs.Select((_, j) => $"x{j}")], Prediction = prediction is null ? null : "prediction", Target = target is null ? null : "target" };
        return Frame.Of(schema, [Column.Dates("time", days), .. inputs.Select((x, j) => Column.Numbers($"x{j}", x)), .. prediction is null ? [] : new[] { Column.Numbers("prediction", prediction), Column.Numbers("target", target!) }]);
    }
}
