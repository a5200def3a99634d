using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>The segments of a slot that are not sealed yet, and the last number that was ever sealed: no number is given twice, whatever process asks.</summary>
sealed class PredictionFolder(string stateFolder, string slot)
{
    const string Extension = ".segment";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly string _folder = Path.Combine(KillSwitch.FolderOf(stateFolder, slot), "predictions");

    /// <summary>Numbers of the segments there are, in order.</summary>
    public IReadOnlyList<long> Segments => !Directory.Exists(_folder) ? []
        : [.. Directory.EnumerateFiles(_folder, "*" + Extension).Select(f => long.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).Where(n => n > 0).Order()];

    /// <summary>The file of a segment.</summary>
    public string PathOf(long segment) => Path.Combine(_folder, PredictionId.SegmentText(segment) + Extension);

    /// <summary>Makes a segment under the next number.</summary>
    /// <param name="patience">How long to wait for another process that is at it; 10 s if not given.</param>
    /// <exception cref="IOException">It cannot be made: a full disk.</exception>
    public T Next<T>(Func<long, T> make, TimeSpan? patience = null)
    {
        Directory.CreateDirectory(_folder);
        return Alone(last =>
        {
            foreach (var left in Directory.EnumerateFiles(_folder, "*" + MappedFile.Making)) File.Delete(left); // of a process that was killed at it: nobody else is here
            return make(Math.Max(ReadNumber(last), Segments is [.., var newest] ? newest : 0) + 1);
        }, patience);
    }

    /// <summary>Holds a segment whose process has closed it or is gone; null where it lives, or the file is gone.</summary>
    public FileStream? Abandoned(long segment) => Alone(_ =>
    {
        try
        {
            return new FileStream(PathOf(segment), FileMode.Open, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, 1);
        }
        catch (IOException)
        {
            return null;
        }
    });

    /// <summary>Removes the file of a segment for good. Its number is not given again where it was sealed.</summary>
    /// <exception cref="IOException">That cannot be written down; the file stays.</exception>
    public void Remove(long segment, bool wasSealed) => Alone(last =>
    {
        if (wasSealed && ReadNumber(last) < segment)
        {
            last.Position = 0;
            last.Write(Encoding.ASCII.GetBytes(PredictionId.SegmentText(segment).PadLeft(19, '0') + "\n"));
            last.Flush(flushToDisk: true);
            FolderFlush.ToDisk(_folder);
        }
        File.Delete(PathOf(segment));
        FolderFlush.ToDisk(_folder);
        return segment;
    });

    /// <summary>One process at a time; a killed one gives way at once.</summary>
    T Alone<T>(Func<FileStream, T> work, TimeSpan? patience = null)
    {
        var (path, since) = (Path.Combine(_folder, "last"), Stopwatch.GetTimestamp());
        while (true)
        {
            FileStream last;
            try
            {
                last = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(since) < (patience ?? Patience))
            {
                Thread.Sleep(1);
                continue;
            }
            catch (UnauthorizedAccessException error)
            {
                throw new IOException(error.Message, error);
            }
            using (last) return work(last);
        }
    }

    static long ReadNumber(FileStream last)
    {
        if (last.Length == 0) return 0;
        var bytes = new byte[20];
        last.Position = 0;
        return last.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && bytes[^1] == '\n' && long.TryParse(Encoding.ASCII.GetString(bytes, 0, 19), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw new InvalidDataException($"{last.Name} is damaged: it holds no number. Write the number of the slot's last sealed segment into it, 19 digits and a line end.");
    }
}
