using System.Text.Json.Serialization;
using static System.FormattableString;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>A category and how often it was seen; <see cref="FrequentItems.Error"/> more at most.</summary>
public sealed record FrequentItem(string Value, long Count);

/// <summary>
/// The most frequent categories of a sample with their counts, in bounded space (Misra and Gries, 1982), and mergeable (Agarwal et al., 2012): every category more frequent than
/// n/(capacity + 1) is among them.
/// </summary>
/// <remarks>
/// Where there are no more categories than the capacity every count is exact, and merging gives the same bytes in any order. Beyond, a count lies between the one given and that
/// plus <see cref="Error"/>; <see cref="Merge"/> of several parts at once still does not depend on their order.
/// </remarks>
public sealed class FrequentItems
{
    /// <summary>More categories than a report shows or a model is given.</summary>
    public const int DefaultCapacity = 256;

    [JsonConstructor]
    FrequentItems(int capacity, long count, long error, IReadOnlyList<FrequentItem> items)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (items.Count > capacity || items.Any(i => i.Count < 1) || items.Select(i => i.Value).Distinct(StringComparer.Ordinal).Count() < items.Count || items.Sum(i => i.Count) > count || error < 0 || (error == 0 && items.Sum(i => i.Count) != count))
            throw new ArgumentException(Invariant($"The frequent categories contradict themselves: {items.Count} of at most {capacity}, counting {items.Sum(i => i.Count)} of {count} with error {error}."), nameof(items));
        (Capacity, Count, Error, Items) = (capacity, count, error, items);
    }

    /// <summary>Categories that are kept at most.</summary>
    public int Capacity { get; }
    /// <summary>Values that were added.</summary>
    public long Count { get; }
    /// <summary>By how much a count may be too small, and how often a category that is not listed may have occurred; 0 where all are listed, never above count / (capacity + 1).</summary>
    public long Error { get; }
    /// <summary>The categories kept, most frequent first, equal ones in the order of their characters.</summary>
    public IReadOnlyList<FrequentItem> Items { get; }
    /// <summary>Whether every category is listed with its true count.</summary>
    [JsonIgnore]
    public bool IsExact => Error == 0;

    /// <summary>Counts a sample; null stands for a missing value and is left out.</summary>
    public static FrequentItems Of(IEnumerable<string?> sample, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        long count = 0, error = 0;
        foreach (var value in sample)
        {
            if (value is null) continue;
            count++;
            counts[value] = counts.GetValueOrDefault(value) + 1;
            if (counts.Count > 2 * capacity + 1024) error += Reduce(counts, capacity);
        }
        return Reduced(capacity, count, error, counts);
    }

    /// <summary>The counts of all the samples together; the order of the parts does not matter.</summary>
    /// <exception cref="ArgumentException">There is no part, or their capacities differ.</exception>
    public static FrequentItems Merge(params IReadOnlyList<FrequentItems> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is nothing to merge.", nameof(parts));
        if (parts.FirstOrDefault(p => p.Capacity != parts[0].Capacity) is { } other) throw new ArgumentException($"Capacities {parts[0].Capacity} and {other.Capacity} do not merge. Count with one capacity.", nameof(parts));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in parts.SelectMany(p => p.Items)) counts[item.Value] = counts.GetValueOrDefault(item.Value) + item.Count;
        return Reduced(parts[0].Capacity, parts.Sum(p => p.Count), parts.Sum(p => p.Error), counts);
    }

    static FrequentItems Reduced(int capacity, long count, long error, Dictionary<string, long> counts)
    {
        error += Reduce(counts, capacity);
        return new(capacity, count, error, [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => new FrequentItem(c.Key, c.Value))]);
    }

    /// <summary>Takes the count of the first category beyond the capacity off all of them, and says how much that was.</summary>
    static long Reduce(Dictionary<string, long> counts, int capacity)
    {
        if (counts.Count <= capacity) return 0;
        var less = counts.Values.OrderDescending().ElementAt(capacity);
        foreach (var (value, count) in counts.ToArray())
            if (count > less) counts[value] = count - less;
            else counts.Remove(value);
        return less;
    }
}
