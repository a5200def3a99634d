using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Data;

/// <summary>What a table held, in bounded space: one profile a column, with the rows and the period they are of. Profiles of parts merge into that of the whole.</summary>
/// <remarks>A profile is made where the data live and compared elsewhere: a few KB stand for any number of rows. <see cref="ToJson"/> gives the same bytes for the same profile.</remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record FrameProfile : IRenderable
{
    /// <summary>Version of the form that <see cref="ToJson"/> writes; another is refused.</summary>
    public required int Version { get; init => field = value == 1 ? value : throw new ArgumentException($"The profile is of version {NumberText.RoundTrip(value)}, and this library reads version 1. Make the profile again", nameof(Version)); }
    /// <summary>What the rows are of, for people.</summary>
    public required string Name { get; init; }
    /// <summary>The schema under which they were read.</summary>
    public required Schema Schema { get; init; }
    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }
    /// <summary>Day of the first row.</summary>
    public required DateOnly From { get; init; }
    /// <summary>Day of the last row.</summary>
    public required DateOnly To { get; init; }
    /// <summary>One entry a column, the timestamp left out, in the order of the table.</summary>
    public required IReadOnlyList<ColumnProfile> Columns { get; init => field = [.. value.Select(c => c.Sound())]; }

    /// <summary>The profile of a column.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column: the message lists those there are.</exception>
    public ColumnProfile this[string column] => Columns.FirstOrDefault(c => c.Name == column)
        ?? throw new KeyNotFoundException($"No column '{column}'. This profile has: {string.Join(", ", Columns.Select(c => c.Name))}.{Spelling.Suggest(column, Columns.Select(c => c.Name))}");

    /// <summary>The profile of a frame.</summary>
    /// <param name="frame">At least one row.</param>
    /// <param name="reference">A profile whose bins to count in, so that the two can be compared or merged; null to cut bins at the quantiles of this frame.</param>
    /// <param name="name">What the rows are of, for people.</param>
    /// <exception cref="ArgumentException">The frame has no rows.</exception>
    public static FrameProfile Of(Frame frame, FrameProfile? reference = null, string name = "")
    {
        if (frame.Count == 0) throw new ArgumentException("The frame has no rows; there is nothing to profile.", nameof(frame));
        return new()
        {
            Version = 1,
            Name = name,
            Schema = frame.Schema,
            Rows = frame.Count,
            From = frame.FirstDay,
            To = frame.LastDay,
            Columns = [.. frame.Columns.Where(c => c.Name != frame.Schema.Timestamp).Select(c => ColumnProfile.Of(c, Bins(reference, c.Name), Seed(c.Name, frame.Time[0])))],
        };
    }

    /// <summary>The profile of the rows of all the parts together. The order of the parts does not matter: the same parts give the same bytes.</summary>
    /// <exception cref="ProfileMismatchException">Columns, their types or bins, or the schemas differ: the message names the column.</exception>
    /// <exception cref="ArgumentException">There is no part.</exception>
    public static FrameProfile Merge(params IReadOnlyList<FrameProfile> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is no profile to merge.", nameof(parts));
        var first = parts[0];
        foreach (var part in parts)
        {
            string[] there = [.. first.Columns.Select(c => c.Name)], here = [.. part.Columns.Select(c => c.Name)];
            if (there.Except(here).Concat(here.Except(there)).FirstOrDefault() is { } only)
                throw new ProfileMismatchException(only, $"Column '{only}' is in one profile only. Profile both files with one schema.");
            if (part.Schema.ToJson() != first.Schema.ToJson())
                throw new ProfileMismatchException(Differing(first.Schema, part.Schema), $"The profiles were made under different schemas{(Differing(first.Schema, part.Schema) is { Length: > 0 } c ? $": column '{c}' has another rule" : ": a role differs")}. Profile both files with one schema.");
        }
        string[] names = [.. parts.Select(p => p.Name).Where(n => n.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        return first with
        {
            Name = names.Length <= 3 ? string.Join(" + ", names) : $"{Format.Count(names.Length)} parts, {names[0]} to {names[^1]}",
            Rows = parts.Sum(p => p.Rows),
            From = parts.Min(p => p.From),
            To = parts.Max(p => p.To),
            Columns = [.. first.Columns.Select(c => ColumnProfile.Merge([.. parts.Select(p => p[c.Name])]))],
        };
    }

    /// <summary>The profile as JSON that <see cref="Parse"/> reads back to the same bits.</summary>
    public string ToJson() => JsonFormat.Write(this);

    /// <summary>Reads a profile from JSON, strictly; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">It is not a profile, or contradicts itself: source, line and what is wrong.</exception>
    public static FrameProfile Parse(string json, string source = "profile") => JsonFile.Parse<FrameProfile>(json, source);

    /// <summary>A table of what each column held.</summary>
    public Document ToDocument() => ProfileTable.Of(this);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static QuantileBins? Bins(FrameProfile? reference, string column) =>
        reference?.Columns.FirstOrDefault(c => c.Name == column)?.Edges is { } edges ? QuantileBins.At([.. edges]) : null;

    static string Differing(Schema a, Schema b) => a.Named.Union(b.Named).FirstOrDefault(c => a.Rule(c) != b.Rule(c) && (a.Columns.ContainsKey(c) || b.Columns.ContainsKey(c))) ?? "";

    /// <summary>The halves kept by the sketches of two columns or two days are drawn apart.</summary>
    static ulong Seed(string column, DateTime first)
    {
        var state = (ulong)first.Ticks;
        foreach (var c in column) state = DeterministicRandom.SplitMix(ref state) ^ c;
        return DeterministicRandom.SplitMix(ref state);
    }
}
