namespace ModelOpsLab.Lineage;

/// <summary>A file that was read, and the hash of its bytes at that time.</summary>
public sealed record FileRead(string Path, string Sha256);

/// <summary>
/// Listens, in the flow of control that opened it, to which files this library's readers open: tables (CSV), schemas, settings, models.
/// Databases, and files that code opens by itself, are not heard.
/// </summary>
public sealed class FileReads : IDisposable
{
    static readonly AsyncLocal<FileReads?> Current = new();

    readonly FileReads? _outer = Current.Value;
    readonly Lock _lock = new();
    readonly List<FileRead> _files = [];

    FileReads()
    {
    }

    /// <summary>What was read so far: each file and content once, in the order of reading, by full path.</summary>
    public IReadOnlyList<FileRead> Files
    {
        get
        {
            lock (_lock) return [.. _files];
        }
    }

    /// <summary>Begins to listen, until it is disposed; who listened before goes on listening.</summary>
    public static FileReads Listen() => Current.Value = new();

    /// <inheritdoc/>
    public void Dispose() => Current.Value = _outer;

    /// <summary>Called by readers before they read a file that exists.</summary>
    internal static void Note(string path)
    {
        if (Current.Value is not { } listener) return;
        var read = new FileRead(System.IO.Path.GetFullPath(path), ContentId.OfFile(path));
        for (; listener is not null; listener = listener._outer)
            lock (listener._lock)
                if (!listener._files.Contains(read)) listener._files.Add(read);
    }
}
