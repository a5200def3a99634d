namespace ModelOpsLab.Tests;

/// <summary>Where this repository is on disk.</summary>
static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ModelOpsLab.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No ModelOpsLab.sln above {AppContext.BaseDirectory}.");
    }
}
