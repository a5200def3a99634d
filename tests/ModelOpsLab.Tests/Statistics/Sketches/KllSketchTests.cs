using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Tests.Statistics.Sketches;

public class KllSketchTests(ITestOutputHelper output)
{
    const int Count = 20_000, K = 64;

    static readonly Config Replayable = Config.QuickThrowOnFailure.WithReplay(20250101, 3).WithMaxTest(60);

    /// <summary>Streams that are hard for one sketch or another.</summary>
    static double[] Stream(string kind, ulong seed, int count = Count)
    {
        var random = new DeterministicRandom(seed);
        var x = new double[count];
        for (var i = 0; i < count; i++)
            x[i] = kind switch
            {
                "sorted" => i,
                "reversed" => -i,
                "heavy-tailed" => Math.Tan(Math.PI * (random.NextDouble() - 0.5)),
                "ties" => Math.Floor(10 * random.NextDouble()),
                "blocks" => i / 500 % 7 + 0.001 * (i % 500),
                "alternating" => i % 2 == 0 ? i : -i,
                _ => random.NextNormal(),
            };
        return x;
    }

    /// <summary>Largest difference of the two distribution functions, at the values and just before them.</summary>
    static double RankError(KllSketch sketch, double[] sample)
    {
        var kept = Weighted.Of(sketch).Items;
        double[] sorted = [.. sample.Order()];
        double worst = 0;
        long below = 0;
        for (int i = 0, j = 0; i < sorted.Length;)
        {
            var at = sorted[i];
            for (; j < kept.Length && kept[j].Value < at; j++) below += kept[j].Weight;
            worst = Math.Max(worst, Math.Abs((double)below / sketch.Count - (double)i / sorted.Length));
            while (i < sorted.Length && sorted[i] == at) i++;
            for (; j < kept.Length && kept[j].Value <= at; j++) below += kept[j].Weight;
            worst = Math.Max(worst, Math.Abs((double)below / sketch.Count - (double)i / sorted.Length));
        }
        return worst;
    }

    static KllSketch InParts(double[] sample, int part, int k, ulong seed = 0) =>
        sample.Chunk(part).Index().Aggregate(KllSketch.Of([], k), (whole, next) => KllSketch.Merge(whole, KllSketch.Of(next.Item, k, seed + (ulong)next.Index)));

    [Fact]
    public void Few_values_are_all_kept_and_their_quantiles_exact() => Law.Holds(x =>
    {
        var sketch = KllSketch.Of(x);
        return sketch.IsExact && sketch.RankError() == 0 && sketch.Minimum == x.Min() && sketch.Maximum == x.Max()
            && new[] { 0, 0.01, 0.3, 0.5, 0.99, 1 }.All(p => sketch.Quantile(p) == RobustScale.Quantile(x, p))
            && sketch.ShareUpTo(x[0]) == (double)x.Count(v => v <= x[0]) / x.Length;
    });

    [Fact]
    public void To_three_times_K_values_nothing_is_estimated()
    {
        Assert.True(KllSketch.Of(Stream("normal", 1, 3 * KllSketch.DefaultK)).IsExact);
        Assert.False(KllSketch.Of(Stream("normal", 1, 3 * KllSketch.DefaultK + 1)).IsExact);
        Assert.True(KllSketch.Merge([.. Stream("normal", 1, 3 * KllSketch.DefaultK).Chunk(100).Select(c => KllSketch.Of(c))]).IsExact);
    }

    [Theory]
    [InlineData("sorted")]
    [InlineData("reversed")]
    [InlineData("heavy-tailed")]
    [InlineData("ties")]
    [InlineData("blocks")]
    [InlineData("alternating")]
    [InlineData("normal")]
    public void The_error_stays_within_what_the_sketch_says_of_itself(string kind)
    {
        double worst = 0;
        var beyond = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var sample = Stream(kind, seed);
            foreach (var sketch in new[] { KllSketch.Of(sample, K, seed), InParts(sample, 500, K, 1000 * seed) })
            {
                var ratio = RankError(sketch, sample) / sketch.RankError();
                worst = Math.Max(worst, ratio);
                if (ratio > 1) beyond++;
            }
        }
        output.WriteLine($"{kind}: worst observed error {Format.Percent(worst)} of the stated one");
        Assert.True(beyond == 0, $"{kind}: beyond the stated error {beyond} times in 40, worst {worst:F2} of it");
    }

    [Fact]
    public void The_default_errs_by_at_most_one_per_cent_at_99_per_cent_confidence_in_hundreds_of_parts()
    {
        var sample = Stream("heavy-tailed", 7, 150_000);
        KllSketch whole = KllSketch.Of(sample), parts = InParts(sample, 500, KllSketch.DefaultK);
        output.WriteLine($"whole: said {Format.Percent(whole.RankError(), 3)}, observed {Format.Percent(RankError(whole, sample), 3)}, {whole.Levels.Sum(l => l.Count)} values; 300 parts: said {Format.Percent(parts.RankError(), 3)}, observed {Format.Percent(RankError(parts, sample), 3)}, {parts.Levels.Sum(l => l.Count)} values");
        Assert.InRange(parts.RankError(), 0, 0.01);
        Assert.True(RankError(parts, sample) <= parts.RankError());
        Assert.InRange(parts.Levels.Sum(l => l.Count), 1, 3 * KllSketch.DefaultK + 200);
    }

    [Fact]
    public void Any_tree_of_merges_stays_within_the_stated_error() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 1_000_000), 15).ToArbitrary(), picks =>
    {
        double[][] parts = [.. Stream("heavy-tailed", (ulong)picks[0], 4_800).Chunk(300)];
        List<KllSketch> sketches = [.. parts.Select((p, i) => KllSketch.Of(p, 32, (ulong)i))];
        foreach (var pick in picks)
        {
            var a = sketches[pick % sketches.Count];
            sketches.Remove(a);
            var b = sketches[pick / 7 % sketches.Count];
            sketches.Remove(b);
            sketches.Add(KllSketch.Merge(a, b));
        }
        var only = Assert.Single(sketches);
        return only.Count == 4_800 && RankError(only, [.. parts.SelectMany(p => p)]) <= only.RankError();
    }).Check(Replayable);

    [Fact]
    public void The_order_of_the_parts_changes_no_byte()
    {
        KllSketch[] parts = [.. Stream("normal", 3).Chunk(777).Select((p, i) => KllSketch.Of(p, K, (ulong)i))];
        var expected = JsonFormat.Write(KllSketch.Merge(parts));
        for (ulong seed = 0; seed < 5; seed++)
        {
            KllSketch[] shuffled = [.. parts];
            new DeterministicRandom(seed).Shuffle(shuffled.AsSpan());
            Assert.Equal(expected, JsonFormat.Write(KllSketch.Merge(shuffled)));
        }
    }

    [Fact]
    public void While_every_value_is_kept_any_tree_gives_the_same_bytes()
    {
        KllSketch[] p = [.. Stream("ties", 3, 400).Chunk(100).Select(c => KllSketch.Of(c))];
        var expected = JsonFormat.Write(KllSketch.Merge(p));
        Assert.Equal(expected, JsonFormat.Write(KllSketch.Merge(KllSketch.Merge(p[3], p[1]), KllSketch.Merge(p[0], p[2]))));
        Assert.Equal(expected, JsonFormat.Write(KllSketch.Merge(p[2], KllSketch.Merge(p[1], KllSketch.Merge(p[0], p[3])))));
    }

    [Fact]
    public void It_reads_back_to_the_same_bytes()
    {
        foreach (var sketch in new[] { KllSketch.Of([]), KllSketch.Of([-0.0, 1e300, -1e-300, 5]), KllSketch.Of(Stream("heavy-tailed", 1), K) })
        {
            var json = JsonFormat.Write(sketch);
            Assert.Equal(json, JsonFormat.Write(JsonFormat.Read<KllSketch>(json, "sketch")));
        }
    }

    [Theory]
    [InlineData("\"count\": 4", "\"count\": 5", "says 5 values")]
    [InlineData("[1, 2, 3, 4]", "[1, 3, 2, 4]", "not ascending")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, 3, 9]", "within its minimum and maximum")]
    [InlineData("\"squaredError\": 0", "\"squaredError\": -1", "cannot be negative")]
    public void A_sketch_that_contradicts_itself_is_refused(string from, string to, string because)
    {
        var json = JsonFormat.Write(KllSketch.Of([1, 2, 3, 4]));
        Assert.Contains(from, json);
        Assert.Contains(because, Assert.Throws<InvalidDataException>(() => JsonFormat.Read<KllSketch>(json.Replace(from, to), "sketch")).Message);
    }

    [Fact]
    public void Sketches_of_different_K_do_not_merge() =>
        Assert.Contains("one K", Assert.Throws<ArgumentException>(() => KllSketch.Merge(KllSketch.Of([1]), KllSketch.Of([1], 64))).Message);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_is_refused(double value) => Assert.Throws<ArgumentException>(() => KllSketch.Of([1, value]));
}
