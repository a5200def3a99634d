using System.Text;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// Whether a slot may trade, as two small files whose removal restricts it: <c>armed</c> and <c>full</c> are there when it is
/// active, <c>armed</c> alone when it may only reduce. To stop a slot is to remove a file: that needs no free space, no
/// database and no other process, and every process that looks sees it.
/// </summary>
/// <remarks>A file counts when it holds the name of its slot: one that was copied from another slot, or that a crash left empty, arms nothing.</remarks>
public sealed class KillSwitch
{
    const string Armed = "armed", Full = "full", Pending = ".pending";

    readonly string _folder;
    readonly byte[] _content;

    /// <param name="stateFolder">The state folder of a workspace.</param>
    /// <param name="slot">Name of the slot.</param>
    /// <exception cref="InvalidDataException">The name of the slot is none: see <see cref="LedgerEntry.IsName"/>.</exception>
    public KillSwitch(string stateFolder, string slot)
    {
        _folder = FolderOf(stateFolder, slot);
        Slot = slot;
        _content = Encoding.ASCII.GetBytes(slot + "\n");
    }

    /// <summary>Name of the slot.</summary>
    public string Slot { get; }

    /// <summary>Whether anything was ever made known of the slot here; where not, there is nothing to stop.</summary>
    public bool Exists => Directory.Exists(_folder);

    /// <summary>What the files say now. It never throws: what is absent, unreadable or damaged is halted.</summary>
    public SlotState Read()
    {
        // In this order a halt, which removes "armed" first, is never taken for a reduction, nor is an arming, which puts it in place last
        var full = Holds(Full);
        return !Holds(Armed) ? SlotState.Halted : full || Holds(Full) ? SlotState.Active : SlotState.ReduceOnly;
    }

    /// <summary>Stops the slot: from now on every process serves its fallback, until the slot is armed again. A slot that was never armed is stopped already.</summary>
    /// <exception cref="IOException">A file cannot be removed, or the removal cannot be flushed to disk: the message says whether the slot is stopped.</exception>
    public void Halt() => Restrict(SlotState.Halted, Armed + Pending, Armed, Full + Pending, Full);

    /// <summary>Lets the slot only reduce its positions; one that is halted stays so.</summary>
    /// <inheritdoc cref="Halt" path="/exception"/>
    public void Reduce() => Restrict(SlotState.ReduceOnly, Full + Pending, Full);

    /// <summary>Arms the slot, for the registry once all approvals are there. A halt that comes in between wins.</summary>
    /// <exception cref="IOException">The files cannot be written, or the slot was stopped meanwhile: it is then as restricted as before or more.</exception>
    internal void Arm(SlotState state)
    {
        Prepare(state);
        Complete(state);
    }

    /// <summary>The first half of arming, before it is decided for good: a halt from now on takes away what <see cref="Complete"/> puts in place.</summary>
    internal void Prepare(SlotState state)
    {
        if (state == SlotState.Halted) throw new ArgumentException($"Slot {Slot} is not armed to be halted: halt it.", nameof(state));
        if (state == SlotState.ReduceOnly) Reduce();
        Directory.CreateDirectory(_folder);
        foreach (var file in FilesOf(state)) AtomicFile.Write(PathOf(file + Pending), _content);
    }

    /// <summary>The second half of arming.</summary>
    /// <exception cref="IOException">The slot was stopped since it was prepared.</exception>
    internal void Complete(SlotState state)
    {
        foreach (var file in FilesOf(state))
            try
            {
                File.Move(PathOf(file + Pending), PathOf(file), overwrite: true);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                if (Read() == state) return; // another arming was first
                throw new IOException($"Slot {Slot} was stopped while it was being armed; it stays stopped. Arm it again if that is still wanted.", error);
            }
        FolderFlush.ToDisk(_folder);
        FolderFlush.ToDisk(Path.GetDirectoryName(_folder)!);
    }

    static string[] FilesOf(SlotState state) => state == SlotState.Active ? [Full, Armed] : [Armed];

    /// <summary>The folder of a slot, under the state folder.</summary>
    internal static string FolderOf(string stateFolder, string slot) => LedgerEntry.IsName(slot)
        ? Path.Combine(Path.GetFullPath(stateFolder), "slots", slot)
        : throw new InvalidDataException($"'{(slot is null ? "" : new string([.. slot.Take(80).Select(c => c is >= ' ' and <= '~' ? c : '?')]))}' is no name of a slot: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");

    /// <summary>What is being armed goes first: an arming that runs at this moment then finds nothing to put in place.</summary>
    void Restrict(SlotState wanted, params ReadOnlySpan<string> files)
    {
        if (!Directory.Exists(_folder)) return;
        List<Exception> failed = [];
        do // again where an arming put a file in place between two removals
        {
            foreach (var file in files)
                try
                {
                    File.Delete(PathOf(file));
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    failed.Add(error); // the others are removed first
                }
        }
        while (failed.Count == 0 && Read() > wanted);
        try
        {
            FolderFlush.ToDisk(_folder);
        }
        catch (IOException error)
        {
            failed.Add(error);
        }
        if (failed is [var first, ..])
            throw new IOException(Read() <= wanted
                ? $"Slot {Slot} is {Read().ToString().ToLowerInvariant()} now, but a power cut may undo it: {first.Message}"
                : $"Slot {Slot} could not be restricted and is still {Read().ToString().ToLowerInvariant()}: {first.Message} Stop the trading processes themselves.", first);
    }

    bool Holds(string file)
    {
        try
        {
            using var handle = File.OpenHandle(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> found = stackalloc byte[80];
            return found[..RandomAccess.Read(handle, found, 0)].SequenceEqual(_content);
        }
        catch (Exception)
        {
            return false; // whatever it is: a slot whose file cannot be read is not armed
        }
    }

    string PathOf(string file) => Path.Combine(_folder, file);
}
