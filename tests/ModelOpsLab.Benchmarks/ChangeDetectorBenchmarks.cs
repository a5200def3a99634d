using BenchmarkDotNet.Attributes;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Benchmarks;

/// <summary>100,000 errors at a rate of 20 %, an event at a time. To hold against river, ns an event: ADWIN 369, DDM 768, EDDM 479, HDDM-A 2,802, HDDM-W 6,592, Page-Hinkley 748, KSWIN 148,453.</summary>
[MemoryDiagnoser]
public class ChangeDetectorBenchmarks
{
    const int Events = 100_000;
    readonly double[] _values = new double[Events];

    [GlobalSetup]
    public void Fill()
    {
        var random = new DeterministicRandom(1);
        for (var i = 0; i < Events; i++) _values[i] = random.NextDouble() < 0.2 ? 1 : 0;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int Adwin() => Run(new Adwin());

    [Benchmark(OperationsPerInvoke = Events)]
    public int Ddm() => Run(new Ddm());

    [Benchmark(OperationsPerInvoke = Events)]
    public int Eddm() => Run(new Eddm());

    [Benchmark(OperationsPerInvoke = Events)]
    public int HddmA() => Run(new HddmA());

    [Benchmark(OperationsPerInvoke = Events)]
    public int HddmW() => Run(new HddmW());

    [Benchmark(OperationsPerInvoke = Events)]
    public int PageHinkley() => Run(new PageHinkley());

    [Benchmark(OperationsPerInvoke = Events)]
    public int Cusum() => Run(new Cusum());

    [Benchmark(OperationsPerInvoke = Events)]
    public int Kswin() => Run(new Kswin());

    [Benchmark(OperationsPerInvoke = Events)]
    public int ShiryaevRoberts() => Run(new ShiryaevRoberts(0.2, 1e5));

    int Run<T>(T detector) where T : IChangeDetector
    {
        var changes = 0;
        foreach (var value in _values)
            if (detector.Update(value) == ChangeSignal.Change) changes++;
        return changes;
    }
}
