using System.Text.Json.Serialization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Registry;

/// <summary>How reviews of a model are judged, as <c>modelops.json</c> says under <c>review</c>: of the workspace, and of a model in its place, member by member.</summary>
public sealed record ReviewDefinition
{
    /// <summary>Annual Sharpe ratio that the live edge must not be below; null for 0, no edge at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Floor { get; init => field = value is null || double.IsFinite(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(Floor), value, "A floor is a finite Sharpe ratio."); }
    /// <summary>Part of the backtest's Sharpe ratio that is not believed, 0 to 1; null for <see cref="DefaultHaircut"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Haircut { get; init => field = value is null or >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Haircut), value, "A haircut is between 0 and 1."); }
    /// <summary>Odds at which the edge counts as shown, or as shown to be gone; null for 0.95.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Level { get; init => field = value is null or > 0.5 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Level), value, "A level of odds lies between 0.5 and 1."); }
    /// <summary>Who signs a page, line by line; null for the model owner, validation and risk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? SignedBy { get; init; }
    /// <summary>The rules in order: the first that fires decides. Null for <see cref="ReviewRules.Default"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReviewRule>? Rules { get; init; }

    /// <summary>Half: what practice has long taken off a backtest (Harvey and Liu, 2015, who show when it is too much or too little).</summary>
    public const double DefaultHaircut = 0.5;

    /// <summary>These members over those of another, for all that is not given here.</summary>
    public ReviewDefinition Over(ReviewDefinition other) => new()
    {
        Floor = Floor ?? other.Floor, Haircut = Haircut ?? other.Haircut, Level = Level ?? other.Level, SignedBy = SignedBy ?? other.SignedBy, Rules = Rules ?? other.Rules,
    };

    /// <summary>The rules that hold.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReviewRule> RulesInForce => Rules ?? ReviewRules.Default;

    /// <summary>The lines of the sign-off that hold.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Signatures => SignedBy ?? ["model owner", "validation", "risk"];

    /// <summary>Reads a definition from JSON text, strictly.</summary>
    /// <exception cref="InvalidDataException">It is not one, or its rules cannot hold: all that is wrong is named.</exception>
    public static ReviewDefinition Parse(string json, string source = "review")
    {
        var definition = JsonFile.Parse<ReviewDefinition>(json, source);
        string[] problems = [.. definition.Problems()];
        return problems.Length == 0 ? definition : throw new InvalidDataException($"{source}: {string.Join("; ", problems)}.");
    }

    /// <summary>What cannot hold in it, all at once.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var role in SignedBy ?? []) if (!LedgerEntry.IsPlain(role, 128)) yield return $"signedBy: '{LedgerEntry.Shown(role)}' is no role: 1 to 128 characters, none of which controls or reorders text";
        if (SignedBy is { Count: 0 }) yield return "signedBy is empty: name at least one who signs, or leave it out";
        foreach (var problem in Rules is null ? [] : ReviewRules.Problems(Rules)) yield return $"rules: {problem}";
    }
}
