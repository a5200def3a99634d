using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Live;

/// <summary>The invented past of a demonstration workspace: who did what when, with the keys they sign with.</summary>
sealed record DemonstrationHistory
{
    /// <summary>The model it is about.</summary>
    public required string Model { get; init; }
    /// <summary>Private keys of people who do not exist, by name.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }
    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<DemonstrationStep> Steps { get; init; }
}

/// <summary>Something that happened.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RegisterStep), "register")]
[JsonDerivedType(typeof(PromoteStep), "promote")]
[JsonDerivedType(typeof(RollbackStep), "rollback")]
[JsonDerivedType(typeof(HaltStep), "halt")]
[JsonDerivedType(typeof(EnableStep), "enable")]
[JsonDerivedType(typeof(LabelStep), "label")]
[JsonDerivedType(typeof(ReproduceStep), "reproduce")]
[JsonDerivedType(typeof(IncidentStep), "incident")]
[JsonDerivedType(typeof(EventStep), "event")]
abstract record DemonstrationStep
{
    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>Who.</summary>
    public required string By { get; init; }
    /// <summary>Why.</summary>
    public string Because { get; init; } = "";
}

sealed record RegisterStep : DemonstrationStep
{
    public DateOnly? TrainFrom { get; init; }
    public DateOnly? TrainUntil { get; init; }
}

sealed record PromoteStep : DemonstrationStep
{
    public required int Version { get; init; }
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];
}

sealed record RollbackStep : DemonstrationStep
{
    public string? Incident { get; init; }
}

sealed record HaltStep : DemonstrationStep;

sealed record EnableStep : DemonstrationStep
{
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];
}

sealed record ReproduceStep : DemonstrationStep
{
    public required int Version { get; init; }
}

sealed record LabelStep : DemonstrationStep
{
    public required string Label { get; init; }
    public required int Version { get; init; }
}

/// <summary>A change of the only incident, or its opening for the newest alert.</summary>
sealed record IncidentStep : DemonstrationStep
{
    /// <summary>open, own, note, act, done, close or explain (attach the post-mortem).</summary>
    public required string Do { get; init; }
    public string Text { get; init; } = "";
    public string Owner { get; init; } = "";
    public DateOnly Due { get; init; }
    public int Action { get; init; }
}

/// <summary>An event as it stands: an alert, a review that was held, a drill.</summary>
sealed record EventStep : DemonstrationStep
{
    public required string Event { get; init; }
    public required JsonElement Payload { get; init; }
}
