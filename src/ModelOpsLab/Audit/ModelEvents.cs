using ModelOpsLab.Registry;

namespace ModelOpsLab.Audit;

/// <summary>Which events are about a model: those that name it, its slots, or an incident of either.</summary>
sealed class ModelEvents(string model)
{
    readonly HashSet<string> _slots = [model], _incidents = [];

    /// <summary>Whether an event is about the model; asked of each event in order, because later ones name slots and incidents that earlier ones introduce.</summary>
    public bool Take(LedgerEvent one)
    {
        if (one.Kind == Ledger.ClockWentBack) return true;
        if (one.Kind is AuditEvents.Assessed or AuditEvents.Released or AuditEvents.Restored && one.Text("model") is null) return true; // of the whole workspace
        var named = one.Text("model");
        var (slot, incident) = (one.Text("slot"), one.Text("incident"));
        var taken = named is not null ? named == model : slot is not null ? _slots.Contains(slot) : incident is not null && _incidents.Contains(incident);
        if (!taken) return false;
        if (named == model && slot is not null && one.Kind == AuditEvents.Promoted) _slots.Add(slot);
        if (incident is not null && one.Kind == AuditEvents.IncidentOpened) _incidents.Add(incident);
        return true;
    }
}
