using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ModelOpsLab.Storage;

/// <summary>
/// Reads a zip file of the one form that <see cref="StoredZipWriter"/> writes: files one after the other as they are, without
/// compression, without gaps, flags or extra fields. Every byte of the file is accounted for before one file is read, so a
/// file that unpacks to more than its size, or means two things to two programs, is refused.
/// </summary>
sealed class StoredZip : IDisposable
{
    /// <summary>Most files that one holds.</summary>
    public const int MostEntries = 10_000;

    internal const uint LocalMark = 0x04034b50, CentralMark = 0x02014b50, EndMark = 0x06054b50;
    internal const int LocalLength = 30, CentralLength = 46, EndLength = 22, VersionNeeded = 20, FirstDay = 0x21; // 1 January 1980

    const int BufferSize = 1 << 16;

    readonly FileStream _file;
    readonly Dictionary<string, StoredZipEntry> _byName;

    StoredZip(string path)
    {
        Path = path;
        _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            Entries = Directory();
            _byName = Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The files in it, in their order.</summary>
    public IReadOnlyList<StoredZipEntry> Entries { get; }

    /// <summary>Opens a file and checks its whole structure.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no zip of this form: the message says what is wrong with it.</exception>
    public static StoredZip Open(string path) => File.Exists(path) ? new(System.IO.Path.GetFullPath(path)) : throw new FileNotFoundException($"There is no file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);

    /// <summary>A file in it by its exact name; null where there is none.</summary>
    public StoredZipEntry? Find(string name) => _byName.TryGetValue(name, out var entry) ? entry : null;

    /// <summary>The bytes of a file, whole.</summary>
    /// <exception cref="InvalidDataException">There is none of that name, it is larger than <paramref name="most"/>, or its check sum is wrong.</exception>
    public byte[] Bytes(string name, long most)
    {
        if (Find(name) is not { } entry) throw Refused($"it has no {name}");
        if (entry.Size > most) throw Refused($"{name} has {Count(entry.Size)} bytes, more than the {Count(most)} that are read at once");
        var bytes = new byte[entry.Size];
        var at = 0;
        foreach (var chunk in Chunks(entry))
        {
            chunk.CopyTo(bytes.AsMemory(at));
            at += chunk.Length;
        }
        return bytes;
    }

    /// <summary>The bytes of a file in pieces, each valid until the next; at the end the check sum is compared.</summary>
    /// <exception cref="InvalidDataException">The check sum is wrong.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Chunks(StoredZipEntry entry)
    {
        var buffer = new byte[BufferSize];
        uint sum = 0;
        for (long at = 0; at < entry.Size;)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Size - at)), entry.Start + at);
            if (read == 0) throw Refused("it ends too early; it was cut off");
            sum = Crc32.Append(sum, buffer.AsSpan(0, read));
            at += read;
            yield return buffer.AsMemory(0, read);
        }
        if (sum != entry.Crc) throw Refused($"the bytes of {entry.Name} have the check sum {sum:x8}, not {entry.Crc:x8}; they were damaged");
    }

    /// <summary>The lines of a file without their line ends, each at most <paramref name="longest"/> bytes.</summary>
    /// <exception cref="InvalidDataException">A line is longer, the last one has no end, or the check sum is wrong.</exception>
    public IEnumerable<byte[]> Lines(StoredZipEntry entry, int longest)
    {
        using var line = new MemoryStream();
        long number = 1;
        foreach (var chunk in Chunks(entry))
            for (var rest = chunk; rest.Length > 0;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var part = end < 0 ? rest : rest[..end];
                if (line.Length + part.Length > longest) throw Refused($"{entry.Name}, line {Count(number)} is longer than {Count(longest)} bytes");
                line.Write(part.Span);
                rest = rest[part.Length..];
                if (end < 0) break;
                yield return line.ToArray();
                line.SetLength(0);
                number++;
                rest = rest[1..];
            }
        if (line.Length > 0) throw Refused($"{entry.Name}, line {Count(number)} does not end with a line end");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>What is thrown for a file that is not taken.</summary>
    public InvalidDataException Refused(string because) => new($"{Path} is refused: {because}. Ask for the file that 'modelops audit bundle' wrote, unchanged.");

    /// <summary>The list of files, with every byte of the file in its place.</summary>
    List<StoredZipEntry> Directory()
    {
        var length = _file.Length;
        if (length < EndLength) throw Refused("it is no zip file, or was cut off");
        var end = At(length - EndLength, EndLength);
        if (U32(end, 0) != EndMark) throw Refused("it does not end as a zip file without a comment does; it is none, was cut off or had something appended");
        int count = U16(end, 10);
        long size = U32(end, 12), start = U32(end, 16);
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != count || U16(end, 20) != 0 || start + size != length - EndLength) throw Refused("its end does not agree with its length");
        if (count > MostEntries) throw Refused($"it lists {Count(count)} files; a bundle has at most {Count(MostEntries)}");
        if (size > count * (CentralLength + 256L)) throw Refused("its list of files is longer than its number of files allows");
        var list = At(start, (int)size);
        List<StoredZipEntry> entries = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        long next = 0;
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var (entry, taken) = Entry(list.AsSpan(at), next, start);
            if (!names.Add(entry.Name)) throw Refused($"two of its files have the name {entry.Name}, where capitals do not count");
            entries.Add(entry);
            (at, next) = (at + taken, entry.Start + entry.Size);
        }
        if (at != list.Length || next != start) throw Refused("bytes between its files belong to none of them");
        return entries;
    }

    (StoredZipEntry Entry, int Taken) Entry(ReadOnlySpan<byte> from, long place, long before)
    {
        if (from.Length < CentralLength || U32(from, 0) != CentralMark) throw Refused("its list of files is damaged");
        var nameLength = U16(from, 28);
        if (from.Length < CentralLength + nameLength) throw Refused("its list of files is damaged");
        var name = Encoding.Latin1.GetString(from.Slice(CentralLength, nameLength));
        if (!StoredZipEntry.IsName(name)) throw Refused($"'{Shown(name)}' is no name of a file in a bundle");
        if (U32(from, 38) >> 28 is not 0 and not 8) throw Refused($"{name} is no plain file");
        if (U16(from, 10) != 0) throw Refused($"{name} is compressed; the files of a bundle are stored as they are");
        var entry = new StoredZipEntry(name, U32(from, 24), (uint)U32(from, 16), place + LocalLength + nameLength);
        var taken = CentralLength + nameLength;
        if (entry.Start + entry.Size > before) throw Refused($"{name} reaches beyond the place of its bytes");
        if (!entry.Central().AsSpan().SequenceEqual(from[..taken])) throw Refused($"{name} is not described as a bundle describes its files");
        if (!entry.Local().AsSpan().SequenceEqual(At(place, LocalLength + nameLength))) throw Refused($"{name} is described in two ways");
        return (entry, taken);
    }

    byte[] At(long offset, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(read), offset + read);
            if (got == 0) throw Refused("it ends too early; it was cut off");
            read += got;
        }
        return bytes;
    }

    static string Shown(string name) => string.Concat((name.Length > 80 ? name[..80] + "..." : name).Select(c => c is >= ' ' and < '\u007f' ? c : '?'));

    static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static long U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
