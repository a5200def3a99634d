using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>Every number of many return series with its errors, and beside a benchmark.</summary>
static class MetricsSpeed
{
    const int Days = 2_500;

    public static void Print(TextWriter to, int count, (string Python, string Folder)? peer = null)
    {
        DateTime[] dates = [.. Enumerable.Range(0, Days).Select(i => new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i))];
        var raw = Enumerable.Range(0, count + 1).Select(k => Draw((ulong)k + 1)).ToArray();
        Run(1); // compiled, and compiled again where it matters
        Run(Environment.ProcessorCount);
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var runs = Enumerable.Range(0, 5).Select(_ => Run(threads)).OrderBy(r => r.Wall).ToArray();
            var (wall, cpu, numbers) = runs[2];
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count} series x {Days} days, {numbers / count} numbers each with inference and benchmark, {threads} thread{(threads == 1 ? "" : "s")}: {wall:F3} s wall, {cpu:F3} s processor, median of {runs.Length} ({runs[0].Wall:F3} to {runs[^1].Wall:F3} s)"));
        }
        if (peer is var (python, folder))
        {
            var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
            foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "metrics_peer.py"), $"{count}", $"{Days}", folder }) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            to.WriteLine(process.StandardOutput.ReadToEnd().Trim());
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{python} ended with {process.ExitCode}: pandas and scipy are needed (apt: python3-pandas python3-scipy), and the folder with the package empyrical.");
        }

        (double Wall, double Cpu, long Numbers) Run(int threads)
        {
            var benchmark = ReturnSeries.Of(dates, raw[count]);
            var (clock, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
            var all = new IReadOnlyList<Measurement>[count];
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, k => all[k] = PerformanceSummary.Of(ReturnSeries.Of(dates, raw[k]), benchmark: benchmark, trials: 50).Measurements);
            return (Stopwatch.GetElapsedTime(clock).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds, all.Sum(m => (long)m.Count(n => n.Exists)));
        }
    }

    static double[] Draw(ulong seed)
    {
        DeterministicRandom random = new(seed);
        return [.. Enumerable.Range(0, Days).Select(_ => 0.0003 + 0.01 * random.NextNormal())];
    }
}
