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
    /// <summary>Waits in line, and gives the turn back when disposed.</summary>
    /// <exception cref="TimeoutException">The turn did not come in time.</exception>
    /// <exception cref="IOException">No ticket can be written: a full disk, a folder without the right to write.</exception>
    public IDisposable Enter(TimeSpan patience)
    {
        var ticket = Take();
        try
        {
            var since = Stopwatch.GetTimestamp();
            while (Tickets().Where(other => Order(other, ticket.Name) < 0).MaxBy(other => other, StringComparer.Ordinal) is { } before)
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

    /// <summary>The file is held before it gets its number: else the next in line could take it for one that nobody holds. No two tickets ever have one name, so that removing a dead one cannot hit another.</summary>
    Ticket Take()
    {
        Directory.CreateDirectory(folder);
        var own = $"{Guid.NewGuid():N}";
        var path = Path.Combine(folder, $".{own}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, 1);
        try
        {
            while (true)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{Next():D12}-{own}");
                File.Move(path, Path.Combine(folder, name), overwrite: false);
                path = Path.Combine(folder, name);
                // Between the look and the step tickets may have come and gone: who holds a later one may be in already, so this one goes behind it.
                if (!Tickets().Any(other => Order(other, name) > 0)) return new(path, file);
            }
        }
        catch
        {
            File.Delete(path);
            file.Dispose();
            throw;
        }
    }

    /// <summary>A place in the queue. The name goes before the hold, so that no other process finds a file that nobody holds.</summary>
    sealed class Ticket(string path, FileStream file) : IDisposable
    {
        public string Name => Path.GetFileName(path);

        public void Dispose()
        {
            File.Delete(path);
            file.Dispose();
        }
    }

    /// <summary>Whether the holder of a ticket lives. A ticket left by a killed process is removed.</summary>
    bool IsHeld(string ticket)
    {
        try
        {
            new FileStream(Path.Combine(folder, ticket), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
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

    long Next() => Tickets().Select(Number).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Names of the tickets: twelve digits first.</summary>
    IEnumerable<string> Tickets() => Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(name => Number(name) >= 0);

    static long Number(string ticket) => ticket.Length >= 12 && long.TryParse(ticket.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    static int Order(string one, string other) => string.CompareOrdinal(one, other);
}
