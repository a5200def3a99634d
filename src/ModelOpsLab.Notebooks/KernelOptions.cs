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
}
