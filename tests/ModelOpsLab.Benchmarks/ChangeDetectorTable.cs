using System.Globalization;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Benchmarks;

/// <summary>What each streaming detector costs in false alarms and in delay, on streams of errors whose rate rises after 5,000 events.</summary>
static class ChangeDetectorTable
{
    const int Quiet = 100_000, Before = 5_000, Patience = 20_000;

    public static void Print(TextWriter to, int runs)
    {
        to.WriteLine("| detector | p .20 -> .30 | p .45 -> .50 |");
        to.WriteLine("|---|---|---|");
        foreach (var (name, make) in Detectors)
            to.WriteLine($"| {name} | {Row(make, 0.20, 0.30, runs)} | {Row(make, 0.45, 0.50, runs)} |");
    }

    static (string, Func<double, IChangeDetector>)[] Detectors =>
    [
        ("ADWIN", _ => new Adwin()),
        ("DDM", _ => new Ddm()),
        ("EDDM", _ => new Eddm()),
        ("HDDM-A", _ => new HddmA()),
        ("HDDM-W", _ => new HddmW()),
        ("Page-Hinkley", _ => new PageHinkley()),
        ("KSWIN", _ => new Kswin()),
        ("Shiryaev-Roberts, run length 100,000, baseline known", rate => new ShiryaevRoberts(rate, 1e5)),
        ("the same, baseline the 97.5 % bound from 5,000 events", rate => new ShiryaevRoberts(rate + 1.96 * Math.Sqrt(rate * (1 - rate) / 5_000), 1e5)),
    ];

    static string Row(Func<double, IChangeDetector> make, double before, double after, int runs)
    {
        var quiet = new double[runs];
        Parallel.For(0, runs, run =>
        {
            var (detector, random) = (make(before), new DeterministicRandom((ulong)run));
            for (var i = 0; i < Quiet; i++)
                if (detector.Update(random.NextDouble() < before ? 1 : 0) == ChangeSignal.Change) quiet[run]++;
        });
        var delays = new double[runs];
        Parallel.For(0, runs, run =>
        {
            var (detector, random) = (make(before), new DeterministicRandom(1_000_000 + (ulong)run));
            for (var i = 0; i < Before; i++) detector.Update(random.NextDouble() < before ? 1 : 0);
            delays[run] = double.PositiveInfinity;
            for (var i = 1; i <= Patience && double.IsInfinity(delays[run]); i++)
                if (detector.Update(random.NextDouble() < after ? 1 : 0) == ChangeSignal.Change) delays[run] = i;
        });
        var missed = delays.Count(double.IsInfinity);
        Array.Sort(delays);
        var median = delays[runs / 2];
        return string.Create(CultureInfo.InvariantCulture,
            $"{quiet.Average():0.00} / {(double.IsInfinity(median) ? "-" : $"{median:0}")} / {100.0 * missed / runs:0} %");
    }
}
