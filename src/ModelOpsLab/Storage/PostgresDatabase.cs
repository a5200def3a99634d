using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace ModelOpsLab.Storage;

/// <summary>
/// A schema of a PostgreSQL database, written as the embedded file is: a transaction locks out other writers, in any process, from its start,
/// so that places in an order are given without gaps and become visible in that order. One instance may be shared by threads; a broken connection is made again.
/// </summary>
sealed partial class PostgresDatabase : ISqlDatabase
{
    /// <summary>Two that make the same tables at once wait for each other by this number, "modelops".</summary>
    const long Making = 0x6D6F64656C6F7073;

    readonly Lock _gate = new();
    readonly PostgresPlace _place;
    readonly TimeSpan _patience;
    readonly bool _readOnly;
    readonly Dictionary<string, string> _numbered = [];
    NpgsqlConnection? _connection;
    bool _within;

    PostgresDatabase(PostgresPlace place, TimeSpan patience, bool readOnly) => (_place, _patience, _readOnly) = (place, patience, readOnly);

    public string Name => _place.Name;

    /// <summary>Connects, and makes schema and tables where there are none.</summary>
    /// <param name="kind">In an error's words.</param>
    /// <param name="version">Version of the tables.</param>
    /// <param name="sql">Statements that make them.</param>
    /// <param name="upgrades">By version, statements that make tables of that version into these.</param>
    /// <exception cref="InvalidDataException">The schema holds tables of another version, or the database is not in UTF-8.</exception>
    /// <exception cref="IOException">There is no connection.</exception>
    /// <exception cref="UnauthorizedAccessException">The server does not let this user in, or not do this.</exception>
    public static PostgresDatabase Open(PostgresPlace place, string kind, int version, string sql, IReadOnlyDictionary<int, string> upgrades, TimeSpan? patience = null, bool readOnly = false)
    {
        var database = new PostgresDatabase(place, patience ?? TimeSpan.FromSeconds(30), readOnly);
        try
        {
            database.Prepare(kind, version, sql, upgrades);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        lock (_gate)
            try
            {
                using var command = Bound(sql, arguments);
                return command.ExecuteNonQuery();
            }
            catch (DbException error) { throw Explained(error); }
    }

    public IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> arguments)
    {
        lock (_gate)
            try
            {
                using var command = Bound(sql, arguments);
                using var reader = command.ExecuteReader();
                List<T> rows = [];
                while (reader.Read()) rows.Add(read(reader));
                return rows;
            }
            catch (DbException error) { throw Explained(error); }
    }

    public T Transaction<T>(Func<T> work) => Within("BEGIN ISOLATION LEVEL READ COMMITTED; LOCK TABLE store IN EXCLUSIVE MODE", work);

    public T Snapshot<T>(Func<T> work) => Within("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);

    /// <summary>Reads every row; a server with checksums on checks the pages.</summary>
    public void CheckIntegrity()
    {
        foreach (var table in Query("SELECT tablename FROM pg_tables WHERE schemaname = ?1", r => r.GetString(0), _place.Schema))
            Query($"SELECT count(t.*::text) FROM \"{table}\" t", r => r.GetInt64(0));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    T Within<T>(string begin, Func<T> work)
    {
        lock (_gate)
        {
            Connection();
            _within = true;
            try
            {
                Execute(begin);
                var result = work();
                Execute("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
            finally
            {
                _within = false;
            }
        }
    }

    void RollBack()
    {
        try
        {
            if (_connection?.State == ConnectionState.Open) Execute("ROLLBACK");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException or InvalidOperationException or UnauthorizedAccessException or DbException)
        {
            _connection?.Dispose(); // the server rolls back what a connection leaves; the first error is the one to report
            _connection = null;
        }
    }

    void Prepare(string kind, int version, string sql, IReadOnlyDictionary<int, string> upgrades)
    {
        if (Query("SHOW server_encoding", r => r.GetString(0)) is [var encoding] && encoding != "UTF8")
            throw new InvalidDataException($"{Name} is in encoding {encoding}; texts are kept in UTF8. Make a database with that encoding.");
        if (Found() == version) return;
        if (_readOnly) Refuse();
        Within("BEGIN", () =>
        {
            Query("SELECT pg_advisory_xact_lock(?1)", r => 0, Making);
            if (Found() == version) return 0;
            if (Found() is { } found)
            {
                if (!upgrades.TryGetValue(found, out var upgrade)) Refuse();
                Run(upgrade!);
                return Execute("UPDATE store SET version = ?2 WHERE kind = ?1", kind, version);
            }
            if (Query("SELECT 1 FROM pg_namespace WHERE nspname = ?1", r => 0, _place.Schema) is []) Execute($"CREATE SCHEMA {_place.Schema}");
            Run($"CREATE TABLE store (kind text NOT NULL, version integer NOT NULL);{sql}");
            return Execute("INSERT INTO store (kind, version) VALUES (?1, ?2)", kind, version);
        });

        void Run(string statements)
        {
            using var command = Connection().CreateCommand();
            command.CommandText = statements;
            try { command.ExecuteNonQuery(); }
            catch (DbException error) { throw Explained(error); }
        }

        int? Found() => Query("SELECT 1 FROM pg_tables WHERE schemaname = ?1 AND tablename = 'store'", r => 0, _place.Schema) is [] ? null
            : Query("SELECT version FROM store WHERE kind = ?1", r => r.GetInt32(0), kind) is [var said] ? said : 0;
        void Refuse() => throw new InvalidDataException(Found() is { } other
            ? FormattableString.Invariant($"{Name} holds no {kind} of version {version}: it says version {other}. {(upgrades.ContainsKey(other) ? "Any command that writes to it brings it to this version" : "Use the ModelOpsLab that wrote it, or another schema by Search Path")}.")
            : $"{Name} holds no {kind} yet, and this only reads. A monitor that writes there makes the tables.");
    }

    NpgsqlConnection Connection()
    {
        if (_connection is { State: ConnectionState.Open } open) return open;
        if (_within) throw new IOException($"{Name}: the connection broke; nothing of this transaction was kept. Repeat it.");
        _connection?.Dispose();
        _connection = null;
        var made = new NpgsqlConnection(_place.Connection);
        try
        {
            made.Open();
            using var settings = made.CreateCommand();
            settings.CommandText = string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = {(long)_patience.TotalMilliseconds}; SET synchronous_commit = on; SET default_transaction_read_only = {(_readOnly ? "on" : "off")}");
            settings.ExecuteNonQuery();
            return _connection = made;
        }
        catch (Exception error) when (error is DbException or SocketException or TimeoutException)
        {
            made.Dispose();
            throw Explained(error);
        }
    }

    NpgsqlCommand Bound(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_numbered.TryGetValue(sql, out var numbered)) _numbered.Add(sql, numbered = Place().Replace(sql, "$$$1"));
        var command = Connection().CreateCommand();
        command.CommandText = numbered;
        command.CommandTimeout = (int)Math.Min(int.MaxValue, Math.Ceiling(_patience.TotalSeconds) + 60);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument switch { null => DBNull.Value, int number => (long)number, var other => other } });
        return command;
    }

    Exception Explained(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } => new TimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"{Name} was locked by another process for {_patience.TotalSeconds} s; nothing was written."), error),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new IOException($"{Name}: the server's disk is full; nothing of this transaction was kept. Free some space and repeat it.", error),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } wrong => new InvalidDataException($"{Name} is damaged: {wrong.MessageText}. Restore it from a copy.", error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction } wrong =>
            new UnauthorizedAccessException($"{Name}: {wrong.MessageText}. Is the user right, with its password in PGPASSWORD or PGPASSFILE, and may it do this?", error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new IOException($"{Name}: there is no such database. Make it with createdb, or name another.", error),
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => new ArgumentException($"{Name}: a text holds a character that cannot be kept, such as NUL; nothing was written.", error),
        PostgresException wrong when _connection?.State == ConnectionState.Open => new InvalidOperationException($"{Name}: {wrong.MessageText} ({wrong.SqlState}).", error),
        _ => new IOException($"{Name}: there is no connection, or it broke ({error.GetBaseException().Message}). Is the server running? Nothing is lost by repeating.", error),
    };

    [GeneratedRegex(@"\?(\d+)")]
    private static partial Regex Place();
}
