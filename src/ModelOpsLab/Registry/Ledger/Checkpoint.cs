using System.Globalization;
using System.Security.Cryptography;

namespace ModelOpsLab.Registry;

/// <summary>
/// The state of a ledger in three signed lines (C2SP tlog-checkpoint): whose it is, how many events, and the root of their
/// Merkle tree. A copy kept outside proves later that nothing up to it was changed; without one, whoever owns the file and
/// the key can rewrite history.
/// </summary>
/// <param name="Origin">The ledger it belongs to: the name of its key.</param>
/// <param name="Size">Number of events.</param>
/// <param name="Root">Root of the tree over them, 32 bytes.</param>
/// <param name="Note">The signed note, as it is written to a file.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root, string Note)
{
    /// <summary>Signs the state of a ledger.</summary>
    public static Checkpoint Sign(NoteSigner signer, long size, byte[] root) =>
        new(signer.Verifier.Name, size, root, SignedNote.Sign(string.Create(CultureInfo.InvariantCulture, $"{signer.Verifier.Name}\n{size}\n{Convert.ToBase64String(root)}\n"), signer));

    /// <summary>Reads a checkpoint, without judging its signatures.</summary>
    /// <exception cref="InvalidDataException">It is no signed note, or its text is no checkpoint.</exception>
    public static Checkpoint Parse(string note)
    {
        var root = new byte[SHA256.HashSizeInBytes];
        if (SignedNote.Parse(note).Text.Split('\n') is [{ Length: > 0 } origin, var count, var hash, ""]
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size.ToString(CultureInfo.InvariantCulture) == count
            && hash.Length == 44 && Convert.TryFromBase64String(hash, root, out var length) && length == root.Length && Convert.ToBase64String(root) == hash)
            return new(origin, size, root, note);
        throw new InvalidDataException("This is no checkpoint: a signed note of three lines, the origin, the number of events and the root in Base64.");
    }

    /// <inheritdoc cref="SignedNote.IsSignedBy"/>
    public bool IsSignedBy(params IReadOnlyList<NoteVerifier> keys) => SignedNote.Parse(Note).IsSignedBy(keys);

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && Note == other.Note;

    /// <inheritdoc/>
    public override int GetHashCode() => Note.GetHashCode(StringComparison.Ordinal);
}
