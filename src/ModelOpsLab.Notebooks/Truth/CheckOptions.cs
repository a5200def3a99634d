namespace ModelOpsLab.Notebooks;

/// <summary>How a notebook is checked.</summary>
public sealed record CheckOptions
{
    /// <summary>The folder in which cells find files; none: the notebook's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether packages must be those of the lock file beside the notebook, by version and hash.</summary>
    public bool Locked { get; init; }

    /// <summary>The program that restores and builds; none: the one found.</summary>
    internal string? Dotnet { get; init; }
}
