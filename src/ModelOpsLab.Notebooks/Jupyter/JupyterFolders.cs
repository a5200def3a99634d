using System.Runtime.InteropServices;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Where Jupyter clients look for kernels.</summary>
public static class JupyterFolders
{
    /// <summary>The user's own folder of kernels: <c>JUPYTER_DATA_DIR</c>, otherwise what is usual on the platform.</summary>
    /// <param name="platform">Linux, macOS or Windows.</param>
    /// <param name="variable">The environment: the value of a variable, or null.</param>
    /// <exception cref="NotebookUsageException">A variable that says where the user's files are is not set.</exception>
    public static string Kernels(OSPlatform platform, Func<string, string?> variable)
    {
        var (line, windows) = (platform == OSPlatform.Windows ? '\\' : '/', platform == OSPlatform.Windows);
        if (Given("JUPYTER_DATA_DIR") is { } data) return Join(data, "kernels");
        if (windows) return Join(Needed("APPDATA"), "jupyter", "kernels");
        if (platform == OSPlatform.OSX) return Join(Needed("HOME"), "Library", "Jupyter", "kernels");
        return Join(Given("XDG_DATA_HOME") ?? Join(Needed("HOME"), ".local", "share"), "jupyter", "kernels");

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;
        string Needed(string name) => Given(name) ?? throw new NotebookUsageException($"The environment variable {name} is not set, so the folder of kernels is not known. Set it, or set JUPYTER_DATA_DIR.");
        string Join(string folder, params string[] names) => string.Join(line, [folder.TrimEnd(line), .. names]);
    }

    /// <summary>All folders of kernels that a client of this user reads: those of <c>JUPYTER_PATH</c>, then the user's own.</summary>
    /// <exception cref="NotebookUsageException">A variable that says where the user's files are is not set.</exception>
    public static IReadOnlyList<string> Search(OSPlatform platform, Func<string, string?> variable) =>
    [
        .. (variable("JUPYTER_PATH") ?? "").Split(platform == OSPlatform.Windows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, "kernels")),
        Kernels(platform, variable),
    ];

    /// <summary>The platform this runs on.</summary>
    public static OSPlatform ThisPlatform => OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;
}
