using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>Loads what one session added: assemblies by name from packages and copies, native libraries by file name. What the process has comes from the process.</summary>
sealed class NotebookLoadContext(Func<string, string> copy) : AssemblyLoadContext("notebook")
{
    readonly ConcurrentDictionary<string, string> _assemblies = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentQueue<string> _folders = new();

    public void AddAssembly(string name, string path) => _assemblies[name] = path;

    public void AddNative(string path) => _natives.TryAdd(Path.GetFileName(path), path);

    /// <summary>A folder whose assemblies and native libraries may be needed too; what is taken from it is copied.</summary>
    public void AddFolder(string folder)
    {
        if (!_folders.Contains(folder)) _folders.Enqueue(folder);
    }

    /// <summary>The file of an assembly that this session added or that lies beside one; null where there is none.</summary>
    public string? PathOf(string name)
    {
        if (_assemblies.TryGetValue(name, out var known)) return known;
        return _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists) is { } beside ? _assemblies.GetOrAdd(name, copy(beside)) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && SharedReferences.PathOf(name) is null && PathOf(name) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => NativePath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    string? NativePath(string name)
    {
        foreach (var file in FileNames(name))
        {
            if (_natives.TryGetValue(file, out var native)) return native;
            foreach (var folder in _folders)
            {
                IEnumerable<string> places = [folder, .. RuntimeIds.Fitting.Select(id => Path.Combine(folder, "runtimes", id, "native"))];
                if (places.Select(place => Path.Combine(place, file)).FirstOrDefault(File.Exists) is { } beside) return copy(beside);
            }
        }
        return null;
    }

    static IEnumerable<string> FileNames(string name) =>
        OperatingSystem.IsWindows() ? [name + ".dll", name]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", name + ".dylib", name]
        : [$"lib{name}.so", name + ".so", name];
}
