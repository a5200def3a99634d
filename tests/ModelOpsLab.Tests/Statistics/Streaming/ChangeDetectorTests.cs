using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Tests.Statistics.Streaming;

public class ChangeDetectorTests
{
    /// <summary>Each detector as new, and as another that takes over the first one's memory after a trip through JSON.</summary>
    static readonly (string Name, Func<IChangeDetector> New, Func<IChangeDetector, IChangeDetector> Resumed)[] Detectors =
    [
        ("ADWIN", () => new Adwin(), d => new Adwin(Trip(((Adwin)d).State))),
        ("ADWIN that keeps its window", () => new Adwin { KeepsWindow = true }, d => new Adwin(Trip(((Adwin)d).State)) { KeepsWindow = true }),
        ("CUSUM", () => new Cusum { Threshold = 5 }, d => new Cusum { Threshold = 5, State = Trip(((Cusum)d).State) }),
        ("DDM", () => new Ddm(), d => new Ddm { State = Trip(((Ddm)d).State) }),
        ("EDDM", () => new Eddm(), d => new Eddm { State = Trip(((Eddm)d).State) }),
        ("HDDM-A", () => new HddmA { TwoSided = true }, d => new HddmA { TwoSided = true, State = Trip(((HddmA)d).State) }),
        ("HDDM-W", () => new HddmW { TwoSided = true }, d => new HddmW { TwoSided = true, State = Trip(((HddmW)d).State) }),
        ("KSWIN", () => new Kswin(), d => new Kswin(Trip(((Kswin)d).State))),
        ("Page-Hinkley", () => new PageHinkley { Threshold = 5 }, d => new PageHinkley { Threshold = 5, State = Trip(((PageHinkley)d).State) }),
        ("Shiryaev-Roberts", () => new ShiryaevRoberts(0.3, 1000), d => new ShiryaevRoberts(0.3, 1000, Trip(((ShiryaevRoberts)d).Wealth))),
    ];

    public static TheoryData<string> Names => [.. Detectors.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_detector_that_takes_over_a_stored_state_goes_on_as_the_first_would(string name)
    {
        var (_, make, resume) = Detectors.Single(d => d.Name == name);
        var whole = make();
        var parts = make();
        var random = new DeterministicRandom(7);
        var signals = 0;
        for (var i = 0; i < 3000; i++)
        {
            if (i % 97 == 0) parts = resume(parts);
            var value = random.NextDouble() < (i / 500 % 2 == 0 ? 0.2 : 0.6) ? 1.0 : 0;
            var expected = whole.Update(value);
            Assert.Equal(expected, parts.Update(value));
            if (expected == ChangeSignal.Change) signals++;
        }
        Assert.True(signals > 0, "the stream has changes and none was signalled");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_that_is_no_number_is_refused_and_leaves_no_trace(string name)
    {
        var (_, make, _) = Detectors.Single(d => d.Name == name);
        var (clean, dirty) = (make(), make());
        var random = new DeterministicRandom(3);
        for (var i = 0; i < 1000; i++)
        {
            foreach (var bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
                Assert.Throws<ArgumentOutOfRangeException>(() => dirty.Update(bad));
            var value = random.NextDouble() < (i < 500 ? 0.2 : 0.7) ? 1.0 : 0;
            Assert.Equal(clean.Update(value), dirty.Update(value));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated_for_a_value(string name)
    {
        var detector = Detectors.Single(d => d.Name == name).New();
        var random = new DeterministicRandom(5);
        double[] values = [.. Enumerable.Range(0, 4000).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0)];
        foreach (var value in values) detector.Update(value); // sizes a window may reach are allocated once
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in values.AsSpan(0, 2000)) detector.Update(value);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("DDM", 0.5)]
    [InlineData("EDDM", 2)]
    [InlineData("HDDM-A", 1.5)]
    [InlineData("HDDM-W", -0.1)]
    [InlineData("Shiryaev-Roberts", 1.01)]
    public void A_value_outside_what_a_detector_reads_is_refused_with_what_it_reads(string name, double value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Detectors.Single(d => d.Name == name).New().Update(value));
        Assert.Contains(name is "DDM" or "EDDM" ? "0 (right) or 1 (wrong)" : "between 0 and 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_declared_run_length_is_kept_without_a_change()
    {
        // 400 streams up to their first alarm: the mean run length is at least the declared 500 (by far less than three standard errors below it).
        const double Declared = 500;
        var lengths = new List<double>();
        for (var stream = 0UL; stream < 400; stream++)
        {
            var (detector, random, length) = (new ShiryaevRoberts(0.45, Declared), new DeterministicRandom(stream), 0);
            do length++; while (detector.Update(random.NextDouble() < 0.45 ? 1 : 0) == ChangeSignal.None && length < 50_000);
            lengths.Add(length);
        }
        var error = Math.Sqrt(Moments.Variance([.. lengths]) / lengths.Count);
        Assert.True(lengths.Average() > Declared - 3 * error, $"mean run length {lengths.Average():0}");
    }

    [Fact]
    public void A_worse_error_rate_is_seen_and_a_better_one_is_not()
    {
        var (worse, better, random) = (new ShiryaevRoberts(0.2, 1e5), new ShiryaevRoberts(0.2, 1e5), new DeterministicRandom(11));
        int seen = -1, after = 0;
        for (var i = 0; i < 3000; i++)
        {
            var u = random.NextDouble();
            if (worse.Update(u < 0.35 ? 1 : 0) == ChangeSignal.Change && seen < 0) seen = i;
            if (better.Update(u < 0.15 ? 1 : 0) == ChangeSignal.Change) after++;
        }
        Assert.InRange(seen, 20, 600);
        Assert.Equal(0, after);
    }

    [Fact]
    public void The_window_of_adwin_is_the_recent_past_it_can_stand_by()
    {
        var (detector, random) = (new Adwin { KeepsWindow = true }, new DeterministicRandom(2));
        for (var i = 0; i < 2000; i++) detector.Update(random.NextNormal() - 4); // negative totals are nothing special
        Assert.InRange(detector.Mean, -4.2, -3.8);
        for (var i = 0; i < 1000; i++) detector.Update(random.NextNormal() + 1);
        Assert.InRange(detector.Width, 500, 1100);
        Assert.InRange(detector.Mean, 0.8, 1.2);
    }

    static T Trip<T>(T state) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(state))!;
}
