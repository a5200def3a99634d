using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Benchmarks;

/// <summary>How long an editor waits for completion, inspection and completeness: the first question of a session, then the median of many, after 1 and after 100 cells.</summary>
static class EditorLatency
{
    static readonly (string Name, string Code)[] Completions =
    [
        ("a name", "var total = pri"),
        ("members", "prices."),
        ("members in a lambda", "prices.Where(p => p > 1).Select(p => p."),
        ("types of another namespace", "using System.Text.Json;\nJsonDoc"),
        ("namespaces", "using System.Text."),
    ];

    public static async Task RunAsync()
    {
        foreach (var cells in (int[])[1, 100])
        {
            using var kernel = new CSharpKernel();
            for (var i = 1; i <= cells; i++) await kernel.ExecuteAsync($"var prices{(i == 1 ? "" : i)} = new List<double> {{ {i} }};", i, static _ => { });
            foreach (var (name, code) in Completions) Report($"complete, {name}", cells, () => kernel.Complete(code, code.Length));
            Report("inspect, a method of .NET", cells, () => kernel.Inspect("Math.Round(1.5, 2)", 7));
            Report("inspect, a variable", cells, () => kernel.Inspect("prices", 3));
            Report("is complete", cells, () => CSharpKernel.IsComplete("foreach (var p in prices) {"));
        }
    }

    static void Report(string name, int cells, Func<object?> ask)
    {
        const int Times = 30;
        var times = new double[Times];
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ask();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Times;
        var first = times[0];
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, after {cells} cells: first {first:F1} ms, median {times[Times / 2]:F1} ms, worst of the rest {times[^2]:F1} ms; processor {processor:F1} ms a question"));
    }
}
