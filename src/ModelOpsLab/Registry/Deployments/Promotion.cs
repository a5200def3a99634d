namespace ModelOpsLab.Registry;

/// <summary>What is asked for when a version shall go live.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Because">Why, for who reads it in five years.</param>
public sealed record Promotion(string Model, int Version, string Because)
{
    /// <summary>Where; null for the model's only slot.</summary>
    public string? Slot { get; init; }
    /// <summary>The version that a rollback goes to; null for the one that is live now.</summary>
    public int? RollbackTo { get; init; }
    /// <summary>What it may do at most; null for what <c>modelops.json</c> declares.</summary>
    public TradingLimits? Limits { get; init; }
    /// <summary>What is served when it is stopped; null for what <c>modelops.json</c> declares.</summary>
    public Fallback? Fallback { get; init; }
    /// <summary>What people signed to let it happen: see <see cref="ModelRegistry.RequestOf(Promotion)"/>.</summary>
    public IReadOnlyList<DsseEnvelope> Approvals { get; init; } = [];
}

/// <summary>Loading a version before it is needed: its bytes hashed, and a few rows predicted again.</summary>
/// <param name="Version">The version.</param>
/// <param name="Rows">Golden rows that were predicted again.</param>
/// <param name="Because">Why it cannot be relied on; null where it said what it said before, bit for bit.</param>
public sealed record Rehearsal(int Version, int Rows, string? Because);
