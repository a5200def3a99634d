using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class SampleUniquenessTests
{
    static readonly JsonElement Oracle = OracleFile.Read("retraining-splits.json").GetProperty("splits").GetProperty("sample_uniqueness");
    static readonly SampleUniqueness Ours = SampleUniqueness.Of(Oracle.Whole("start"), Oracle.Whole("end"), Oracle.Int("bars"));

    [Fact]
    public void Concurrency_uniqueness_and_return_attribution_equal_the_reference()
    {
        Assert.Equal(Oracle.Numbers("concurrency"), Ours.Concurrency.Select(c => (double)c));
        Near(Oracle.Numbers("avg_uniqueness"), Ours.Average, "uniqueness");
        Near(Oracle.Numbers("return_attribution"), Ours.ReturnAttribution(Oracle.Numbers("log_returns")), "return attribution");
        var issue = Oracle.GetProperty("mlfinlab_issue93");
        var labels = issue.GetProperty("labels").Nested();
        Near(issue.Numbers("avg_uniqueness"), SampleUniqueness.Of([.. labels.Select(l => l[0])], [.. labels.Select(l => l[1])], 5).Average, "uniqueness of two labels");
    }

    [Fact]
    public void Time_decay_equals_the_reference()
    {
        foreach (var test in Oracle.GetProperty("time_decay").EnumerateObject())
            foreach (var (expected, ours) in test.Value.Numbers().Zip(Ours.TimeDecay(double.Parse(test.Name, CultureInfo.InvariantCulture)))) Assert.Equal(expected, ours, 1e-12);
    }

    [Fact]
    public void Probabilities_of_the_sequential_bootstrap_equal_the_reference()
    {
        var oracle = Oracle.GetProperty("sequential_bootstrap");
        var draws = oracle.Whole("fixed_draws");
        var vectors = oracle.GetProperty("prob_vectors").EnumerateArray().ToArray();
        for (var i = 0; i < vectors.Length; i++) Near(vectors[i].Numbers(), Ours.Probabilities(draws[..i]), $"draw {i}");
    }

    [Fact]
    public void Sequential_bootstrap_is_fixed_by_its_seed_and_draws_more_unique_labels_than_chance()
    {
        Assert.Equal(Ours.Bootstrap(14, 7), Ours.Bootstrap(14, 7));
        double Uniqueness(int[] drawn) => SampleUniqueness.Of([.. drawn.Select(i => Oracle.Whole("start")[i])], [.. drawn.Select(i => Oracle.Whole("end")[i])], 40).Average.Average();
        var random = new System.Random(3);
        var sequential = Enumerable.Range(0, 200).Average(s => Uniqueness(Ours.Bootstrap(14, (ulong)s)));
        var plain = Enumerable.Range(0, 200).Average(_ => Uniqueness([.. Enumerable.Range(0, 14).Select(_ => random.Next(14))]));
        Assert.True(sequential > plain + 0.01, $"{sequential} {plain}");
    }

    [Fact]
    public void Labels_of_a_frame_run_over_its_points_in_time()
    {
        var uniqueness = SampleUniqueness.Of(Labels.Of([0, 1, 4, 6], [1, 5, 4, 20]));
        Assert.Equal([1, 2, 2, 1], uniqueness.Concurrency);
        Assert.Equal([0.75, 0.5, 0.5, 1], uniqueness.Average);
    }

    [Fact]
    public void Labels_outside_of_the_bars_and_returns_that_are_no_numbers_are_refused()
    {
        Assert.StartsWith("Label 1 runs from bar 3 to 2; bars are 0 to 4", Assert.Throws<ArgumentException>(() => SampleUniqueness.Of([0, 3], [1, 2], 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SampleUniqueness.Of([0], [5], 5));
        Assert.Throws<ArgumentException>(() => SampleUniqueness.Of([0, 1], [1], 5));
        Assert.StartsWith("The return of bar 2 is not", Assert.Throws<ArgumentException>(() => SampleUniqueness.Of([0], [1], 3).ReturnAttribution([0.1, 0.1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SampleUniqueness.Of([0], [1], 3).ReturnAttribution([0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ours.TimeDecay(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ours.TimeDecay(double.NaN));
    }

    static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> ours, string what)
    {
        Assert.Equal(expected.Count, ours.Count);
        foreach (var (e, o) in expected.Zip(ours)) OracleFile.Near(e, o, 1e-12, what);
    }
}
