namespace ModelOpsLab.Registry;

/// <summary>How much hangs on a model, as <c>modelops.json</c> declares under <c>governance</c> of it.</summary>
public sealed record GovernanceDefinition
{
    const int LastTier = 4;

    /// <summary>The firm's tier, from 1, the most material, to 4.</summary>
    public int? Tier { get; init => field = value is null or (>= 1 and <= LastTier) ? value : throw new ArgumentOutOfRangeException(nameof(Tier), value, $"governance.tier is {value}: 1, the most material, to {LastTier}."); }

    /// <summary>Why that tier: exposure and purpose, in a sentence.</summary>
    public string? Materiality { get; init; }

    /// <summary>Whether it is used for high-frequency trading, whose records of orders are kept for five years (RTS 6, article 28).</summary>
    public bool HighFrequency { get; init; }
}
