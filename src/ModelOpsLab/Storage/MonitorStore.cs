using System.Buffers.Binary;
using System.Data.Common;

namespace ModelOpsLab.Storage;

/// <summary>What monitors keep, as rows: it knows names and bytes, not what they mean.</summary>
sealed class MonitorStore(ISqlDatabase database)
{
    const string Points = "SELECT s.model, s.metric, s.of_what, s.type, p.resolution, p.start, e.body, p.body FROM points p JOIN series s ON s.id = p.series LEFT JOIN edges e ON e.id = p.edges";
    const string Heads = "SELECT model, version, latest, hours_to, days_to, minutes_from, hours_from, (SELECT coalesce(max(until), 0) FROM let_go WHERE let_go.model = monitors.model AND resolution = 2), state FROM monitors";
    const string Events = "SELECT seq, model, number, kind, at, body FROM alert_events";

    const int Together = 32;
    static readonly string AddOne = Adding(1), AddMany = Adding(Together);

    readonly Lock _gate = new();
    readonly Dictionary<(string, string, string, string), long> _series = [];
    readonly Dictionary<string, long> _edges = new(StringComparer.Ordinal);

    /// <summary>One transaction; what was looked up in it is forgotten where it failed.</summary>
    public T Transaction<T>(Func<T> work)
    {
        lock (_gate)
            try
            {
                return database.Transaction(work);
            }
            catch
            {
                _series.Clear();
                _edges.Clear();
                throw;
            }
    }

    /// <inheritdoc cref="ISqlDatabase.Snapshot"/>
    public T Snapshot<T>(Func<T> work) => database.Snapshot(work);

    /// <summary>Where the monitor of a model stands; null where it never wrote.</summary>
    public MonitorHead? Head(string model) => database.Query($"{Heads} WHERE model = ?1", ReadHead, model) is [var head] ? head : null;

    /// <summary>Where all monitors stand, by model.</summary>
    public IReadOnlyList<MonitorHead> AllHeads() => database.Query($"{Heads} ORDER BY model", ReadHead);

    /// <summary>Puts down where a monitor stands.</summary>
    public void Put(MonitorHead head) => database.Execute("""
        INSERT INTO monitors (model, version, latest, hours_to, days_to, minutes_from, hours_from, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (model) DO UPDATE SET version = excluded.version, latest = excluded.latest, hours_to = excluded.hours_to, days_to = excluded.days_to,
            minutes_from = excluded.minutes_from, hours_from = excluded.hours_from, state = excluded.state
        """, KeptText.Of(head.Model), head.Version, head.Latest, head.HoursTo, head.DaysTo, head.MinutesFrom, head.HoursFrom, Sealed(head.State, Place(head.Version)));

    /// <summary>Appends rows of series, many with one statement; null, or some of them of which one was there already for its stretch.</summary>
    public IReadOnlyList<SeriesRow>? Add(IEnumerable<SeriesRow> rows)
    {
        foreach (var some in rows.Chunk(Together).SelectMany(c => c.Length == Together ? [c] : c.Select(r => new[] { r })))
        {
            object?[] arguments = [.. some.SelectMany(r => (object?[])[IdOf(r), r.Resolution, r.Start, r.Edges.Length == 0 ? null : IdOf(r.Edges), Sealed(r.Body, Place(r.Start, r.Resolution, r.Edges))])];
            if (database.Execute(some.Length == 1 ? AddOne : AddMany, arguments) < some.Length) return some;
        }
        return null;
    }

    /// <summary>The rows of one resolution that start in a period, by series and start.</summary>
    /// <param name="metric">Null for all.</param>
    /// <param name="of">Null for all of the metric.</param>
    public IReadOnlyList<SeriesRow> Rows(string model, string? metric, string? of, int resolution, long from, long to) => from >= to ? [] : database.Query(
        $"{Points} WHERE s.model = ?1 {(metric is null ? "" : "AND s.metric = ?5")} {(of is null ? "" : "AND s.of_what = ?6")} AND p.resolution = ?2 AND p.start >= ?3 AND p.start < ?4 ORDER BY s.metric, s.of_what, s.type, p.start",
        ReadRow, [model, resolution, from, to, .. metric is null ? Array.Empty<object?>() : [metric], .. of is null ? Array.Empty<object?>() : [of]]);

    /// <summary>Metric and what it is of, of each series of a model.</summary>
    public IReadOnlyList<(string Metric, string Of)> Names(string model) =>
        database.Query("SELECT DISTINCT metric, of_what FROM series WHERE model = ?1 ORDER BY metric, of_what", r => (r.GetString(0), r.GetString(1)), model);

    /// <summary>The start of the first row of a resolution; null where there is none.</summary>
    public long? First(string model, int resolution) => database.Query(
        "SELECT min((SELECT min(p.start) FROM points p WHERE p.series = s.id AND p.resolution = ?2)) FROM series s WHERE s.model = ?1", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), model, resolution)[0];

    /// <summary>The start of the third newest row of a resolution, of the series whose it is the latest; null where none has three.</summary>
    public long? ThirdNewest(string model, int resolution) => database.Query(
        "SELECT max((SELECT p.start FROM points p WHERE p.series = s.id AND p.resolution = ?2 ORDER BY p.start DESC LIMIT 1 OFFSET 2)) FROM series s WHERE s.model = ?1", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), model, resolution)[0];

    /// <summary>Puts down that rows which start before a minute have gone, and removes them; returns how many.</summary>
    public int LetGo(string model, int resolution, long first, long until, long at)
    {
        const string Which = "FROM points WHERE resolution = ?2 AND start < ?3 AND series IN (SELECT id FROM series WHERE model = ?1)";
        database.Execute($"INSERT INTO let_go (seq, model, resolution, number, first, until, at) VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM let_go), ?1, ?2, (SELECT count(*) {Which}), ?4, ?3, ?5)", KeptText.Of(model), resolution, until, first, at);
        return database.Execute($"DELETE {Which}", model, resolution, until);
    }

    /// <summary>What was let go of a model, in order.</summary>
    public IReadOnlyList<LetGoRow> LetGo(string model) =>
        database.Query("SELECT resolution, number, first, until, at FROM let_go WHERE model = ?1 ORDER BY seq", r => new LetGoRow(checked((int)r.GetInt64(0)), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)), model);

    /// <summary>Appends an event and returns its place.</summary>
    public long Append(string model, long? number, string kind, long at, string body)
    {
        var next = database.Query("SELECT coalesce(max(seq), 0) + 1 FROM alert_events", r => r.GetInt64(0))[0];
        database.Execute("INSERT INTO alert_events (seq, model, number, kind, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", next, KeptText.Of(model), number, KeptText.Of(kind), at, KeptText.Of(body));
        return next;
    }

    /// <summary>The number of a model's last transition; 0 before the first.</summary>
    public long LastNumber(string model) => database.Query("SELECT coalesce(max(number), 0) FROM alert_events WHERE model = ?1", r => r.GetInt64(0), model)[0];

    /// <summary>Transitions of a model after a number, in order.</summary>
    public IReadOnlyList<EventRow> Transitions(string model, long after, long most) =>
        database.Query($"{Events} WHERE model = ?1 AND number > ?2 ORDER BY number LIMIT ?3", ReadEvent, model, after, most);

    /// <summary>Events of all models after a place, in order.</summary>
    public IReadOnlyList<EventRow> EventsAfter(long after, long most) => database.Query($"{Events} WHERE seq > ?1 ORDER BY seq LIMIT ?2", ReadEvent, after, most);

    /// <summary>What was done by hand about a model after a place, in order.</summary>
    public IReadOnlyList<EventRow> Acts(string model, long after) => database.Query($"{Events} WHERE model = ?1 AND number IS NULL AND seq > ?2 ORDER BY seq", ReadEvent, model, after);

    /// <summary>How far a channel has read; 0 before it has.</summary>
    public long Cursor(string channel) => database.Query("SELECT seq FROM cursors WHERE channel = ?1", r => r.GetInt64(0), channel) is [var seq] ? seq : 0;

    /// <summary>Puts down how far a channel has read; it never goes back.</summary>
    public void MoveCursor(string channel, long to) => Transaction(() => database.Execute(
        "INSERT INTO cursors (channel, seq) VALUES (?1, ?2) ON CONFLICT (channel) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > cursors.seq", KeptText.Of(channel), to));

    static string Adding(int rows) =>
        $"INSERT INTO points (series, resolution, start, edges, body) VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(r => FormattableString.Invariant($"(?{5 * r + 1}, ?{5 * r + 2}, ?{5 * r + 3}, ?{5 * r + 4}, ?{5 * r + 5})")))} ON CONFLICT DO NOTHING";

    long IdOf(SeriesRow row)
    {
        var key = (row.Model, row.Metric, row.Of, row.Type);
        if (_series.TryGetValue(key, out var known)) return known;
        long[] found = [.. database.Query("SELECT id FROM series WHERE model = ?1 AND metric = ?2 AND of_what = ?3 AND type = ?4", r => r.GetInt64(0), row.Model, row.Metric, row.Of, row.Type)];
        if (found is [])
        {
            found = [database.Query("SELECT coalesce(max(id), 0) + 1 FROM series", r => r.GetInt64(0))[0]];
            database.Execute("INSERT INTO series (id, model, metric, of_what, type) VALUES (?1, ?2, ?3, ?4, ?5)", found[0], KeptText.Of(row.Model), KeptText.Of(row.Metric), KeptText.Of(row.Of), row.Type);
        }
        return _series[key] = found[0];
    }

    long IdOf(byte[] edges)
    {
        var key = Convert.ToBase64String(edges);
        if (_edges.TryGetValue(key, out var known)) return known;
        long[] found = [.. database.Query("SELECT id FROM edges WHERE body = ?1", r => r.GetInt64(0), edges)];
        if (found is [])
        {
            found = [database.Query("SELECT coalesce(max(id), 0) + 1 FROM edges", r => r.GetInt64(0))[0]];
            database.Execute("INSERT INTO edges (id, body) VALUES (?1, ?2)", found[0], edges);
        }
        return _edges[key] = found[0];
    }

    MonitorHead ReadHead(DbDataReader r)
    {
        var (model, version) = (r.GetString(0), r.GetInt64(1));
        return new(model, version, r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), Opened(Bytes(r, 8), Place(version), $"the state of '{model}'"));
    }

    SeriesRow ReadRow(DbDataReader r)
    {
        string model = r.GetString(0), metric = r.GetString(1), of = r.GetString(2);
        var (resolution, start, edges) = (checked((int)r.GetInt64(4)), r.GetInt64(5), Bytes(r, 6));
        return new(model, metric, of, r.GetString(3), resolution, start, edges, Opened(Bytes(r, 7), Place(start, resolution, edges), $"a row of '{model}', {metric} {of}"));
    }

    static EventRow ReadEvent(DbDataReader r) => new(r.GetInt64(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetInt64(2), r.GetString(3), r.GetInt64(4), r.GetString(5));

    static byte[] Bytes(DbDataReader r, int column) => r.IsDBNull(column) ? [] : r.GetFieldValue<byte[]>(column);

    /// <summary>Bytes with a check sum behind, which begins with that of their place.</summary>
    static byte[] Sealed(byte[] body, uint place)
    {
        var kept = new byte[body.Length + sizeof(uint)];
        body.CopyTo(kept, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(kept.AsSpan(body.Length), Crc32C.Of(body, place));
        return kept;
    }

    byte[] Opened(byte[] kept, uint place, string what) =>
        kept.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(kept.AsSpan(kept.Length - sizeof(uint))) == Crc32C.Of(kept.AsSpan(..^sizeof(uint)), place) ? kept[..^sizeof(uint)]
            : throw new InvalidDataException($"{database.Name} is damaged: {what} has another check sum. Restore it from a copy.");

    static uint Place(long start, int resolution = 0, byte[]? edges = null)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, start * 3 + resolution);
        return Crc32C.Of(edges, Crc32C.Of(place));
    }
}
