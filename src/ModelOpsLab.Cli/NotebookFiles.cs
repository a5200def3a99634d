namespace ModelOpsLab.Cli;

/// <summary>The notebooks that a list of files and folders names.</summary>
static class NotebookFiles
{
    /// <summary>Files as given; of folders, the notebooks in them and below in ordinal order, checkpoints and hidden folders left out.</summary>
    /// <exception cref="FileNotFoundException">One is neither a file nor a folder, or a folder has no notebook.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths) => [.. paths.SelectMany(Of).Distinct(StringComparer.Ordinal)];

    static IEnumerable<string> Of(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no notebook or folder '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);
        string[] found = [.. Directory.EnumerateFiles(path, "*.ipynb", SearchOption.AllDirectories).Where(file => !Hidden(Path.GetRelativePath(path, file))).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new FileNotFoundException($"The folder '{path}' has no notebook (*.ipynb).", path);
    }

    static bool Hidden(string relative) => relative.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
}
