using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>Medians of five runs, in wall and in processor time, which a shared machine disturbs less: the distances of two samples, and all that one input of a drift report costs. <c>scipy_peer.py</c> measures the peers on the same sizes.</summary>
static class TwoSampleTable
{
    const int Inputs = 20, Million = 1_000_000, Day = 1_440;

    public static void Print(TextWriter output)
    {
        output.WriteLine("| what | rows a side | wall | processor |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (var n in new[] { 100_000, Million })
        {
            var (a, b) = (Normal(1, n), Normal(2, n));
            Line(output, "KS, W1, PSI, JS: `TwoSample.Distances`, one thread", n, () => new TwoSample(a, b).Distances());
        }
        var pairs = Enumerable.Range(0, Inputs).Select(i => (A: Normal((ulong)(2 * i + 1), Million), B: Normal((ulong)(2 * i + 2), Million))).ToArray();
        Line(output, $"the same of {Inputs} inputs, two threads", Million, () => Parallel.For(0, Inputs, new() { MaxDegreeOfParallelism = 2 }, i => new TwoSample(pairs[i].A, pairs[i].B).Distances()));
        pairs = [];
        foreach (var n in new[] { 100_000, Million })
        {
            var series = Persistent(3, 2 * n);
            Line(output, "one input of a drift report: a period as long as the reference", n, () => Report(series[..n], series[n..]));
            Line(output, "one input of a drift report: a day of minutes among the days of the reference", n, () => Report(series[..n], series[n..(n + Day)]));
        }
    }

    static void Report(double[] reference, double[] current) => new DriftDetector(Minutes(reference, 0)).MonitorInputDistributionDrift(Minutes(current, reference.Length));

    static Frame Minutes(double[] values, int first) => Frame.Of(new Schema { Timestamp = "time", Features = ["x"] },
        Column.Timestamps("time", [.. Enumerable.Range(first, values.Length).Select(i => i * 60_000_000_000L)]), Column.Numbers("x", values));

    static double[] Normal(ulong seed, int count)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }

    static double[] Persistent(ulong seed, int count)
    {
        var random = new DeterministicRandom(seed);
        var x = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ => x = 0.9 * x + random.NextNormal())];
    }

    static void Line(TextWriter output, string what, int rows, Action run)
    {
        run();
        double[] wall = new double[5], processor = new double[5];
        for (var k = 0; k < wall.Length; k++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            run();
            (wall[k], processor[k]) = (watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        Array.Sort(wall);
        Array.Sort(processor);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {rows:N0} | {wall[2]:N1} ms | {processor[2]:N1} ms |"));
    }
}
