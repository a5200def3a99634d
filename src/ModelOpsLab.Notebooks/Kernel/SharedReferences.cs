using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// The compiler's view of the assemblies a cell can use: one <see cref="MetadataReference"/> per file for the life of the process,
/// and few of them per cell, because each costs memory in every cell (500 cells: 2.4 GB with stock options, under 0.4 GB so).
/// </summary>
static class SharedReferences
{
    static readonly string[] Basics =
        ["System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Linq", "System.Console", "System.Threading"];

    static readonly ConcurrentDictionary<string, PortableExecutableReference> ByPath = new(StringComparer.Ordinal);

    static readonly Lazy<Dictionary<string, string>> PathByName = new(() =>
    {
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        return paths;
    });

    static readonly Lazy<Dictionary<string, List<string>>> PathsByNamespace = new(() =>
    {
        var index = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, path) in PathByName.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            foreach (var defined in name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) ? [] : Namespaces(path))
                (index.TryGetValue(defined, out var paths) ? paths : index[defined] = []).Add(path);
        return index;
    });

    static readonly Lazy<Dictionary<string, HashSet<string>>> NamesBelow = new(() =>
    {
        var below = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var name in PathsByNamespace.Value.Keys)
            for (var (parent, rest) = ("", name); rest.Length > 0;)
            {
                var next = rest.Split('.', 2);
                (below.TryGetValue(parent, out var names) ? names : below[parent] = new(StringComparer.Ordinal)).Add(next[0]);
                (parent, rest) = (parent.Length == 0 ? next[0] : $"{parent}.{next[0]}", next.Length == 2 ? next[1] : "");
            }
        return below;
    });

    /// <summary>What every cell sees: the heart of .NET, the library and the host's own display functions.</summary>
    public static IReadOnlyList<PortableExecutableReference> Default =>
    [
        .. Basics.Where(PathByName.Value.ContainsKey).Select(name => Of(PathByName.Value[name])),
        Of(typeof(IRenderable).Assembly.Location),
        Of(typeof(SharedReferences).Assembly.Location),
    ];

    /// <summary>Whether a file is one that the process can load by name.</summary>
    public static bool IsOfProcess(string path) => PathByName.Value.TryGetValue(Path.GetFileNameWithoutExtension(path), out var known) && known == path;

    /// <summary>The one reference of a file.</summary>
    public static PortableExecutableReference Of(string path) => ByPath.GetOrAdd(path, static p => MetadataReference.CreateFromFile(p));

    /// <summary>The reference of an assembly by name, where the process can load it.</summary>
    public static PortableExecutableReference? Named(string name) => PathOf(name) is { } path ? Of(path) : null;

    /// <summary>The file of an assembly by name, where the process can load it.</summary>
    public static string? PathOf(string name) => PathByName.Value.GetValueOrDefault(name);

    /// <summary>The assemblies, of those the process can load, that define public types in any of the namespaces.</summary>
    public static IEnumerable<PortableExecutableReference> Defining(IEnumerable<string> namespaces) => namespaces
        .Distinct(StringComparer.Ordinal)
        .SelectMany(name => PathsByNamespace.Value.GetValueOrDefault(name) ?? [])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(Of);

    /// <summary>The names of the namespaces directly below one (empty: the first), of all the assemblies the process can load.</summary>
    public static IReadOnlySet<string> NamespacesBelow(string parent) =>
        NamesBelow.Value.TryGetValue(parent, out var names) ? names : FrozenSet<string>.Empty;

    static HashSet<string> Namespaces(string path)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata) return found;
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if ((type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
                found.Add(metadata.GetString(type.Namespace));
        }
        return found;
    }
}
