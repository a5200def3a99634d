using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Audit;

/// <summary>Puts the files of a bundle together, one after the other, in one order.</summary>
sealed class BundleContent(Workspace workspace, Ledger ledger, BundleOptions options, StoredZipWriter zip)
{
    /// <summary>What follows the blobs needs places in the file too.</summary>
    const int PlacesKept = 64;

    readonly List<BundleFile> _files = [];
    readonly List<BundleLeftOut> _leftOut = [];
    readonly List<BundleTable> _tables = [];
    readonly List<long> _taken = [];
    readonly List<string> _blobs = [], _segments = [];
    readonly HashSet<string> _named = [], _released = [];
    readonly long _size = ledger.Size;
    long _bytes;

    public BundleManifest Write()
    {
        Checkpoint[] checkpoints = [.. ledger.Query("SELECT note FROM checkpoints WHERE size <= ?1 ORDER BY size", r => Checkpoint.Parse(r.GetString(0)), _size)];
        var root = new MerkleFrontier();
        Add(BundleParts.ReadMe, [Encoding.UTF8.GetBytes(BundleText.Of(options.Model, checkpoints.Length > 0))]);
        Add(BundleParts.Events, Events(new(options.Model ?? "")));
        Add(BundleParts.Leaves, ledger.Read(1, _size).Select(one => { root.Append(one.Leaf); return Bytes(one.Hash + "\n"); }));
        if (options.Model is not null) Add(BundleParts.Proofs, _taken.Select(sequence => (ReadOnlyMemory<byte>)BundleParts.Line(new ProofLine(sequence, [.. ledger.ProveInclusion(sequence, _size).Select(h => ContentId.Hex(h))]))));
        if (checkpoints.Length > 0)
        {
            Add(BundleParts.Checkpoint, [Encoding.UTF8.GetBytes(checkpoints[^1].Note)]);
            Add(BundleParts.Checkpoints, checkpoints.Select(c => (ReadOnlyMemory<byte>)BundleParts.Line(new CheckpointLine(c.Note))));
        }
        if (File.Exists(workspace.Ledger.PublicKey)) Add(BundleParts.Keys, [File.ReadAllBytes(workspace.Ledger.PublicKey)]);
        if (options.Model is null) foreach (var table in options.Projections) AddTable(table);
        AddWorkspace();
        foreach (var notebook in options.Notebooks) AddNotebook(notebook);
        if (options.Environment is { } environment) Add(BundleParts.Environment, [Encoding.UTF8.GetBytes(JsonFormat.Write(Stable(environment)))]);
        foreach (var id in _blobs.Concat(_segments)) AddBlob(id);
        var manifest = new BundleManifest
        {
            Format = BundleManifest.ThisFormat, Library = Provenance.ThisLibrary, Model = options.Model, LedgerSize = _size, LedgerRoot = ContentId.Hex(root.Root()),
            Events = _taken.Count, Tables = _tables, Files = [.. _files], LeftOut = _leftOut,
        };
        Add(BundleParts.Manifest, [Encoding.UTF8.GetBytes(JsonFormat.Write(manifest))]);
        zip.Add(BundleParts.Sums, Encoding.UTF8.GetBytes(string.Concat(_files.Select(f => $"{f.Sha256}  {f.Name}\n"))));
        zip.Finish();
        return manifest;
    }

    /// <summary>The events as they were hashed, one a line: canonical JSON has no line end of its own.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Events(ModelEvents about)
    {
        foreach (var one in ledger.Read(1, _size))
        {
            if (options.Model is not null && !about.Take(one)) continue;
            _taken.Add(one.Sequence);
            if (one.Kind == AuditEvents.Released) _released.UnionWith(one.Texts("ids"));
            _released.ExceptWith(one.Blobs);
            foreach (var id in one.Blobs) if (_named.Add(id)) (one.Kind == AuditEvents.Sealed ? _segments : _blobs).Add(id);
            yield return one.Body;
            yield return "\n"u8.ToArray();
        }
    }

    void AddTable(LedgerProjection table)
    {
        using var file = Ledger.OpenToRead(ledger.Path);
        var seen = file.Query("SELECT version, size FROM projections WHERE name = ?1", r => (Version: r.GetInt32(0), Size: r.GetInt64(1)), table.Table) is [var state] ? state : default;
        var rows = seen.Version == 0 ? [] : LedgerProjection.Rows(file, table.Table);
        if (seen.Version != table.Version || seen.Size != _size || ledger.Size != _size)
        {
            LeaveOut(BundleParts.Tables + table.Table, 0, "", seen.Version == table.Version && seen.Size > _size ? "others appended while the bundle was made" : "it is not of this version of the library, or behind the events; it is computed again when the ledger is next opened to append");
            return;
        }
        Add($"{BundleParts.Tables}{table.Table}.jsonl", rows.Select(row => (ReadOnlyMemory<byte>)BundleParts.Row(row)));
        _tables.Add(new(table.Table, seen.Version, rows.Count));
    }

    /// <summary>The declaration, and the data and schema of the models that the bundle is about.</summary>
    void AddWorkspace()
    {
        var models = workspace.Models.Where(name => options.Model is null || name == options.Model).Select(workspace.Model);
        foreach (var relative in models.SelectMany(m => new[] { m.Schema, m.Data }).Prepend(Registry.Workspace.FileName).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var (name, path) = (BundleParts.Workspace + relative.Replace('\\', '/'), workspace.Resolve(relative));
            if (!StoredZipEntry.IsName(name)) LeaveOut(relative, null, "", "its path is not one that can be unpacked anywhere: write it with letters, digits and '/', below the workspace");
            else if (!File.Exists(path)) LeaveOut(name, null, "", "there is no such file");
            else if (new FileInfo(path).Length is var length && Fits(length) is { } because) LeaveOut(name, length, ContentId.OfFile(path), because);
            else Add(name, Chunks(path), length);
        }
    }

    void AddNotebook(string file)
    {
        var name = BundleParts.Notebooks + Path.GetFileName(file);
        if (!StoredZipEntry.IsName(name)) throw new InvalidDataException($"The notebook '{file}' cannot keep its name in a bundle: use letters, digits, '.', '_' and '-'.");
        if (_files.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) throw new InvalidDataException($"Two notebooks have the name '{Path.GetFileName(file)}', where capitals do not count. Rename one.");
        Add(name, Chunks(file));
    }

    void AddBlob(string id)
    {
        var (name, length) = (BundleParts.Blobs + id, workspace.Ledger.Blobs.Length(id));
        if (length is null) LeaveOut(name, null, id, _released.Contains(id) ? "it was released, as an event says" : "it is not there");
        else if (Fits(length.Value) is { } because) LeaveOut(name, length, id, because);
        else
            try
            {
                Add(name, [workspace.Ledger.Blobs.Read(id)], length.Value);
            }
            catch (InvalidDataException)
            {
                LeaveOut(name, null, id, "its bytes are not those of its name: it was damaged");
            }
    }

    string? Fits(long length) =>
        length > options.MaxFileBytes ? $"larger than the limit of {Format.Count(options.MaxFileBytes)} bytes for one file"
        : _bytes + length > options.MaxBytes ? $"the files before it reach the limit of {Format.Count(options.MaxBytes)} bytes"
        : zip.Count + PlacesKept > StoredZip.MostEntries ? $"a bundle holds at most {Format.Count(StoredZip.MostEntries)} files"
        : null;

    void LeaveOut(string name, long? bytes, string sha256, string because) => _leftOut.Add(new(name, bytes, sha256, because));

    void Add(string name, IEnumerable<ReadOnlyMemory<byte>> chunks, long counted = 0)
    {
        var (size, sha256) = zip.Add(name, chunks);
        _files.Add(new(name, size, sha256));
        _bytes += counted;
    }

    /// <summary>What of an environment does not change from call to call, and says nothing of the machine's owner: modules are loaded as they are needed, so they belong to the records of trainings.</summary>
    static object Stable(EnvironmentRecord environment) => new { environment.Library, environment.Runtime, environment.OperatingSystem, environment.Architecture, environment.Culture, environment.TimeZone };

    static IEnumerable<ReadOnlyMemory<byte>> Chunks(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;) yield return buffer.AsMemory(0, read);
    }

    static ReadOnlyMemory<byte> Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
