using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Audit;

/// <summary>
/// One zip file to hand to an auditor: the events of a ledger byte by byte, the hashes of its tree, signed checkpoints and
/// keys, the blobs that events name, declaration and data of the workspace, executed notebooks, and how to check all of it
/// by hand. The same history and the same files give the same bytes.
/// </summary>
public static class AuditBundle
{
    /// <summary>Writes the bundle of a workspace, whole or not at all.</summary>
    /// <param name="workspace">Its ledger is read as far as it goes when this is called; others may append meanwhile.</param>
    /// <param name="file">The file to write, replaced where it exists.</param>
    /// <param name="options">All events if not given.</param>
    /// <returns>The list of what it holds and of what was left out.</returns>
    /// <exception cref="FileNotFoundException">The workspace has no ledger, or a notebook is not there.</exception>
    /// <exception cref="InvalidDataException">An event is damaged, a notebook's name cannot be kept, or the bundle would grow beyond 4 GiB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static BundleManifest Write(Workspace workspace, string file, BundleOptions? options = null)
    {
        BundleManifest? manifest = null;
        var folder = workspace.Ledger;
        if (!File.Exists(folder.Database)) throw new FileNotFoundException($"There is no ledger {folder.Database}: nothing was recorded there yet, so there is nothing to hand over.", folder.Database);
        foreach (var notebook in options?.Notebooks ?? [])
            if (!File.Exists(notebook)) throw new FileNotFoundException($"There is no notebook '{notebook}'. The current folder is '{Environment.CurrentDirectory}': check the path.", notebook);
        using var ledger = Ledger.Open(folder.Database, readOnly: true);
        AtomicFile.Write(file, to => manifest = new BundleContent(workspace, ledger, options ?? new(), new(to)).Write());
        return manifest!;
    }

    /// <summary>Makes a workspace of a bundle in a new folder: declaration, data, notebooks, blobs, and where it holds all events the ledger, without a key to sign. Check the bundle first.</summary>
    /// <param name="bundle">The file.</param>
    /// <param name="folder">A folder that does not exist.</param>
    /// <param name="projections">State tables that are computed from its events.</param>
    /// <returns>The notebooks, as files.</returns>
    /// <exception cref="InvalidDataException">The file is no bundle.</exception>
    /// <exception cref="IOException">The folder exists already.</exception>
    public static IReadOnlyList<string> Unpack(string bundle, string folder, IReadOnlyList<LedgerProjection>? projections = null)
    {
        folder = Path.GetFullPath(folder);
        using var zip = StoredZip.Open(bundle);
        var manifest = BundleParts.ManifestOf(zip);
        if (Path.Exists(folder)) throw new IOException($"'{folder}' is there already. Name a folder that is not: nothing is written over.");
        List<string> notebooks = [];
        foreach (var entry in zip.Entries)
        {
            if (Place(folder, entry.Name) is not { } place) continue;
            AtomicFile.Write(place, to => { foreach (var chunk in zip.Chunks(entry)) to.Write(chunk.Span); });
            if (entry.Name.StartsWith(BundleParts.Notebooks, StringComparison.Ordinal)) notebooks.Add(place);
        }
        var ledger = new LedgerFolder(Path.Combine(folder, ".modelops"));
        if (manifest.Model is null && zip.Find(BundleParts.Events) is { } events)
        {
            Ledger.Restore(ledger.Database, zip.Lines(events, BundleParts.LongestLine), BundleParts.CheckpointsOf(zip));
            using var restored = Ledger.Open(ledger.Database, projections);
        }
        return notebooks;
    }

    /// <summary>Where a file of a bundle belongs in a workspace; null for what only says something about the bundle.</summary>
    static string? Place(string folder, string name) =>
        name.StartsWith(BundleParts.Workspace, StringComparison.Ordinal) ? Path.Combine(folder, name[BundleParts.Workspace.Length..])
        : name.StartsWith(BundleParts.Notebooks, StringComparison.Ordinal) ? Path.Combine(folder, name)
        : name == BundleParts.Keys ? Path.Combine(folder, ".modelops", "ledger.pub")
        : name.StartsWith(BundleParts.Blobs, StringComparison.Ordinal) && name[BundleParts.Blobs.Length..] is var id && ContentId.IsWellFormed(id) ? Path.Combine(folder, ".modelops", "blobs", "sha256", id[..2], id[2..])
        : null;
}
