using System.Data.Common;
using System.Globalization;

namespace ModelOpsLab.Storage;

/// <summary>
/// The measurements of a workspace's models, in the file <c>monitoring.db</c> or in PostgreSQL. It only grows: a restated measurement is a
/// new row, queries give the latest of each, and what was known at an earlier date can still be asked.
/// </summary>
public sealed class MeasurementStore : IDisposable
{
    /// <summary>The layout of the file.</summary>
    public static SqliteSchema Schema { get; } = new("measurements", 3, $"{Tables};{MonitorTables.Sqlite}") { Upgrades = new Dictionary<int, string> { [1] = MonitorTables.Sqlite, [2] = MonitorTables.SqliteUpgrade } };

    static readonly Dictionary<int, string> PostgresUpgrades = new() { [2] = MonitorTables.PostgresUpgrade };

    const string Tables = """
        CREATE TABLE measurements (
            seq INTEGER PRIMARY KEY, model TEXT NOT NULL, metric TEXT NOT NULL, of_what TEXT NOT NULL,
            period_start TEXT NOT NULL, period_end TEXT NOT NULL, source TEXT NOT NULL,
            value REAL, because TEXT, count INTEGER NOT NULL, effective_count REAL,
            unit TEXT NOT NULL, severity TEXT NOT NULL, as_of TEXT NOT NULL,
            CHECK (value IS NOT NULL OR because IS NOT NULL)) STRICT;
        CREATE INDEX measurement_key ON measurements (model, metric, of_what, period_start, period_end, source, seq);
        CREATE TRIGGER measurements_are_not_changed BEFORE UPDATE ON measurements BEGIN SELECT RAISE(ABORT, 'measurements are only appended'); END;
        CREATE TRIGGER measurements_are_not_deleted BEFORE DELETE ON measurements BEGIN SELECT RAISE(ABORT, 'measurements are only appended'); END
        """;

    const string Columns = "seq, model, metric, of_what, period_start, period_end, value, because, count, effective_count, unit, source, severity, as_of";
    const string Key = "model, metric, of_what, period_start, period_end, source";
    const string Filter = "(CAST(?1 AS text) IS NULL OR model = ?1) AND (CAST(?2 AS text) IS NULL OR metric = ?2) AND (CAST(?3 AS text) IS NULL OR period_start >= ?3) AND (CAST(?4 AS text) IS NULL OR period_end <= ?4) AND (CAST(?5 AS text) IS NULL OR as_of <= ?5)";

    readonly ISqlDatabase _database;

    MeasurementStore(ISqlDatabase database) => (_database, Monitors) = (database, new(database));

    /// <summary>Opens the store, and makes it where there is none.</summary>
    /// <param name="place">A file; or a PostgreSQL database as <c>postgres://user@host/database</c> or <c>Host=...;Database=...</c>, with its password in <c>PGPASSWORD</c> or the file of <c>PGPASSFILE</c>, and its tables in the schema <c>modelops</c> or that of <c>Search Path</c>.</param>
    /// <param name="patience">How long to wait for another writer; 30 s if not given.</param>
    /// <param name="readOnly">Only read; the store must exist.</param>
    /// <exception cref="ArgumentException">The connection string holds a password, or is none.</exception>
    /// <inheritdoc cref="SqliteFile.Open" path="/exception"/>
    public static MeasurementStore Open(string place, TimeSpan? patience = null, bool readOnly = false) => new(PostgresPlace.Is(place)
        ? PostgresDatabase.Open(PostgresPlace.Parse(place), Schema.Kind, Schema.Version, MonitorTables.Postgres, PostgresUpgrades, patience, readOnly)
        : SqliteFile.Open(place, Schema, patience, readOnly));

    /// <summary>Where it is kept.</summary>
    internal ISqlDatabase Database => _database;

    /// <summary>The tables of monitors in the same database.</summary>
    internal MonitorStore Monitors { get; }

    /// <summary>The file, or which database on which server.</summary>
    public string Path => _database.Name;

    /// <summary>
    /// Appends rows as one transaction: all or none. A row equal to the latest of its key is already there and is not
    /// appended again, so that a run may be repeated. Returns how many were appended.
    /// </summary>
    /// <exception cref="ArgumentException">A row is NaN, lacks its reason, or has a period that ends before it starts; none was stored.</exception>
    public int Append(params IReadOnlyCollection<MeasurementRow> rows)
    {
        foreach (var row in rows) row.Validate();
        return rows.Count == 0 ? 0 : _database.Transaction(() => rows.Count(AppendOne));
    }

    /// <summary>
    /// The latest row of each key, ordered by model, metric, of, period, source in the order of their bytes. What is not
    /// given does not restrict; a period counts where it lies within <paramref name="from"/> and <paramref name="to"/>.
    /// </summary>
    /// <param name="knownBy">Only what was known by this date: rows as of later dates are left out.</param>
    public IReadOnlyList<MeasurementRow> Latest(string? model = null, string? metric = null, DateOnly? from = null, DateOnly? to = null, DateOnly? knownBy = null) =>
        _database.Query($"SELECT {Columns} FROM measurements WHERE seq IN (SELECT max(seq) FROM measurements WHERE {Filter} GROUP BY {Key}) ORDER BY {Key}",
            r => Read(r).Row, model, metric, Day(from), Day(to), Day(knownBy));

    /// <summary>Every row ever appended, restated ones too, in the order of appending.</summary>
    /// <inheritdoc cref="Latest" path="/param"/>
    public IReadOnlyList<StoredMeasurement> History(string? model = null, string? metric = null, DateOnly? from = null, DateOnly? to = null, DateOnly? knownBy = null) =>
        _database.Query($"SELECT {Columns} FROM measurements WHERE {Filter} ORDER BY seq", Read, model, metric, Day(from), Day(to), Day(knownBy));

    /// <inheritdoc cref="SqliteFile.CheckIntegrity"/>
    public void CheckIntegrity() => _database.CheckIntegrity();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _database.Dispose();

    bool AppendOne(MeasurementRow row)
    {
        var latest = _database.Query($"SELECT {Columns} FROM measurements WHERE model = ?1 AND metric = ?2 AND of_what = ?3 AND period_start = ?4 AND period_end = ?5 AND source = ?6 ORDER BY seq DESC LIMIT 1",
            Read, row.Model, row.Metric, row.Of, Day(row.PeriodStart), Day(row.PeriodEnd), row.Source);
        if (latest is [var stored] && stored.Row == row) return false;
        _database.Execute("""
            INSERT INTO measurements (seq, model, metric, of_what, period_start, period_end, value, because, count, effective_count, unit, source, severity, as_of)
            VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM measurements), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """, row.Model, row.Metric, row.Of, Day(row.PeriodStart), Day(row.PeriodEnd), row.Value, row.Because, row.Count, row.EffectiveCount,
            row.Unit, row.Source, row.Severity, Day(row.AsOf));
        return true;
    }

    static StoredMeasurement Read(DbDataReader r) => new(r.GetInt64(0), new(
        r.GetString(1), r.GetString(2), r.GetString(3), Day(r, 4), Day(r, 5), r.IsDBNull(6) ? null : r.GetDouble(6), r.IsDBNull(7) ? null : r.GetString(7),
        r.GetInt64(8), r.IsDBNull(9) ? null : r.GetDouble(9), r.GetString(10), r.GetString(11), r.GetString(12), Day(r, 13)));

    static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateOnly Day(DbDataReader r, int column) => DateOnly.ParseExact(r.GetString(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
