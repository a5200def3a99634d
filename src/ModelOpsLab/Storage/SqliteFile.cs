using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ModelOpsLab.Storage;

/// <summary>The tables a file must have: what kind of file it is, the version of its layout, and the SQL that makes it.</summary>
/// <param name="Kind">In an error's words: "measurements", "registry".</param>
/// <param name="Version">1 or more; kept in the file as <c>user_version</c>.</param>
/// <param name="Sql">Statements that create the tables in an empty file; tables are STRICT.</param>
public sealed record SqliteSchema(string Kind, int Version, string Sql)
{
    /// <summary>By version, statements that make a file of that version into one of this; a file of another is refused.</summary>
    internal IReadOnlyDictionary<int, string> Upgrades { get; init; } = new Dictionary<int, string>();

    /// <summary>The table by which a file of this kind is known, whatever its version: the first of <see cref="Sql"/>.</summary>
    internal string Mark => Sql[(Sql.IndexOf("CREATE TABLE ", StringComparison.Ordinal) + "CREATE TABLE ".Length)..].Split(' ', '(')[0];
}

/// <summary>
/// One SQLite file, opened so that what was acknowledged survives a crash: rollback journal, <c>synchronous=EXTRA</c>,
/// no memory map. Several processes may have it open; writers wait for each other. One instance may be shared by threads.
/// </summary>
/// <remarks>
/// A write-ahead log is refused before SQLite 3.51.3: earlier versions can lose committed rows there when several
/// processes write. Errors are the platform's: <see cref="InvalidDataException"/> for a file that is damaged or not ours,
/// <see cref="IOException"/> for a full disk or a failed write (nothing of the transaction stays),
/// <see cref="TimeoutException"/> where another process kept the file locked.
/// </remarks>
public sealed class SqliteFile : ISqlDatabase
{
    static readonly Version SafeWriteAheadLog = new(3, 51, 3);

    readonly SqliteConnection _connection;
    readonly Dictionary<string, SqliteCommand> _prepared = [];
    readonly Lock _gate = new();
    readonly TimeSpan _patience;

    SqliteFile(string path, SqliteOpenMode mode, TimeSpan patience)
    {
        (Path, _patience) = (path, patience);
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
    }

    /// <summary>The file.</summary>
    public string Path { get; }
    string ISqlDatabase.Name => Path;
    /// <summary>The version of the SQLite library at work.</summary>
    public Version LibraryVersion => new(_connection.ServerVersion);

    /// <summary>Opens a file, and makes it with its folder and tables where it does not exist.</summary>
    /// <param name="patience">How long to wait for another process's lock; 30 s if not given.</param>
    /// <param name="readOnly">Only read; the file must exist.</param>
    /// <exception cref="InvalidDataException">The file is no database, is damaged, or holds another kind or version of tables.</exception>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public static SqliteFile Open(string path, SqliteSchema schema, TimeSpan? patience = null, bool readOnly = false)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (readOnly && !File.Exists(full)) throw new FileNotFoundException($"There is no {schema.Kind} file {full}.", full);
        if (!readOnly) Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        var file = new SqliteFile(full, readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate, patience ?? TimeSpan.FromSeconds(30));
        try
        {
            file.Configure(readOnly);
            file.Prepare(schema, readOnly);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Tables in memory, for state that is computed again only to be compared.</summary>
    internal static SqliteFile InMemory(string sql)
    {
        var file = new SqliteFile(":memory:", SqliteOpenMode.Memory, TimeSpan.Zero);
        file._connection.Open();
        file.Execute(sql);
        return file;
    }

    /// <summary>Runs a statement with <c>?1</c>, <c>?2</c> … taken from the arguments; returns the rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        lock (_gate)
            try { return Bound(sql, arguments).ExecuteNonQuery(); }
            catch (SqliteException error) { throw Explained(error); }
    }

    /// <summary>Runs a query with <c>?1</c>, <c>?2</c> … taken from the arguments, and reads every row.</summary>
    public IReadOnlyList<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments)
    {
        lock (_gate)
            try
            {
                using var reader = Bound(sql, arguments).ExecuteReader();
                List<T> rows = [];
                while (reader.Read()) rows.Add(read(reader));
                return rows;
            }
            catch (SqliteException error) { throw Explained(error); }
    }

    IReadOnlyList<T> ISqlDatabase.Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> arguments) => Query(sql, read, arguments);

    /// <summary>Runs a piece of work as one transaction that holds the write lock from its start: all of it, or nothing.</summary>
    public T Transaction<T>(Func<T> work) => Within("BEGIN IMMEDIATE", work);

    T ISqlDatabase.Snapshot<T>(Func<T> work) => Within("BEGIN", work);

    T Within<T>(string begin, Func<T> work)
    {
        lock (_gate)
        {
            Execute(begin);
            try
            {
                var result = work();
                Execute("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    /// <summary>Reads every page and index of the file.</summary>
    /// <exception cref="InvalidDataException">Something is damaged; the message names the file and the first finding.</exception>
    public void CheckIntegrity()
    {
        if (Query("PRAGMA integrity_check(1)", r => r.GetString(0)) is not ["ok"] and [var finding, ..])
            throw new InvalidDataException($"{Path} is damaged: {finding.ReplaceLineEndings(" ")}. Restore it from a copy.");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var command in _prepared.Values) command.Dispose();
            _prepared.Clear();
            _connection.Dispose();
        }
    }

    void Configure(bool readOnly)
    {
        try { _connection.Open(); }
        catch (SqliteException error) { throw Explained(error); }
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={(long)_patience.TotalMilliseconds}"));
        Execute("PRAGMA mmap_size=0");
        Execute("PRAGMA trusted_schema=OFF");
        Execute("PRAGMA cell_size_check=ON");
        Execute("PRAGMA foreign_keys=ON");
        Execute("PRAGMA synchronous=EXTRA");
        var journal = Text(readOnly ? "PRAGMA journal_mode" : "PRAGMA journal_mode=DELETE");
        if (journal == "wal" && LibraryVersion < SafeWriteAheadLog)
            throw new InvalidDataException($"{Path} keeps a write-ahead log, which SQLite {LibraryVersion} can corrupt. Close other programs that have it open and try again.");
        if (Text("PRAGMA synchronous") != "3") throw new InvalidOperationException($"{Path}: SQLite did not accept synchronous=EXTRA.");
    }

    void Prepare(SqliteSchema schema, bool readOnly)
    {
        if (IsAnother(schema)) Refuse(schema);
        if (Version() == schema.Version) return;
        if (readOnly) Refuse(schema);
        Transaction(() =>
        {
            if (Version() == schema.Version) return 0; // made by another process in between
            var upgrade = schema.Upgrades.GetValueOrDefault(Version());
            if (upgrade is null && (Version() != 0 || Text("SELECT count(*) FROM sqlite_schema") != "0")) Refuse(schema);
            using var create = _connection.CreateCommand();
            create.CommandText = (upgrade ?? schema.Sql) + string.Create(CultureInfo.InvariantCulture, $";PRAGMA user_version={schema.Version}");
            try { return create.ExecuteNonQuery(); }
            catch (SqliteException error) { throw Explained(error); }
        });
    }

    /// <summary>Whether a file holds tables, and those of another kind; false also of a file that cannot be read.</summary>
    internal static bool IsAnother(string path, SqliteSchema schema)
    {
        using var file = new SqliteFile(System.IO.Path.GetFullPath(path), SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(1));
        try
        {
            file._connection.Open();
            return file.IsAnother(schema);
        }
        catch (Exception error) when (error is SqliteException or IOException or InvalidDataException or TimeoutException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    bool IsAnother(SqliteSchema schema) => Text("SELECT count(*) FROM sqlite_schema") != "0" && Query("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1", r => r.GetInt64(0), schema.Mark) is [0];

    int Version() => int.Parse(Text("PRAGMA user_version"), CultureInfo.InvariantCulture);

    void Refuse(SqliteSchema schema) => throw new InvalidDataException(IsAnother(schema)
        ? $"{Path} is no {schema.Kind} file: its tables are those of something else, and nothing was changed in it. Name another file."
        : $"{Path} is no {schema.Kind} file of version {schema.Version}: it says version {Version()}. {(schema.Upgrades.ContainsKey(Version()) ? "Any command that writes to it brings it to this version" : "Use the ModelOpsLab that wrote it, or another file")}.");

    string Text(string sql) => Query(sql, r => Convert.ToString(r.GetValue(0), CultureInfo.InvariantCulture)!)[0];

    SqliteCommand Bound(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= arguments.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"?{i}") });
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < arguments.Length; i++) command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        return command;
    }

    void RollBack()
    {
        try { Execute("ROLLBACK"); }
        catch (Exception error) when (error is SqliteException or IOException or InvalidDataException or TimeoutException or InvalidOperationException)
        {
            // SQLite has rolled back by itself after a full disk or a failed write; the first error is the one to report
        }
    }

    Exception Explained(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CORRUPT => new InvalidDataException($"{Path} is damaged: {error.Message} Restore it from a copy.", error),
        SQLitePCL.raw.SQLITE_NOTADB => new InvalidDataException($"{Path} is not a SQLite database, or its first page is damaged. Restore it from a copy.", error),
        SQLitePCL.raw.SQLITE_FULL => new IOException($"{Path}: the disk is full; nothing of this transaction was kept. Free some space and repeat it.", error),
        SQLitePCL.raw.SQLITE_IOERR => new IOException($"{Path}: reading or writing failed (SQLite {error.SqliteExtendedErrorCode}): is the disk full, or failing? Nothing of this transaction was kept.", error),
        SQLitePCL.raw.SQLITE_CANTOPEN => new IOException($"{Path} cannot be opened: is its folder there, and may it be written?", error),
        SQLitePCL.raw.SQLITE_READONLY => new UnauthorizedAccessException($"{Path} or its folder cannot be written.", error),
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => new TimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"{Path} was locked by another process for {_patience.TotalSeconds} s; nothing was written."), error),
        _ => error,
    };
}
