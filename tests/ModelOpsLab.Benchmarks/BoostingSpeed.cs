using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>Histogram boosting beside scikit-learn's HistGradientBoosting in one run: the same numbers, settings and threads, in turn; medians of wall and of processor time. The peer runs in <c>sklearn_boosting.py</c>.</summary>
static class BoostingSpeed
{
    const int Features = 50, Rounds = 7;

    public static void Print(TextWriter output, int rows)
    {
        var frame = Sample(rows);
        var file = Path.GetTempFileName();
        try
        {
            using (var stream = File.OpenWrite(file))
                foreach (var column in frame.Schema.Features.Append("y")) stream.Write(MemoryMarshal.AsBytes(frame[column].Span));
            output.WriteLine("| rows | threads | loss | here, wall | processor | scikit-learn, wall | processor | wall, here / there | root mean square error here, there |");
            output.WriteLine("|---:|---:|---|---:|---:|---:|---:|---:|---|");
            foreach (var threads in new[] { Environment.ProcessorCount, 1 })
                foreach (var weighted in threads == 1 ? [false] : new[] { false, true }) Line(output, frame, file, threads, weighted);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static void Line(TextWriter output, Frame frame, string file, int threads, bool weighted)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "sklearn_boosting.py"), file, Text(frame.Count), Text(Features), Text(threads), weighted ? "weighted" : "plain"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var peer = Process.Start(start)!;
        if (weighted) frame = frame.With("w", [.. Enumerable.Range(0, frame.Count).Select(i => Math.Pow(2, -(frame.Count - 1 - i) / (frame.Count / 4.0)))]).With(frame.Schema with { Weight = "w" });
        else if (frame.Schema.Weight is not null) throw new InvalidOperationException("the frame has weights");
        var trainer = new HistogramBoostingTrainer { Threads = threads };
        double[] wall = new double[Rounds], processor = new double[Rounds], theirs = new double[Rounds], theirProcessor = new double[Rounds];
        var (ourError, theirError) = (0.0, 0.0);
        trainer.Train(frame);
        Ask(peer);
        for (var k = 0; k < Rounds; k++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            var model = trainer.Train(frame);
            (wall[k], processor[k]) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
            ourError = Math.Sqrt(model.Predict(frame).Zip(frame["y"], (p, y) => (p - y) * (p - y)).Average());
            (theirs[k], theirProcessor[k], theirError) = Ask(peer);
        }
        peer.StandardInput.Close();
        peer.WaitForExit();
        foreach (var times in new[] { wall, processor, theirs, theirProcessor }) Array.Sort(times);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {frame.Count:N0} | {threads} | squared{(weighted ? ", weighted" : "")} | {wall[Rounds / 2]:F2} s | {processor[Rounds / 2]:F2} s | {theirs[Rounds / 2]:F2} s | {theirProcessor[Rounds / 2]:F2} s | {wall[Rounds / 2] / theirs[Rounds / 2]:F2} | {ourError:F6}, {theirError:F6} |"));
    }

    static (double Wall, double Processor, double Error) Ask(Process peer)
    {
        peer.StandardInput.WriteLine("fit");
        peer.StandardInput.Flush();
        var answer = (peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("sklearn_boosting.py gave no answer: is python3-sklearn installed?")).Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return (answer[0], answer[1], answer[2]);
    }

    static Frame Sample(int rows)
    {
        var random = new DeterministicRandom(1);
        double[][] x = [.. Enumerable.Range(0, Features).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(2 * x[0][i]) + x[1][i] * x[2][i] + 0.5 * x[3][i] + random.NextNormal())];
        return Frame.Of(new Schema { Timestamp = "time", Features = [.. x.Select((_, j) => $"x{j}")], Target = "y" },
            [Column.Timestamps("time", [.. y.Select((_, i) => i * 60_000_000_000L)]), .. x.Select((c, j) => Column.Numbers($"x{j}", c)), Column.Numbers("y", y)]);
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
