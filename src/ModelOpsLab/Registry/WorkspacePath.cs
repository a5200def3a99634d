namespace ModelOpsLab.Registry;

/// <summary>The path of a file that a workspace declares: below its folder, so that a declaration made elsewhere reads nothing else of this machine.</summary>
static class WorkspacePath
{
    const int Longest = 512;

    /// <summary>What is wrong with it, in words; null where it holds. Links in the folder are its owner's business.</summary>
    public static string? Problem(string? path) =>
        string.IsNullOrWhiteSpace(path) ? "is empty"
        : path.Length > Longest || path.Any(char.IsControl) ? "is no path"
        : path[0] is '/' or '\\' || (path.Length > 1 && path[1] == ':') ? "is absolute: write it relative to the workspace"
        : path.Split('/', '\\').Contains("..") ? "leaves the workspace: copy or link the file into it"
        : null;
}
