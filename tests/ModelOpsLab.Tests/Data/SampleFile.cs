namespace ModelOpsLab.Tests.Data;

/// <summary>Files of the repository's data-samples folder.</summary>
static class SampleFile
{
    public static string Folder { get; } = Find();

    public static string At(string name) => Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "data-samples"))) return Path.Combine(folder.FullName, "data-samples");
        throw new DirectoryNotFoundException($"No folder 'data-samples' above '{AppContext.BaseDirectory}'.");
    }
}
