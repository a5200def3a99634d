namespace ModelOpsLab.Registry;

/// <summary>What only people can say of a model: declared in <c>modelops.json</c>, recorded with every training and printed on its card.</summary>
public sealed record ModelCardText
{
    /// <summary>What it is for.</summary>
    public string? Purpose { get; init; }
    /// <summary>What it must not be used for.</summary>
    public string? NotFor { get; init; }
    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }
    /// <summary>Where the data come from and who may use them.</summary>
    public string? Data { get; init; }
    /// <summary>What is known to go wrong, and when.</summary>
    public string? Limits { get; init; }
}
