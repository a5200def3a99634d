using System.Globalization;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>Whether the population stability index of one change of law depends on how many rows show it: Student's t with two degrees of freedom against itself, 15 % wider.</summary>
static class PsiStabilityTable
{
    const double Wider = 1.15;
    static readonly int[] Sizes = [100_000, 1_000_000, 10_000_000];

    public static void Print(TextWriter output, int seeds)
    {
        output.WriteLine($"Mean over {seeds} seeds of the population stability index, t(2) against 1.15 × t(2)");
        output.WriteLine();
        output.WriteLine("| rows a side | mean | over that of the fewest rows | smallest | largest |");
        output.WriteLine("|---:|---:|---:|---:|---:|");
        var first = double.NaN;
        foreach (var rows in Sizes)
        {
            var found = new double[seeds];
            for (var seed = 0; seed < seeds; seed++)
            {
                var random = new DeterministicRandom((ulong)(1_000 + seed));
                found[seed] = new TwoSample(Student(random, rows, 1), Student(random, rows, Wider)).Distances().PopulationStability;
            }
            var mean = found.Average();
            if (double.IsNaN(first)) first = mean;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {rows:N0} | {mean:0.00000} | {mean / first:0.000} | {found.Min():0.00000} | {found.Max():0.00000} |"));
        }
    }

    /// <summary>A normal over the root of an exponential is t with two degrees of freedom.</summary>
    static double[] Student(DeterministicRandom random, int count, double scale)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = scale * random.NextNormal() / Math.Sqrt(-Math.Log(1 - random.NextDouble()));
        return values;
    }
}
