using System.Text.Json;

namespace ModelOpsLab.Lineage;

/// <summary>A package that a program really runs with: not the version that was asked for but the one that was resolved.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">The version that was resolved.</param>
/// <param name="Hash">Hash of the package as its dependency file gives it, as in <c>sha512-…</c>; null where it gives none.</param>
public sealed record ResolvedPackage(string Name, string Version, string? Hash)
{
    /// <summary>The packages in the dependency files (<c>*.deps.json</c>) of this program, by name; none where it has no such file.</summary>
    public static IReadOnlyList<ResolvedPackage> OfThisProgram() => Of((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Where(File.Exists));

    /// <summary>The packages of dependency files, each name and version once.</summary>
    /// <exception cref="InvalidDataException">A file is no dependency file.</exception>
    internal static IReadOnlyList<ResolvedPackage> Of(IEnumerable<string> files) =>
        [.. files.SelectMany(Read).Distinct().OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Version, StringComparer.Ordinal)];

    static List<ResolvedPackage> Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. document.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(l => l.Value.GetProperty("type").GetString() == "package" && l.Name.Contains('/', StringComparison.Ordinal))
                .Select(l => new ResolvedPackage(l.Name[..l.Name.IndexOf('/')], l.Name[(l.Name.IndexOf('/') + 1)..],
                    l.Value.TryGetProperty("sha512", out var hash) && hash.GetString() is { Length: > 0 } text ? text : null))];
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{Path.GetFileName(file)} is no dependency file: {wrong.Message}", wrong);
        }
    }
}
