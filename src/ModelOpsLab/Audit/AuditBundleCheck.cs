using System.Security.Cryptography;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Audit;

/// <summary>
/// Checks a bundle by itself, without the workspace it came from: every file and hash, the order of events, the root of the
/// tree against what was signed, the proof of each event, blobs, a checkpoint kept elsewhere, and where it holds all events
/// each state table computed again. It reads the file as it lies, runs nothing of it and writes nothing.
/// </summary>
public sealed class AuditBundleCheck
{
    const string LeftOut = "left out";
    const int LeafLine = 64;

    readonly StoredZip _zip;
    readonly BundleManifest _manifest;
    readonly LedgerFindings _findings = new([.. LedgerAudit.Parts, LeftOut]);

    AuditBundleCheck(StoredZip zip) => (_zip, _manifest) = (zip, BundleParts.ManifestOf(zip));

    bool IsWhole => _manifest.Model is null;

    /// <summary>Checks a bundle. What does not hold is found, not thrown.</summary>
    /// <param name="bundle">The file.</param>
    /// <param name="projections">Rules of the state tables to compute again; those of the library that wrote it.</param>
    /// <param name="keys">The keys that sign, got another way than in the bundle; those in the bundle where none are given.</param>
    /// <param name="outside">A checkpoint kept elsewhere: the ledger must extend it.</param>
    /// <returns>A report with the parts of <see cref="LedgerAudit.Verify"/>, and what was left out.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no bundle: not a zip of the form that <see cref="AuditBundle"/> writes, or one that was damaged. Nothing more is read of it.</exception>
    public static Report Verify(string bundle, IReadOnlyList<LedgerProjection>? projections = null, IReadOnlyList<NoteVerifier>? keys = null, Checkpoint? outside = null)
    {
        using var zip = StoredZip.Open(bundle);
        return new AuditBundleCheck(zip).Run(projections ?? [], keys ?? [], outside);
    }

    Report Run(IReadOnlyList<LedgerProjection> projections, IReadOnlyList<NoteVerifier> given, Checkpoint? outside)
    {
        CheckFiles();
        var keys = given.Count > 0 ? given : BundleParts.KeysOf(_zip);
        var rebuilt = (IsWhole ? projections : []).Select(p => (Projection: p, File: SqliteFile.InMemory(p.Sql))).ToList();
        try
        {
            HashSet<string> named = [], released = [];
            var (size, root) = Walk(keys, outside, one =>
            {
                LedgerAudit.Note(one, named, released);
                foreach (var (projection, memory) in rebuilt) _findings.Apply(projection, one, memory);
            });
            if (size > 0) _findings.Count("tree");
            if (size != _manifest.LedgerSize || ContentId.Hex(root) != _manifest.LedgerRoot) _findings.Fault("tree", $"the list says {_manifest.LedgerSize} events and root {_manifest.LedgerRoot}; the hashes say {size} and {ContentId.Hex(root)}");
            if (!IsWhole) CheckProofs(size, root);
            CheckBlobs(named);
            CheckTables(rebuilt);
            CheckLeftOut(released);
            return _findings.ReportOf("Bundle check", Path.GetFileName(_zip.Path), size, root, "", new Paragraph(Scope(given.Count > 0, keys)));
        }
        finally
        {
            foreach (var (_, memory) in rebuilt) memory.Dispose();
        }
    }

    string Scope(bool given, IReadOnlyList<NoteVerifier> keys) =>
        (IsWhole ? "The bundle holds all events." : $"The bundle holds the {Format.Count(_manifest.Events)} events about {_manifest.Model}, each proved to be in the ledger; that none is missing it cannot prove.")
        + (given ? " Signatures are judged by the key that was given."
            : keys.Count == 0 ? " It brings no key, and none was given."
            : $" Signatures are judged by the keys in the bundle itself ({string.Join(", ", keys.Select(k => $"{k.Name}, id {k.Id:x8}"))}): compare them with what the owner gave you another way, or name that with --key.");

    /// <summary>Each file against both lists of hashes.</summary>
    void CheckFiles()
    {
        var sums = BundleParts.SumsOf(_zip);
        var listed = _manifest.Files.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        foreach (var entry in _zip.Entries.Where(e => e.Name != BundleParts.Sums))
        {
            _findings.Count("file");
            var found = Sha256(entry);
            if (!sums.Remove(entry.Name, out var sum)) _findings.Fault("file", $"{entry.Name} is not in {BundleParts.Sums}");
            else if (sum != found) _findings.Fault("file", $"{entry.Name} does not have the hash that {BundleParts.Sums} says");
            if (entry.Name == BundleParts.Manifest) continue;
            if (!listed.Remove(entry.Name, out var file)) _findings.Fault("file", $"{entry.Name} is not in {BundleParts.Manifest}");
            else if (file.Sha256 != found || file.Bytes != entry.Size) _findings.Fault("file", $"{entry.Name} is not as {BundleParts.Manifest} says");
            if (entry.Name.StartsWith(BundleParts.Blobs, StringComparison.Ordinal) && entry.Name[BundleParts.Blobs.Length..] != found) _findings.Fault("blobs", $"{entry.Name} has the hash {found}");
        }
        foreach (var name in sums.Keys.Concat(listed.Keys).Distinct(StringComparer.Ordinal)) _findings.Fault("file", $"{Shown(name)} is listed and not there");
    }

    string Sha256(StoredZipEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in _zip.Chunks(entry)) hash.AppendData(chunk.Span);
        return ContentId.Hex(hash.GetHashAndReset());
    }

    /// <summary>Goes once along hashes, events and checkpoints together: nothing is kept but the edge of the tree.</summary>
    (long Size, byte[] Root) Walk(IReadOnlyList<NoteVerifier> keys, Checkpoint? outside, Action<LedgerEvent> each)
    {
        using var events = Lines(BundleParts.Events, BundleParts.LongestLine).GetEnumerator();
        using var checkpoints = BundleParts.CheckpointsOf(_zip).GetEnumerator();
        var frontier = new MerkleFrontier();
        var (more, note) = (events.MoveNext(), Next(checkpoints));
        var decoded = more ? LedgerFindings.Decode(events.Current) : default;
        byte[]? outsideRoot = outside?.Size == 0 ? frontier.Root() : null;
        string? before = LedgerBody.NoPrevious;
        LedgerEvent? last = null;
        long taken = 0, signed = 0;
        foreach (var line in Lines(BundleParts.Leaves, LeafLine))
        {
            var leaf = ContentId.IsWellFormed(System.Text.Encoding.ASCII.GetString(line)) ? Convert.FromHexString(System.Text.Encoding.ASCII.GetString(line)) : throw _zip.Refused($"{BundleParts.Leaves} has a line that is no hash");
            frontier.Append(leaf);
            var sequence = frontier.Size;
            if (more && (IsWhole || decoded.Event is null || decoded.Event.Sequence == sequence))
            {
                taken++;
                CheckEvent(decoded, sequence, leaf);
                if (decoded.Event is { } one)
                {
                    _findings.CheckOrder(one, sequence, before, last?.RecordedAt);
                    each(one);
                    last = one;
                }
                more = events.MoveNext();
                decoded = more ? LedgerFindings.Decode(events.Current) : default;
            }
            else if (IsWhole) _findings.Fault("events", $"event {sequence} is missing");
            if (outside?.Size == sequence) outsideRoot = frontier.Root();
            for (; note is not null && note.Size <= sequence; note = Next(checkpoints))
            {
                _findings.CheckNote(sequence, note.Note, frontier.Root(), keys);
                signed = note.Size;
            }
            before = ContentId.Hex(leaf);
        }
        if (more) _findings.Fault("events", "there are events beyond the last hash");
        if (taken != _manifest.Events) _findings.Fault("events", $"the list says {_manifest.Events} events; there are {taken}");
        if (note is not null) _findings.Fault("checkpoints", "there are checkpoints beyond the last hash");
        CheckNewest(signed, frontier.Size, keys);
        _findings.CheckOutside(outside, frontier.Size, _ => outsideRoot, keys);
        return (frontier.Size, frontier.Root());
    }

    void CheckEvent(LedgerFindings.Decoded decoded, long sequence, byte[] leaf)
    {
        _findings.Count("events");
        if (!decoded.Hash.AsSpan().SequenceEqual(leaf)) _findings.Fault("events", $"event {sequence} does not hash to what {BundleParts.Leaves} says");
        if (decoded.Wrong is { } wrong) _findings.Fault("events", $"event {sequence}: {wrong}");
    }

    /// <summary>The newest checkpoint stands alone too, and signs all there is.</summary>
    void CheckNewest(long signed, long size, IReadOnlyList<NoteVerifier> keys)
    {
        if (signed == 0)
        {
            _findings.NotLookedAt("checkpoints", "none was signed");
            if (_zip.Find(BundleParts.Checkpoint) is not null) _findings.Fault("checkpoints", $"{BundleParts.Checkpoint} is not in {BundleParts.Checkpoints}");
            return;
        }
        if (keys.Count == 0) _findings.NotLookedAt("checkpoints", "no public key was given");
        if (signed < size) _findings.Fault("checkpoints", $"the newest signs {Format.Count(signed)} of {Format.Count(size)} events");
        _findings.Check("checkpoints", () =>
        {
            var newest = System.Text.Encoding.UTF8.GetString(_zip.Bytes(BundleParts.Checkpoint, 1 << 20));
            if (!BundleParts.CheckpointsOf(_zip).Last().Note.Equals(newest, StringComparison.Ordinal)) throw new InvalidDataException($"{BundleParts.Checkpoint} is not the last of {BundleParts.Checkpoints}.");
        });
    }

    /// <summary>The path of each event to the root, from its own bytes and nothing else.</summary>
    void CheckProofs(long size, byte[] root)
    {
        using var events = Lines(BundleParts.Events, BundleParts.LongestLine).GetEnumerator();
        foreach (var line in Lines(BundleParts.Proofs, BundleParts.LongestLine))
        {
            _findings.Count("tree");
            var proof = BundleParts.Read<ProofLine>(_zip, line, BundleParts.Proofs);
            byte[][] path = [.. proof.Proof.Select(h => ContentId.IsWellFormed(h) ? Convert.FromHexString(h) : [])];
            if (!events.MoveNext() || !MerkleProof.Includes(root, size, proof.Seq - 1, MerkleTree.LeafHash(events.Current), path)) _findings.Fault("tree", $"event {proof.Seq} is not proved to be in the ledger");
        }
        if (events.MoveNext()) _findings.Fault("tree", "there are events without a proof");
    }

    void CheckBlobs(HashSet<string> named)
    {
        var missing = _manifest.LeftOut.Where(l => l.Name.StartsWith(BundleParts.Blobs, StringComparison.Ordinal)).Select(l => l.Name[BundleParts.Blobs.Length..]).ToHashSet(StringComparer.Ordinal);
        foreach (var id in named.Order(StringComparer.Ordinal).Where(id => !missing.Contains(id)))
            if (_zip.Find(BundleParts.Blobs + id) is null) _findings.Fault("blobs", $"there is no blob {id}, and it is not said to be left out");
            else _findings.Count("blobs");
        foreach (var entry in _zip.Entries.Where(e => e.Name.StartsWith(BundleParts.Blobs, StringComparison.Ordinal) && !named.Contains(e.Name[BundleParts.Blobs.Length..])))
            _findings.Fault("blobs", $"no event names {entry.Name}");
        if (named.Count == 0) _findings.NotLookedAt("blobs", "no event names one");
        else if (named.IsSubsetOf(missing)) _findings.NotLookedAt("blobs", "all of them were left out");
    }

    void CheckTables(IReadOnlyList<(LedgerProjection Projection, SqliteFile File)> rebuilt)
    {
        if (!IsWhole) _findings.NotLookedAt("state tables", "they follow from all events, and the bundle holds those of one model");
        else if (_manifest.Tables.Count == 0) _findings.NotLookedAt("state tables", "the bundle has none");
        foreach (var table in _manifest.Tables)
            _findings.Check("state tables", () =>
            {
                if (rebuilt.FirstOrDefault(r => r.Projection.Table == table.Name) is not { Projection: { } rule } known) throw new InvalidDataException($"No rule for '{table.Name}' is known here.");
                if (rule.Version != table.Version) throw new InvalidDataException($"'{table.Name}' is of version {table.Version}, not {rule.Version}: check it with the library that wrote the bundle, {_manifest.Library}.");
                using var rows = Lines($"{BundleParts.Tables}{table.Name}.jsonl", BundleParts.LongestLine).GetEnumerator();
                long number = 0;
                foreach (var row in LedgerProjection.Rows(known.File, table.Name))
                {
                    number++;
                    if (!rows.MoveNext() || !BundleParts.Row(row).AsSpan(..^1).SequenceEqual(rows.Current)) throw new InvalidDataException($"'{table.Name}' row {number} is not what the events say.");
                }
                if (rows.MoveNext() || number != table.Rows) throw new InvalidDataException($"'{table.Name}' has {table.Rows} rows; the events say {number}.");
            });
    }

    /// <summary>A blob that was not to be had is a fault, unless an event says that it may be gone.</summary>
    void CheckLeftOut(HashSet<string> released)
    {
        foreach (var one in _manifest.LeftOut.Where(one => one.Bytes is null && one.Name.StartsWith(BundleParts.Blobs, StringComparison.Ordinal) && !released.Contains(one.Name[BundleParts.Blobs.Length..]))) _findings.Fault(LeftOut, $"{Shown(one.Name)}: {one.Because}");
        _findings.Count(LeftOut);
        if (_manifest.LeftOut.Count > 0)
            _findings.NotLookedAt(LeftOut, $"{Format.Count(_manifest.LeftOut.Count)} not in the bundle, each with its reason in {BundleParts.Manifest}: {string.Join("; ", _manifest.LeftOut.Take(3).Select(l => $"{Shown(l.Name)} ({l.Because})"))}{(_manifest.LeftOut.Count > 3 ? "; ..." : "")}");
    }

    IEnumerable<byte[]> Lines(string name, int longest) => _zip.Find(name) is { } entry ? _zip.Lines(entry, longest) : throw _zip.Refused($"it has no {name}");

    static Checkpoint? Next(IEnumerator<Checkpoint> checkpoints) => checkpoints.MoveNext() ? checkpoints.Current : null;

    static string Shown(string name) => name.Length > 120 ? name[..120] + "..." : name;
}
