namespace ModelOpsLab.Trading;

/// <summary>What a model's slot served from a day on, until the next one.</summary>
/// <param name="From">The first session.</param>
/// <param name="Label">The version: number and content id; null where the slot was stopped.</param>
public sealed record ServedVersion(DateOnly From, string? Label);
