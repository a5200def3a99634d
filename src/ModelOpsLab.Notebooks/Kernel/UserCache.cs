namespace ModelOpsLab.Notebooks;

/// <summary>The folder for what can be made again: MODELOPS_CACHE where it is set, else the platform's own place.</summary>
static class UserCache
{
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("MODELOPS_CACHE") is { Length: > 0 } given) return Path.GetFullPath(given);
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var parent = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
                : Path.Combine(home, ".cache");
            return Path.Combine(parent.Length > 0 ? parent : Path.GetTempPath(), "modelops");
        }
    }
}
