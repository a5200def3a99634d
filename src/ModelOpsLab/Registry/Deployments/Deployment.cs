using System.Globalization;

namespace ModelOpsLab.Registry;

/// <summary>One stretch of a slot's life: which version was live there, since when, by whom, under which limits.</summary>
public sealed record Deployment
{
    /// <summary>Where.</summary>
    public required string Slot { get; init; }
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>The version.</summary>
    public required int Version { get; init; }
    /// <summary>Whether the slot trades.</summary>
    public required SlotState State { get; init; }
    /// <summary>What began the stretch: the kind of its event, as in <c>model.promoted</c>.</summary>
    public required string Change { get; init; }
    /// <summary>When it began.</summary>
    public required DateTimeOffset From { get; init; }
    /// <summary>When that was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>When the next change ended it; null while it lasts.</summary>
    public DateTimeOffset? Until { get; init; }
    /// <summary>The event that began it.</summary>
    public required long Sequence { get; init; }
    /// <summary>Who did it.</summary>
    public required string By { get; init; }
    /// <summary>Why.</summary>
    public required string Because { get; init; }
    /// <summary>What the version may do at most, as promoted.</summary>
    public required TradingLimits Limits { get; init; }
    /// <summary>What is served when it is stopped, as promoted.</summary>
    public required Fallback Fallback { get; init; }
    /// <summary>The version that a rollback goes to; null where there was none before.</summary>
    public required int? RollbackTo { get; init; }
    /// <summary>When it is taken back without asking, as promoted.</summary>
    public IReadOnlyList<RollbackRule> Rules { get; init; } = [];
    /// <summary>Who approved it, by their signatures; none where the policy asked for none.</summary>
    public required IReadOnlyList<string> ApprovedBy { get; init; }

    /// <summary>One line: slot, version, state, since when.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slot}: {Model} version {Version}, {State.ToString().ToLowerInvariant()} since {From.UtcDateTime:yyyy-MM-dd HH:mm}Z by {By}");
}
