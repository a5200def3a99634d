using System.Security.Cryptography;

namespace ModelOpsLab.Storage;

/// <summary>
/// Writes a zip file whose bytes follow from its files alone: in the order they were added, stored as they are, dated
/// 1 January 1980. Compression is left out, because its bytes differ from machine to machine.
/// </summary>
/// <param name="to">Where it is written, from its position; it must be one that can seek.</param>
sealed class StoredZipWriter(Stream to)
{
    readonly List<StoredZipEntry> _entries = [];
    readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Files so far.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes so far.</summary>
    public long Length => to.Position;

    /// <summary>Adds a file and answers its size and SHA-256.</summary>
    /// <exception cref="ArgumentException">The name is not one that <see cref="StoredZipEntry.IsName"/> allows, or is there already.</exception>
    /// <exception cref="InvalidDataException">The file would grow beyond 4 GiB, or hold more than <see cref="StoredZip.MostEntries"/> files.</exception>
    public (long Size, string Sha256) Add(string name, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        if (!StoredZipEntry.IsName(name)) throw new ArgumentException($"'{name}' is no name of a file in a bundle: letters, digits, '.', '_', '-' and folders.", nameof(name));
        if (!_names.Add(name)) throw new ArgumentException($"There is a file {name} already, where capitals do not count.", nameof(name));
        if (_entries.Count == StoredZip.MostEntries) throw new InvalidDataException($"A bundle holds at most {StoredZip.MostEntries} files.");
        var entry = new StoredZipEntry(name, 0, 0, to.Position + StoredZip.LocalLength + name.Length);
        to.Write(entry.Local());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in chunks)
        {
            to.Write(chunk.Span);
            hash.AppendData(chunk.Span);
            entry = entry with { Size = entry.Size + chunk.Length, Crc = Crc32.Append(entry.Crc, chunk.Span) };
            if (to.Position > uint.MaxValue - (1 << 24)) throw new InvalidDataException("The bundle would be larger than 4 GiB. Lower the limit on blobs: those left out are listed with their hashes.");
        }
        var end = to.Position;
        to.Position = entry.Start - StoredZip.LocalLength - name.Length;
        to.Write(entry.Local());
        to.Position = end;
        _entries.Add(entry);
        return (entry.Size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Adds a file of these bytes.</summary>
    public (long Size, string Sha256) Add(string name, ReadOnlyMemory<byte> bytes) => Add(name, [bytes]);

    /// <summary>Writes the list of files; nothing is added after it.</summary>
    public void Finish()
    {
        var start = to.Position;
        foreach (var entry in _entries) to.Write(entry.Central());
        var size = to.Position - start;
        using var memory = new MemoryStream();
        using var end = new BinaryWriter(memory);
        end.Write(StoredZip.EndMark);
        end.Write(0); // one disk
        end.Write((ushort)_entries.Count);
        end.Write((ushort)_entries.Count);
        end.Write((uint)size);
        end.Write((uint)start);
        end.Write((ushort)0); // no comment
        to.Write(memory.ToArray());
    }
}
