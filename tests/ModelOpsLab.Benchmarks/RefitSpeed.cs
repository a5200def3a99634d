using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>Ridge fitted at every step, beside scikit-learn on the same rows, turn by turn in one run.</summary>
static class RefitSpeed
{
    const int Rows = 5_000, Features = 50, First = 1_000, Size = 500, Turns = 3;

    public static void Print(TextWriter to, string python)
    {
        var (frame, file) = Draw();
        try
        {
            var trainer = new RidgeTrainer { Penalty = 1, Standardise = false };
            foreach (var window in new[] { Window.Expanding(), Window.Sliding(Size) })
            {
                List<double> ours = [], peer = [];
                double sum = 0, peerSum = 0;
                var about = "";
                for (var turn = 0; turn < Turns; turn++)
                {
                    (var seconds, peerSum, about) = Peer(python, file, window is SlidingWindow ? Size : 0);
                    peer.Add(seconds);
                    for (var run = 0; run < (turn == 0 ? 4 : 2); run++) // the first are compiled as they run
                    {
                        GC.Collect();
                        var before = Environment.CpuUsage.TotalTime;
                        var walked = WalkForward.Predict(frame, trainer, window, 1, 0, First);
                        if (turn > 0 || run == 3) ours.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                        sum = walked.Predictions[First..].Sum();
                    }
                }
                var (median, peerMedian) = (RobustScale.Median([.. ours]), RobustScale.Median([.. peer]));
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{window.Name}: {Rows - First} refits of {Features} features, processor time, median: {peerMedian:F2} s by {about}, {median:F3} s here, {peerMedian / median:F0} times; sums of predictions differ by {Math.Abs(sum - peerSum) / Math.Abs(peerSum):E1}"));
            }
            foreach (var (name, other, window) in new (string, ITrainer, Window)[]
            {
                ("elastic net", new ElasticNetTrainer { Penalty = 0.02 }, Window.Expanding()), ("elastic net", new ElasticNetTrainer { Penalty = 0.02 }, Window.Sliding(Size)),
                ("ridge", trainer, Window.Exponential(250)), ("ridge", trainer, Window.Hybrid(250, 3)), ("ridge", trainer, Window.Linear()),
                ("ridge", trainer, Window.Average(Window.Sliding(250), Window.Sliding(Size), Window.Expanding())),
            })
            {
                WalkForward.Predict(frame, other, window, 1, 0, First);
                var before = Environment.CpuUsage.TotalTime;
                WalkForward.Predict(frame, other, window, 1, 0, First);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {window.Name}: {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F3} s"));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    static (double Seconds, double Sum, string About) Peer(string python, string file, int window)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "refits_peer.py"), file, $"{Features}", $"{First}", $"{window}" }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{python} ended with {process.ExitCode}: scikit-learn is needed (apt: python3-sklearn libopenblas0).");
        var words = said.Split(' ', 3);
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
    }

    static (Frame Frame, string File) Draw()
    {
        var random = new DeterministicRandom(1);
        var all = new double[Rows * (Features + 1)];
        double[] slopes = [.. Enumerable.Range(0, Features).Select(_ => 0.1 * random.NextNormal())];
        for (var i = 0; i < Rows; i++)
        {
            var row = all.AsSpan(i * (Features + 1), Features + 1);
            row[Features] = 1 + random.NextNormal();
            for (var j = 0; j < Features; j++) row[Features] += slopes[j] * (row[j] = random.NextNormal());
        }
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(all.AsSpan()));
        string[] names = [.. Enumerable.Range(0, Features).Select(j => $"x{j}")];
        var frame = Frame.Of(new Schema { Timestamp = "time", Features = names, Target = "y" },
            [
                Column.Timestamps("time", [.. Enumerable.Range(0, Rows).Select(i => i * 86_400_000_000_000L)]),
                .. names.Select((name, j) => Column.Numbers(name, [.. Enumerable.Range(0, Rows).Select(i => all[i * (Features + 1) + j])])),
                Column.Numbers("y", [.. Enumerable.Range(0, Rows).Select(i => all[i * (Features + 1) + Features])]),
            ]);
        return (frame, file);
    }
}
