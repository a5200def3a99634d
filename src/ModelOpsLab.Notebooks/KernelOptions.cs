namespace ModelOpsLab.Notebooks;

/// <summary>Where and when a kernel's cells run.</summary>
public sealed record KernelOptions
{
    /// <summary>The folder in which cells find files, and <c>#r "path.dll"</c> its assemblies; the process's own by default.</summary>
    public string WorkingDirectory
    {
        get;
        init => field = Directory.Exists(value) ? Path.GetFullPath(value) : throw new DirectoryNotFoundException($"The working folder '{value}' does not exist.");
    } = Environment.CurrentDirectory;

    /// <summary>What the cells' <c>Clock</c> says; none: it refuses.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>How long one cell may run; none: as long as it takes.</summary>
    public TimeSpan? CellTimeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(CellTimeout), value, "A time limit is more than zero.");
    }

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
