using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// What happened, in order, for good: events are appended and never changed, each holds the hash of the one before it, and
/// a Merkle tree (RFC 6962) stands over all of them. An event that <see cref="Append(IReadOnlyList{LedgerEntry})"/> returned
/// survives a crash and a power cut. Several processes may append: they are served in the order they came.
/// </summary>
/// <remarks>Errors are those of <see cref="SqliteFile"/>. One instance may be shared by threads.</remarks>
public sealed class Ledger : IDisposable
{
    /// <summary>The kind of event that says the machine's clock was set back.</summary>
    public const string ClockWentBack = "clock.went-back";

    const int PageSize = 1_000;
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1), ClockTolerance = TimeSpan.FromSeconds(1);

    readonly SqliteFile _file;
    readonly FairFileLock _queue;
    readonly TimeSpan _patience;
    readonly IReadOnlyList<LedgerProjection> _projections;
    readonly NoteSigner? _signer;
    readonly TimeProvider _clock;

    Ledger(SqliteFile file, TimeSpan patience, IReadOnlyList<LedgerProjection> projections, NoteSigner? signer, TimeProvider clock) =>
        (_file, _queue, _patience, _projections, _signer, _clock) = (file, new(file.Path + ".queue"), patience, projections, signer, clock);

    /// <summary>The layout of the file. Every row of <c>events</c> is hashed whole; the other tables follow from it.</summary>
    public static SqliteSchema Schema { get; } = new("ledger", 1, $"""
        CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL) STRICT;
        CREATE TABLE nodes (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
        CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL) STRICT;
        CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
        CREATE TABLE projections (name TEXT PRIMARY KEY, version INTEGER NOT NULL, size INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO head VALUES (1, 0, x'{ContentId.Hex(MerkleTree.EmptyRoot)}');
        CREATE TRIGGER events_follow_each_other BEFORE INSERT ON events WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events) BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
        {string.Concat(new[] { "events", "nodes", "checkpoints" }.SelectMany(t => new[] { "UPDATE", "DELETE" }, (t, what) => $"CREATE TRIGGER no_{what.ToLowerInvariant()}_of_{t} BEFORE {what} ON {t} BEGIN SELECT RAISE(ABORT, '{t} are only appended'); END;\n"))}
        """);


    /// <summary>Opens a ledger, and makes it where there is none.</summary>
    /// <param name="projections">State tables to keep up to date; one that is missing, behind or of another version is computed again.</param>
    /// <param name="signer">Signs a checkpoint with every <see cref="Append(IReadOnlyList{LedgerEntry})"/>; none if not given.</param>
    /// <param name="clock">The machine's clock if not given.</param>
    /// <inheritdoc cref="SqliteFile.Open" path="/param|/exception"/>
    public static Ledger Open(string path, IReadOnlyList<LedgerProjection>? projections = null, NoteSigner? signer = null, TimeProvider? clock = null, TimeSpan? patience = null, bool readOnly = false)
    {
        var wait = patience ?? TimeSpan.FromSeconds(30);
        var ledger = new Ledger(readOnly ? OpenToRead(path) : SqliteFile.Open(path, Schema, wait), wait, projections ?? [], signer, clock ?? TimeProvider.System);
        try
        {
            if (!readOnly && ledger.IsBehind) ledger.Exclusive(ledger.CatchUp);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;
    /// <summary>Number of events.</summary>
    public long Size => Head().Size;
    /// <summary>Number of events that were recorded until a time: the size that the ledger had then.</summary>
    internal long SizeAt(DateTimeOffset time)
    {
        long known = 0, after = Size + 1; // each event is recorded later than the one before, whatever the clock says
        while (after - known > 1)
        {
            var middle = known + ((after - known) / 2);
            if (Read(middle, middle).First().RecordedAt <= time) known = middle;
            else after = middle;
        }
        return known;
    }

    /// <summary>Root of the Merkle tree over all events.</summary>
    public byte[] Root => Head().Root;
    /// <summary>The newest signed checkpoint; null where none was signed.</summary>
    public Checkpoint? LatestCheckpoint => _file.Query("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", r => Checkpoint.Parse(r.GetString(0))) is [var note] ? note : null;

    /// <summary>Appends entries as one: all or none. When it returns they are on disk.</summary>
    /// <exception cref="InvalidDataException">An entry is not recorded: a wrong name, a payload that is too large, no JSON object, or has no canonical form (a key twice). Nothing was written.</exception>
    public IReadOnlyList<LedgerEvent> Append(params IReadOnlyList<LedgerEntry> entries) => Append(() => entries);

    /// <summary>Appends what is decided while no other process can append: for a decision that depends on the state.</summary>
    /// <param name="decide">Reads, and says what to append; nothing where that is empty. If it throws, nothing was written.</param>
    /// <inheritdoc cref="Append(IReadOnlyList{LedgerEntry})" path="/exception"/>
    public IReadOnlyList<LedgerEvent> Append(Func<IReadOnlyList<LedgerEntry>> decide) => Exclusive(() =>
    {
        CatchUp();
        return decide() is { Count: > 0 } entries ? Write(entries) : [];
    });

    /// <summary>Events by sequence, the bounds included; read as they are asked for, a thousand at a time, and hashed again.</summary>
    /// <exception cref="InvalidDataException">An event is missing, or its bytes are not those that were hashed: it is named.</exception>
    public IEnumerable<LedgerEvent> Read(long from = 1, long to = long.MaxValue)
    {
        for (var next = Math.Max(1, from); next <= to;)
        {
            var page = Rows(next, to, PageSize);
            foreach (var row in page) yield return Whole(row, next++);
            if (page.Count < PageSize) yield break;
        }
    }

    /// <summary>Runs a query on the state tables; see <see cref="SqliteFile.Query"/>.</summary>
    public IReadOnlyList<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments) => _file.Query(sql, read, arguments);

    /// <summary>The proof that an event is in the tree of a size: check it with <see cref="MerkleProof.Includes"/> and index sequence - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event, or no such size.</exception>
    public IReadOnlyList<byte[]> ProveInclusion(long sequence, long size) => MerkleProof.Inclusion(sequence - 1, AtMost(size), Node);

    /// <summary>The proof that the tree of one size begins with all of an older one: check it with <see cref="MerkleProof.Extends"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such sizes.</exception>
    public IReadOnlyList<byte[]> ProveConsistency(long oldSize, long newSize) => MerkleProof.Consistency(oldSize, AtMost(newSize), Node);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Makes the file of a ledger again from the bytes of its events, in order, and its checkpoints. Nothing is judged here: <see cref="LedgerAudit"/> does.</summary>
    /// <exception cref="IOException">There is a file already.</exception>
    internal static void Restore(string path, IEnumerable<byte[]> bodies, IEnumerable<Checkpoint> checkpoints)
    {
        if (File.Exists(path)) throw new IOException($"{path} is there already. Restore a ledger to a new folder.");
        using var file = SqliteFile.Open(path, Schema);
        file.Transaction(() =>
        {
            var frontier = new MerkleFrontier();
            foreach (var body in bodies)
            {
                var leaf = MerkleTree.LeafHash(body);
                file.Execute("INSERT INTO events VALUES (?1, ?2, ?3)", frontier.Size + 1, body, leaf);
                frontier.Append(leaf, (level, index, hash) => file.Execute("INSERT INTO nodes VALUES (?1, ?2, ?3)", level, index, hash));
            }
            foreach (var checkpoint in checkpoints) file.Execute("INSERT INTO checkpoints VALUES (?1, ?2)", checkpoint.Size, checkpoint.Note);
            return file.Execute("UPDATE head SET size = ?1, root = ?2", frontier.Size, frontier.Root());
        });
    }

    /// <summary>Opens the file to read. What a crash left unfinished is rolled back first, which needs the right to write.</summary>
    internal static SqliteFile OpenToRead(string path)
    {
        try
        {
            return SqliteFile.Open(path, Schema, readOnly: true);
        }
        catch (UnauthorizedAccessException) when (File.Exists(path + "-journal"))
        {
            return SqliteFile.Open(path, Schema);
        }
    }

    T Exclusive<T>(Func<T> work)
    {
        using var turn = _queue.Enter(_patience);
        return _file.Transaction(work);
    }

    LedgerEvent[] Write(IReadOnlyList<LedgerEntry> entries)
    {
        var (size, _) = Head();
        var last = Rows(size, size, 1) is [var row] ? Whole(row, size)
            : size == 0 ? null : throw new InvalidDataException($"{Path} is damaged: it says it holds {size} events, and event {size} is not there. Restore it from a copy.");
        var frontier = MerkleFrontier.Of(size, Node);
        var clock = _clock.GetUtcNow().ToUniversalTime();
        List<LedgerEvent> written = [];
        if (last is not null && (last.Clock ?? last.RecordedAt) is var before && clock < before - ClockTolerance)
            written.Add(last = WriteOne(ClockEvent(clock, before), last, clock, frontier));
        foreach (var entry in entries) written.Add(last = WriteOne(entry, last, clock, frontier));
        var root = frontier.Root();
        _file.Execute("UPDATE head SET size = ?1, root = ?2", frontier.Size, root);
        if (_signer is not null) _file.Execute("INSERT INTO checkpoints VALUES (?1, ?2)", frontier.Size, Checkpoint.Sign(_signer, frontier.Size, root).Note);
        foreach (var projection in _projections) MarkApplied(projection, frontier.Size);
        return [.. written];
    }

    LedgerEvent WriteOne(LedgerEntry entry, LedgerEvent? last, DateTimeOffset clock, MerkleFrontier frontier)
    {
        var recordedAt = last is not null && clock <= last.RecordedAt ? last.RecordedAt + Tick : clock;
        // A tick added to tell events of one instant apart is no clock set back
        var said = recordedAt - clock > ClockTolerance ? clock : recordedAt;
        var one = LedgerBody.Write(entry, frontier.Size + 1, last?.Hash ?? LedgerBody.NoPrevious, recordedAt, said);
        _file.Execute("INSERT INTO events VALUES (?1, ?2, ?3)", one.Sequence, one.Body, one.Leaf);
        frontier.Append(one.Leaf, (level, index, hash) => _file.Execute("INSERT INTO nodes VALUES (?1, ?2, ?3)", level, index, hash));
        foreach (var projection in _projections) projection.Apply(one, _file);
        return one;
    }

    LedgerEvent Whole((byte[] Body, byte[] Leaf) row, long sequence)
    {
        try
        {
            if (!MerkleTree.LeafHash(row.Body).AsSpan().SequenceEqual(row.Leaf)) throw new InvalidDataException("its bytes do not hash to what is stored beside them.");
            return LedgerBody.Read(row.Body, row.Leaf) is var one && one.Sequence == sequence ? one : throw new InvalidDataException($"event {one.Sequence} stands in its place.");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{Path} is damaged at event {sequence}: {error.Message} 'modelops audit verify' names all that does not hold.", error);
        }
    }

    static LedgerEntry ClockEvent(DateTimeOffset clock, DateTimeOffset before) => new(ClockWentBack, "modelops", Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{{\"clock\":\"{clock:O}\",\"before\":\"{before:O}\",\"seconds\":\"{(before - clock).TotalSeconds:F3}\"}}")));

    /// <summary>Whether a state table has not seen every event, or is of another version.</summary>
    internal bool IsBehind
    {
        get
        {
            var (size, _) = Head();
            return _projections.Any(p => StateOf(p) is not { } state || state.Version != p.Version || state.Size < size);
        }
    }

    /// <summary>Applies to each state table the events that it has not seen, all of them where it is of another version.</summary>
    int CatchUp()
    {
        if (!IsBehind) return 0;
        var (size, _) = Head();
        foreach (var projection in _projections)
        {
            var state = StateOf(projection);
            if (state is null || state.Value.Version != projection.Version)
            {
                if (!projection.Table.All(c => char.IsAsciiLetterLower(c) || c == '_')) throw new ArgumentException($"'{projection.Table}' is no name of a state table: lower-case letters and underscores.");
                _file.Execute($"DROP TABLE IF EXISTS \"{projection.Table}\"");
                _file.Execute(projection.Sql);
                state = (projection.Version, 0);
            }
            foreach (var one in Read(state.Value.Size + 1, size)) projection.Apply(one, _file);
            MarkApplied(projection, size);
        }
        return _projections.Count;
    }

    void MarkApplied(LedgerProjection projection, long size) =>
        _file.Execute("INSERT INTO projections VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET version = excluded.version, size = excluded.size", projection.Table, projection.Version, size);

    (int Version, long Size)? StateOf(LedgerProjection projection) =>
        _file.Query("SELECT version, size FROM projections WHERE name = ?1", r => (r.GetInt32(0), r.GetInt64(1)), projection.Table) is [var state] ? state : null;

    (long Size, byte[] Root) Head() => _file.Query("SELECT size, root FROM head", r => (r.GetInt64(0), (byte[])r.GetValue(1))) is [{ Item1: >= 0 } head] ? head
        : throw new InvalidDataException($"{Path} is damaged: its head is missing or says less than no events. Restore it from a copy.");

    IReadOnlyList<(byte[] Body, byte[] Leaf)> Rows(long from, long to, int limit) =>
        _file.Query("SELECT body, leaf FROM events WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3", r => ((byte[])r.GetValue(0), (byte[])r.GetValue(1)), from, to, limit);

    byte[] Node(int level, long index) =>
        (level == 0 ? _file.Query("SELECT leaf FROM events WHERE seq = ?1", r => (byte[])r.GetValue(0), index + 1)
            : _file.Query("SELECT hash FROM nodes WHERE level = ?1 AND idx = ?2", r => (byte[])r.GetValue(0), level, index)) is [var hash] ? hash
            : throw new InvalidDataException($"{Path} is damaged: node {index} of level {level} of its Merkle tree is missing. Restore it from a copy.");

    long AtMost(long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size;
    }
}
