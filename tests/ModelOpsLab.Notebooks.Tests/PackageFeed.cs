using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Assemblies compiled and packed here, the same bytes each time, so that no test needs a network.</summary>
static class PackageFeed
{
    static readonly DateTimeOffset Packed = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Nothing a test makes stays in the user's cache.</summary>
    [ModuleInitializer]
    internal static void UseOwnCache()
    {
        var cache = Directory.CreateTempSubdirectory("modelops-cache-").FullName;
        Environment.SetEnvironmentVariable("MODELOPS_CACHE", cache);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(cache, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Copies in use stay until the system clears its temporary folder
            }
        };
    }

    public static byte[] Compile(string name, string code, string version = "1.0.0.0", params byte[][] references)
    {
        string[] platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Runtime.dll" or "System.Linq.Expressions.dll")];
        var compilation = CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] {code}")],
            [.. platform.Select(path => MetadataReference.CreateFromFile(path)), .. references.Select(bytes => MetadataReference.CreateFromImage(bytes))],
            new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, deterministic: true));
        using var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return stream.ToArray();
    }

    /// <summary>Puts a package into a folder: files by their path in it, dependencies by name and version.</summary>
    public static void Pack(string folder, string id, string version, IReadOnlyDictionary<string, byte[]> files, params (string Id, string Version)[] dependencies)
    {
        Directory.CreateDirectory(folder);
        using var package = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        var needs = string.Concat(dependencies.Select(need => $"<dependency id=\"{need.Id}\" version=\"{need.Version}\" />"));
        Add($"{id}.nuspec", Encoding.UTF8.GetBytes(
            $"<package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\"><metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>Made by a test.</description>"
            + $"<dependencies><group targetFramework=\"net10.0\">{needs}</group></dependencies></metadata></package>"));
        foreach (var (path, bytes) in files) Add(path, bytes);

        void Add(string path, byte[] bytes)
        {
            var entry = package.CreateEntry(path);
            entry.LastWriteTime = Packed;
            using var stream = entry.Open();
            stream.Write(bytes);
        }
    }
}
