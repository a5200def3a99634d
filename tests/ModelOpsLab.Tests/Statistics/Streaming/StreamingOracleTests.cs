using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics.Streaming;

/// <summary>Indices at which the reference implementations signal on the same streams.</summary>
public class StreamingOracleTests
{
    static readonly JsonElement File = OracleFile.Read("streaming.json");

    public static TheoryData<string, string> Runs => new(File.GetProperty("results").EnumerateArray().Select(r => (r.Text("detector")!, r.Text("stream")!)));

    public static TheoryData<int> KswinSteps => [.. Enumerable.Range(0, File.GetProperty("kswin_steps").GetArrayLength())];

    [Theory]
    [MemberData(nameof(KswinSteps))]
    public void The_gap_that_signals_is_the_one_whose_exact_p_value_does(int step)
    {
        var run = File.GetProperty("kswin_steps")[step];
        var end = run.GetProperty("window_end_exclusive").GetInt32();
        var window = Stream(run.Text("stream")!)[(end - run.GetProperty("window_size").GetInt32())..end];
        var size = run.GetProperty("stat_size").GetInt32();
        double[] older = [.. run.GetProperty("sample_indices").EnumerateArray().Select(i => window[i.GetInt32()])];
        var test = KolmogorovSmirnov.Test(older, window.AsSpan()[^size..]);
        OracleFile.Near(run.Number("D"), test.Statistic, 1e-12, "D");
        OracleFile.Near(run.Number("p_exact"), test.PValue, 1e-9, "p");
        foreach (var level in (double[])[0.005, 0.0001])
            Assert.Equal(run.GetProperty(FormattableString.Invariant($"drift_alpha_{level}")).GetBoolean(), Math.Round(test.Statistic * size) >= Kswin.LeastGap(size, level));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Signals_come_at_the_reference_s_indices(string reference, string stream)
    {
        var run = File.GetProperty("results").EnumerateArray().Single(r => r.Text("detector") == reference && r.Text("stream") == stream);
        var detector = Of(reference);
        List<int> changes = [], warnings = [];
        var values = Stream(stream);
        for (var i = 0; i < values.Length; i++)
        {
            var signal = detector.Update(values[i]);
            if (signal == ChangeSignal.Change) changes.Add(i);
            if (signal == ChangeSignal.Warning) warnings.Add(i);
        }
        Assert.Equal(run.GetProperty("drift").EnumerateArray().Select(i => i.GetInt32()), changes);
        if (run.TryGetProperty("warning_ranges", out var ranges))
            Assert.Equal(ranges.EnumerateArray().SelectMany(r => Enumerable.Range(r[0].GetInt32(), r[1].GetInt32() - r[0].GetInt32() + 1)), warnings);
        if (run.TryGetProperty("final", out var final)) Compare(final, detector);
    }

    static IChangeDetector Of(string reference) => reference switch
    {
        "river/DDM" => new Ddm(),
        "river/EDDM" => new Eddm(),
        "river/EDDM(alpha=0.8,beta=0.75)" => new Eddm { WarningLevel = 0.8, ChangeLevel = 0.75 },
        "river/HDDM_A" => new HddmA(),
        "river/HDDM_A(two_sided)" => new HddmA { TwoSided = true },
        "skmultiflow/HDDM_W" => new HddmW(),
        "river/HDDM_W" => new HddmW { AsRiver = true },
        "river/HDDM_W(two_sided)" => new HddmW { AsRiver = true, TwoSided = true },
        "river2026/ADWIN" => new Adwin(),
        "river2026/ADWIN_noreset" => new Adwin { KeepsWindow = true },
        "river/PageHinkley" => new PageHinkley(),
        "river/PageHinkley(threshold=10)" => new PageHinkley { Threshold = 10 },
        "frouros/CUSUM" => new Cusum(),
        _ => throw new InvalidDataException(reference),
    };

    static void Compare(JsonElement final, IChangeDetector detector)
    {
        switch (detector)
        {
            case Ddm ddm:
                Assert.Equal(final.Number("n"), ddm.State.Count);
                OracleFile.Near(final.Number("p"), ddm.State.Rate, 1e-12, "p");
                break;
            case Adwin adwin:
                Assert.Equal(final.Number("width"), adwin.Width);
                OracleFile.Near(final.Number("estimation"), adwin.Mean, 1e-9, "estimation");
                OracleFile.Near(final.Number("total"), adwin.State.Total, 1e-9, "total");
                break;
            case PageHinkley test:
                Assert.Equal(final.Number("sample_count"), test.State.Count + 1);
                OracleFile.Near(final.Number("x_mean"), test.State.Mean, 1e-12, "x_mean");
                OracleFile.Near(final.Number("sum"), test.State.Sum, 1e-9, "sum");
                break;
        }
    }

    internal static double[] Stream(string name)
    {
        var data = File.GetProperty("streams").GetProperty(name).GetProperty("data");
        return data.ValueKind == JsonValueKind.String ? [.. data.GetString()!.Select(c => (double)(c - '0'))] : data.Numbers();
    }
}
