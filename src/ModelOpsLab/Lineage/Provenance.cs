using System.Reflection;

namespace ModelOpsLab.Lineage;

/// <summary>
/// What a result was computed from: enough to compute it again and get the same bytes, and nothing that changes when
/// that is done. Real time, host, commit and environment belong to the run record (<see cref="EnvironmentRecord"/>).
/// Two are equal when their contents are, in whatever order the entries were given.
/// </summary>
public sealed record Provenance
{
    static readonly IReadOnlyDictionary<string, string> None = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>This library's name and version, the default of <see cref="Library"/>.</summary>
    public static string ThisLibrary { get; } = $"ModelOpsLab {typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <summary>The date whose knowledge the result reflects; null where the data have no dates.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Content hash of each input by its name, as in <c>reference</c> and <c>current</c>; in the order of the names.</summary>
    public IReadOnlyDictionary<string, string> DataHashes { get; init => field = Sorted(value); } = None;

    /// <summary>Rows judged.</summary>
    public long Rows { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Rows), value, "A number of rows is not negative."); }

    /// <summary>The model version's id; null where no model took part.</summary>
    public string? Model { get; init; }

    /// <summary>What was set, by name, written in invariant culture; in the order of the names.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = Sorted(value); } = None;

    /// <summary>The seed of the random numbers; null where none were drawn.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The library and version that computed it.</summary>
    public string Library { get; init; } = ThisLibrary;

    /// <inheritdoc/>
    public bool Equals(Provenance? other) => other is not null && AsOf == other.AsOf && Rows == other.Rows && Model == other.Model
        && Seed == other.Seed && Library == other.Library && DataHashes.SequenceEqual(other.DataHashes) && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(AsOf);
        hash.Add(Rows);
        hash.Add(Model);
        hash.Add(Seed);
        hash.Add(Library);
        foreach (var entry in DataHashes.Concat(Parameters)) hash.Add(entry);
        return hash.ToHashCode();
    }

    /// <summary>One line: <c>as of 2020-03-31, 250 rows, data current 1f27a7085478, model …, seed 7, ModelOpsLab 0.1.0</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (AsOf is { } day) parts.Add(FormattableString.Invariant($"as of {day:yyyy-MM-dd}"));
        parts.Add(FormattableString.Invariant($"{Rows} {(Rows == 1 ? "row" : "rows")}"));
        parts.AddRange(DataHashes.Select(d => $"data {d.Key} {(d.Value.Length > 12 ? d.Value[..12] : d.Value)}"));
        if (Model is not null) parts.Add($"model {Model}");
        parts.AddRange(Parameters.Select(p => $"{p.Key}={p.Value}"));
        if (Seed is { } seed) parts.Add(FormattableString.Invariant($"seed {seed}"));
        parts.Add(Library);
        return string.Concat(string.Join(", ", parts).Select(c => char.IsControl(c) ? ' ' : c));
    }

    static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> entries) => new(entries.ToDictionary(), StringComparer.Ordinal);
}
