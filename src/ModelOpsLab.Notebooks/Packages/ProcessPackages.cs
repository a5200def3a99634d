using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>The packages this program itself was built from: they are loaded, so a notebook that asks for one gets that.</summary>
static class ProcessPackages
{
    static readonly Lazy<Dictionary<string, string>> Versions = new(() =>
    {
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Where(File.Exists))
            foreach (var (id, fields) in JsonNode.Parse(File.ReadAllText(file))?["libraries"] as JsonObject ?? [])
                if ((string?)fields?["type"] == "package" && id.Split('/') is [var name, var version]) versions.TryAdd(name, version);
        return versions;
    });

    /// <summary>The version of a package whose assembly of the same name is loaded here; null where it is not part of this program.</summary>
    public static string? VersionOf(string name) => SharedReferences.PathOf(name) is null ? null : Versions.Value.GetValueOrDefault(name);
}
