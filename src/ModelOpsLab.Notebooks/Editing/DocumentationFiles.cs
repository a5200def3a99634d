using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The XML files with the documentation of assemblies: beside the assembly, and for .NET itself in the reference pack of an installed SDK. None: no documentation.</summary>
static class DocumentationFiles
{
    static readonly Lazy<string?> ReferencePack = new(FindReferencePack);

    /// <summary>The comment of one member; null where no file has one.</summary>
    public static string? Find(Compilation compilation, IAssemblySymbol? assembly, string id)
    {
        if (assembly is null || compilation.GetMetadataReference(assembly) is not PortableExecutableReference { FilePath: { } path }) return null;
        var member = Encoding.UTF8.GetBytes($"<member name=\"{System.Security.SecurityElement.Escape(id)}\"");
        return Files(path).Select(file => Read(file, member)).FirstOrDefault(comment => comment is not null);
    }

    static IEnumerable<string> Files(string assembly)
    {
        var own = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(own)) return [own];
        if (ReferencePack.Value is not { } pack || Path.GetDirectoryName(assembly) != RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/', '\\')) return [];
        var name = Path.GetFileName(own);
        // What runs in System.Private.CoreLib is documented under the names it is referenced by, most of it under these.
        string[] first = [name, "System.Runtime.xml", "System.Collections.xml", "System.Linq.xml", "System.Console.xml"];
        return [.. first.Select(file => Path.Combine(pack, file)).Where(File.Exists), .. name == "System.Private.CoreLib.xml" || !File.Exists(Path.Combine(pack, name)) ? Rest(pack, first) : []];
    }

    static IEnumerable<string> Rest(string pack, string[] without) =>
        Directory.EnumerateFiles(pack, "System*.xml").Where(file => !without.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal);

    /// <summary>Read anew each time: a search through some megabytes takes milliseconds, and an index of them would stay in memory.</summary>
    static string? Read(string file, ReadOnlySpan<byte> member)
    {
        ReadOnlySpan<byte> bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        var start = bytes.IndexOf(member);
        if (start < 0) return null;
        var end = bytes[start..].IndexOf("</member>"u8);
        return end < 0 ? null : Encoding.UTF8.GetString(bytes.Slice(start, end + "</member>".Length));
    }

    static string? FindReferencePack()
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var packs = Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        if (!Directory.Exists(packs)) return null;
        var framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        return Directory.EnumerateDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal)
            .Select(version => Path.GetFullPath(Path.Combine(version, "ref", framework))).LastOrDefault(Directory.Exists);
    }
}
