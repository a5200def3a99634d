using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli;

/// <summary>The notebooks that a list of files and folders names.</summary>
static class NotebookFiles
{
    /// <summary>Files as given; of folders, the notebooks in them and below in ordinal order, checkpoints and hidden folders left out.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="withScripts">Whether folders give their .dib files too, which hold no outputs.</param>
    /// <exception cref="FileNotFoundException">One is neither a file nor a folder, or a folder has no notebook.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths, bool withScripts = false) => [.. paths.SelectMany(path => Of(path, withScripts)).Distinct(StringComparer.Ordinal)];

    static IEnumerable<string> Of(string path, bool withScripts)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no notebook or folder '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);
        string[] found = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".ipynb" || withScripts && Path.GetExtension(file) is ".dib").Where(file => !Hidden(Path.GetRelativePath(path, file))).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new FileNotFoundException($"The folder '{path}' has no notebook (*.ipynb).", path);
    }

    /// <summary>A file that can hold an executed notebook.</summary>
    /// <exception cref="NotebookUsageException">A .dib, which holds no outputs.</exception>
    public static string Output(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase)
        ? throw new NotebookUsageException($"'{path}' cannot hold outputs, because it is a .dib. Name the executed notebook: --out {Path.GetFileNameWithoutExtension(path)}.ipynb.")
        : path;

    static bool Hidden(string relative) => relative.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
}
