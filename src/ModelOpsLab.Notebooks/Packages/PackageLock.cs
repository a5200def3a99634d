using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>One line of a lock file.</summary>
sealed record LockedPackage(string Name, string Version, string ContentHash, bool IsDirect);

/// <summary>The lock file beside a notebook, in NuGet's own format: every package, direct or not, with its version and content hash.</summary>
sealed record PackageLock(string Path, string Framework, IReadOnlyList<LockedPackage> Packages)
{
    /// <exception cref="InvalidDataException">Not a lock file.</exception>
    public static PackageLock Parse(string text, string path)
    {
        try
        {
            if (JsonNode.Parse(text)?["dependencies"] is JsonObject frameworks)
                return new(path, frameworks.FirstOrDefault().Key ?? "", [.. frameworks.SelectMany(framework => (framework.Value as JsonObject ?? []).Select(package => Read(package.Key, package.Value)))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Broken(e);
        }
        throw Broken(null);

        InvalidDataException Broken(Exception? e) => new($"{path} is not a lock file of packages. Restore it from version control, or delete it and run the notebook once to make it anew.", e);
    }

    static LockedPackage Read(string name, JsonNode? fields) =>
        new(name, (string?)fields?["resolved"] ?? "", (string?)fields?["contentHash"] ?? "", (string?)fields?["type"] == "Direct");
}
