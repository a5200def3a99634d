using System.Text;

namespace ModelOpsLab.Monitoring;

/// <summary>A file of lines that only grows: a line is in it whole, on disk, or not at all. One process writes at a time.</summary>
static class AppendedLines
{
    /// <summary>Appends lines and flushes them to disk. Half a line that a killed process left at the end is cut off first; where the disk is full, what was written of these is.</summary>
    /// <exception cref="IOException">Nothing was added: the disk is full, or another process holds the file.</exception>
    public static void Append(string path, string lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var made = !File.Exists(path);
        using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
        {
            var end = EndOfWholeLines(file);
            file.SetLength(end);
            file.Seek(end, SeekOrigin.Begin);
            try
            {
                file.Write(Encoding.UTF8.GetBytes(lines));
                file.Flush(flushToDisk: true);
            }
            catch
            {
                file.SetLength(end);
                throw;
            }
        }
        if (made) Storage.FolderFlush.ToDisk(Path.GetDirectoryName(path)!);
    }

    /// <summary>Takes the whole lines out of <paramref name="from"/> and puts them into <paramref name="to"/>, on disk there before they are gone here.</summary>
    public static void Move(string from, string to)
    {
        if (!File.Exists(from)) return;
        using var file = new FileStream(from, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var bytes = new byte[EndOfWholeLines(file)];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        Append(to, Encoding.UTF8.GetString(bytes));
        file.SetLength(0);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The whole lines of a file; none where there is no file.</summary>
    public static IEnumerable<string> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var end = EndOfWholeLines(file);
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        for (long read = 0; read < end && reader.ReadLine() is { } line; read += Encoding.UTF8.GetByteCount(line) + 1) yield return line;
    }

    /// <summary>Bytes up to and with the last line end.</summary>
    static long EndOfWholeLines(FileStream file)
    {
        var piece = new byte[4096];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - piece.Length);
            var part = piece.AsSpan(0, (int)(end - start));
            file.Seek(start, SeekOrigin.Begin);
            file.ReadExactly(part);
            if (part.LastIndexOf((byte)'\n') is >= 0 and var at) return start + at + 1;
            end = start;
        }
        return 0;
    }
}
