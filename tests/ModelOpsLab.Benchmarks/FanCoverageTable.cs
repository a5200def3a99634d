using System.Globalization;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often a life that is of the backtest's own process leaves its fan.</summary>
static class FanCoverageTable
{
    static readonly (string Name, Func<DeterministicRandom, int, double[]> Draw)[] Processes =
    [
        ("iid normal", (random, n) => FalseAlarmTable.Autoregressive(random, n, 0)),
        ("AR(1) 0.2", (random, n) => FalseAlarmTable.Autoregressive(random, n, 0.2)),
        ("GARCH(1,1)", (random, n) => FalseAlarmTable.Garch(random, n, volatility: false)),
    ];

    public static void Print(TextWriter to, int runs)
    {
        foreach (var (history, sessions) in new[] { (2_500, 250), (2_500, 60), (750, 250) })
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nShare of {runs:#,0} lives of {sessions} sessions from the process of their backtest of {history:#,0}, 1,000 paths\n"));
            to.WriteLine("| process | ends outside 95 % | ever outside 95 % | ever outside 95 %, all along | percentile under 5 % | drawdown rarer than 1 in 20 | of drawdowns as old, rarer than 1 in 20 |");
            to.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
            foreach (var (name, draw) in Processes)
            {
                var counts = new int[6];
                for (var run = 0; run < runs; run++)
                {
                    var random = new DeterministicRandom((ulong)run + 1);
                    var all = draw(random, history + 1_000 + sessions); // the thousand between keep the two apart
                    var deviation = Moments.StandardDeviation(all);
                    double[] returns = [.. all.Select(r => 0.0003 + 0.01 * r / deviation)];
                    var fan = BacktestFan.Of(Series(returns[^sessions..]), Series(returns[..history]), new() { Paths = 1_000, Seed = (ulong)run });
                    var end = fan.Live.Growth()[^1];
                    if (end < fan.Bands[1].Low[^1] || end > fan.Bands[1].High[^1]) counts[0]++;
                    if (fan.Bands[1].Breach is not null) counts[1]++;
                    if (fan.Bands[2].Breach is not null) counts[2]++;
                    if (fan.WealthPercentile.Value < 0.05) counts[3]++;
                    if (fan.DrawdownPercentile.Value < 0.05) counts[4]++;
                    if (fan.Deepest?.LikeLength.Value < 0.05) counts[5]++;
                }
                to.WriteLine($"| {name} | {string.Join(" | ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{100.0 * c / runs:F1} %")))} |");
            }
        }
    }

    static ReturnSeries Series(double[] returns) => ReturnSeries.Of([.. returns.Select((_, i) => DateTime.UnixEpoch.AddDays(i))], returns);
}
