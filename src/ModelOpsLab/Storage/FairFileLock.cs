using System.Diagnostics;
using System.Globalization;

namespace ModelOpsLab.Storage;

/// <summary>
/// A queue between processes: who came first goes first, so that none starves while others come back at once. A ticket is
/// a numbered file that its process holds open; one whose process is gone is passed over.
/// </summary>
/// <remarks>It gives order, not safety: what it protects keeps its own lock. A killed process leaves a file that the next in line removes.</remarks>
sealed class FairFileLock(string folder)
{
    const int MostTries = 1_000;

    /// <summary>Waits in line, and gives the turn back when disposed.</summary>
    /// <exception cref="TimeoutException">The turn did not come in time.</exception>
    /// <exception cref="IOException">No ticket can be written: a full disk, a folder without the right to write.</exception>
    public IDisposable Enter(TimeSpan patience)
    {
        var ticket = Take(out var number);
        try
        {
            var since = Stopwatch.GetTimestamp();
            while (Tickets().Where(other => other < number).DefaultIfEmpty(-1).Max() is >= 0 and var before)
                while (IsHeld(before))
                {
                    if (Stopwatch.GetElapsedTime(since) > patience)
                        throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{folder}: other processes did not let this one write for {patience.TotalSeconds} s; nothing was written."));
                    Thread.Sleep(1);
                }
            return ticket;
        }
        catch
        {
            ticket.Dispose();
            throw;
        }
    }

    /// <summary>The file is held before it gets its number: else the next in line could take it for one that nobody holds.</summary>
    Ticket Take(out long number)
    {
        Directory.CreateDirectory(folder);
        var unnumbered = Path.Combine(folder, $".{Guid.NewGuid():N}");
        var file = new FileStream(unnumbered, FileMode.CreateNew, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, 1);
        try
        {
            for (var tries = 0; ; tries++)
                try
                {
                    number = Next();
                    File.Move(unnumbered, PathOf(number), overwrite: false);
                    return new(PathOf(number), file);
                }
                catch (IOException) when (tries < MostTries)
                {
                    // another process took this number between the look and the step
                }
        }
        catch
        {
            File.Delete(unnumbered);
            file.Dispose();
            throw;
        }
    }

    /// <summary>A place in the queue. The name goes before the hold, so that no other process finds a file that nobody holds.</summary>
    sealed class Ticket(string path, FileStream file) : IDisposable
    {
        public void Dispose()
        {
            File.Delete(path);
            file.Dispose();
        }
    }

    /// <summary>Whether the holder of a ticket lives. A ticket left by a killed process is removed.</summary>
    bool IsHeld(long number)
    {
        try
        {
            new FileStream(PathOf(number), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    long Next() => Tickets().DefaultIfEmpty(0).Max() + 1;

    IEnumerable<long> Tickets() => Directory.EnumerateFiles(folder).Select(f => long.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).Where(n => n >= 0);

    string PathOf(long number) => Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture));
}
