using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Tests.Statistics.Sketches;

public class FrequentItemsTests
{
    static readonly Config Replayable = Config.QuickThrowOnFailure.WithReplay(20250101, 3).WithMaxTest(100);

    static string[] Skewed(ulong seed, int count)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Floor(1 / (random.NextDouble() + 1e-4)).ToString(CultureInfo.InvariantCulture))];
    }

    static bool WithinItsError(FrequentItems items, IReadOnlyList<string> sample)
    {
        var truth = sample.CountBy(v => v).ToDictionary();
        return items.Count == sample.Count && items.Error <= items.Count / (items.Capacity + 1)
            && items.Items.All(i => truth[i.Value] >= i.Count && truth[i.Value] <= i.Count + items.Error)
            && truth.Where(t => t.Value > items.Error).All(t => items.Items.Any(i => i.Value == t.Key));
    }

    [Fact]
    public void Few_categories_are_counted_exactly_in_any_order()
    {
        var items = FrequentItems.Of(["b", "a", null, "b", "c", "a", "b"]);
        Assert.Equal([new("b", 3), new("a", 2), new("c", 1)], items.Items);
        Assert.True(items.IsExact);
        var merged = FrequentItems.Merge(FrequentItems.Of(["c", "a", "a"]), FrequentItems.Of(["b", "b", "b"]));
        Assert.Equal(JsonFormat.Write(items), JsonFormat.Write(merged));
        Assert.Equal(JsonFormat.Write(items), JsonFormat.Write(JsonFormat.Read<FrequentItems>(JsonFormat.Write(items), "items")));
    }

    [Fact]
    public void Every_count_is_right_within_the_stated_error_after_any_tree_of_merges() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 1_000_000), 7).ToArbitrary(), picks =>
    {
        var sample = Skewed((ulong)picks[0], 4_000);
        List<FrequentItems> parts = [.. sample.Chunk(500).Select(c => FrequentItems.Of(c, 20))];
        foreach (var pick in picks)
        {
            var a = parts[pick % parts.Count];
            parts.Remove(a);
            var b = parts[pick / 7 % parts.Count];
            parts.Remove(b);
            parts.Add(FrequentItems.Merge(a, b));
        }
        return WithinItsError(Assert.Single(parts), sample) && WithinItsError(FrequentItems.Of(sample, 20), sample);
    }).Check(Replayable);

    [Fact]
    public void The_order_of_the_parts_changes_no_byte()
    {
        FrequentItems[] parts = [.. Skewed(5, 5_000).Chunk(500).Select(c => FrequentItems.Of(c, 20))];
        Assert.Equal(JsonFormat.Write(FrequentItems.Merge(parts)), JsonFormat.Write(FrequentItems.Merge([.. parts.Reverse()])));
    }

    [Fact]
    public void Categories_without_end_take_no_more_room_than_the_capacity()
    {
        var items = FrequentItems.Of(Enumerable.Range(0, 200_000).Select(i => i % 3 == 0 ? "often" : i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("often", items.Items[0].Value);
        Assert.InRange(items.Items.Count, 1, items.Capacity);
        Assert.InRange(items.Error, 1, 200_000 / (items.Capacity + 1));
    }

    [Fact]
    public void Counts_that_contradict_themselves_are_refused() =>
        Assert.Contains("contradict", Assert.Throws<InvalidDataException>(() => JsonFormat.Read<FrequentItems>("""{"capacity": 2, "count": 5, "error": 0, "items": [{"value": "a", "count": 2}]}""", "items")).Message);
}
