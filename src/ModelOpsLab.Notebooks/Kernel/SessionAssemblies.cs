using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// The assemblies one session added. What this process has stays the process's: an equal or older one asked for is answered by it, a newer one refused.
/// An assembly's name is loaded once: another file of that name, a new build included, needs a new session, and says so.
/// </summary>
/// <param name="loader">What loads for cells; null where nothing will run.</param>
/// <param name="options">Where copies are kept, and who hears what a person should know.</param>
sealed class SessionAssemblies(InteractiveAssemblyLoader? loader, KernelOptions options)
{
    readonly ShadowCopy _copies = new(options.CacheFolder);
    readonly Dictionary<string, (string Hash, string Origin)> _added = new(StringComparer.OrdinalIgnoreCase);
    NotebookLoadContext? _context;

    NotebookLoadContext Context => _context ??= new(_copies.Of);

    /// <summary>An assembly file, used through a copy.</summary>
    /// <exception cref="CellErrorException">Not an assembly, or its name is taken by another.</exception>
    public PortableExecutableReference Add(string path, ReferenceLine line)
    {
        var identity = Identity(path) ?? throw line.Error($"'{line.Line.Name}' is not a .NET assembly.");
        if (OfProcess(identity, $"'{line.Line.Name}'", line) is { } loaded) return loaded;
        var hash = PackageCache.HashOf(path);
        if (IsTaken(identity.Name!, hash, line, path)) return Find(identity.Name!)!;
        var copy = _copies.Of(path);
        _added[identity.Name!] = (hash, $"'{line.Line.Name}' ({line.Place})");
        Context.AddAssembly(identity.Name!, copy);
        Context.AddFolder(Path.GetDirectoryName(path)!);
        Register(identity.Name!);
        return SharedReferences.Of(copy);
    }

    /// <summary>The assemblies and native libraries of packages.</summary>
    /// <exception cref="CellErrorException">A package needs a newer assembly than the process has.</exception>
    public IReadOnlyList<PortableExecutableReference> Add(IReadOnlyList<RestoredPackage> packages, ReferenceLine line)
    {
        var (references, own) = (new List<PortableExecutableReference>(), new List<string>());
        foreach (var package in packages)
        {
            foreach (var native in package.Native) Context.AddNative(package.PathOf(native));
            var runtime = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var file in package.Runtime)
            {
                var path = package.PathOf(file);
                if (Identity(path) is not { Name: { } name } identity || OfProcess(identity, $"{package.Name} {package.Version}", line) is not null || IsTaken(name, file.Sha256, line, path)) continue;
                _added[name] = (file.Sha256, $"the package {package.Name} {package.Version}");
                Context.AddAssembly(name, path);
                runtime[name] = path;
                own.Add(name);
            }
            foreach (var file in package.Compile)
                if (Path.GetFileNameWithoutExtension(file.Path) is var name && file.Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                    references.Add(SharedReferences.Named(name) ?? SharedReferences.Of(runtime.GetValueOrDefault(name) ?? package.PathOf(file)));
        }
        own.ForEach(Register);
        return references;
    }

    /// <summary>An assembly by name, among those added and beside them.</summary>
    public PortableExecutableReference? Find(string name)
    {
        if (_context?.PathOf(name) is not { } path) return null;
        Register(name);
        return SharedReferences.Of(path);
    }

    /// <summary>Cells must get the types this context loads, and not load a second copy.</summary>
    void Register(string name)
    {
        if (loader is not null) loader.RegisterDependency(Context.LoadFromAssemblyName(new AssemblyName(name)));
    }

    PortableExecutableReference? OfProcess(AssemblyName wanted, string what, ReferenceLine line)
    {
        if (SharedReferences.PathOf(wanted.Name!) is not { } path || Identity(path) is not { Version: { } has }) return null;
        if (wanted.Version > has)
            throw line.Error($"{what} brings {wanted.Name} {wanted.Version}, and {has} is loaded by ModelOpsLab itself. Ask for a version that brings {has} or an older one, or use a ModelOpsLab that has it.", FindingCodes.Package);
        if (wanted.Version < has && !path.StartsWith(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), StringComparison.Ordinal))
            options.Notices?.Report($"{line.Place}, line {line.Line.Line}: {what} brings {wanted.Name} {wanted.Version}; cells use {has}, which ModelOpsLab has loaded.");
        return SharedReferences.Of(path);
    }

    bool IsTaken(string name, string hash, ReferenceLine line, string path)
    {
        if (!_added.TryGetValue(name, out var before)) return false;
        if (before.Hash == hash) return true;
        throw line.Error($"{Path.GetFileName(path)} is not what was loaded as {name} from {before.Origin}: it was built again, or is another file of that name. A session loads a name once. Restart the kernel to use it.");
    }

    static AssemblyName? Identity(string path)
    {
        try
        {
            return AssemblyName.GetAssemblyName(path);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
