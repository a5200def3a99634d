namespace ModelOpsLab.Registry;

/// <summary>How much hangs on a model, as <c>modelops.json</c> declares under <c>governance</c> of it.</summary>
public sealed record GovernanceDefinition
{
    const int LastTier = 4, FewestYears = 5, MostYears = 100;

    /// <summary>The firm's tier, from 1, the most material, to 4.</summary>
    public int? Tier { get; init => field = value is null or (>= 1 and <= LastTier) ? value : throw new ArgumentOutOfRangeException(nameof(Tier), value, $"governance.tier is {value}: 1, the most material, to {LastTier}."); }

    /// <summary>Years for which what was live is kept after it was last live. Default 5 (RTS 6, article 28), and never fewer.</summary>
    public int KeepYears { get; init => field = value is >= FewestYears and <= MostYears ? value : throw new ArgumentOutOfRangeException(nameof(KeepYears), value, $"governance.keepYears is {value}: {FewestYears} to {MostYears}."); } = FewestYears;

    /// <summary>Why that tier: exposure and purpose, in a sentence.</summary>
    public string? Materiality { get; init; }

    /// <summary>Whether it is used for high-frequency trading, whose records of orders are kept for five years (RTS 6, article 28).</summary>
    public bool HighFrequency { get; init; }
}
