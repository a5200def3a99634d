using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Which column of a file of fills is what. A role without a column is not read.</summary>
public sealed record FillSchema
{
    /// <summary>Column of the time: a day, or an instant with its zone.</summary>
    public string Time { get; init; } = "time";
    /// <summary>Whether <see cref="Time"/> holds days alone.</summary>
    public bool Days { get; init; }
    /// <summary>Column of the asset.</summary>
    public string Asset { get; init; } = "asset";
    /// <summary>Column of the units: signed, or positive where <see cref="Side"/> names a column.</summary>
    public string Quantity { get; init; } = "quantity";
    /// <summary>Column of the price.</summary>
    public string Price { get; init; } = "price";
    /// <summary>Column of <c>buy</c> or <c>sell</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Side { get; init; }
    /// <summary>Column of the strategy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Strategy { get; init; }
    /// <summary>Column of the fee; an empty cell counts as no fee and is told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fee { get; init; }
    /// <summary>Column of the currency.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }
    /// <summary>Column of the execution's identifier.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
    /// <summary>Column of the price at which the decision was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExpectedPrice { get; init; }
    /// <summary>Assets whose price may be negative: futures, spreads, power.</summary>
    public IReadOnlyList<string> NegativePrices { get; init; } = [];
    /// <summary>Currency a unit is worth for each point of price, by asset; 1 for any other.</summary>
    public IReadOnlyDictionary<string, decimal> Multipliers { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Reads a schema of fills, strictly: an unknown name is an error.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not JSON, or it does not fit: the message names file, line and what is known.</exception>
    public static FillSchema Load(string path) => JsonFile.Read<FillSchema>(path);

    /// <summary>The schema as JSON that <see cref="Load"/> reads back.</summary>
    public string ToJson() => JsonFormat.Write(this);

    /// <summary>The columns as a table's schema.</summary>
    internal Schema Columns()
    {
        Dictionary<string, ColumnRule> rules = new(StringComparer.Ordinal)
        {
            [Time] = new() { Type = Days ? ColumnType.Date : ColumnType.Timestamp, Nullable = false },
            [Asset] = new() { Type = ColumnType.Category, Nullable = false },
            [Quantity] = new(), [Price] = new(),
        };
        foreach (var text in new[] { Side, Strategy, Currency, Id })
            if (text is not null) rules[text] = new() { Type = ColumnType.Text };
        foreach (var number in new[] { Fee, ExpectedPrice })
            if (number is not null) rules[number] = new();
        string[] named = [.. new[] { Time, Asset, Quantity, Price, Side, Strategy, Fee, Currency, Id, ExpectedPrice }.OfType<string>()];
        return named.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ArgumentException($"Column '{twice.Key}' has two roles in the schema of fills: give each role its own column.")
            : new() { Timestamp = Time, Asset = Asset, Columns = rules };
    }
}
