using System.Globalization;

namespace ModelOpsLab.Registry;

/// <summary>What an event says, as a sentence; of one whose members are not as expected, what there is.</summary>
static class TimelineSentence
{
    const int MostShown = 600;

    public static TimelineLine Line(LedgerEvent one) => new(At(one), one.RecordedAt, Kind(one.Kind), IncidentText.Shown(one.Actor), IncidentText.Shown(Of(one), MostShown), one.Sequence, one.Hash);

    /// <summary>An incident is opened when that is recorded; that it began earlier stands in the sentence.</summary>
    static DateTimeOffset At(LedgerEvent one) => one.Kind == IncidentEvents.Opened ? one.RecordedAt : one.EffectiveAt;

    static TimelineKind Kind(string kind) => kind switch
    {
        IncidentEvents.Alert => TimelineKind.Alert,
        IncidentEvents.Sealed => TimelineKind.Predictions,
        IncidentEvents.Promoted => TimelineKind.Promotion,
        IncidentEvents.RolledBack => TimelineKind.Rollback,
        IncidentEvents.Halted or IncidentEvents.Reduced => TimelineKind.Kill,
        IncidentEvents.Armed => TimelineKind.Arming,
        IncidentEvents.Drilled => TimelineKind.Drill,
        IncidentEvents.Noted => TimelineKind.Note,
        IncidentEvents.Action => TimelineKind.Action,
        _ => TimelineKind.Incident,
    };

    static string Of(LedgerEvent one) => one.Kind switch
    {
        IncidentEvents.Alert => $"{Capital(one.Severity().ToString())} alert: {Text(one, "message")}.",
        IncidentEvents.Sealed => $"{Number(one, "count")} predictions of version {Number(one, "version")} sealed, made from {Minute(one, "from")} to {Minute(one, "to")}.",
        IncidentEvents.Promoted => $"Version {Number(one, "version")} of {Text(one, "model")} went live{(one.Whole("previous") is null ? "" : $" in place of version {Number(one, "previous")}")}{Approved(one)}: {Text(one, "because")}.",
        IncidentEvents.RolledBack => $"{(one.Flag("automatic") ? "A rule went" : "Went")} back from version {Number(one, "from")} to version {Number(one, "to")}: {Text(one, "because")}.",
        IncidentEvents.Halted => $"Stopped, the fallback is served: {Text(one, "because")}.",
        IncidentEvents.Reduced => $"Restricted to closing positions: {Text(one, "because")}.",
        IncidentEvents.Armed => $"Armed again{Approved(one)}: {Text(one, "because")}.",
        IncidentEvents.Drilled => $"Drill of the control '{Text(one, "control")}'.",
        IncidentEvents.Opened => $"Opened as {one.Severity().ToString().ToLowerInvariant()}{(one.Whole("alert") is null ? "" : $" by alert {Number(one, "alert")}")}{(one.EffectiveAt < one.RecordedAt ? $", begun at {Reporting.Format.Time(one.EffectiveAt.UtcDateTime)}" : "")}: {Text(one, "title")}.",
        IncidentEvents.Owned => $"{Text(one, "owner")} answers for it.",
        IncidentEvents.Noted => $"{(one.Whole("ratifies") is null ? "" : $"The kill of event {Number(one, "ratifies")} is approved: ")}{Text(one, "text")}.{(one.BlobId("evidence") is { } evidence ? $" Evidence: blob {evidence[..12]}." : "")}{(one.BlobId("postmortem") is { } document ? $" Post-mortem: blob {document[..12]}." : "")}",
        IncidentEvents.Action when one.Flag("done") => $"Action {Number(one, "action")} is done: {Text(one, "what")}.",
        IncidentEvents.Action => $"Action {Number(one, "action")} for {Text(one, "owner")}, due {Text(one, "due")}: {Text(one, "what")}.",
        IncidentEvents.Closed => $"Closed: {Text(one, "because")}.{(one.BlobId("postmortem") is { } document ? $" Post-mortem: blob {document[..12]}." : "")}",
        _ => one.Kind,
    };

    static string Text(LedgerEvent one, string name) => one.Text(name) is { Length: > 0 } text ? text.TrimEnd(' ', '.') : "(not said)";

    /// <summary>A time to the minute, as the tables hold it.</summary>
    static string Minute(LedgerEvent one, string name) => Text(one, name) is { Length: > 16 } time ? time[..16].Replace('T', ' ') : Text(one, name);

    static string Number(LedgerEvent one, string name) => one.Whole(name)?.ToString(CultureInfo.InvariantCulture) ?? "?";

    static string Approved(LedgerEvent one) => one.Texts("approvedBy") is { Length: > 0 } names ? $", approved by {string.Join(" and ", names)}" : "";

    static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}
