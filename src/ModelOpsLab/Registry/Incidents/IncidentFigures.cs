using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>How long an incident took; null where that has not happened.</summary>
public sealed record IncidentFigures
{
    /// <summary>From when it began until it was opened; null where it is said to have begun later.</summary>
    public TimeSpan? ToDetect { get; init; }
    /// <summary>From opening to the first owner.</summary>
    public TimeSpan? ToOwn { get; init; }
    /// <summary>From opening to the first rollback, kill or restriction; zero where that came before it was opened, and after it began.</summary>
    public TimeSpan? ToMitigate { get; init; }
    /// <summary>From opening to closing.</summary>
    public TimeSpan? ToClose { get; init; }

    /// <summary>The four lengths as names and values; a dash where there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<Fact> Facts => [new("Time to detect", Said(ToDetect)), new("To own", Said(ToOwn)), new("To mitigate", Said(ToMitigate)), new("To close", Said(ToClose))];

    internal static IncidentFigures Of(Incident incident, IEnumerable<LedgerEvent> events)
    {
        var mitigated = events.Where(e => e.Kind is IncidentEvents.RolledBack or IncidentEvents.Halted or IncidentEvents.Reduced && e.EffectiveAt >= incident.BeganAt).Select(e => (DateTimeOffset?)e.EffectiveAt).Min();
        return new()
        {
            ToDetect = incident.OpenedAt >= incident.BeganAt ? incident.OpenedAt - incident.BeganAt : null,
            ToOwn = incident.OwnedAt - incident.OpenedAt,
            ToMitigate = mitigated is { } at ? at < incident.OpenedAt ? TimeSpan.Zero : at - incident.OpenedAt : null,
            ToClose = incident.Closed?.At - incident.OpenedAt,
        };
    }

    static string Said(TimeSpan? time) => time is { } t ? Duration.Of(t) : "–";
}
