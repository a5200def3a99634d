using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>An incident as a picture: which version was live, and the moments that matter.</summary>
static class IncidentPicture
{
    const int MostMarkers = 12;

    public static LineChart Of(Incident incident, LedgerEvent? deployedBefore, bool haltedBefore, IReadOnlyList<LedgerEvent> events, DateTimeOffset from, DateTimeOffset? to)
    {
        var end = to ?? events.Select(e => e.EffectiveAt).DefaultIfEmpty(from).Max();
        var versions = Versions(deployedBefore, haltedBefore, events, from, end);
        return new()
        {
            Title = $"The version that was live around {incident.Id}",
            Caption = versions.Y.Count == 0 ? "No version is known to have been live; the line counts the alerts." : "A gap in the line is a halt: the fallback was served. The grey span is the incident, from opening to closing.",
            Id = "timeline-picture",
            Series = [versions.Y.Count == 0 ? Alerts(events, from, end) : versions],
            Markers = [.. Markers(incident, events, end)],
            Y = new(versions.Y.Count == 0 ? "alerts" : "version", AxisFormat.Whole),
        };
    }

    /// <summary>Steps: each version holds until the next change.</summary>
    static Series Versions(LedgerEvent? before, bool halted, IReadOnlyList<LedgerEvent> events, DateTimeOffset from, DateTimeOffset end)
    {
        List<double> x = [], y = [];
        double live = before is null ? double.NaN : VersionOf(before), shown = halted ? double.NaN : live;
        Add(from, shown);
        foreach (var one in events)
        {
            if (one.Kind is IncidentEvents.Promoted or IncidentEvents.RolledBack) live = VersionOf(one);
            if (one.Kind is IncidentEvents.Halted or IncidentEvents.Armed) halted = one.Kind == IncidentEvents.Halted;
            var next = halted ? double.NaN : live;
            if (next.Equals(shown)) continue;
            Add(one.EffectiveAt, shown);
            Add(one.EffectiveAt, next);
            shown = next;
        }
        Add(end, shown);
        return y.Any(double.IsFinite) ? new("live version", x, y) : new("live version", [], []);

        void Add(DateTimeOffset at, double version)
        {
            x.Add(Day(at));
            y.Add(version);
        }
    }

    static Series Alerts(IReadOnlyList<LedgerEvent> events, DateTimeOffset from, DateTimeOffset end)
    {
        LedgerEvent[] alerts = [.. events.Where(e => e.Kind == IncidentEvents.Alert)];
        return new("alerts", [Day(from), .. alerts.SelectMany(a => new[] { Day(a.EffectiveAt), Day(a.EffectiveAt) }), Day(end)], [0, .. alerts.SelectMany((_, i) => new double[] { i, i + 1 }), alerts.Length]);
    }

    static double VersionOf(LedgerEvent one) => one.Whole(one.Kind == IncidentEvents.Promoted ? "version" : "to") ?? double.NaN;

    /// <summary>The span of the incident, then the first of each thing that happened.</summary>
    static IEnumerable<Marker> Markers(Incident incident, IReadOnlyList<LedgerEvent> events, DateTimeOffset end)
    {
        yield return new(incident.Id, Day(incident.OpenedAt), Day(incident.Closed?.At ?? (end > incident.OpenedAt ? end : incident.OpenedAt)));
        var told = events.Select(e => (e.EffectiveAt, Label: LabelOf(e))).Where(e => e.Label.Length > 0).DistinctBy(e => e.Label).Take(MostMarkers);
        foreach (var (at, label) in told) yield return new(label, Day(at));
    }

    static string LabelOf(LedgerEvent one) => one.Kind switch
    {
        IncidentEvents.Alert when one.Severity() == Severity.Critical => "critical alert",
        IncidentEvents.Promoted => $"version {Number(one, "version")} live",
        IncidentEvents.RolledBack => $"back to {Number(one, "to")}",
        IncidentEvents.Halted => "stopped",
        IncidentEvents.Reduced => "reduce only",
        IncidentEvents.Armed => "armed",
        IncidentEvents.Owned => "owned",
        IncidentEvents.Closed => "closed",
        _ => "",
    };

    static string Number(LedgerEvent one, string name) => one.Whole(name)?.ToString(CultureInfo.InvariantCulture) ?? "?";
    static double Day(DateTimeOffset time) => (time.UtcDateTime - DateTime.UnixEpoch).TotalDays;
}
