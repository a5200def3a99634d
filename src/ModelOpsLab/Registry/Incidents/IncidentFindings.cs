using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What the incidents of a ledger owe at a time, and what of it is late.</summary>
static class IncidentFindings
{
    /// <summary>Something that had to be done by a time.</summary>
    sealed record Duty(string Metric, string Subject, string What, DateTimeOffset Deadline, DateTimeOffset? DoneAt, string Event)
    {
        public bool Missed(DateTimeOffset asOf) => !Done(asOf) && asOf > Deadline;
        public bool Done(DateTimeOffset asOf) => DoneAt <= asOf;
    }

    const string Unowned = "unowned_incidents", Unescalated = "alerts_without_incident", Overdue = "overdue_actions", Unexplained = "missing_postmortems", Unratified = "unratified_kills";

    public static Report Of(Ledger ledger, IReadOnlyList<Incident> incidents, DateTimeOffset asOf, IncidentPolicy policy)
    {
        var duties = Duties(ledger, [.. incidents.Where(i => i.OpenedAt <= asOf)], asOf, policy).OrderBy(d => d.Deadline).ThenBy(d => d.Subject, StringComparer.Ordinal).ToArray();
        var thresholds = Thresholds(policy);
        var known = ledger.SizeAt(asOf); // what is recorded later changes nothing that was said as of a time
        return new()
        {
            Title = "Incidents",
            Of = $"as of {Time(asOf)}",
            Thresholds = thresholds,
            Measurements = [.. thresholds.Select(t => new Measurement(t.Metric, duties.Count(d => d.Metric == t.Metric && d.Missed(asOf))) { Count = known })],
            Body =
            [
                new Table(["duty", "of", "due", "state", "event"], [.. duties.Select(d => Row(d, asOf, Severity(d.Metric)))], "What was and is owed, by deadline."),
                new Note($"Counted: incidents without an owner after {Duration.Of(policy.OwnWithin)}; critical alerts that neither opened nor joined an incident; actions after their day; post-mortems {Business(policy.PostmortemDays)} after closing; kills that {Business(policy.RatifyDays)} later no other person has approved, by a note or by arming the slot again. Business days are those of UTC without Saturdays and Sundays{(policy.Holidays.Count == 0 ? "; no holidays are declared" : $" and {Format.Count(policy.Holidays.Count)} declared holidays")}. What was done late is shown and not counted."),
            ],
            Provenance = new() { AsOf = DateOnly.FromDateTime(asOf.UtcDateTime), Rows = known },
        };
    }

    static IEnumerable<Duty> Duties(Ledger ledger, IReadOnlyList<Incident> incidents, DateTimeOffset asOf, IncidentPolicy policy)
    {
        foreach (var incident in incidents)
        {
            yield return new(Unowned, incident.Id, "an owner", incident.OpenedAt + policy.OwnWithin, incident.OwnedAt, Number(incident.Sequence));
            foreach (var action in incident.Actions.Where(a => a.At <= asOf))
                yield return new(Overdue, incident.Id, $"action {Number(action.Number)} by {IncidentText.Shown(action.Owner)}: {IncidentText.Shown(action.What)}", EndOf(action.Due), action.DoneAt, "");
            if (incident.Closed is { } closed && closed.At <= asOf)
                yield return new(Unexplained, incident.Id, "a post-mortem", EndOf(policy.BusinessDaysAfter(Day(closed.At), policy.PostmortemDays)), incident.Postmortem?.At, Number(closed.Sequence));
        }
        var inIncidents = incidents.SelectMany(i => i.Notes.Where(n => n.At <= asOf).Select(n => n.Alert).Append(i.Alert)).OfType<long>().ToHashSet();
        foreach (var alert in IncidentIndex.OfKind(ledger, IncidentEvents.Alert).Where(a => a.RecordedAt <= asOf && a.Severity() == Reporting.Severity.Critical && !inIncidents.Contains(a.Sequence)))
            yield return new(Unescalated, alert.Text("slot") ?? alert.Text("model") ?? "", $"an incident for: {IncidentText.Shown(alert.Text("message"))}", alert.RecordedAt, null, Number(alert.Sequence));
        var armed = IncidentIndex.OfKind(ledger, IncidentEvents.Armed);
        foreach (var kill in IncidentIndex.OfKind(ledger, IncidentEvents.Halted).Where(k => k.RecordedAt <= asOf))
        {
            var approvals = IncidentIndex.Ratifying(ledger, kill.Sequence).Where(n => n.Actor != kill.Actor)
                .Concat(armed.Where(a => a.Sequence > kill.Sequence && a.Text("slot") == kill.Text("slot") && a.Texts("approvedBy").Any(who => who != kill.Actor)));
            yield return new(Unratified, kill.Text("slot") ?? "", $"approval of the kill by {IncidentText.Shown(kill.Actor)}", EndOf(policy.BusinessDaysAfter(Day(kill.EffectiveAt), policy.RatifyDays)), approvals.Select(a => (DateTimeOffset?)a.RecordedAt).Min(), Number(kill.Sequence));
        }
    }

    static Severity Severity(string metric) => metric is Overdue or Unexplained ? Reporting.Severity.Warning : Reporting.Severity.Critical;

    static IReadOnlyList<Threshold> Thresholds(IncidentPolicy policy) =>
    [
        Threshold.Above(Unowned, null, 0, $"policy: somebody answers within {Duration.Of(policy.OwnWithin)}"),
        Threshold.Above(Unescalated, null, 0, "policy: a critical alert is an incident"),
        Threshold.Above(Unratified, null, 0, $"DORA RTS 2024/1774, article 17: emergency changes are approved afterwards; policy: within {Business(policy.RatifyDays)}"),
        Threshold.Above(Overdue, 0, null, "the day that was agreed"),
        Threshold.Above(Unexplained, 0, null, $"policy: a post-mortem within {Business(policy.PostmortemDays)}"),
    ];

    static IReadOnlyList<Cell> Row(Duty duty, DateTimeOffset asOf, Severity severity) =>
    [
        IncidentText.Shown(duty.What), IncidentText.Shown(duty.Subject), duty.Metric == Unescalated ? "at once" : duty.Metric == Unowned ? Time(duty.Deadline) : Format.Date(Day(duty.Deadline)),
        duty.Missed(asOf) ? new SeverityCell(severity, "missing") : !duty.Done(asOf) ? "pending" : duty.DoneAt > duty.Deadline ? $"late, {Time(duty.DoneAt.Value)}" : "done",
        duty.Event,
    ];

    static string Business(int days) => days == 1 ? "1 business day" : $"{Format.Count(days)} business days";
    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    /// <summary>To the second: fractions tell events of one second apart, and nothing to people.</summary>
    static string Time(DateTimeOffset time) => Format.Time(new DateTime(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc));
    static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The first instant that is too late.</summary>
    static DateTimeOffset EndOf(DateOnly day) => new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).AddTicks(-1);
}
