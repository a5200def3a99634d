using System.Globalization;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>The change-point test on losses that remember: how often it alarms where nothing changed, what it sees, and how often its interval holds the true date.</summary>
static class ChangePointTable
{
    static readonly (string Name, Func<DeterministicRandom, int, double[]> Draw)[] Losses =
    [
        ("iid normal", (random, n) => FalseAlarmTable.Autoregressive(random, n, 0)),
        ("AR(1) 0.5", (random, n) => FalseAlarmTable.Autoregressive(random, n, 0.5)),
        ("AR(1) 0.9", (random, n) => FalseAlarmTable.Autoregressive(random, n, 0.9)),
        ("GARCH(1,1) squared error", (random, n) => Array.ConvertAll(FalseAlarmTable.Garch(random, n, volatility: false), r => r * r)),
        ("GARCH(1,1) row loss", (random, n) => RowLosses(random, n)),
    ];

    static readonly int[] Counts = [1000, 1440];

    public static void Print(TextWriter writer, int runs)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            Share of {runs:N0} runs without a change that alarm, nominal 5 %

            | loss |{string.Concat(Counts.Select(n => $" {n.ToString("N0", CultureInfo.InvariantCulture)} rows |"))} plain CUSUM, {Counts[^1]:N0} rows |
            |---|{string.Concat(Counts.Select(_ => "---:|"))}---:|
            """));
        foreach (var (name, draw) in Losses)
        {
            var plain = Share(runs, run => CusumOfMean.Test(draw(new((ulong)run), Counts[^1])).PValue <= 0.05);
            writer.WriteLine($"| {name} |{string.Concat(Counts.Select(n => Percent(Share(runs, run => ChangePoint.Test(draw(new((ulong)run), n)).PValue <= 0.05))))}{Percent(plain)}");
        }
        var few = Math.Max(100, runs / 5);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            1,000 rows with a rise of the level, in standard deviations of the loss, after 500 or 800 of them, {few:N0} runs: share that alarms / share of 95 % intervals that hold the true date / median length of the interval, rows

            | loss | 0.5 after 500 | 0.5 after 800 | 1 after 500 | 1 after 800 |
            |---|---|---|---|---|
            """));
        foreach (var (name, draw) in Losses)
            writer.WriteLine($"| {name} |{string.Concat(new[] { (0.5, 500), (0.5, 800), (1.0, 500), (1.0, 800) }.Select(c => Power(draw, c.Item1, c.Item2, few)))}");
    }

    static string Power(Func<DeterministicRandom, int, double[]> draw, double rise, int date, int runs)
    {
        var deviation = Moments.StandardDeviation(draw(new(987_654_321), 100_000));
        var results = new ChangePointResult[runs];
        Parallel.For(0, runs, run =>
        {
            var series = draw(new((ulong)run), 1000);
            for (var i = date; i < series.Length; i++) series[i] += rise * deviation;
            results[run] = ChangePoint.Test(series, 99);
        });
        var lengths = results.Select(r => (double)(r.High - r.Low + 1)).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $" {100.0 * results.Count(r => r.PValue <= 0.05) / runs:F0} % / {100.0 * results.Count(r => r.Low <= date && date <= r.High) / runs:F0} % / {lengths[runs / 2]:F0} |");
    }

    /// <summary>What the stability check looks at: (|error| − |target|) / (|error| + |target|) of a weak prediction of GARCH returns.</summary>
    static double[] RowLosses(DeterministicRandom random, int count) =>
        Array.ConvertAll(FalseAlarmTable.Garch(random, count, volatility: false), target =>
        {
            var error = target - 0.2 * random.NextNormal();
            return (Math.Abs(error) - Math.Abs(target)) / (Math.Abs(error) + Math.Abs(target));
        });

    static double Share(int runs, Func<int, bool> alarms)
    {
        var count = 0;
        Parallel.For(0, runs, run => { if (alarms(run)) Interlocked.Increment(ref count); });
        return (double)count / runs;
    }

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $" {100 * share:F1} % |");
}
