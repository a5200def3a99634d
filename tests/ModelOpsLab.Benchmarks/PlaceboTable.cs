using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often months on which nothing is claimed to have changed are called drift: the months of the index before the model went live, then made-up ones.</summary>
static class PlaceboTable
{
    static readonly DateOnly GoLive = new(2019, 4, 1);

    public static void Print(TextWriter writer, string folder, int runs)
    {
        var raw = Frame.ReadCsv(Path.Combine(folder, "spx", "sp500.csv"), Schema.Load(Path.Combine(folder, "spx", "sp500.schema.json")));
        var rows = new FeaturePipeline().Prepare(raw).Frame.Before(GoLive);
        var detector = new DriftDetector(rows);
        writer.WriteLine($"{detector.RunPlacebo()}\n");
        var longest = rows.Months().MaxBy(m => m.Count)!;
        writer.WriteLine($"The first 11 sessions of each month\n\n{detector.RunPlacebo(longest.Rows(..11))}\n");
        writer.WriteLine($"Each month against all months before it\n\n{detector.RunPlacebo(options: new() { PastOnly = true })}\n");
        foreach (var months in new[] { 24, 60, 120, 230 })
            foreach (var sessions in new[] { 21, 11 })
                Print(writer, $"{runs} made-up months of {sessions} rows against {months} months of 21, six AR(1) 0.9 inputs, no drift", MadeUp(months, sessions, runs));
    }

    static void Print(TextWriter writer, string title, Outcome[] outcomes)
    {
        string Share(Func<Outcome, bool> alarms) => string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count(alarms),4} = {100.0 * outcomes.Count(alarms) / outcomes.Length,5:F1} %");
        writer.WriteLine($"""

            {title}

            | rule | months that alarm | inputs that alarm |
            |---|---:|---:|
            | rank among past months: critical | {Share(o => o.Critical > 0)} | {Inputs(o => o.Critical)} |
            | rank among past months: warning, none critical | {Share(o => o.Critical == 0 && o.Warning > 0)} | {Inputs(o => o.Warning)} |
            | plain Kolmogorov-Smirnov, p < 5 % | {Share(o => o.Plain > 0)} | {Inputs(o => o.Plain)} |
            | population stability index > 0.25 | {Share(o => o.Psi > 0)} | {Inputs(o => o.Psi)} |
            | permutation of blocks, p < 5 % | {Share(o => o.Permutation > 0)} | {Inputs(o => o.Permutation)} |
            """);

        string Inputs(Func<Outcome, int> alarms) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * outcomes.Sum(alarms) / outcomes.Sum(o => o.Inputs),5:F1} %");
    }

    static Outcome[] MadeUp(int months, int sessions, int runs)
    {
        var outcomes = new Outcome[runs];
        Parallel.For(0, runs, run =>
        {
            const int inputs = 6;
            DateOnly[] days = [.. Enumerable.Range(0, months + 1).SelectMany(m => Enumerable.Range(0, 21).Select(d => new DateOnly(2000, 1, 1).AddMonths(m).AddDays(d)))];
            var columns = Enumerable.Range(0, inputs).Select(f => Column.Numbers($"x{f}", FalseAlarmTable.Autoregressive(new((ulong)(run * inputs + f)), days.Length, 0.9))).ToArray();
            var all = Frame.Of(new Schema { Timestamp = "time", Features = [.. columns.Select(c => c.Name)] }, [Column.Dates("time", days), .. columns]);
            outcomes[run] = Outcome.Of(all.Rows(..(months * 21)), all.Rows((months * 21)..(months * 21 + sessions)));
        });
        return outcomes;
    }

    /// <summary>Inputs of a month that each rule alarms on.</summary>
    sealed record Outcome(int Inputs, int Critical, int Warning, int Plain, int Psi, int Permutation)
    {
        public static Outcome Of(Frame reference, Frame month)
        {
            var features = new DriftDetector(reference).MonitorInputDistributionDrift(month).Features;
            return new(features.Count, features.Count(f => f.Severity == Severity.Critical), features.Count(f => f.Severity == Severity.Warning),
                features.Count(f => f.KolmogorovSmirnov!.PValue < 0.05), features.Count(f => f.PopulationStabilityIndex > 0.25), features.Count(f => f.Permutation!.PValue < 0.05));
        }
    }
}
