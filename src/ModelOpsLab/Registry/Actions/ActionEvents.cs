namespace ModelOpsLab.Registry;

/// <summary>Kinds of events that actions are made of; the payloads are below.</summary>
static class ActionEvents
{
    public const string Proposed = "action.proposed", Taken = "action.taken", Done = "action.done", Dropped = "action.dropped";

    public static readonly string[] All = [Proposed, Taken, Done, Dropped];
}

sealed record ActionProposed(string Model, string Action, PlannedAction Plan);

/// <summary>A step of an action; owner and due day where it has new ones.</summary>
sealed record ActionChanged(string Model, string Action, string Because, string? Owner, DateOnly? Due);
