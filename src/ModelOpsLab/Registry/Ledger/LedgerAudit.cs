using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>Checks a ledger against itself and against a checkpoint kept outside: every byte of every event, the order, the tree, signatures, blobs, and each state table computed again.</summary>
public sealed class LedgerAudit
{
    const int PageSize = 4_096;

    /// <summary>What is looked at, in the order of the report.</summary>
    internal static readonly IReadOnlyList<string> Parts = ["file", "events", "order", "tree", "checkpoints", "outside checkpoint", "blobs", "state tables"];

    readonly LedgerFindings _findings = new(Parts);
    string? _released;

    LedgerAudit()
    {
    }

    /// <summary>Checks a ledger. What does not hold is found, not thrown: a damaged file gives a report too.</summary>
    /// <param name="projections">State tables to compute again and compare.</param>
    /// <param name="blobs">Where the blobs lie that events name; null where they are not looked at.</param>
    /// <param name="keys">The keys that sign its checkpoints, old ones too; none where signatures are not judged.</param>
    /// <param name="outside">A checkpoint kept elsewhere: the ledger must extend it.</param>
    /// <returns>A report whose metric <c>ledger_faults</c> of each part is critical above 0; a part that was not looked at is Unknown and says why.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Report Verify(string path, IReadOnlyList<LedgerProjection>? projections = null, BlobStore? blobs = null, IReadOnlyList<NoteVerifier>? keys = null, Checkpoint? outside = null)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no ledger {path}: nothing was recorded there yet. Workspace.Ledger.Open(name).Append(...) makes one; --workspace names another folder.", path);
        var audit = new LedgerAudit();
        (long Size, byte[] Root) state = (0, []);
        try
        {
            using var file = Ledger.OpenToRead(path);
            state = audit.Run(file, projections ?? [], blobs, keys ?? [], outside);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or SqliteException or InvalidCastException or InvalidOperationException or FormatException or OverflowException or IOException or ArgumentException)
        {
            audit._findings.Fault("file", damaged.Message.ReplaceLineEndings(" "));
        }
        return audit._findings.ReportOf("Ledger audit", Path.GetFileName(path), state.Size, state.Root, $"{path} could not be read to its end.", audit._released is { } released ? [new Paragraph(released)] : []);
    }

    (long Size, byte[] Root) Run(SqliteFile file, IReadOnlyList<LedgerProjection> projections, BlobStore? blobs, IReadOnlyList<NoteVerifier> keys, Checkpoint? outside)
    {
        var (id, size) = file.Query("SELECT id, size FROM head", r => (r.GetInt64(0), r.GetInt64(1))) is [var one] ? one : throw new InvalidDataException("Its head is missing or there are several.");
        if (id != 1 || size < 0) throw new InvalidDataException($"Its head has the key {Format.Count(id)} and says {Format.Count(size)} events.");
        var notes = file.Query("SELECT size, note FROM checkpoints WHERE size <= ?1 ORDER BY size", r => (Size: r.GetInt64(0), Note: r.GetString(1)), size);
        var rebuilt = projections.Select(p => (Projection: p, File: SqliteFile.InMemory(p.Sql), Seen: AppliedTo(file, p))).ToList();
        var roots = notes.Select(n => n.Size).Append(size).Append(outside?.Size ?? size).ToHashSet();
        Dictionary<long, byte[]> rootAt = [];
        HashSet<string> named = [], released = [];
        try
        {
            var frontier = Walk(file, size, one =>
            {
                Note(one, named, released);
                foreach (var (projection, memory, seen) in rebuilt) if (one.Sequence <= seen.Size) _findings.Apply(projection, one, memory);
            }, at => { if (roots.Contains(at.Size)) rootAt[at.Size] = at.Root(); });
            rootAt[0] = MerkleTree.EmptyRoot.ToArray();
            var root = rootAt.GetValueOrDefault(size, frontier.Root());
            CheckHead(file, size, root);
            foreach (var (at, note) in notes) _findings.CheckNote(at, note, rootAt.GetValueOrDefault(at), keys);
            if (keys.Count == 0) _findings.NotLookedAt("checkpoints", "no public key was given");
            else if (notes.Count == 0) _findings.NotLookedAt("checkpoints", "none was signed");
            _findings.CheckOutside(outside, size, at => rootAt.GetValueOrDefault(at), keys);
            CheckBlobs(named, released, blobs);
            foreach (var (projection, memory, seen) in rebuilt) CheckState(file, projection, memory, seen, size);
            if (rebuilt.Count == 0) _findings.NotLookedAt("state tables", "none was named");
            _findings.Check("file", file.CheckIntegrity);
            _findings.Check("file", () => CheckLayout(file));
            return (size, root);
        }
        finally
        {
            foreach (var (_, memory, _) in rebuilt) memory.Dispose();
        }
    }

    /// <summary>Reads every event once, in pages, so that writers need not wait.</summary>
    MerkleFrontier Walk(SqliteFile file, long size, Action<LedgerEvent> each, Action<MerkleFrontier> after)
    {
        var frontier = new MerkleFrontier();
        LedgerEvent? last = null;
        List<(int Level, long Index, byte[] Hash)> completed = [];
        for (long next = 1; next <= size; next += PageSize)
        {
            var page = file.Query("SELECT seq, body, leaf FROM events WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq", r => (Sequence: r.GetInt64(0), Body: (byte[])r.GetValue(1), Leaf: (byte[])r.GetValue(2)), next, Math.Min(size, next + PageSize - 1));
            var decoded = new LedgerFindings.Decoded[page.Count];
            Parallel.For(0, page.Count, i => decoded[i] = LedgerFindings.Decode(page[i].Body)); // each by itself; faults are told in order
            foreach (var ((sequence, _, leaf), (hash, found, wrong)) in page.Zip(decoded))
            {
                _findings.Count("events");
                if (sequence != frontier.Size + 1) throw new InvalidDataException($"Event {frontier.Size + 1} is missing.");
                if (!hash.AsSpan().SequenceEqual(leaf)) _findings.Fault("events", $"event {sequence} does not hash to what is stored beside it");
                if (wrong is not null) _findings.Fault("events", $"event {sequence}: {wrong}");
                if (found is { } one)
                {
                    _findings.CheckOrder(one, sequence, last?.Hash ?? LedgerBody.NoPrevious, last?.RecordedAt);
                    each(one);
                    last = one;
                }
                frontier.Append(hash, (level, index, node) => completed.Add((level, index, node)));
                after(frontier);
            }
            if (frontier.Size < Math.Min(size, next + PageSize - 1)) throw new InvalidDataException($"Event {frontier.Size + 1} is missing.");
            CheckNodes(file, completed);
            completed.Clear();
        }
        return frontier;
    }

    void CheckNodes(SqliteFile file, IEnumerable<(int Level, long Index, byte[] Hash)> completed)
    {
        foreach (var level in completed.GroupBy(c => c.Level))
        {
            var expected = level.ToList();
            var stored = file.Query("SELECT idx, hash FROM nodes WHERE level = ?1 AND idx BETWEEN ?2 AND ?3", r => (Index: r.GetInt64(0), Hash: (byte[])r.GetValue(1)), level.Key, expected[0].Index, expected[^1].Index).ToLookup(n => n.Index, n => n.Hash);
            foreach (var (_, index, hash) in expected)
            {
                _findings.Count("tree");
                byte[][] found = [.. stored[index]];
                if (found.Length == 0) _findings.Fault("tree", $"node {index} of level {level.Key} is missing");
                else if (found.Length > 1) _findings.Fault("tree", $"node {index} of level {level.Key} stands there {found.Length} times"); // a damaged key: the index does not see it
                else if (!hash.AsSpan().SequenceEqual(found[0])) _findings.Fault("tree", $"node {index} of level {level.Key} is not that of the events");
            }
        }
    }

    /// <summary>The head is that of the events, and nothing lies beyond it; in single statements, since others may append.</summary>
    void CheckHead(SqliteFile file, long size, byte[] root)
    {
        _findings.Count("tree");
        if (file.Query("SELECT root FROM head WHERE size = ?1", r => (byte[])r.GetValue(0), size) is [var stored] && !stored.AsSpan().SequenceEqual(root)) _findings.Fault("tree", "the stored root is not that of the events");
        foreach (var (part, what, sql) in new[]
        {
            ("events", "events", "SELECT count(*) FROM events WHERE seq < 1 OR seq > (SELECT size FROM head)"),
            ("tree", "nodes", "SELECT count(*) FROM nodes WHERE level < 1 OR level > 62 OR idx < 0 OR idx >= (SELECT size FROM head) >> level"),
            ("checkpoints", "checkpoints", "SELECT count(*) FROM checkpoints WHERE size < 1 OR size > (SELECT size FROM head)"),
        })
            if (file.Query(sql, r => r.GetInt64(0))[0] is > 0 and var beyond) _findings.Fault(part, $"{Format.Count(beyond)} {what} beyond the last event that the head knows");
    }

    /// <summary>Tables and the triggers that refuse changes are those that this library makes.</summary>
    static void CheckLayout(SqliteFile file)
    {
        const string sql = "SELECT coalesce(sql, '') FROM sqlite_schema WHERE tbl_name IN ('events', 'nodes', 'head', 'checkpoints', 'projections') ORDER BY type, name";
        using var made = SqliteFile.InMemory(Ledger.Schema.Sql);
        if (!file.Query(sql, r => r.GetString(0)).SequenceEqual(made.Query(sql, r => r.GetString(0)))) throw new InvalidDataException("The tables or the triggers that refuse changes were altered.");
    }

    /// <summary>Keeps in mind the blobs that an event names and those that it releases; one that is named again later is needed again.</summary>
    internal static void Note(LedgerEvent one, HashSet<string> named, HashSet<string> released)
    {
        named.UnionWith(one.Blobs);
        released.ExceptWith(one.Blobs);
        if (one.Kind == RegistryEvents.Released && one.Payload.TryGetProperty("ids", out var ids) && ids.ValueKind == JsonValueKind.Array)
            released.UnionWith(ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!));
    }

    /// <summary>A blob that was released may be gone; one that is still there must be whole.</summary>
    void CheckBlobs(IReadOnlyCollection<string> named, IReadOnlySet<string> released, BlobStore? blobs)
    {
        if (blobs is not null && named.Count(id => released.Contains(id) && !blobs.Contains(id)) is > 0 and var gone)
            _released = $"{Format.Count(gone)} blobs were released, as events say, and are gone.";
        if (blobs is null) _findings.NotLookedAt("blobs", "no folder of blobs was given");
        else if (named.Count == 0) _findings.NotLookedAt("blobs", "no event names one");
        else foreach (var id in named.Order(StringComparer.Ordinal)) _findings.Check("blobs", () => { if (!released.Contains(id) || blobs.Contains(id)) blobs.Read(id); });
    }

    void CheckState(SqliteFile file, LedgerProjection projection, SqliteFile memory, (int Version, long Size) seen, long size) => _findings.Check("state tables", () =>
    {
        if (seen.Version == 0) throw new InvalidDataException($"'{projection.Table}' was never computed.");
        if (seen.Version != projection.Version) throw new InvalidDataException($"'{projection.Table}' is of version {seen.Version}, not {projection.Version}; it is computed again when the ledger is next opened to append.");
        if (seen.Size < size) throw new InvalidDataException($"'{projection.Table}' has seen {seen.Size} of {size} events.");
        if (file.Query("SELECT size FROM head", r => r.GetInt64(0))[0] is var now && seen.Size > now) throw new InvalidDataException($"'{projection.Table}' has seen {seen.Size} of {now} events.");
        if (AppliedTo(file, projection) != seen) return; // another process appended meanwhile: nothing to compare with
        IReadOnlyList<object?[]> stored = LedgerProjection.Rows(file, projection.Table), expected = LedgerProjection.Rows(memory, projection.Table);
        for (var i = 0; i < Math.Max(stored.Count, expected.Count); i++)
            if (i >= stored.Count || i >= expected.Count || !stored[i].SequenceEqual(expected[i]))
                throw new InvalidDataException($"'{projection.Table}' row {i + 1}: it says {Row(stored, i)}, the events say {Row(expected, i)}.");
    });

    static string Row(IReadOnlyList<object?[]> rows, int i) => i >= rows.Count ? "nothing" : $"({string.Join(", ", rows[i].Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))})";

    static (int Version, long Size) AppliedTo(SqliteFile file, LedgerProjection projection) =>
        file.Query("SELECT version, size FROM projections WHERE name = ?1", r => (r.GetInt32(0), r.GetInt64(1)), projection.Table) is [var state] ? state : (0, 0);
}
