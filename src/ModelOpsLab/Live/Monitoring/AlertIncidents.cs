using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>Writes alerts that fire into the ledger, where pages open incidents: the bridge from a monitor to who answers for what it found.</summary>
public static class AlertIncidents
{
    const string Actor = "monitor";

    /// <summary>Records each alert of a model that has begun to fire, or has got worse, since the last time, once; a page opens an incident or joins the one that its alert has already.</summary>
    /// <remarks>After a crash between the ledger and the mark of how far it came, an alert may stand in the ledger twice; its incident does not.</remarks>
    /// <param name="history">Where the transitions are.</param>
    /// <param name="registry">The registry whose ledger it is.</param>
    /// <param name="model">The model's declaration.</param>
    /// <returns>Incidents that were opened or joined.</returns>
    public static IReadOnlyList<Incident> Record(MeasurementHistory history, ModelRegistry registry, ModelDefinition model)
    {
        var mark = $"ledger/{model.Name}";
        List<Incident> incidents = [];
        var slot = model.Slots is [var only] ? only : null;
        var recorded = history.Cursor(mark);
        Dictionary<string, Severity> told = new(StringComparer.Ordinal);
        foreach (var one in history.Transitions(model.Name))
        {
            var before = told.GetValueOrDefault(one.Key);
            var now = told[one.Key] = one.To != AlertState.Firing ? Severity.Healthy : one.Muted is null ? one.Severity : before;
            if (one.Number <= recorded) continue;
            if (now > before) // it begins, gets worse, or is told at last; who acknowledged it raises nothing
            {
                var limit = new Threshold { Metric = one.Evidence.Metric, Because = one.Because };
                if (registry.Incidents.Raise(new(one.Severity, one.Evidence, limit), slot, model.Name, Actor, one.Key, new DateTimeOffset(one.At, TimeSpan.Zero)) is { } incident) incidents.Add(incident);
            }
            history.MoveCursor(mark, one.Number);
        }
        return incidents;
    }
}
