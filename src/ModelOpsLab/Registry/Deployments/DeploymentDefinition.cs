namespace ModelOpsLab.Registry;

/// <summary>How a model goes live, declared in <c>modelops.json</c> before it does: limits, fallback, and what a promotion needs.</summary>
public sealed record DeploymentDefinition
{
    /// <summary>Places where it may be live; where none is named, one with the model's name.</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];
    /// <summary>What it may do at most; no version is promoted without.</summary>
    public TradingLimits? Limits { get; init; }
    /// <summary>What is served when it is stopped; no version is promoted without.</summary>
    public Fallback? Fallback { get; init; }
    /// <summary>When a version is taken back without asking; none by default.</summary>
    public IReadOnlyList<RollbackRule> Rules { get; init; } = [];
    /// <summary>Whether a version may be promoted whose code was not that of a commit. Default false.</summary>
    public bool AllowDirtyCode { get; init; }

    /// <summary>What is wrong with it, in sentences; nothing where it holds.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var slot in Slots)
            if (!LedgerEntry.IsName(slot)) yield return $"deployment.slots: '{slot}' is no name of a slot: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit";
        if (Slots.GroupBy(s => s, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) yield return $"deployment.slots: '{twice.Key}' stands twice";
        foreach (var problem in (Limits?.Problems() ?? []).Concat(Fallback?.Problems() ?? [])) yield return $"deployment.{problem}";
    }
}
