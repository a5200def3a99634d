using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Data;

/// <summary>What one column of some rows held, in bounded space: counts, moments, quantiles and reference-bin counts of numbers, the most frequent categories of the rest.</summary>
/// <remarks>Counts, moments and bin counts merge exactly, in any order; quantiles and categories are exact while they are few and carry their error beyond. Missing is not NaN: each is counted apart.</remarks>
public sealed record ColumnProfile
{
    /// <summary>Name of the column.</summary>
    public required string Name { get; init; }
    /// <summary>What its values are. Numbers and whole numbers have moments and quantiles; texts, categories and truth values have frequent categories; times are only counted.</summary>
    public required ColumnType Type { get; init; }
    /// <summary>Rows, with and without a value.</summary>
    public required long Rows { get; init; }
    /// <summary>Rows without a value.</summary>
    public required long Missing { get; init; }
    /// <summary>Rows whose value is NaN or infinite.</summary>
    public required long NotFinite { get; init; }
    /// <summary>Count and moments of the finite numbers; null where the column holds none by type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PowerSums? Moments { get; init; }
    /// <summary>Quantiles of the finite numbers; null where the column holds none by type, and where there were too many to keep each of them and only what merges exactly was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KllSketch? Quantiles { get; init; }
    /// <summary>Smallest finite number, where there are numbers and no <see cref="Quantiles"/>, which know it themselves; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Minimum { get; init; }
    /// <summary>Largest finite number, where there are numbers and no <see cref="Quantiles"/>, which know it themselves; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Maximum { get; init; }
    /// <summary>Interior edges of the bins of the reference, ascending; null where there were no values to cut them from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Edges { get; init; }
    /// <summary>Finite values in each bin, one more than edges.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? BinCounts { get; init; }
    /// <summary>The most frequent categories; null for numbers and times.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FrequentItems? Categories { get; init; }

    /// <summary>Rows with a value that can be compared: finite numbers, or categories.</summary>
    [JsonIgnore]
    public long Count => Rows - Missing - NotFinite;

    /// <summary>Share of the rows without one; 0 where there are no rows.</summary>
    [JsonIgnore]
    public double MissingShare => Rows == 0 ? 0 : (double)(Rows - Count) / Rows;

    /// <summary>The profile of a column.</summary>
    /// <param name="column">Values of any type.</param>
    /// <param name="bins">Bins of the reference to count in; null to cut them at the quantiles of this column.</param>
    /// <param name="seed">Something that differs between the parts of one series (see <see cref="KllSketch.Of"/>).</param>
    public static ColumnProfile Of(Column column, QuantileBins? bins = null, ulong seed = 0)
    {
        var profile = new ColumnProfile { Name = column.Name, Type = column.Type, Rows = column.Count, Missing = column.MissingCount, NotFinite = 0 };
        if (column.Type is ColumnType.Date or ColumnType.Timestamp) return profile;
        if (column.Type is not (ColumnType.Number or ColumnType.Integer))
            return profile with { Categories = FrequentItems.Of(Enumerable.Range(0, column.Count).Select(r => column.IsMissing(r) ? null : column.TextAt(r))) };
        var finite = Finite.Of(column.Span).Values;
        bins ??= finite.Length > 0 ? QuantileBins.From(finite) : null;
        return profile with
        {
            NotFinite = column.Count - column.MissingCount - finite.Length,
            Moments = PowerSums.Of(finite),
            Quantiles = KllSketch.Of(finite, seed: seed),
            Edges = bins?.Edges,
            BinCounts = bins?.Count(finite),
        };
    }

    /// <summary>The profile of the rows of all the parts together. The order of the parts does not matter.</summary>
    /// <exception cref="ProfileMismatchException">Name, type or bins of a part differ from those of the first.</exception>
    /// <exception cref="ArgumentException">There is no part.</exception>
    public static ColumnProfile Merge(params IReadOnlyList<ColumnProfile> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is no profile to merge.", nameof(parts));
        var first = parts[0];
        var binned = parts.FirstOrDefault(p => p.Edges is not null);
        foreach (var part in parts)
        {
            if (part.Name != first.Name) throw new ProfileMismatchException(part.Name, $"Columns '{first.Name}' and '{part.Name}' do not merge: they are not the same column.");
            if (part.Type != first.Type) throw new ProfileMismatchException(part.Name, $"Column '{part.Name}' is {first.Type} in one profile and {part.Type} in another. Profile both files with one schema.");
            if (part.Edges is { } edges ? !edges.SequenceEqual(binned!.Edges!) : part.Count > 0 && binned is not null)
                throw new ProfileMismatchException(part.Name, $"Column '{part.Name}' was counted in other bins in one profile than in another. Profile each file with --reference and the same reference, so that all count in its bins.");
        }
        var keepsQuantiles = parts.All(p => p.Quantiles is not null || p.Count == 0);
        var values = parts.Where(p => p.Count > 0).ToArray();
        return first with
        {
            Rows = parts.Sum(p => p.Rows),
            Missing = parts.Sum(p => p.Missing),
            NotFinite = parts.Sum(p => p.NotFinite),
            Moments = first.Moments is null ? null : PowerSums.Merge([.. parts.Select(p => p.Moments!)]),
            Quantiles = keepsQuantiles && parts.Select(p => p.Quantiles).OfType<KllSketch>().ToArray() is { Length: > 0 } sketches ? KllSketch.Merge(sketches) : null,
            Minimum = keepsQuantiles || first.Moments is null ? null : values.Min(p => p.Minimum ?? p.Quantiles!.Minimum),
            Maximum = keepsQuantiles || first.Moments is null ? null : values.Max(p => p.Maximum ?? p.Quantiles!.Maximum),
            Edges = binned?.Edges,
            BinCounts = binned is null ? null : [.. Enumerable.Range(0, binned.BinCounts!.Count).Select(b => parts.Sum(p => p.BinCounts is { } counts ? counts[b] : 0))],
            Categories = first.Categories is null ? null : FrequentItems.Merge([.. parts.Select(p => p.Categories!)]),
        };
    }

    /// <summary>Values of which each is kept; of more, <see cref="RollUp"/> keeps no quantiles.</summary>
    internal const int ExactCount = 3 * KllSketch.DefaultK;

    /// <summary>The profile of all the parts together, without anything estimated: the same bytes for any grouping of the parts. Quantiles are kept while there are at most <see cref="ExactCount"/> values, bins while all values were counted in the same.</summary>
    /// <exception cref="ProfileMismatchException">Name or type of a part differ from those of the first.</exception>
    /// <exception cref="ArgumentException">There is no part.</exception>
    internal static ColumnProfile RollUp(params IReadOnlyList<ColumnProfile> parts)
    {
        long count = parts.Sum(p => p.Count);
        var alike = count > 0 ? parts.Where(p => p.Count > 0) : parts;
        var edges = alike.FirstOrDefault()?.Edges;
        var binned = edges is not null && alike.All(p => p.Edges is not null && p.Edges.SequenceEqual(edges));
        return Merge([.. parts.Select(Lean)]) is var merged && merged is { Moments: not null, Count: 0, Quantiles: null } ? merged with { Quantiles = KllSketch.Of([]) } : merged;

        ColumnProfile Lean(ColumnProfile p)
        {
            if (!binned) p = p with { Edges = null, BinCounts = null };
            else if (p.Count == 0) p = p with { Edges = edges, BinCounts = new long[edges!.Count + 1] };
            return p.Quantiles is not { } q || (count <= ExactCount && q is { IsExact: true, K: KllSketch.DefaultK }) ? p
                : q.Count == 0 ? p with { Quantiles = null } : p with { Quantiles = null, Minimum = q.Minimum, Maximum = q.Maximum };
        }
    }

    /// <summary>This profile, if its parts agree with each other.</summary>
    /// <exception cref="ArgumentException">They do not: the message names the column.</exception>
    internal ColumnProfile Sound()
    {
        var number = Type is ColumnType.Number or ColumnType.Integer;
        var problem = Rows < 0 || Missing < 0 || NotFinite < 0 || Count < 0 ? "its counts contradict each other"
            : number != (Moments is not null) || (!number && (Quantiles ?? (object?)Minimum ?? Maximum) is not null) ? "moments, quantiles and extremes go with numbers"
            : number && (Quantiles is null && Count > 0) != (Minimum is not null) || Minimum is null != Maximum is null ? "extremes go with numbers without quantiles"
            : Minimum is { } least && !(double.IsFinite(least) && Maximum >= least && double.IsFinite(Maximum!.Value)) ? "its extremes contradict each other"
            : Categories is not null != Type is ColumnType.Text or ColumnType.Category or ColumnType.Boolean ? "categories go with texts, categories and truth values"
            : Moments is { } m && m.Count != Count || Quantiles is { } q && q.Count != Count || Categories is { } c && c.Count != Count ? $"its parts do not all count {NumberText.RoundTrip(Count)} values"
            : Edges is null != BinCounts is null || (BinCounts is { } b && (b.Count != Edges!.Count + 1 || b.Any(n => n < 0) || b.Sum() != Count)) ? "its bins do not fit its edges and count"
            : Edges is { } e && Enumerable.Range(0, e.Count).Any(i => !double.IsFinite(e[i]) || (i > 0 && e[i] < e[i - 1])) ? "its edges do not ascend"
            : null;
        return problem is null ? this : throw new ArgumentException($"column '{Name}': {problem}. Make the profile again");
    }
}
