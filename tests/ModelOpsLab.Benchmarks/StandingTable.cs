using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>A year of daily looks at twenty inputs that do not drift, and at twenty of which one does: alarms of the standing watch, and of a Kolmogorov-Smirnov test repeated every day.</summary>
static class StandingTable
{
    const int Inputs = 20, Before = 1_000, Year = 252, Month = 21;

    static readonly (string Name, Func<DeterministicRandom, int, int, double[]> Draw)[] Processes =
    [
        ("AR(1) 0.5", (random, n, _) => FalseAlarmTable.Autoregressive(random, n, 0.5)),
        ("AR(1) 0.9", (random, n, _) => FalseAlarmTable.Autoregressive(random, n, 0.9)),
        ("AR(1) 0.98", (random, n, _) => FalseAlarmTable.Autoregressive(random, n, 0.98)),
        ("AR(1) 0.5, 0.9 and 0.98 in turn", (random, n, input) => FalseAlarmTable.Autoregressive(random, n, input % 3 == 0 ? 0.5 : input % 3 == 1 ? 0.9 : 0.98)),
        ("GARCH(1,1) returns", (random, n, _) => FalseAlarmTable.Garch(random, n, volatility: false)),
        ("GARCH(1,1) volatility", (random, n, _) => FalseAlarmTable.Garch(random, n, volatility: true)),
        ("20-bar moving average", (random, n, _) => FalseAlarmTable.MovingAverage(random, n, 20)),
    ];

    public static void Print(TextWriter to, int runs)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {runs:N0} years of {Year} daily looks at {Inputs} inputs after {Before:N0} days of reference; declared run length {2 * Year}: at most one alarm in two years

            | inputs | alarms a year, standing watch | alarms a year, KS of the last {Month} days at 5 %, any input | one input up by 2 deviations: seen within the year, median days | its spread doubled |
            |---|---:|---:|---:|---:|
            """));
        foreach (var (name, draw) in Processes)
            to.WriteLine($"| {name} | {Alarms(draw, runs)} | {KolmogorovSmirnovAlarms(draw, Math.Max(1, runs / 50))} | {Delay(draw, runs / 5, x => x, 2)} | {Delay(draw, runs / 5, x => 2 * x, 0)} |");
    }

    static string Alarms(Func<DeterministicRandom, int, int, double[]> draw, int runs)
    {
        var alarms = 0;
        Parallel.For(0, runs, run => Interlocked.Add(ref alarms, Days(Series(draw, run)).Count));
        return Text((double)alarms / runs);
    }

    /// <summary>Days on which an alarm begins: no alarm the day before.</summary>
    static string KolmogorovSmirnovAlarms(Func<DeterministicRandom, int, int, double[]> draw, int runs)
    {
        var alarms = 0;
        Parallel.For(0, runs, run =>
        {
            var series = Series(draw, run);
            var before = false;
            for (var day = Month; day <= Year; day++)
            {
                var now = series.Any(s => KolmogorovSmirnov.Test(s.AsSpan(0, Before), s.AsSpan(Before + day - Month, Month)).PValue < 0.05);
                if (now && !before) Interlocked.Increment(ref alarms);
                before = now;
            }
        });
        return Text((double)alarms / runs);
    }

    static string Delay(Func<DeterministicRandom, int, int, double[]> draw, int runs, Func<double, double> scale, double deviations)
    {
        var delays = new double[runs];
        Parallel.For(0, runs, run =>
        {
            var series = Series(draw, run);
            var deviation = Moments.StandardDeviation(series[0].AsSpan(0, Before));
            for (var i = Before; i < series[0].Length; i++) series[0][i] = scale(series[0][i]) + deviations * deviation;
            delays[run] = Days(series) is [var first, ..] ? first : double.PositiveInfinity;
        });
        Array.Sort(delays);
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * delays.Count(double.IsFinite) / runs:F0} %, {(double.IsFinite(delays[runs / 2]) ? $"{delays[runs / 2]:F0}" : "–")}");
    }

    static List<int> Days(double[][] series)
    {
        DateOnly[] days = [.. Enumerable.Range(0, Before).Select(d => new DateOnly(2010, 1, 1).AddDays(d))];
        var columns = series.Select((s, i) => Column.Numbers($"x{i}", s[..Before])).ToArray();
        var watch = new StandingWatch(Frame.Of(new Schema { Timestamp = "time", Features = [.. columns.Select(c => c.Name)] }, [Column.Dates("time", days), .. columns]), 2 * Year);
        var alarms = new List<int>();
        var row = new double[series.Length];
        for (var day = 1; day <= Year; day++)
        {
            for (var i = 0; i < row.Length; i++) row[i] = series[i][Before + day - 1];
            if (watch.Observe(row) is not null) alarms.Add(day);
        }
        return alarms;
    }

    static double[][] Series(Func<DeterministicRandom, int, int, double[]> draw, int run) =>
        [.. Enumerable.Range(0, Inputs).Select(i => draw(new DeterministicRandom((ulong)(run * Inputs + i)), Before + Year, i))];

    static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
