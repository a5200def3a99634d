using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>
/// A workspace's ledger as it was when it had so many events: while this lives, <see cref="ModelRegistry.OpenToRead"/> in the flow of control
/// that opened it sees nothing that was recorded later, whenever that took effect. So a review that is made again rests on what the first one knew.
/// </summary>
/// <remarks>Writing is not concerned. Where nothing was recorded since, the ledger itself is read; otherwise a copy of its beginning, made at the first reading and gone when this is disposed.</remarks>
public sealed class LedgerAsOf : IDisposable
{
    static readonly AsyncLocal<LedgerAsOf?> Ambient = new();

    readonly LedgerAsOf? _outer = Ambient.Value;
    readonly Lock _lock = new();
    readonly string _database;
    DirectoryInfo? _copy;

    LedgerAsOf(string database, long size, string root) => (_database, Size, Root) = (database, size, root);

    /// <summary>How many events are seen; 0 where there was no ledger.</summary>
    public long Size { get; }
    /// <summary>Root of the Merkle tree over them, as hexadecimal digits.</summary>
    public string Root { get; }

    /// <summary>The ledger as it is now.</summary>
    /// <param name="workspace">Whose ledger; one that was never written to has no event.</param>
    /// <exception cref="InvalidDataException">The ledger is damaged.</exception>
    public static LedgerAsOf Now(Workspace workspace)
    {
        if (!File.Exists(workspace.Ledger.Database)) return Ambient.Value = new(workspace.Ledger.Database, 0, ContentId.Hex(MerkleTree.EmptyRoot));
        using var ledger = Ledger.Open(workspace.Ledger.Database, readOnly: true);
        var size = ledger.Size;
        return Ambient.Value = new(workspace.Ledger.Database, size, ContentId.Hex(RootOf(ledger, size)));
    }

    /// <summary>The ledger as it was at a size.</summary>
    /// <param name="workspace">Whose ledger.</param>
    /// <param name="size">How many events it had.</param>
    /// <param name="root">Root of the Merkle tree over them, as hexadecimal digits.</param>
    /// <exception cref="InvalidDataException">The ledger has fewer events, does not begin with these, or is damaged.</exception>
    public static LedgerAsOf Of(Workspace workspace, long size, string root)
    {
        var database = workspace.Ledger.Database;
        if (size > 0)
        {
            if (!File.Exists(database)) throw new InvalidDataException($"There is no ledger {database}, and {size} events were known.");
            using var ledger = Ledger.Open(database, readOnly: true);
            if (ledger.Size < size) throw new InvalidDataException($"{database} has {ledger.Size} events, and {size} were known: it is an older copy, or another ledger.");
            if (ContentId.Hex(RootOf(ledger, size)) != root) throw new InvalidDataException($"{database} does not begin with the {size} events that were known: it is another ledger, or was built again.");
        }
        return Ambient.Value = new(Path.GetFullPath(database), size, root);
    }

    /// <summary>Closes it: from here on all events are seen again.</summary>
    public void Dispose()
    {
        Ambient.Value = _outer;
        lock (_lock)
        {
            _copy?.Delete(recursive: true);
            _copy = null;
        }
    }

    /// <summary>What is seen of a ledger: itself, or the beginning of it in its place, with its state tables; null where that has no event.</summary>
    internal static Ledger? Seen(Ledger whole, IReadOnlyList<LedgerProjection> projections)
    {
        if (Ambient.Value is not { } seen || seen._database != whole.Path || whole.Size <= seen.Size) return whole;
        using (whole) return seen.Size == 0 ? null : seen.Beginning(whole, projections);
    }

    Ledger Beginning(Ledger whole, IReadOnlyList<LedgerProjection> projections)
    {
        lock (_lock)
        {
            if (_copy is null)
            {
                _copy = Directory.CreateTempSubdirectory("modelops-ledger-");
                Ledger.Restore(CopyFile, whole.Read(1, Size).Select(e => e.Body), []);
                Ledger.Open(CopyFile, projections).Dispose();
            }
            return Ledger.Open(CopyFile, projections, readOnly: true);
        }
    }

    string CopyFile => Path.Combine(_copy!.FullName, Path.GetFileName(_database));

    static byte[] RootOf(Ledger ledger, long size)
    {
        var frontier = new MerkleFrontier();
        foreach (var one in ledger.Read(1, size)) frontier.Append(one.Leaf);
        return frontier.Root();
    }
}
