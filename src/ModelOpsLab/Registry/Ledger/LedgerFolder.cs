using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>Where a workspace keeps its ledger: <c>ledger.db</c>, its key <c>ledger.key</c>, the key's public half <c>ledger.pub</c>, and <c>blobs</c>.</summary>
public sealed class LedgerFolder(string folder)
{
    /// <summary>The events.</summary>
    public string Database => Path.Combine(folder, "ledger.db");
    /// <summary>The private key that signs checkpoints.</summary>
    public string Key => Path.Combine(folder, "ledger.key");
    /// <summary>Its public half, for who checks; one line for each key that ever signed here.</summary>
    public string PublicKey => Path.Combine(folder, "ledger.pub");
    /// <summary>What events name by hash.</summary>
    public BlobStore Blobs { get; } = new(Path.Combine(folder, "blobs"));

    /// <summary>Opens the ledger to append, and makes ledger and key where there are none.</summary>
    /// <param name="name">Name of the key that is made, as in <c>example.com/desk-7</c>.</param>
    /// <inheritdoc cref="Ledger.Open" path="/param|/exception"/>
    public Ledger Open(string name, IReadOnlyList<LedgerProjection>? projections = null, TimeProvider? clock = null, TimeSpan? patience = null)
    {
        var signer = File.Exists(Key) ? NoteSigner.Open(Key) : NewKey(name);
        if (!Keys.Contains(signer.Verifier.ToString())) AtomicFile.Write(PublicKey, string.Concat(Keys.Append(signer.Verifier.ToString()).Select(k => k + "\n")));
        return Ledger.Open(Database, projections, signer, clock, patience);
    }

    /// <summary>Checks everything: see <see cref="LedgerAudit.Verify"/>. Signatures are those of <c>ledger.pub</c> where no key is given; <paramref name="key"/> takes their place.</summary>
    /// <exception cref="FileNotFoundException">There is no ledger.</exception>
    public Report Verify(IReadOnlyList<LedgerProjection>? projections = null, NoteVerifier? key = null, Checkpoint? outside = null) =>
        LedgerAudit.Verify(Database, projections, Blobs, key is not null ? [key] : [.. Keys.Select(NoteVerifier.Parse)], outside);

    string[] Keys => File.Exists(PublicKey) ? [.. File.ReadAllLines(PublicKey).Where(line => line.Length > 0)] : [];

    NoteSigner NewKey(string name)
    {
        try
        {
            return NoteSigner.Create(Key, name);
        }
        catch (IOException) when (File.Exists(Key))
        {
            return NoteSigner.Open(Key); // made by another process in between
        }
    }
}
