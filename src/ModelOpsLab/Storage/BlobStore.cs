using System.Security.Cryptography;

namespace ModelOpsLab.Storage;

/// <summary>
/// Bytes kept under their own SHA-256, in <c>sha256/ab/…</c> of a folder: a blob cannot be changed without its name saying
/// so. Once written, it survives a power cut; each read hashes it again. Several processes may write at once.
/// </summary>
public sealed class BlobStore
{
    const string Algorithm = "sha256";

    readonly string _root;

    /// <param name="folder">Where the blobs lie; made with the first of them.</param>
    public BlobStore(string folder) => _root = Path.Combine(Path.GetFullPath(folder), Algorithm);

    /// <summary>Keeps bytes and returns their id, 64 lower-case hexadecimal digits. What is there already, and whole, is left as it is.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written: nothing is kept under this id.</exception>
    public string Write(ReadOnlySpan<byte> bytes)
    {
        var id = IdOf(bytes);
        var path = PathOf(id);
        if (File.Exists(path) && IdOf(File.ReadAllBytes(path)) == id) return id;
        var folder = Path.GetDirectoryName(path)!;
        List<string> touched = [folder];
        for (var at = folder; !Directory.Exists(at) && Path.GetDirectoryName(at) is { } above; at = above) touched.Add(above);
        AtomicFile.Write(path, bytes);
        foreach (var one in touched) FolderFlush.ToDisk(one);
        return id;
    }

    /// <summary>The bytes of an id, hashed again.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    /// <exception cref="InvalidDataException">The bytes are not those of the id: the message names the blob and what was found.</exception>
    /// <exception cref="ArgumentException">The id is not 64 lower-case hexadecimal digits.</exception>
    public byte[] Read(string id)
    {
        var path = PathOf(id);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no blob {id} in {_root}. Restore it from a copy.", path);
        var bytes = File.ReadAllBytes(path);
        return IdOf(bytes) is var found && found == id
            ? bytes
            : throw new InvalidDataException($"Blob {id} is damaged: the {bytes.Length} bytes of {path} hash to {found}. Restore it from a copy.");
    }

    /// <summary>Whether there is a file for an id; only <see cref="Read"/> says whether it is whole.</summary>
    /// <exception cref="ArgumentException">The id is not 64 lower-case hexadecimal digits.</exception>
    public bool Contains(string id) => File.Exists(PathOf(id));

    /// <summary>Removes the bytes of an id for good; none there is none to remove.</summary>
    /// <exception cref="IOException">They cannot be removed.</exception>
    internal void Remove(string id)
    {
        var path = PathOf(id);
        if (!File.Exists(path)) return;
        File.Delete(path);
        FolderFlush.ToDisk(Path.GetDirectoryName(path)!);
    }

    /// <summary>How many bytes lie under an id; null where there is no file.</summary>
    internal long? Length(string id) => new FileInfo(PathOf(id)) is { Exists: true } file ? file.Length : null;

    /// <summary>The ids of all blobs, in order.</summary>
    public IReadOnlyList<string> Ids => !Directory.Exists(_root) ? []
        : [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f)) + Path.GetFileName(f)).Where(IsId).Order(StringComparer.Ordinal)];

    static string IdOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static bool IsId(string? id) => id is { Length: 64 } && id.All(char.IsAsciiHexDigitLower);

    string PathOf(string id) => IsId(id)
        ? Path.Combine(_root, id[..2], id[2..])
        : throw new ArgumentException($"'{id}' is no blob id: 64 lower-case hexadecimal digits.", nameof(id));
}
