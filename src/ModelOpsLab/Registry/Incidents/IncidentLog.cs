using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// The incidents of a workspace: opened by a critical alert or by hand, owned, noted, acted on and closed, each step an event
/// of the ledger. A change that is refused writes nothing; several processes may change incidents at once.
/// </summary>
/// <remarks>
/// A title has at most 200 characters, the name of a person 128, any other text 4,000; none may hold characters that control
/// or reorder text. A change of another kind is refused as <see cref="InvalidDataException"/>, an unknown incident as
/// <see cref="KeyNotFoundException"/>; errors of the file are those of <see cref="Ledger"/>.
/// </remarks>
public sealed class IncidentLog
{
    readonly Ledger _ledger;
    readonly BlobStore? _blobs;

    /// <param name="ledger">Opened with <see cref="Projection"/> among its state tables.</param>
    /// <param name="blobs">Where documents are kept; without it none can be attached.</param>
    /// <exception cref="ArgumentException">The ledger does not keep the state table of incidents.</exception>
    public IncidentLog(Ledger ledger, BlobStore? blobs = null)
    {
        if (ledger.Query("SELECT count(*) FROM projections WHERE name = ?1", r => r.GetInt64(0), IncidentIndex.Table)[0] == 0)
            throw new ArgumentException($"{ledger.Path} was opened without the state table of incidents. Open it with IncidentLog.Projection among its projections.", nameof(ledger));
        (_ledger, _blobs) = (ledger, blobs);
    }

    /// <summary>The state table that incidents keep in the ledger: which events belong to which incident, slot and model.</summary>
    public static LedgerProjection Projection => IncidentIndex.Projection;

    /// <summary>Records an alert. A critical one opens an incident, or joins the open one that an alert of the same key belongs to.</summary>
    /// <param name="alert">What crossed which limit. Characters that control text are replaced in its message, so that no alert is lost for its words.</param>
    /// <param name="slot">Where; null for nowhere in particular.</param>
    /// <param name="model">The model; null for none.</param>
    /// <param name="by">What raises it.</param>
    /// <param name="key">Alerts of one key are about one thing; null for slot, metric and what was measured.</param>
    /// <param name="at">When it took effect; null for now.</param>
    /// <returns>The incident; null where the alert is not critical.</returns>
    public Incident? Raise(Alert alert, string? slot, string? model, string by, string? key = null, DateTimeOffset? at = null)
    {
        slot = IncidentText.CheckedName(slot, "slot");
        model = IncidentText.CheckedName(model, "model");
        var about = IncidentText.Shown(key ?? $"{slot ?? model ?? ""}/{alert.Evidence.Metric}/{alert.Evidence.Of}", IncidentText.MostOfText);
        var limit = alert.Severity is Severity.Unknown ? null : alert.Severity == Severity.Critical ? alert.Threshold.Critical : alert.Threshold.Warning;
        var raised = _ledger.Append(LedgerEntry.Of(IncidentEvents.Alert, by, new IncidentEvents.AlertRaised(model, slot, IncidentText.Shown(alert.Evidence.Metric, IncidentText.MostOfTitle), alert.Severity,
            alert.Evidence.Exists ? alert.Evidence.Value : null, limit, IncidentText.Shown(alert.Message, IncidentText.MostOfText), about)) with { EffectiveAt = at })[^1];
        return alert.Severity == Severity.Critical ? Escalate(raised, by) : null;
    }

    /// <summary>Opens or joins an incident for each critical alert that has none, as after a crash between the two.</summary>
    /// <returns>The incidents, as many as there were such alerts.</returns>
    public IReadOnlyList<Incident> Escalate(string by) => [.. IncidentIndex.AlertsWithoutIncident(_ledger).Select(alert => Escalate(alert, by))];

    /// <summary>Opens an incident by hand.</summary>
    /// <param name="title">What is wrong, in one line.</param>
    /// <param name="severity">How bad it is: warning or critical.</param>
    /// <param name="by">Who opens it.</param>
    /// <param name="slot">Where; null for nowhere in particular.</param>
    /// <param name="model">The model; null for none.</param>
    /// <param name="beganAt">When it began; null for when the alert took effect, or else for now.</param>
    /// <param name="alert">The event of the alert that it is opened for; null for none.</param>
    /// <exception cref="InvalidDataException">The event is no alert, or has an incident already.</exception>
    public Incident Open(string title, Severity severity, string by, string? slot = null, string? model = null, DateTimeOffset? beganAt = null, long? alert = null)
    {
        title = IncidentText.Checked(title, "title", IncidentText.MostOfTitle);
        slot = IncidentText.CheckedName(slot, "slot");
        model = IncidentText.CheckedName(model, "model");
        if (severity is not (Severity.Warning or Severity.Critical)) throw new InvalidDataException($"An incident is opened as warning or critical, not as {severity.ToString().ToLowerInvariant()}.");
        return Write(() =>
        {
            if (alert is not { } sequence) return Opening(title, severity, by, slot, model, null, beganAt);
            var raised = IncidentIndex.Event(_ledger, sequence) is { Kind: IncidentEvents.Alert } found ? found : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Event {sequence} is no alert: {IncidentEvents.Alert} is."));
            return IncidentIndex.WithAlert(_ledger, sequence) is { } already ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Alert {sequence} belongs to {IncidentEvents.Id(already)} already."))
                : Opening(title, severity, by, slot ?? Name(raised, "slot"), model ?? Name(raised, "model"), sequence, beganAt ?? raised.EffectiveAt);
        });
    }

    /// <summary>Gives an incident an owner, in place of the one it had.</summary>
    /// <exception cref="InvalidDataException">It is closed, or is theirs already.</exception>
    public Incident Own(string id, string owner, string by)
    {
        owner = IncidentText.Checked(owner, "owner", IncidentText.MostOfName);
        return Change(id, by, IncidentEvents.Owned, incident => incident.Closed is { } closed ? throw new InvalidDataException($"{id} was closed by {closed.By} on {Day(closed.At)}: it has no new owner. Open another incident.")
            : incident.Owner == owner ? throw new InvalidDataException($"{id} is {owner}'s already.") : new IncidentEvents.IncidentOwned(id, owner));
    }

    /// <summary>Notes something, also after it was closed.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="text">What is to be remembered.</param>
    /// <param name="by">Who says it.</param>
    /// <param name="evidence">A document behind it; none where empty.</param>
    public Incident Note(string id, string text, string by, ReadOnlyMemory<byte> evidence = default) => Noted(id, text, by, evidence, false);

    /// <summary>Attaches the post-mortem; a later one takes its place, and the earlier is kept.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="document">Its bytes.</param>
    /// <param name="by">Who wrote it.</param>
    /// <param name="text">What is said beside it.</param>
    public Incident Attach(string id, ReadOnlyMemory<byte> document, string by, string text = "Post-mortem attached") =>
        document.IsEmpty ? throw new InvalidDataException("The post-mortem is empty.") : Noted(id, text, by, document, true);

    /// <summary>Approves an emergency kill after the fact.</summary>
    /// <param name="id">The incident it belongs to.</param>
    /// <param name="kill">The event of the kill.</param>
    /// <param name="by">Who approves: another than who killed.</param>
    /// <param name="because">Why it was right.</param>
    /// <exception cref="InvalidDataException">The event is no kill, or is by the same person.</exception>
    public Incident Ratify(string id, long kill, string by, string because)
    {
        because = IncidentText.Checked(because, "reason", IncidentText.MostOfText);
        return Change(id, by, IncidentEvents.Noted, _ => IncidentIndex.Event(_ledger, kill) is not { Kind: IncidentEvents.Halted } halted ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Event {kill} is no kill: {IncidentEvents.Halted} is."))
            : halted.Actor == by ? throw new InvalidDataException($"{by} killed it and cannot approve that: another person does.") : new IncidentEvents.IncidentNoted(id, because, null, kill, null, null));
    }

    /// <summary>Adds something to be done, also after the incident was closed.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="what">What is to be done.</param>
    /// <param name="owner">Who does it.</param>
    /// <param name="due">The last day on which it is in time.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>The incident; the action is its last.</returns>
    public Incident Act(string id, string what, string owner, DateOnly due, string by)
    {
        what = IncidentText.Checked(what, "action", IncidentText.MostOfText);
        owner = IncidentText.Checked(owner, "owner", IncidentText.MostOfName);
        return Change(id, by, IncidentEvents.Action, incident => new IncidentEvents.IncidentActed(id, incident.Actions.Count + 1, what, owner, due, false));
    }

    /// <summary>Marks an action as done.</summary>
    /// <exception cref="InvalidDataException">There is no such action, or it is done.</exception>
    public Incident Done(string id, int action, string by) => Change(id, by, IncidentEvents.Action, incident =>
        incident.Actions.FirstOrDefault(a => a.Number == action) is not { } found ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{id} has no action {action}: it has {incident.Actions.Count}."))
        : found.DoneAt is { } at ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Action {action} of {id} was done by {found.DoneBy} on {Day(at)}."))
        : new IncidentEvents.IncidentActed(id, action, found.What, found.Owner, found.Due, true));

    /// <summary>Closes an incident.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="because">Why it is over.</param>
    /// <param name="by">Who closes it.</param>
    /// <param name="postmortem">The post-mortem; where empty, <see cref="Attach"/> brings it later.</param>
    /// <exception cref="InvalidDataException">It is closed, or was never owned.</exception>
    public Incident Close(string id, string because, string by, ReadOnlyMemory<byte> postmortem = default)
    {
        because = IncidentText.Checked(because, "reason", IncidentText.MostOfText);
        return Change(id, by, IncidentEvents.Closed, incident => incident.Closed is { } closed ? throw new InvalidDataException($"{id} was closed by {closed.By} on {Day(closed.At)} already.")
            : incident.Owner is null ? throw new InvalidDataException($"{id} has no owner: give it one first, so that somebody answers for its end.")
            : new IncidentEvents.IncidentClosed(id, because, Keep(postmortem)));
    }

    /// <summary>An incident.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this id: the message names the nearest, or says how many there are.</exception>
    public Incident Incident(string id)
    {
        if (IncidentEvents.Number(id) is { } number && IncidentFold.Of(IncidentIndex.OfIncident(_ledger, number)) is { } incident) return incident;
        string[] known = [.. IncidentIndex.Numbers(_ledger).Select(IncidentEvents.Id)];
        throw new KeyNotFoundException($"There is no incident '{IncidentText.Shown(id, 80)}'.{(known.Length == 0 ? " None was opened yet." : $" There are {known[0]} to {known[^1]}.{Spelling.Suggest(IncidentText.Shown(id, 80), known)}")}");
    }

    /// <summary>All incidents, in the order in which they were opened.</summary>
    public IReadOnlyList<Incident> All() => [.. IncidentIndex.Numbers(_ledger).Select(number => IncidentFold.Of(IncidentIndex.OfIncident(_ledger, number))).OfType<Incident>()];

    /// <summary>What happened around an incident, from the ledger: see <see cref="IncidentTimeline"/>.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="before">How long before it began the timeline starts; seven days if not given.</param>
    /// <param name="asOf">Up to when, where it is not closed; all there is if not given.</param>
    /// <exception cref="KeyNotFoundException">There is no such incident.</exception>
    public IncidentTimeline Timeline(string id, TimeSpan? before = null, DateTimeOffset? asOf = null) => IncidentTimeline.Of(_ledger, Incident(id), before ?? TimeSpan.FromDays(7), asOf);

    /// <summary>What is missing at a time: incidents without an owner, critical alerts without an incident, overdue actions, missing post-mortems, kills that nobody approved afterwards.</summary>
    /// <param name="asOf">The time at which it is judged; what was recorded later does not count.</param>
    /// <param name="policy">The limits; the library's own if not given.</param>
    public Report Findings(DateTimeOffset asOf, IncidentPolicy? policy = null) => IncidentFindings.Of(_ledger, All(), asOf, policy ?? new());

    Incident Escalate(LedgerEvent alert, string by) => Write(() =>
    {
        if (IncidentIndex.WithAlert(_ledger, alert.Sequence) is { } already) return (IncidentEvents.Id(already), null); // another process was first
        if (alert.Text("key") is { } key && IncidentIndex.OpenWith(_ledger, key) is { } open)
            return (IncidentEvents.Id(open), LedgerEntry.Of(IncidentEvents.Noted, by, new IncidentEvents.IncidentNoted(IncidentEvents.Id(open), IncidentText.Shown(string.Create(CultureInfo.InvariantCulture, $"Alert {alert.Sequence} of the same: {alert.Text("message")}"), IncidentText.MostOfText - 1), alert.Sequence, null, null, null)));
        return Opening(IncidentText.Shown(alert.Text("message") is { Length: > 0 } message ? message : "A critical alert", IncidentText.MostOfTitle - 1), Severity.Critical, by, Name(alert, "slot"), Name(alert, "model"), alert.Sequence, alert.EffectiveAt);
    });

    static string? Name(LedgerEvent one, string member) => one.Text(member) is { } name && LedgerEntry.IsName(name) ? name : null;

    (string, LedgerEntry?) Opening(string title, Severity severity, string by, string? slot, string? model, long? alert, DateTimeOffset? beganAt)
    {
        var id = IncidentEvents.Id((IncidentIndex.Newest(_ledger) ?? 0) + 1);
        return (id, LedgerEntry.Of(IncidentEvents.Opened, by, new IncidentEvents.IncidentOpened(id, slot, model, title, severity, alert)) with { EffectiveAt = beganAt });
    }

    Incident Noted(string id, string text, string by, ReadOnlyMemory<byte> document, bool postmortem)
    {
        text = IncidentText.Checked(text, "note", IncidentText.MostOfText);
        return Change(id, by, IncidentEvents.Noted, _ => Keep(document) is var blob && postmortem
            ? new IncidentEvents.IncidentNoted(id, text, null, null, null, blob) : new IncidentEvents.IncidentNoted(id, text, null, null, blob, null));
    }

    Incident Change<T>(string id, string by, string kind, Func<Incident, T> decide) where T : class => Write(() => (id, LedgerEntry.Of(kind, by, decide(Incident(id)))));

    /// <summary>Decides and writes while no other process can.</summary>
    Incident Write(Func<(string Id, LedgerEntry? Entry)> decide)
    {
        var id = "";
        _ledger.Append(() =>
        {
            (id, var entry) = decide();
            return entry is null ? [] : [entry];
        });
        return Incident(id);
    }

    /// <summary>A document as a payload names it; it is kept once nothing can refuse the change any more.</summary>
    string? Keep(ReadOnlyMemory<byte> document) => document.IsEmpty ? null
        : _blobs is null ? throw new InvalidOperationException("The incident log was opened without a place for documents: new IncidentLog(ledger, blobs).") : IncidentEvents.Blob(_blobs.Write(document.Span));

    static string Day(DateTimeOffset time) => Format.Date(DateOnly.FromDateTime(time.UtcDateTime));
}
