using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// Which version is live in a slot, as a small file in the slot's folder that predicting processes follow: the registry
/// replaces it whole at each promotion and rollback. The ledger is the record; this is how it is made known in milliseconds.
/// </summary>
/// <remarks>The file is one line of JSON and, below it, the SHA-256 of that line: a damaged one is refused and never half believed.</remarks>
public sealed record LivePointer
{
    const string FileName = "live";
    const int LongestFile = 1 << 20;

    /// <summary>Name of the slot.</summary>
    public required string Slot { get; init; }
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Number of the version.</summary>
    public required int Version { get; init; }
    /// <summary>SHA-256 of the model's bytes, by which they lie in the blob store.</summary>
    public required string ContentId { get; init; }
    /// <summary>What the bytes are, as registered.</summary>
    public required string Format { get; init; }
    /// <summary>What is served instead of it.</summary>
    public required Fallback Fallback { get; init; }
    /// <summary>Of the version that is the fallback, the SHA-256 of its bytes; null where the fallback is no version.</summary>
    public string? FallbackContentId { get; init; }
    /// <summary>Of the version that is the fallback, what its bytes are.</summary>
    public string? FallbackFormat { get; init; }
    /// <summary>Where the inputs lay in training, or where the schema allows them; inputs that are not named are not judged.</summary>
    public IReadOnlyList<FeatureRange> Ranges { get; init; } = [];
    /// <summary>The event that made it live; null where there is none.</summary>
    public long? Sequence { get; init; }

    /// <summary>What is live in a slot; null where nothing was ever promoted there.</summary>
    /// <param name="stateFolder">The state folder of a workspace.</param>
    /// <param name="slot">Name of the slot.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another slot.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LivePointer? Read(string stateFolder, string slot)
    {
        var path = PathOf(stateFolder, slot);
        try
        {
            return Parse(ReadText(path), path, slot);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Makes it known: whole or not at all, and on disk when it returns.</summary>
    /// <exception cref="InvalidDataException">A name, a number or the fallback is not what it should be; nothing was written.</exception>
    /// <exception cref="IOException">It cannot be written; what was live stays so.</exception>
    internal void Write(string stateFolder)
    {
        var path = PathOf(stateFolder, Slot);
        if (Problem() is { } problem) throw new InvalidDataException($"{Model} version {Version} is not made live in {Slot}: {problem}.");
        var line = JsonSerializer.Serialize(this, JsonFormat.Line);
        AtomicFile.Write(path, $"{line}\n{Lineage.ContentId.Of(Encoding.UTF8.GetBytes(line))}\n");
        FolderFlush.ToDisk(Path.GetDirectoryName(path)!);
    }

    /// <summary>The file of a slot.</summary>
    internal static string PathOf(string stateFolder, string slot) => Path.Combine(KillSwitch.FolderOf(stateFolder, slot), FileName);

    /// <summary>The bytes of the file as text.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static string ReadText(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        if (file.Length > LongestFile) throw new InvalidDataException($"{path} is damaged: it has {file.Length} bytes.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    internal static LivePointer Parse(string text, string path, string slot)
    {
        if (text.Length > LongestFile || text.Split('\n') is not [var line, var digest, ""] || Lineage.ContentId.Of(Encoding.UTF8.GetBytes(line)) != digest)
            throw new InvalidDataException($"{path} is damaged: its lines are not those that were written. Promote or roll back again; until then the version that was live stays so.");
        var pointer = JsonFormat.Read<LivePointer>(line, $"file {path}");
        return pointer.Slot == slot && pointer.Problem() is null ? pointer
            : throw new InvalidDataException($"{path} {(pointer.Slot == slot ? pointer.Problem() : $"is of slot '{pointer.Slot}'")}. Promote or roll back again.");
    }

    string? Problem() =>
        !LedgerEntry.IsName(Model) ? "its model has no name that may be used"
        : Version < 1 ? "its version is no number from 1"
        : !Lineage.ContentId.IsWellFormed(ContentId) ? "its content is no SHA-256"
        : Fallback.Problems().FirstOrDefault() is { } wrong ? wrong
        : Fallback.Kind == FallbackKind.Version && !(Lineage.ContentId.IsWellFormed(FallbackContentId) && FallbackFormat is not null) ? "its fallback is a version whose content is not named"
        : Ranges.FirstOrDefault(r => !(r.Minimum <= r.Maximum)) is { } range ? $"the range of '{range.Feature}' is empty"
        : null;
}

/// <summary>Where an input may lie, the ends included.</summary>
/// <param name="Feature">Name of the input.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest, not below the smallest.</param>
public sealed record FeatureRange(string Feature, double Minimum, double Maximum);
