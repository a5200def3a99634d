using System.Security.Cryptography;
using System.Text;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>A private key that signs notes, in a file that only its owner can read. Whoever has it can sign in its name.</summary>
public sealed class NoteSigner
{
    const string Mark = "PRIVATE+KEY+";
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly byte[] _privateKey;

    NoteSigner(string name, byte[] privateKey)
    {
        _privateKey = privateKey;
        using var key = Key();
        Verifier = new(name, key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The public half: give it to whoever checks.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>Makes a new key and keeps it in a file that only its owner can read and write.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static NoteSigner Create(string path, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner(name, key.ExportPkcs8PrivateKey());
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var neighbour = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(neighbour, options))
            {
                file.Write(Encoding.UTF8.GetBytes($"{Mark}{NoteVerifier.Line(name, signer.Verifier.Id, signer._privateKey)}\n"));
                file.Flush(flushToDisk: true);
            }
            File.Move(neighbour, path, overwrite: false);
            FolderFlush.ToDisk(folder);
        }
        finally
        {
            File.Delete(neighbour);
        }
        return signer;
    }

    /// <summary>Reads a key's file.</summary>
    /// <exception cref="InvalidDataException">It is no key, or others may read it.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static NoteSigner Open(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path) is var mode && (mode & ~OwnerOnly) != 0)
            throw new InvalidDataException($"{path} holds a private key that others may read or run ({mode}). If nobody did, 'chmod 600 {path}'; else make a new key.");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a key's text; <paramref name="source"/> names it in errors.</summary>
    internal static NoteSigner Parse(string text, string source)
    {
        try
        {
            if (!text.StartsWith(Mark, StringComparison.Ordinal)) throw new InvalidDataException("It does not begin as a private key does.");
            var (name, id, key) = NoteVerifier.Split(text[Mark.Length..]);
            var signer = new NoteSigner(name, key);
            return signer.Verifier.Id == id ? signer : throw new InvalidDataException($"Its id is not that of the key {name}.");
        }
        catch (Exception error) when (error is InvalidDataException or CryptographicException)
        {
            throw new InvalidDataException($"{source} holds no key that signs: {error.Message}", error);
        }
    }

    internal byte[] Sign(ReadOnlySpan<byte> text)
    {
        using var key = Key();
        return key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    ECDsa Key()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_privateKey, out _);
        return key;
    }
}
