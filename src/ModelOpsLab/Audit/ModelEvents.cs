using System.Text.Json;
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
        if (one.Kind == AuditEvents.Assessed && Text(one, "model") is null) return true; // of the whole firm
        var named = Text(one, "model");
        var (slot, incident) = (Text(one, "slot"), Text(one, "incident"));
        var taken = named is not null ? named == model : slot is not null ? _slots.Contains(slot) : incident is not null && _incidents.Contains(incident);
        if (!taken) return false;
        if (named == model && slot is not null && one.Kind == "model.promoted") _slots.Add(slot);
        if (incident is not null && one.Kind == "incident.opened") _incidents.Add(incident);
        return true;
    }

    static string? Text(LedgerEvent one, string member) => one.Payload.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
