using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// The state table of incidents: which events belong to which incident, slot and model, and when they took effect. What they
/// say is not repeated here; it is read from the events, hashed again.
/// </summary>
static class IncidentIndex
{
    public const string Table = "incident_events";

    public static LedgerProjection Projection { get; } = new(Table, 1, $"""
        CREATE TABLE {Table} (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, number INTEGER, slot TEXT, model TEXT, alert INTEGER, ratifies INTEGER, severity TEXT, alert_key TEXT, effective INTEGER NOT NULL) STRICT;
        CREATE INDEX {Table}_by_number ON {Table} (number);
        CREATE INDEX {Table}_by_slot ON {Table} (slot, effective);
        CREATE INDEX {Table}_by_model ON {Table} (model, effective);
        CREATE INDEX {Table}_by_alert ON {Table} (alert);
        CREATE INDEX {Table}_by_key ON {Table} (alert_key)
        """, Apply);

    /// <summary>The incident of the open ones that an alert of a key has opened or joined.</summary>
    public static long? OpenWith(Ledger ledger, string key) => ledger.Query($"""
        SELECT max(o.number) FROM {Table} o WHERE o.kind = '{IncidentEvents.Opened}' AND o.number IS NOT NULL
            AND EXISTS (SELECT 1 FROM {Table} n JOIN {Table} a ON a.seq = n.alert WHERE n.number = o.number AND a.alert_key = ?1)
            AND NOT EXISTS (SELECT 1 FROM {Table} c WHERE c.number = o.number AND c.kind = '{IncidentEvents.Closed}')
        """, r => r.IsDBNull(0) ? null : (long?)r.GetInt64(0), key)[0];

    /// <summary>The incident that an alert has opened or joined.</summary>
    public static long? WithAlert(Ledger ledger, long alert) => One(ledger, $"SELECT min(number) FROM {Table} WHERE alert = ?1 AND number IS NOT NULL", alert);

    public static long? Newest(Ledger ledger) => One(ledger, $"SELECT max(number) FROM {Table} WHERE kind = '{IncidentEvents.Opened}' AND -1 <> ?1", 0);

    public static IReadOnlyList<long> Numbers(Ledger ledger) =>
        ledger.Query($"SELECT DISTINCT number FROM {Table} WHERE kind = '{IncidentEvents.Opened}' AND number IS NOT NULL ORDER BY number", r => r.GetInt64(0));

    public static IReadOnlyList<LedgerEvent> OfIncident(Ledger ledger, long number) =>
        Events(ledger, ledger.Query($"SELECT seq FROM {Table} WHERE number = ?1 ORDER BY seq", r => r.GetInt64(0), number));

    /// <summary>Critical alerts that neither opened nor joined an incident.</summary>
    public static IReadOnlyList<LedgerEvent> AlertsWithoutIncident(Ledger ledger) => Events(ledger, ledger.Query($"""
        SELECT seq FROM {Table} a WHERE kind = '{IncidentEvents.Alert}' AND severity = 'critical'
            AND NOT EXISTS (SELECT 1 FROM {Table} n WHERE n.alert = a.seq AND n.number IS NOT NULL AND n.kind <> '{IncidentEvents.Alert}') ORDER BY seq
        """, r => r.GetInt64(0)));

    public static IReadOnlyList<LedgerEvent> OfKind(Ledger ledger, string kind) => Events(ledger, ledger.Query($"SELECT seq FROM {Table} WHERE kind = ?1 ORDER BY seq", r => r.GetInt64(0), kind));

    /// <summary>Events that ratify the one of a sequence.</summary>
    public static IReadOnlyList<LedgerEvent> Ratifying(Ledger ledger, long sequence) =>
        Events(ledger, ledger.Query($"SELECT seq FROM {Table} WHERE ratifies = ?1 AND kind = '{IncidentEvents.Noted}' ORDER BY seq", r => r.GetInt64(0), sequence));

    /// <summary>What happened in a slot and to a model between two times, by effect; incidents' own events are not among it.</summary>
    public static IReadOnlyList<LedgerEvent> Around(Ledger ledger, string? slot, string? model, DateTimeOffset from, DateTimeOffset to) => Events(ledger, ledger.Query($"""
        SELECT seq FROM {Table} WHERE number IS NULL AND effective BETWEEN ?3 AND ?4
            AND (slot = ?1 OR (model = ?2 AND (slot IS NULL OR ?1 IS NULL))) ORDER BY seq
        """, r => r.GetInt64(0), slot, model, from.UtcTicks, to.UtcTicks));

    /// <summary>The last event of two kinds in a slot that took effect before a time.</summary>
    public static LedgerEvent? LastBefore(Ledger ledger, string? slot, string? model, DateTimeOffset time, string kind, string other) => Events(ledger, ledger.Query($"""
        SELECT seq FROM {Table} WHERE kind IN (?4, ?5) AND effective < ?3 AND (slot = ?1 OR (?1 IS NULL AND model = ?2)) ORDER BY effective DESC, seq DESC LIMIT 1
        """, r => r.GetInt64(0), slot, model, time.UtcTicks, kind, other)) is [var last] ? last : null;

    public static LedgerEvent? Event(Ledger ledger, long sequence) => sequence < 1 ? null : ledger.Read(sequence, sequence).FirstOrDefault();

    static IReadOnlyList<LedgerEvent> Events(Ledger ledger, IReadOnlyList<long> sequences) => [.. sequences.Select(sequence =>
        Event(ledger, sequence) ?? throw new InvalidDataException($"{ledger.Path} is damaged: event {sequence} is missing. Restore it from a copy."))];

    static long? One(Ledger ledger, string sql, long argument) => ledger.Query(sql, r => r.IsDBNull(0) ? null : (long?)r.GetInt64(0), argument)[0];

    static void Apply(LedgerEvent one, SqliteFile file)
    {
        if (!IncidentEvents.Shown.Contains(one.Kind)) return;
        file.Execute($"INSERT INTO {Table} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", one.Sequence, one.Kind,
            one.Kind.StartsWith("incident.", StringComparison.Ordinal) ? IncidentEvents.Number(one.Text("incident")) : null,
            one.Text("slot"), one.Text("model"), one.Whole("alert"), one.Whole("ratifies"), one.Text("severity"), one.Text("key"), one.EffectiveAt.UtcTicks);
    }
}
