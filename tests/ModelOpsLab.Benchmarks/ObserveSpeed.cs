using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Benchmarks;

/// <summary>What it costs to observe: events a second, the time of one, bytes allocated, and memory over a long stream; and the detectors for scale.</summary>
static class ObserveSpeed
{
    internal const int Inputs = 20;
    const int Rows = 4_096;
    internal static readonly DateTime Start = new(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);
    /// <summary>A million events in a bucket of a minute.</summary>
    internal static readonly long Step = TimeSpan.TicksPerMinute / 1_000_000;

    public static void Print(TextWriter output, int millions)
    {
        var features = Made(Inputs);
        var monitor = new RealTimeMonitor(Reference()) { Options = new() { Every = TimeSpan.FromMinutes(1) } };
        long next = 0;
        next = Feed(monitor, features, next, 3_000_000);

        const int Timed = 5_000_000;
        var clock = Stopwatch.StartNew();
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        next = Feed(monitor, features, next, Timed);
        self.Refresh();
        var busy = self.TotalProcessorTime - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Inputs} inputs and a prediction, a bucket a minute with 1,000,000 events: {Timed / clock.Elapsed.TotalSeconds:N0} observations a second, {clock.Elapsed.TotalNanoseconds / Timed:N0} ns each, readings included; {Timed / busy.TotalSeconds:N0} a second of processor time"));

        (next, var ticks) = Times(monitor, features, next, Timed);
        output.WriteLine($"one Observe, the clock's reading included: {Quantiles(ticks)}");

        next += 1_000_000 - next % 1_000_000;
        next = Feed(monitor, features, next, 100_000);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        next = Feed(monitor, features, next, 800_000);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes allocated by 800,000 events of one bucket: {GC.GetAllocatedBytesForCurrentThread() - bytes}"));

        output.WriteLine("| events | managed heap after collection | working set | saved state |");
        output.WriteLine("|---:|---:|---:|---:|");
        for (var done = 0; done <= millions; done += Math.Max(1, millions / 10))
        {
            if (done > 0) next = Feed(monitor, features, next, Math.Max(1, millions / 10) * 1_000_000L);
            using var process = Process.GetCurrentProcess();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {next:N0} | {GC.GetTotalMemory(true) / 1048576.0:N1} MB | {process.WorkingSet64 / 1048576.0:N0} MB | {monitor.Save().Length / 1048576.0:N2} MB |"));
        }
    }

    /// <summary>How long each of so many calls took, in ticks of the stopwatch; and the number of the next row.</summary>
    internal static (long Next, long[] Ticks) Times(RealTimeMonitor monitor, double[] features, long next, int count, Action<long>? after = null)
    {
        var ticks = new long[count];
        for (var i = 0; i < count; i++, next++)
        {
            var row = (int)(next % Rows);
            var before = Stopwatch.GetTimestamp();
            monitor.Observe(new Observation(Start.AddTicks(next * Step), features.AsSpan(row * Inputs, Inputs)) { Prediction = features[row * Inputs] });
            ticks[i] = Stopwatch.GetTimestamp() - before;
            after?.Invoke(next);
            if (next % 1_000_000 == 0) while (monitor.TryRead(out _)) { }
        }
        return (next, ticks);
    }

    /// <summary>Times in words; they are put in order.</summary>
    internal static string Quantiles(long[] ticks)
    {
        Array.Sort(ticks);
        string Quantile(double share) => (1e9 * ticks[(int)(share * (ticks.Length - 1))] / Stopwatch.Frequency).ToString("N0", CultureInfo.InvariantCulture);
        return $"median {Quantile(0.5)} ns, p99 {Quantile(0.99)} ns, p99.9 {Quantile(0.999)} ns, p99.99 {Quantile(0.9999)} ns, largest {Quantile(1)} ns";
    }

    /// <summary>Nanoseconds of one value through each detector, beside what was measured of river on a like machine on another day.</summary>
    public static void PrintDetectors(TextWriter output)
    {
        const int Count = 200_000;
        var random = new DeterministicRandom(1);
        double[] bits = [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble() < 0.45 ? 1.0 : 0)], numbers = [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal())];
        output.WriteLine("| detector | ours, ns a value | river, ns a value (stored figures, not of this run) |");
        output.WriteLine("|---|---:|---:|");
        foreach (var (name, detector, values, river) in new (string, IChangeDetector, double[], string)[]
        {
            ("ADWIN", new Adwin(), bits, "369"), ("DDM", new Ddm(), bits, "768"), ("EDDM", new Eddm(), bits, "479"), ("HDDM_A", new HddmA(), bits, "2,802"), ("HDDM_W", new HddmW(), bits, "6,592"),
            ("Page-Hinkley", new PageHinkley(), numbers, "748"), ("KSWIN", new Kswin(), numbers, "148,453"), ("Shiryaev-Roberts", new ShiryaevRoberts(0.47, 1e5), bits, "–"),
        })
        {
            foreach (var value in values.AsSpan(0, 20_000)) detector.Update(value);
            var clock = Stopwatch.StartNew();
            foreach (var value in values) detector.Update(value);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {clock.Elapsed.TotalNanoseconds / Count:N0} | {river} |"));
        }
    }

    internal static long Feed(RealTimeMonitor monitor, double[] features, long next, long count)
    {
        for (var end = next + count; next < end; next++)
        {
            var row = (int)(next % Rows);
            monitor.Observe(new Observation(Start.AddTicks(next * Step), features.AsSpan(row * Inputs, Inputs)) { Prediction = features[row * Inputs] });
            if (next % 1_000_000 == 0) while (monitor.TryRead(out _)) { }
        }
        return next;
    }

    internal static double[] Made(ulong seed)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, Rows * Inputs).Select(i => random.NextNormal() * Math.Pow(10, i % Inputs % 5 - 2))];
    }

    internal static Frame Reference()
    {
        const int Count = 5_000;
        var random = new DeterministicRandom(1);
        string[] names = [.. Enumerable.Range(0, Inputs).Select(i => $"x{i}")];
        return Frame.Of(new Schema { Timestamp = "time", Features = names, Prediction = "prediction" },
        [
            Column.Timestamps("time", [.. Enumerable.Range(0, Count).Select(i => Timestamp.FromDateTime(Start.AddDays(-30).AddMinutes(i)))]),
            .. names.Select((name, i) => Column.Numbers(name, [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal() * Math.Pow(10, i % 5 - 2))])),
            Column.Numbers("prediction", [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal())]),
        ]);
    }
}
