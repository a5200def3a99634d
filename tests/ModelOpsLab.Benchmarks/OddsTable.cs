using System.Globalization;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>Whether stated odds are what they say: of many models whose true edge is known, how often it is below its floor among those with odds of so much.</summary>
/// <remarks>The true backtest edge is uniform in −2 to 2 a year; what is left of it live is drawn as the prior says. Returns are dependent: autoregressive, or with volatility that clusters.</remarks>
static class OddsTable
{
    const int Backtest = 2_520;
    const double Haircut = 0.5;
    static readonly double[] Edges = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1];

    public static void Print(TextWriter to, int runs)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs:N0} models a row; backtest of {Backtest:N0} sessions, haircut {Haircut}, floor 0; cells: stated, observed ± 1.96 Monte Carlo errors\n"));
        to.WriteLine($"| returns | live sessions | {string.Join(" | ", Edges.Zip(Edges.Skip(1), (a, b) => string.Create(CultureInfo.InvariantCulture, $"{a:P0} to {b:P0}")))} | largest gap, errors |");
        to.WriteLine($"|---|---:|{string.Concat(Edges.Skip(1).Select(_ => "---|"))}---:|");
        foreach (var (name, noise) in Kinds)
            foreach (var live in new[] { 63, 252, 756 }) to.WriteLine(Row(name, noise, live, runs));
    }

    static readonly (string Name, Func<DeterministicRandom, int, double[]> Noise)[] Kinds =
    [
        ("independent, normal", (random, n) => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())]),
        ("AR(1), φ 0.2", (random, n) => Autoregressive(random, n, 0.2)),
        ("GARCH(1,1), 0.08 and 0.90", Clustered),
    ];

    static string Row(string name, Func<DeterministicRandom, int, double[]> noise, int sessions, int runs)
    {
        var stated = new double[runs];
        var below = new bool[runs];
        Parallel.For(0, runs, run =>
        {
            var random = new DeterministicRandom((ulong)(run * 7919 + sessions));
            var edge = 4 * random.NextDouble() - 2;
            var backtest = Series(noise(random, Backtest), edge);
            var seen = SharpeRatio.Of(backtest).Value;
            var truth = seen > 0 ? edge - Haircut * seen + Haircut * seen * random.NextNormal() : edge;
            stated[run] = EdgeOdds.Of(Series(noise(random, sessions), truth), backtest, 0, Haircut).BelowFloor.Value;
            below[run] = truth < 0;
        });
        var (cells, worst) = (new List<string>(), 0.0);
        for (var i = 1; i < Edges.Length; i++)
        {
            int[] inside = [.. Enumerable.Range(0, runs).Where(r => stated[r] >= Edges[i - 1] && (stated[r] < Edges[i] || (i == Edges.Length - 1 && stated[r] <= 1)))];
            if (inside.Length < 20) { cells.Add("–"); continue; }
            var (said, found) = (inside.Average(r => stated[r]), (double)inside.Count(r => below[r]) / inside.Length);
            var error = Math.Sqrt(Math.Max(said * (1 - said), 1e-6) / inside.Length);
            worst = Math.Max(worst, Math.Abs(found - said) / error);
            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{said:P1}, {found:P1} ± {1.96 * error:P1}"));
        }
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {sessions} | {string.Join(" | ", cells)} | {worst:F1} |");
    }

    static ReturnSeries Series(double[] noise, double edge)
    {
        DateTime[] dates = [.. Enumerable.Range(0, noise.Length).Select(i => new DateTime(2000, 1, 3, 0, 0, 0, DateTimeKind.Utc).AddDays(i))];
        return ReturnSeries.Of(dates, (double[])[.. noise.Select(z => 0.01 * (z + edge / Math.Sqrt(252)))]);
    }

    static double[] Autoregressive(DeterministicRandom random, int n, double phi)
    {
        var values = new double[n];
        for (var (t, x) = (0, random.NextNormal()); t < n; t++) values[t] = x = phi * x + Math.Sqrt(1 - phi * phi) * random.NextNormal();
        return values;
    }

    /// <summary>Variance of 1 in the long run.</summary>
    static double[] Clustered(DeterministicRandom random, int n)
    {
        const double alpha = 0.08, beta = 0.90;
        var values = new double[n];
        var variance = 1.0;
        for (var t = -250; t < n; t++)
        {
            var x = Math.Sqrt(variance) * random.NextNormal();
            variance = 1 - alpha - beta + alpha * x * x + beta * variance;
            if (t >= 0) values[t] = x;
        }
        return values;
    }
}
