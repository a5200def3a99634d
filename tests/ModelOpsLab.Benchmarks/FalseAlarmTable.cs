using System.Globalization;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often each test alarms at a nominal 5 % where nothing changed: seeded stationary processes shaped like market data.</summary>
static class FalseAlarmTable
{
    static readonly (string Name, Func<DeterministicRandom, int, double[]> Draw)[] Processes =
    [
        ("iid normal", (random, n) => Autoregressive(random, n, 0)),
        ("AR(1) 0.5", (random, n) => Autoregressive(random, n, 0.5)),
        ("AR(1) 0.9", (random, n) => Autoregressive(random, n, 0.9)),
        ("AR(1) 0.98", (random, n) => Autoregressive(random, n, 0.98)),
        ("GARCH(1,1) returns", (random, n) => Garch(random, n, volatility: false)),
        ("GARCH(1,1) volatility", (random, n) => Garch(random, n, volatility: true)),
        ("20-bar moving average", (random, n) => MovingAverage(random, n, 20)),
    ];

    static readonly (int Reference, int Current)[] Sizes = [(1000, 1000), (1000, 250), (4600, 22)];
    static readonly int[] TrendCounts = [120, 250];

    public static void Print(TextWriter writer, int runs)
    {
        foreach (var (n, m) in Sizes)
        {
            var cut = BlockPermutation.Test(new double[n], new double[m]);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                Share of {runs:N0} runs without drift that alarm, {n:N0} against the next {m:N0}, nominal 5 %; {cut.BlocksReference} and {cut.BlocksCurrent} blocks, {cut.Permutations:N0} splits

                | process | plain KS | PSI > 0.10 | KS at effective n | block permutation, KS | block permutation, W1 |
                |---|---:|---:|---:|---:|---:|
                """));
            foreach (var (name, draw) in Processes) writer.WriteLine(Row(name, draw, n, m, runs));
        }
        PrintPower(writer, runs / 5);
        PrintTrends(writer, runs);
    }

    /// <summary>How often the block permutation sees what did change: volatility one half higher.</summary>
    public static void PrintPower(TextWriter writer, int runs)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            Share of {runs:N0} runs that alarm at a nominal 5 % where the volatility of the second half is 1.5 times that of the first

            | process | block permutation, KS | block permutation, W1 |
            |---|---:|---:|
            """));
        foreach (var count in (int[])[1000, 5000])
            foreach (var volatility in (bool[])[false, true])
            {
                int[] alarms = new int[2];
                Parallel.For(0, runs, run =>
                {
                    var series = Garch(new DeterministicRandom((ulong)run), 2 * count, volatility);
                    for (var i = count; i < series.Length; i++) series[i] *= 1.5;
                    ReadOnlySpan<double> reference = series.AsSpan(0, count), current = series.AsSpan(count);
                    if (BlockPermutation.Test(reference, current).PValue <= 0.05) Interlocked.Increment(ref alarms[0]);
                    if (BlockPermutation.Test(reference, current, statistic: BlockStatistic.Wasserstein).PValue <= 0.05) Interlocked.Increment(ref alarms[1]);
                });
                writer.WriteLine(Format(string.Create(CultureInfo.InvariantCulture, $"GARCH(1,1) {(volatility ? "volatility" : "returns")}, {count:N0} against {count:N0}"), alarms, runs));
            }
    }

    /// <summary>The same for tests of trend.</summary>
    public static void PrintTrends(TextWriter writer, int runs)
    {
        foreach (var count in TrendCounts)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                Share of {runs:N0} runs without trend that alarm, {count:N0} observations, nominal 5 %

                | process | Mann-Kendall | Hamed-Rao | autoregressive |
                |---|---:|---:|---:|
                """));
            foreach (var (name, draw) in Processes) writer.WriteLine(TrendRow(name, draw, count, runs));
        }
    }

    static string TrendRow(string name, Func<DeterministicRandom, int, double[]> draw, int count, int runs)
    {
        int[] alarms = new int[3];
        Parallel.For(0, runs, run =>
        {
            var series = draw(new DeterministicRandom((ulong)run), count);
            if (MannKendall.Test(series).PValue <= 0.05) Interlocked.Increment(ref alarms[0]);
            if (MannKendall.TestHamedRao(series).PValue <= 0.05) Interlocked.Increment(ref alarms[1]);
            if (MannKendall.TestAutoregressive(series).PValue <= 0.05) Interlocked.Increment(ref alarms[2]);
        });
        return Format(name, alarms, runs);
    }

    static string Row(string name, Func<DeterministicRandom, int, double[]> draw, int n, int m, int runs)
    {
        int[] alarms = new int[5];
        Parallel.For(0, runs, run =>
        {
            var series = draw(new DeterministicRandom((ulong)run), n + m);
            ReadOnlySpan<double> reference = series.AsSpan(0, n), current = series.AsSpan(n);
            var plain = KolmogorovSmirnov.Test(reference, current);
            if (plain.PValue <= 0.05) Interlocked.Increment(ref alarms[0]);
            if (PopulationStabilityIndex.Between(reference, current) > 0.10) Interlocked.Increment(ref alarms[1]);
            if (EffectivePValue(plain, EffectiveSampleSize.Of(series) / series.Length) <= 0.05) Interlocked.Increment(ref alarms[2]);
            if (BlockPermutation.Test(reference, current).PValue <= 0.05) Interlocked.Increment(ref alarms[3]);
            if (BlockPermutation.Test(reference, current, statistic: BlockStatistic.Wasserstein).PValue <= 0.05) Interlocked.Increment(ref alarms[4]);
        });
        return Format(name, alarms, runs);
    }

    static string Format(string name, int[] alarms, int runs)
        => $"| {name} |" + string.Concat(alarms.Select(a => string.Create(CultureInfo.InvariantCulture, $" {100.0 * a / runs:F1} % |")));

    /// <summary>Limit law of Kolmogorov with both counts scaled by the share of effective observations, by its leading terms.</summary>
    static double EffectivePValue(KolmogorovSmirnovResult plain, double share)
    {
        var z = plain.Statistic * Math.Sqrt(share * plain.Count1 * plain.Count2 / (plain.Count1 + plain.Count2));
        if (z < 0.5) return 1;
        double sum = 0;
        for (var k = 1; k <= 10; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * z * z);
        return sum;
    }

    public static double[] Autoregressive(DeterministicRandom random, int count, double phi)
    {
        var series = new double[count];
        var x = random.NextNormal() / Math.Sqrt(1 - phi * phi);
        for (var i = 0; i < count; i++) series[i] = x = phi * x + random.NextNormal();
        return series;
    }

    /// <summary>Variance 0.01 + 0.09·r² + 0.90·variance: persistence 0.99, as daily equity indices; 1,000 steps of warm-up.</summary>
    public static double[] Garch(DeterministicRandom random, int count, bool volatility)
    {
        var series = new double[count];
        double variance = 1;
        for (var i = -1_000; i < count; i++)
        {
            var r = Math.Sqrt(variance) * random.NextNormal();
            if (i >= 0) series[i] = volatility ? Math.Sqrt(variance) : r;
            variance = 0.01 + 0.09 * r * r + 0.90 * variance;
        }
        return series;
    }

    static double[] MovingAverage(DeterministicRandom random, int count, int window)
    {
        var noise = new double[count + window];
        for (var i = 0; i < noise.Length; i++) noise[i] = random.NextNormal();
        var series = new double[count];
        for (var i = 0; i < count; i++) series[i] = Moments.Mean(noise.AsSpan(i, window));
        return series;
    }
}
