using System.ComponentModel;
using System.Diagnostics;

namespace ModelOpsLab.Lineage;

/// <summary>
/// The version of the code in a folder: the commit it stands on, and the tree that its files really are.
/// </summary>
/// <remarks>
/// The work tree is hashed by git itself from the files' bytes, with an index and an object store of its own outside
/// the repository, whose bytes stay untouched (git renews the modification time of objects it meets again). So it also sees what <c>git status</c> does not: files marked
/// assume-unchanged or skip-worktree, and edits of the same size under the old modification time. Ignored files are
/// invisible; files absent in a sparse checkout count as deleted; a submodule counts as dirty when it is dirty itself.
/// </remarks>
/// <param name="Commit">The commit's id; null before the first commit, or where there is no revision.</param>
/// <param name="HeadTree">The id of the commit's tree.</param>
/// <param name="WorkTree">The id of the tree that the files make, untracked ones included.</param>
/// <param name="Dirty">Whether the files differ from the commit. True also where that is not known.</param>
/// <param name="Because">Why something above is missing, in a sentence; null where nothing is.</param>
public sealed record GitRevision(string? Commit, string? HeadTree, string? WorkTree, bool Dirty, string? Because = null)
{
    // What a git hook leaves in the environment would point git at another repository, index or object store
    static readonly string[] Inherited = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];
    static readonly string[] NotKept = [".modelops/**", ".env*", "*.key", "*.pem", "*.pfx", "*.p12", "id_rsa*", "id_ecdsa*", "id_ed25519*"];
    static readonly string[] Plain = ["-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.splitIndex=false",
        "-c", "core.sparseCheckout=false", "-c", "core.ignoreStat=false", "-c", "core.looseCompression=0", "-c", "advice.addEmbeddedRepo=false"];

    /// <summary>The revision of the repository that holds a folder; where there is none, or no git, the reason.</summary>
    public static GitRevision Of(string directory) => Of(directory, "git");

    internal static GitRevision Of(string directory, string git) => Of(directory, git, 0).Revision;

    /// <summary>The revision, and where files differ from the commit, how: a patch that git can apply; null where it is longer than so many bytes, or there is none.</summary>
    /// <remarks>Files that are keys or settings by their names, and the state of a workspace, are left out of the patch.</remarks>
    internal static (GitRevision Revision, byte[]? Difference) WithDifference(string directory, int mostBytes) => Of(directory, "git", mostBytes);

    static (GitRevision Revision, byte[]? Difference) Of(string directory, string git, int mostBytes)
    {
        var temporary = Directory.CreateTempSubdirectory("modelops-git-");
        try
        {
            return Read(Path.GetFullPath(directory), git, temporary.FullName, mostBytes);
        }
        catch (Exception error) when (error is GitFailed or IOException or UnauthorizedAccessException)
        {
            return (new(null, null, null, Dirty: true, error.Message), null);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>The commit's first 12 digits, with <c>+dirty</c> where files differ from it.</summary>
    public override string ToString() => (Commit is null ? "no revision" : Commit[..12]) + (Dirty ? "+dirty" : "") + (Because is null ? "" : $" ({Because})");

    /// <summary>The same without folders of this machine in its reason.</summary>
    internal GitRevision WithoutPaths() => Because is null ? this : this with { Because = Commit is null && WorkTree is not null ? Because : "git found no revision of the workspace's folder: run 'git status' there." };

    static (GitRevision Revision, byte[]? Difference) Read(string directory, string git, string temporary, int mostBytes)
    {
        if (!Directory.Exists(directory)) throw new GitFailed($"There is no folder {directory}.");
        var outside = new Dictionary<string, string>();
        if (Run(git, directory, outside, "rev-parse", "--is-inside-work-tree") is not "true") throw new GitFailed($"{directory} is in a git repository without files (bare, or its .git folder).");
        var root = Run(git, directory, outside, "rev-parse", "--show-toplevel");
        var objects = Path.GetFullPath(Run(git, root, outside, "rev-parse", "--git-path", "objects"), root);
        var alternates = Environment.GetEnvironmentVariable("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        var inside = new Dictionary<string, string>
        {
            ["GIT_INDEX_FILE"] = Path.Combine(temporary, "index"),
            ["GIT_OBJECT_DIRECTORY"] = Directory.CreateDirectory(Path.Combine(temporary, "objects")).FullName,
            ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Quote(objects) + (string.IsNullOrEmpty(alternates) ? "" : Path.PathSeparator + alternates),
        };

        var born = TryRun(git, root, outside, out var commit, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        var headTree = born ? Run(git, root, outside, "rev-parse", "HEAD^{tree}") : null;
        if (born) Run(git, root, inside, "read-tree", "HEAD");
        Run(git, root, inside, [.. Plain, "add", "--all", "."]);
        var workTree = Run(git, root, inside, "write-tree");
        var dirty = workTree != headTree || Submodules(git, root, inside).Any(s => Of(s, git).Dirty);
        var difference = mostBytes > 0 && headTree is not null && workTree != headTree ? Difference(git, root, inside, headTree, workTree, mostBytes) : null;
        return (new(born ? commit : null, headTree, workTree, dirty, born ? null : "The repository has no commit yet."), difference);
    }

    static byte[]? Difference(string git, string root, Dictionary<string, string> inside, string from, string to, int mostBytes)
    {
        using var process = Process.Start(Start(git, root, inside, ["diff", "--binary", "--no-color", "--no-ext-diff", "--no-textconv", from, to, "--", ".", .. NotKept.Select(glob => $":(exclude,glob)**/{glob}")]))!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var bytes = new byte[mostBytes + 1];
        var length = process.StandardOutput.BaseStream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > mostBytes) process.Kill();
        process.WaitForExit();
        return length is > 0 && length <= mostBytes && process.ExitCode == 0 ? bytes[..length] : null;
    }

    /// <summary>The submodules that are checked out: entries of mode 160000 whose folder is a repository.</summary>
    static IEnumerable<string> Submodules(string git, string root, Dictionary<string, string> inside) =>
        Run(git, root, inside, "ls-files", "--stage", "-z").Split('\0')
            .Where(entry => entry.StartsWith("160000 ", StringComparison.Ordinal))
            .Select(entry => Path.Combine(root, entry[(entry.IndexOf('\t') + 1)..]))
            .Where(path => Path.Exists(Path.Combine(path, ".git")));

    static string Quote(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static string Run(string git, string directory, Dictionary<string, string> environment, params string[] arguments) =>
        TryRun(git, directory, environment, out var text, arguments) ? text
            : throw new GitFailed($"git {arguments.First(a => a is not "-c" && !a.Contains('='))} failed in {directory}: {text.ReplaceLineEndings(" ").Trim()}");

    static ProcessStartInfo Start(string git, string directory, Dictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(git, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in Inherited) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        (start.Environment["GIT_OPTIONAL_LOCKS"], start.Environment["GIT_TERMINAL_PROMPT"], start.Environment["LC_ALL"]) = ("0", "0", "C");
        return start;
    }

    /// <summary>What git printed: its output, or where it failed, its error.</summary>
    static bool TryRun(string git, string directory, Dictionary<string, string> environment, out string text, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(Start(git, directory, environment, arguments))!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var done = process.ExitCode == 0;
            text = done ? output.TrimEnd('\n', '\r') : errors.GetAwaiter().GetResult();
            return done;
        }
        catch (Win32Exception error)
        {
            throw new GitFailed($"git could not be started ({error.Message}); install it or add it to the PATH.");
        }
    }

    static void Discard(DirectoryInfo temporary)
    {
        try
        {
            // git writes objects read-only, which Windows refuses to delete
            foreach (var file in temporary.EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
            temporary.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What stays behind is in the system's folder for temporary files
        }
    }

    sealed class GitFailed(string message) : Exception(message);
}
