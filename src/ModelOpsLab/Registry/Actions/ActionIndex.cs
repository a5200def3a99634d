using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>The state table of actions: which events belong to which action. What they say is read from the events, hashed again.</summary>
static class ActionIndex
{
    public const string Table = "action_events";

    public static LedgerProjection Projection { get; } = new(Table, 1, $"""
        CREATE TABLE {Table} (seq INTEGER PRIMARY KEY, action TEXT NOT NULL, model TEXT NOT NULL) STRICT;
        CREATE INDEX {Table}_by_action ON {Table} (action);
        CREATE INDEX {Table}_by_model ON {Table} (model)
        """, (one, file) =>
    {
        if (ActionEvents.All.Contains(one.Kind) && one.Text("action") is { } action && one.Text("model") is { } model) file.Execute($"INSERT INTO {Table} VALUES (?1, ?2, ?3)", one.Sequence, action, model);
    });

    /// <summary>Actions from their events, in the order in which they were proposed; events that took effect later are left out.</summary>
    /// <param name="ledger">Where they are.</param>
    /// <param name="model">The model; null for all.</param>
    /// <param name="asOf">The last moment that counts; null for all there is.</param>
    public static IReadOnlyList<TrackedAction> Read(Ledger ledger, string? model, DateTimeOffset? asOf)
    {
        Dictionary<string, TrackedAction> actions = [];
        List<string> order = [];
        foreach (var sequence in model is null ? ledger.Query($"SELECT seq FROM {Table} ORDER BY seq", r => r.GetInt64(0)) : ledger.Query($"SELECT seq FROM {Table} WHERE model = ?1 ORDER BY seq", r => r.GetInt64(0), model))
        {
            var one = ledger.Read(sequence, sequence).FirstOrDefault() ?? throw new InvalidDataException($"{ledger.Path} is damaged: event {sequence} is missing. Restore it from a copy.");
            if (one.EffectiveAt > asOf) continue;
            var id = one.Text("action")!;
            if (one.Kind == ActionEvents.Proposed)
            {
                if (actions.TryAdd(id, new() { Action = RegistryTables.Payload<ActionProposed>(one).Plan, ProposedAt = one.EffectiveAt, ProposedBy = one.Actor, Sequence = one.Sequence })) order.Add(id);
            }
            else if (actions.TryGetValue(id, out var action) && action.IsOpen) actions[id] = After(action, one);
        }
        return [.. order.Select(id => actions[id])];
    }

    static TrackedAction After(TrackedAction action, LedgerEvent one)
    {
        var change = RegistryTables.Payload<ActionChanged>(one);
        var state = one.Kind switch { ActionEvents.Taken => ActionState.Taken, ActionEvents.Done => ActionState.Done, _ => ActionState.Dropped };
        return action with
        {
            State = state,
            Action = action.Action with { Owner = change.Owner ?? action.Action.Owner, Due = change.Due ?? action.Action.Due },
            Steps = [.. action.Steps, new(state, one.EffectiveAt, one.Actor, change.Because, one.Sequence)],
        };
    }
}
