using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often the comparisons of all inputs together, and the findings beside shifts, alarm where nothing changed, and where a correlation flips or all volatilities grow.</summary>
static class MultivariateTable
{
    const int Inputs = 6;

    static readonly (string Name, Func<ulong, int, double[]> Draw)[] Processes =
    [
        ("AR(1) 0.5", (seed, n) => FalseAlarmTable.Autoregressive(new(seed), n, 0.5)),
        ("AR(1) 0.9", (seed, n) => FalseAlarmTable.Autoregressive(new(seed), n, 0.9)),
        ("AR(1) 0.98", (seed, n) => FalseAlarmTable.Autoregressive(new(seed), n, 0.98)),
        ("GARCH(1,1) returns", (seed, n) => FalseAlarmTable.Garch(new(seed), n, volatility: false)),
    ];

    public static void Print(TextWriter writer, int runs)
    {
        foreach (var (title, months, rows, periods) in new[] { ("a month of 21 rows against 230 months, by rank", 230, 21, 1), ("a month of 21 rows against 60 months, by rank", 60, 21, 1), ("1,000 rows against 1,000, by permutation of blocks", 50, 20, 50) })
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                {runs:N0} runs of six inputs that share a factor (correlation 0.64): {title}

                | process | change | reconstruction, p < 5 % | classifier, p < 5 % | together: warning | an input: warning or critical | a finding |
                |---|---|---:|---:|---:|---:|---:|
                """));
            foreach (var process in Processes)
                foreach (var change in new[] { "none", "one correlation flips", "all volatilities × 1.5" })
                    writer.WriteLine(Row(process, change, months, rows, periods, change == "none" ? runs : Math.Max(50, runs / 4)));
        }
    }

    static string Row((string Name, Func<ulong, int, double[]> Draw) process, string change, int months, int rows, int periods, int runs)
    {
        var counts = new int[5];
        Parallel.For(0, runs, run =>
        {
            int n = months * rows, all = n + periods * rows;
            double[] Draw(int part) => process.Draw((ulong)(run * (Inputs + 1) + part), all);
            var factor = Draw(Inputs);
            var columns = Enumerable.Range(0, Inputs).Select(j =>
            {
                var own = Draw(j);
                return Column.Numbers($"x{j}", [.. own.Select((e, t) => (t < n || change[0] != 'a' ? 1 : 1.5) * ((t >= n && j == 0 && change[0] == 'o' ? -0.8 : 0.8) * factor[t] + 0.6 * e))]);
            }).ToArray();
            DateOnly[] days = [.. Enumerable.Range(0, months + periods).SelectMany(m => Enumerable.Range(0, rows).Select(d => new DateOnly(2000, 1, 1).AddMonths(m).AddDays(d)))];
            var frame = Frame.Of(new Schema { Timestamp = "time", Features = [.. columns.Select(c => c.Name)] }, [Column.Dates("time", days), .. columns]);
            var report = new DriftDetector(frame.Rows(..n)).MonitorInputDistributionDrift(frame.Rows(n..));
            void Count(int column, bool alarm) { if (alarm) Interlocked.Increment(ref counts[column]); }
            Count(0, report.Joint[0].PValue <= 0.05);
            Count(1, report.Joint[1].PValue <= 0.05);
            Count(2, report.Alerts.Any(a => a.Evidence.Of == "multivariate"));
            Count(3, report.Alerts.Any(a => a.Evidence.Metric.StartsWith("drift", StringComparison.Ordinal)));
            Count(4, report.Alerts.Any(a => a.Evidence.Of != "multivariate" && !a.Evidence.Metric.StartsWith("drift", StringComparison.Ordinal)));
        });
        return $"| {process.Name} | {change} |" + string.Concat(counts.Select(c => string.Create(CultureInfo.InvariantCulture, $" {100.0 * c / runs:F1} % |")));
    }
}
