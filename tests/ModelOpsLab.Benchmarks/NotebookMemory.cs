using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Benchmarks;

/// <summary>Memory and time of many cells in one session. The bar: 500 cells stay under 400 MB.</summary>
public static class NotebookMemory
{
    const double LimitMegabytes = 400;

    /// <summary>Runs 500 cells, or as many as the first argument says; 1 where the working set ends above the bar.</summary>
    public static async Task<int> Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
        using var kernel = new CSharpKernel();
        var times = new List<double>();
        var peak = 0.0;
        for (var i = 1; i <= count; i++)
        {
            var code = i % 5 == 0
                ? $"record R{i}(int A, string B); new R{i}({i}, \"x\")"
                : $"var v{i} = Enumerable.Range(0, {i % 7 + 3}).Select(q => q * 1.5 + {i}).ToArray(); v{i}.Sum()";
            var execution = await kernel.ExecuteAsync(code, i, _ => { });
            if (execution.Error is { } error) throw new InvalidOperationException(error.Text);
            times.Add(execution.Elapsed.TotalMilliseconds);
            if (i % 50 != 0 && i != count) continue;
            var megabytes = Environment.WorkingSet / 1048576.0;
            peak = Math.Max(peak, megabytes);
            var last = times.TakeLast(20).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"cell {i,4}: working set {megabytes,6:F0} MB, heap {GC.GetTotalMemory(false) / 1048576.0,5:F0} MB, median of the last 20 cells {last[last.Length / 2],6:F1} ms"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} cells in {times.Sum() / 1000:F1} s, first {times[0]:F0} ms, peak {peak:F0} MB, bar {LimitMegabytes:F0} MB"));
        return peak <= LimitMegabytes ? 0 : 1;
    }
}
