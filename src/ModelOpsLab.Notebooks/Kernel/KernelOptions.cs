namespace ModelOpsLab.Notebooks;

/// <summary>Where and when a kernel's cells run.</summary>
public sealed record KernelOptions
{
    /// <summary>The folder in which cells find files, and <c>#r "path.dll"</c> its assemblies; the process's own by default.</summary>
    public string WorkingDirectory
    {
        get;
        init => field = Directory.Exists(Path.GetFullPath(value, ConsoleTurn.CurrentFolder)) ? Path.GetFullPath(value, ConsoleTurn.CurrentFolder) : throw new DirectoryNotFoundException($"The working folder '{value}' does not exist.");
    } = ConsoleTurn.CurrentFolder;

    /// <summary>What the cells' <c>Clock</c> says; none: it refuses.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>How long one cell may run; none: as long as it takes.</summary>
    public TimeSpan? CellTimeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(CellTimeout), value, "A time limit is more than zero.");
    }

    /// <summary>The notebook's file: imports, <c>#r</c> and relative sources start from its folder, and <c>NAME.packages.lock.json</c> lies beside it. None: they start from the working folder, and no lock is kept.</summary>
    public string? NotebookFile { get; init; }

    /// <summary>Whether packages must be those of the lock file, by version and hash.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether <c>#!time</c> shows how long a cell took; off where outputs are compared, because no two runs take the same time.</summary>
    public bool ShowTimes { get; init; }

    /// <summary>Where resolved packages and copies of assemblies are kept from run to run; the user's cache folder by default.</summary>
    public string CacheFolder { get; init; } = UserCache.Folder;

    /// <summary>Told what a person should know but no output should hold, as that a version floats; none: the cell shows it on its standard error.</summary>
    public IProgress<string>? Notices { get; init; }

    /// <summary>Whether the lock file is written where packages changed.</summary>
    internal bool WritesLock { get; init; } = true;

    /// <summary>The program that restores and builds; none: the one found.</summary>
    internal string? Dotnet { get; init; }

    /// <summary>Where relative names start from.</summary>
    internal string NotebookFolder => NotebookFile is { } file && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && Directory.Exists(folder) ? folder : WorkingDirectory;

    /// <summary>How many characters one cell may show, displays included; the rest is dropped and the output says so.</summary>
    public int OutputLimit
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(OutputLimit), value, "A limit is more than zero.");
    } = 10_000_000;

    /// <summary>How long text may be gathered before a live reader gets it; none: there is no live reader.</summary>
    internal TimeSpan? StreamInterval { get; init; }

    /// <summary>Asks the user: a prompt, and whether the answer is hidden. None: a cell that asks fails.</summary>
    internal Func<string, bool, CancellationToken, string>? Input { get; init; }
}
