namespace ModelOpsLab.Registry;

/// <summary>An incident from its events, in their order. One that does not fit, such as a second closing, changes nothing: the ledger would show it, the log never writes it.</summary>
static class IncidentFold
{
    public static Incident? Of(IReadOnlyList<LedgerEvent> events)
    {
        Incident? incident = null;
        foreach (var one in events) incident = incident is null ? Opened(one) : After(incident, one);
        return incident;
    }

    static Incident? Opened(LedgerEvent one) => one.Kind != IncidentEvents.Opened ? null : new()
    {
        Id = one.Text("incident")!,
        Title = one.Text("title") ?? "",
        Severity = one.Severity(),
        Slot = one.Text("slot"),
        Model = one.Text("model"),
        Alert = one.Whole("alert"),
        BeganAt = one.EffectiveAt,
        OpenedAt = one.RecordedAt,
        OpenedBy = one.Actor,
        Sequence = one.Sequence,
    };

    static Incident After(Incident incident, LedgerEvent one)
    {
        if (one.BlobId("postmortem") is { } document && one.Kind is IncidentEvents.Noted or IncidentEvents.Closed) incident = incident with { Postmortem = new(document, incident.Postmortem?.At ?? one.RecordedAt) };
        return one.Kind switch
        {
            IncidentEvents.Owned when incident.Closed is null && one.Text("owner") is { } owner => incident with { Owner = owner, OwnedAt = incident.OwnedAt ?? one.RecordedAt },
            IncidentEvents.Noted => incident with { Notes = [.. incident.Notes, new(one.Text("text") ?? "", one.RecordedAt, one.Actor, one.Sequence) { Alert = one.Whole("alert"), Ratifies = one.Whole("ratifies"), Evidence = one.BlobId("evidence") }] },
            IncidentEvents.Action => incident with { Actions = Actions(incident.Actions, one) },
            IncidentEvents.Closed when incident.Closed is null => incident with { Closed = new(one.RecordedAt, one.Actor, one.Text("because") ?? "", one.Sequence) },
            _ => incident,
        };
    }

    static IReadOnlyList<IncidentAction> Actions(IReadOnlyList<IncidentAction> actions, LedgerEvent one) => one.Whole("action") switch
    {
        { } number when one.Flag("done") => [.. actions.Select(a => a.Number == number && a.DoneAt is null ? a with { DoneAt = one.RecordedAt, DoneBy = one.Actor } : a)],
        { } number when number == actions.Count + 1 && one.Day("due") is { } due => [.. actions, new((int)number, one.Text("what") ?? "", one.Text("owner") ?? "", due, one.RecordedAt)],
        _ => actions,
    };
}
