using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>What each column is for and what its values may be. Columns are found by their role here, never by a magic name.</summary>
public sealed record Schema
{
    /// <summary>Column of the time, ascending.</summary>
    public required string Timestamp { get; init; }
    /// <summary>Column of the asset, where the rows are a panel: ordered by time, then asset, each pair once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Asset { get; init; }
    /// <summary>Column of the strategy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Strategy { get; init; }
    /// <summary>Columns the model reads.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];
    /// <summary>Column of what is to be predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }
    /// <summary>Column of the time from which the row's target is known, where that is later than the row's own time: the close of a trade, the end of a holding period.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KnownAt { get; init; }
    /// <summary>Column of what was predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prediction { get; init; }
    /// <summary>Column of the return of the position taken on the row's prediction, net of costs, as a fraction: 0.01 is one per cent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Return { get; init; }
    /// <summary>Column of the row's weight.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Weight { get; init; }
    /// <summary>What single columns may hold; a column without a rule is a nullable number.</summary>
    public IReadOnlyDictionary<string, ColumnRule> Columns { get; init; } = new Dictionary<string, ColumnRule>();

    /// <summary>Reads a schema file, strictly: an unknown name is an error.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not JSON or does not fit: the message names file, line, what is wrong and the nearest known name.</exception>
    public static Schema Load(string path) => JsonFile.Read<Schema>(path).Sound(path);

    /// <summary>Reads a schema from JSON text as <see cref="Load"/> reads a file; <paramref name="source"/> names it in errors.</summary>
    public static Schema Parse(string json, string source = "schema") => JsonFile.Parse<Schema>(json, source).Sound(source);

    /// <summary>The schema as JSON that <see cref="Parse"/> reads back.</summary>
    public string ToJson() => JsonFormat.Write(this);

    /// <summary>The rule of a column: the one given, or that of its role.</summary>
    public ColumnRule Rule(string column) =>
        Columns.TryGetValue(column, out var rule) ? rule
        : column == Timestamp ? new() { Type = ColumnType.Timestamp, Nullable = false }
        : column == KnownAt ? new() { Type = ColumnType.Timestamp, Nullable = false }
        : column == Asset || column == Strategy ? new() { Type = ColumnType.Category, Nullable = false }
        : new();

    /// <summary>This schema, if it does not contradict itself.</summary>
    Schema Sound(string source)
    {
        var problem = Features.GroupBy(f => f).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"feature '{twice.Key}' stands twice"
            : KnownAt is not null && Rule(KnownAt).Type is not (ColumnType.Date or ColumnType.Timestamp) ? $"column '{KnownAt}' is the time at which the target is known: its type must be date or timestamp"
            : Rule(Timestamp).Type is not (ColumnType.Date or ColumnType.Timestamp) ? $"column '{Timestamp}' is the timestamp: its type must be date or timestamp"
            : Asset is not null && Rule(Asset).Type is not (ColumnType.Category or ColumnType.Text) ? $"column '{Asset}' is the asset: its type must be category or string"
            : Columns.FirstOrDefault(c => c.Value.Min > c.Value.Max).Key is { } none ? $"column '{none}': min is above max, so no value is allowed"
            : null;
        return problem is null ? this : throw new InvalidDataException($"{source}: {problem}.");
    }

    /// <summary>Every column that the schema names, in the order of the roles, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Named =>
        [.. new[] { Timestamp, Asset, Strategy }.Concat(Features).Append(Target).Append(KnownAt).Append(Prediction).Append(Return).Append(Weight).Concat(Columns.Keys).OfType<string>().Distinct(StringComparer.Ordinal)];
}

/// <summary>What the values of one column may be.</summary>
public sealed record ColumnRule
{
    /// <summary>Type of the values.</summary>
    public ColumnType Type { get; init; } = ColumnType.Number;
    /// <summary>Whether a value may be missing.</summary>
    public bool Nullable { get; init; } = true;
    /// <summary>Smallest allowed number; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Min { get; init; }
    /// <summary>Largest allowed number; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Max { get; init; }
    /// <summary>Allowed categories; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Allowed { get; init; }
}
