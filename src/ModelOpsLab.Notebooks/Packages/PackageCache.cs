using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>Resolved packages by what was asked: the second run needs neither SDK nor network. An entry is believed only while its files are what they were.</summary>
sealed class PackageCache(string folder)
{
    /// <summary>The key of a question: requests, lock, sources, framework and platform.</summary>
    public static string KeyOf(IEnumerable<PackageRequest> requests, string? lockText, IEnumerable<string> sources, string framework)
    {
        IEnumerable<string> parts =
        [
            "1", framework, RuntimeIds.Fitting[0],
            .. requests.Select(request => $"{request.Name.ToLowerInvariant()} {request.Range}").Order(StringComparer.Ordinal),
            .. (IEnumerable<string>)(lockText is null ? [.. sources.Order(StringComparer.Ordinal)] : [lockText.ReplaceLineEndings("\n")]),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
    }

    /// <summary>What was resolved before; null where nothing was, or its files are gone.</summary>
    /// <exception cref="InvalidDataException">A file is not what it was.</exception>
    public PackageSet? Read(string key)
    {
        var file = FileOf(key);
        if (!File.Exists(file)) return null;
        PackageSet? set;
        try
        {
            set = JsonSerializer.Deserialize<PackageSet>(File.ReadAllText(file));
        }
        catch (JsonException)
        {
            return null;
        }
        return set is { Packages: not null, Lock: not null } && set.Packages.All(IsThere) ? set : null;
    }

    public void Write(string key, PackageSet set) => AtomicFile.Write(FileOf(key), JsonSerializer.Serialize(set));

    /// <summary>The content hash NuGet noted when it unpacked a package; null where it is not unpacked.</summary>
    public static string? ContentHashIn(string package)
    {
        var metadata = Path.Combine(package, ".nupkg.metadata");
        return File.Exists(metadata) ? (string?)JsonNode.Parse(File.ReadAllText(metadata))?["contentHash"] : null;
    }

    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    static bool IsThere(RestoredPackage package)
    {
        if (ContentHashIn(package.Place) is not { } hash) return false;
        if (hash != package.ContentHash) throw Changed(package, "its package", package.ContentHash, hash);
        foreach (var file in package.Compile.Concat(package.Runtime).Concat(package.Native))
        {
            var path = package.PathOf(file);
            if (!File.Exists(path)) return false;
            if (HashOf(path) is var found && found != file.Sha256) throw Changed(package, file.Path, file.Sha256, found);
        }
        return true;
    }

    static InvalidDataException Changed(RestoredPackage package, string what, string expected, string found) => new(
        $"the package {package.Name} {package.Version} was changed since it was restored: {what} has hash {found}, expected {expected}. "
        + $"Delete the folder {package.Place} and run again, so that it is unpacked anew.");

    string FileOf(string key) => Path.Combine(folder, "packages", key + ".json");
}
