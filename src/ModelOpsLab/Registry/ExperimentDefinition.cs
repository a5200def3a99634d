using System.Text.Json.Serialization;

namespace ModelOpsLab.Registry;

/// <summary>The retraining experiment of a declared model: what is compared with the version in production, and how.</summary>
public sealed record ExperimentDefinition
{
    /// <summary>Windows to compare; at least one.</summary>
    public IReadOnlyList<WindowDefinition> Windows { get; init; } =
    [
        new() { Kind = "sliding", Size = 500 }, new() { Kind = "expanding" }, new() { Kind = "hybrid", Size = 250, Weight = 4 },
    ];
    /// <summary>Trainers to compare; none for the model's own.</summary>
    public IReadOnlyList<TrainerDefinition> Trainers { get; init; } = [];
    /// <summary>Points in time between refits. Default 21, a month.</summary>
    public int RefitEvery { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RefitEvery), value, "At least one point in time between refits."); } = 21;
    /// <summary>Newest points in time, on which the winner is judged against production; null for a third of those predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Validation { get; init; }
    /// <summary>What a refit costs, in the unit of the summed squared errors. Default 0.</summary>
    public double CostPerRefit { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(CostPerRefit), value, "A cost is a finite number, 0 or more."); }
}
