using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Where an action stands.</summary>
public enum ActionState
{
    /// <summary>A review proposes it.</summary>
    Proposed,
    /// <summary>Somebody has taken it on.</summary>
    Taken,
    /// <summary>It is done.</summary>
    Done,
    /// <summary>It is not done, for a reason.</summary>
    Dropped,
}

/// <summary>An action and what became of it. A value; <see cref="ActionRegister"/> changes it.</summary>
public sealed record TrackedAction
{
    /// <summary>What was proposed; owner and due day as they are now.</summary>
    public required PlannedAction Action { get; init; }
    /// <summary>Model, period and name: <c>spx-momentum/2020-03/retrain</c>.</summary>
    public string Id => Action.Id;
    /// <summary>Where it stands.</summary>
    public ActionState State { get; init; }
    /// <summary>When the proposal took effect: the end of the period under review.</summary>
    public required DateTimeOffset ProposedAt { get; init; }
    /// <summary>Who or what proposed it.</summary>
    public required string ProposedBy { get; init; }
    /// <summary>Sequence of the event that proposed it.</summary>
    public required long Sequence { get; init; }
    /// <summary>The steps after the proposal, in order.</summary>
    public IReadOnlyList<ActionStep> Steps { get; init; } = [];

    /// <summary>Whether it is still to be done.</summary>
    public bool IsOpen => State is ActionState.Proposed or ActionState.Taken;
    /// <summary>Whether it is still to be done after its day, or was done after it.</summary>
    public bool IsLate(DateOnly asOf) => IsOpen ? asOf > Action.Due : State == ActionState.Done && DateOnly.FromDateTime(Steps[^1].At.UtcDateTime) > Action.Due;

    /// <summary>One line: id, state, owner, due day.</summary>
    public override string ToString() => $"{Id}, {State.ToString().ToLowerInvariant()}, {Action.Owner} by {Format.Date(Action.Due)}: {Action.What}";
}

/// <summary>Something that somebody did with an action.</summary>
/// <param name="State">Where it stands from then on.</param>
/// <param name="At">When that took effect.</param>
/// <param name="By">Who.</param>
/// <param name="Because">Why; empty where nothing was said.</param>
/// <param name="Sequence">The event.</param>
public sealed record ActionStep(ActionState State, DateTimeOffset At, string By, string Because, long Sequence);
