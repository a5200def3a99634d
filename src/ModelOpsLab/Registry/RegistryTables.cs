using System.Globalization;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>The state tables of the registry: what the events come to.</summary>
static class RegistryTables
{
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>One row a version.</summary>
    public static readonly LedgerProjection Versions = new("versions", 2, """
        CREATE TABLE versions (model TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, content TEXT NOT NULL, format TEXT NOT NULL, training TEXT NOT NULL,
            retired INTEGER NOT NULL, released INTEGER NOT NULL, PRIMARY KEY (model, version)) STRICT, WITHOUT ROWID;
        """, (one, file) =>
    {
        if (one.Kind == RegistryEvents.Registered)
        {
            var e = Payload<ModelRegistered>(one);
            file.Execute("INSERT INTO versions VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)", e.Model, e.Version, one.Sequence, e.Content, e.Format, e.Training);
        }
        else if (one.Kind == RegistryEvents.Retired)
        {
            var e = Payload<VersionRetired>(one);
            file.Execute("UPDATE versions SET retired = ?3 WHERE model = ?1 AND version = ?2", e.Model, e.Version, one.Sequence);
        }
        else if (one.Kind == RegistryEvents.Released && one.Payload.TryGetProperty("version", out _))
        {
            var e = Payload<BlobsReleased>(one);
            file.Execute("UPDATE versions SET released = ?3 WHERE model = ?1 AND version = ?2", e.Model, e.Version, one.Sequence);
        }
    });

    /// <summary>One row an alias that is set.</summary>
    public static readonly LedgerProjection Aliases = new("aliases", 1, """
        CREATE TABLE aliases (model TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (model, alias)) STRICT, WITHOUT ROWID;
        """, (one, file) =>
    {
        if (one.Kind != RegistryEvents.Aliased) return;
        var e = Payload<AliasSet>(one);
        file.Execute("DELETE FROM aliases WHERE model = ?1 AND alias = ?2", e.Model, e.Alias);
        if (e.Version is { } version) file.Execute("INSERT INTO aliases VALUES (?1, ?2, ?3, ?4)", e.Model, e.Alias, version, one.Sequence);
    });

    /// <summary>One row a change of a slot: what is live there from then on, and the promotion whose terms hold.</summary>
    public static readonly LedgerProjection Slots = new("slot_changes", 2, """
        CREATE TABLE slot_changes (seq INTEGER PRIMARY KEY, slot TEXT NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
            at TEXT NOT NULL, promotion INTEGER NOT NULL) STRICT;
        CREATE INDEX slot_changes_in_order ON slot_changes (slot, seq);
        CREATE INDEX slot_changes_by_time ON slot_changes (slot, at, seq);
        CREATE INDEX slot_changes_by_version ON slot_changes (slot, model, version, kind, seq);
        """, (one, file) =>
    {
        if (!RegistryEvents.OfSlots.Contains(one.Kind)) return;
        var slot = one.Payload.GetProperty("slot").GetString()!;
        var last = file.Query("SELECT model, version, state, promotion FROM slot_changes WHERE slot = ?1 ORDER BY seq DESC LIMIT 1",
            r => (Model: r.GetString(0), Version: r.GetInt32(1), State: r.GetString(2), Promotion: r.GetInt64(3)), slot) is [var row] ? row : default((string Model, int Version, string State, long Promotion)?);
        var (model, version, state, promotion) = (one.Kind, last) switch
        {
            (RegistryEvents.Promoted, _) when Payload<ModelPromoted>(one) is var e => (e.Model, e.Version, last?.State ?? nameof(SlotState.Active), one.Sequence),
            (_, null) => throw new InvalidDataException($"{one.Kind} of slot '{slot}', where nothing was ever live"),
            (RegistryEvents.RolledBack, { } before) when Payload<ModelRolledBack>(one) is var e => (e.Model, e.To, before.State, PromotionOf(file, slot, e.Model, e.To, before.Promotion)),
            (_, { } before) => (before.Model, before.Version, StateAfter(one.Kind), before.Promotion),
        };
        file.Execute("INSERT INTO slot_changes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", one.Sequence, slot, one.Kind, model, version, state, Text(one.EffectiveAt), promotion);
    });

    /// <summary>A time as the tables hold it: texts order as times do.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The payload of an event of ours.</summary>
    /// <exception cref="InvalidDataException">It is not what the kind says.</exception>
    public static T Payload<T>(LedgerEvent one) => JsonFormat.Read<T>(one.Payload.GetRawText(), $"payload of event {one.Sequence}, {one.Kind},");

    static string StateAfter(string kind) => kind switch { RegistryEvents.Halted => nameof(SlotState.Halted), RegistryEvents.Reduced => nameof(SlotState.ReduceOnly), _ => nameof(SlotState.Active) };

    /// <summary>The last promotion of a version before that of the one that is live: its terms are those that people know.</summary>
    static long PromotionOf(SqliteFile file, string slot, string model, int version, long before) =>
        file.Query("SELECT seq FROM slot_changes WHERE slot = ?1 AND model = ?2 AND version = ?3 AND kind = ?4 ORDER BY seq < ?5 DESC, seq DESC LIMIT 1", r => r.GetInt64(0), slot, model, version, RegistryEvents.Promoted, before) is [var seq]
            ? seq : throw new InvalidDataException($"slot '{slot}' went back to version {version}, which was never promoted there");
}
