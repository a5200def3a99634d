using System.Globalization;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often a life leaves the fan of its backtest: one of the backtest's own process, which should be rare, and one that earns less, which should not.</summary>
static class FanCoverageTable
{
    const int Paths = 2_000, Apart = 1_000;
    static readonly int[] Backtests = [250, 750, 2_500], Lives = [21, 63, 252];

    /// <summary>Falls of the annual Sharpe ratio, which is 1 in the backtest.</summary>
    static readonly double[] Falls = [1, 2, 4];

    /// <summary>Noise of standard deviation 1.</summary>
    static readonly (string Name, Func<DeterministicRandom, int, double[]> Draw)[] Processes =
    [
        ("iid normal", (random, n) => Autoregressive(random, n, 0)),
        ("iid t(4)", (random, n) => [.. Enumerable.Range(0, n).Select(_ => Student(random, 4))]),
        ("AR(1) 0.1", (random, n) => Autoregressive(random, n, 0.1)),
        ("AR(1) 0.3", (random, n) => Autoregressive(random, n, 0.3)),
        ("GARCH(1,1), t(6)", Garch),
    ];

    public static void Print(TextWriter to, int runs)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {runs:#,0} lives a row, those that leave, in %; {Paths:#,0} paths; an annual Sharpe ratio of 1, volatility 16 %\n"));
        to.WriteLine("| process | backtest | live | 95 %, all along | ever outside 95 % of single sessions | ends outside 95 % | percentile under 5 % | drawdown rarer than 1 in 20 | of drawdowns as old, rarer than 1 in 20 | all along, Sharpe ratio lower by 1 | by 2 | by 4 |");
        to.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, draw) in Processes)
            foreach (var history in Backtests)
                foreach (var sessions in Lives)
                {
                    var counts = new int[6 + Falls.Length];
                    Parallel.For(0, runs, run =>
                    {
                        var random = new DeterministicRandom((ulong)run + 1);
                        var noise = draw(random, history + Apart + sessions); // the thousand between keep the two apart
                        var back = Series(noise[..history], 1);
                        var fan = BacktestFan.Of(Series(noise[^sessions..], 1), back, new() { Paths = Paths, Seed = (ulong)run }, 1);
                        var end = fan.Live.Growth()[^1];
                        Count(0, fan.Bands[2].Breach is not null);
                        Count(1, fan.Bands[1].Breach is not null);
                        Count(2, end < fan.Bands[1].Low[^1] || end > fan.Bands[1].High[^1]);
                        Count(3, fan.WealthPercentile.Value < 0.05);
                        Count(4, fan.DrawdownPercentile.Value < 0.05);
                        Count(5, fan.Deepest?.LikeLength.Value < 0.05);
                        for (var fall = 0; fall < Falls.Length; fall++)
                        {
                            var worse = Series(noise[^sessions..], 1 - Falls[fall]).Growth();
                            Count(6 + fall, Enumerable.Range(0, sessions).Any(t => worse[t] < fan.Bands[2].Low[t] || worse[t] > fan.Bands[2].High[t]));
                        }
                    });
                    to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {history:#,0} | {sessions} | {string.Join(" | ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{100.0 * c / runs:F1}")))} |"));

                    void Count(int what, bool happened)
                    {
                        if (happened) Interlocked.Increment(ref counts[what]);
                    }
                }
    }

    static ReturnSeries Series(double[] noise, double sharpe) =>
        ReturnSeries.Of([.. noise.Select((_, i) => DateTime.UnixEpoch.AddDays(i))], Array.ConvertAll(noise, z => 0.01 * (z + sharpe / Math.Sqrt(252))));

    static double[] Autoregressive(DeterministicRandom random, int count, double phi) =>
        Array.ConvertAll(FalseAlarmTable.Autoregressive(random, count, phi), x => x * Math.Sqrt(1 - phi * phi));

    static double Student(DeterministicRandom random, int degrees)
    {
        double normal = random.NextNormal(), squares = 0;
        for (var k = 0; k < degrees; k++) squares += Math.Pow(random.NextNormal(), 2);
        return normal * Math.Sqrt((degrees - 2) / squares);
    }

    /// <summary>Variance 0.02 + 0.08·r² + 0.90·variance, innovations t(6), after 1,000 steps of warm-up.</summary>
    static double[] Garch(DeterministicRandom random, int count)
    {
        var series = new double[count];
        double variance = 1;
        for (var i = -1_000; i < count; i++)
        {
            var x = Math.Sqrt(variance) * Student(random, 6);
            if (i >= 0) series[i] = x;
            variance = 0.02 + 0.08 * x * x + 0.90 * variance;
        }
        return series;
    }
}
