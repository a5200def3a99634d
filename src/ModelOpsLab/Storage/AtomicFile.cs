using System.Text;

namespace ModelOpsLab.Storage;

/// <summary>Writes a file whole or not at all: a reader, or a power cut, never sees half of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="text"/> as UTF-8 without a byte order mark; missing folders are created.</summary>
    /// <exception cref="IOException">The folder cannot be written; the old file is then untouched.</exception>
    public static void Write(string path, string text) => Write(path, new UTF8Encoding(false).GetBytes(text));

    /// <summary>Writes <paramref name="bytes"/> to a neighbour of <paramref name="path"/>, flushes them to disk, then renames.</summary>
    /// <exception cref="IOException">The folder cannot be written; the old file is then untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, null);

    /// <summary>The same for what is written piece by piece; where that throws, the old file is untouched.</summary>
    internal static void Write(string path, Action<FileStream> write) => Write(path, [], write);

    static void Write(string path, ReadOnlySpan<byte> bytes, Action<FileStream>? write)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path) ?? throw new IOException($"'{path}' is a folder, not a file to write.");
        Directory.CreateDirectory(folder);
        var neighbour = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(neighbour, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                write?.Invoke(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(neighbour, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}' cannot be written: {(e is UnauthorizedAccessException or FileNotFoundException ? "a folder has its name, or its folder takes no new file. Name a file in a folder that you may write to." : e.Message.Replace(neighbour, path, StringComparison.Ordinal))}", e);
        }
        finally
        {
            File.Delete(neighbour);
        }
    }
}
