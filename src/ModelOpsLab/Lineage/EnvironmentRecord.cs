using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace ModelOpsLab.Lineage;

/// <summary>A file of code that was loaded, managed or native, and the hash of its bytes, or why there is none.</summary>
public sealed record LoadedModule(string Name, string? Path, string? Sha256, string? Because = null);

/// <summary>
/// The machine, runtime and code that a run had. It changes from run to run, so it belongs in the run record beside an
/// output and never in an output that is compared. It holds no environment variables.
/// </summary>
/// <param name="At">Real time.</param>
/// <param name="TimeZone">The local time zone's id.</param>
/// <param name="Culture">The current culture's name; <c>invariant</c> where it has none.</param>
/// <param name="Modules">Every module loaded when it was captured, ordered by path, then name.</param>
public sealed record EnvironmentRecord(
    DateTimeOffset At, string Library, string Runtime, string OperatingSystem, string Architecture, string Host, int ProcessorCount,
    string GarbageCollector, string Culture, string TimeZone, IReadOnlyList<LoadedModule> Modules)
{
    /// <summary>Captures this process; some 100 ms at first, most of it for hashing modules, and few after that.</summary>
    public static EnvironmentRecord Capture(TimeProvider time) => new(
        time.GetUtcNow(),
        Provenance.ThisLibrary,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.ProcessArchitecture} on {RuntimeInformation.OSArchitecture}".ToLowerInvariant(),
        Environment.MachineName,
        Environment.ProcessorCount,
        $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}".ToLowerInvariant(),
        Thread.CurrentThread.CurrentCulture.Name is { Length: > 0 } culture ? culture : "invariant",
        time.LocalTimeZone.Id,
        LoadedModules());

    /// <summary>The same without the folders of this machine, which may hold names of people and customers: modules by name and hash.</summary>
    public EnvironmentRecord WithoutPaths() => this with { Modules = [.. Modules.Select(m => m.Path is null ? m : m with { Path = null, Because = m.Because is null ? null : "could not be read" })] };

    static List<LoadedModule> LoadedModules()
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies();
        using var process = Process.GetCurrentProcess();
        var native = process.Modules.Cast<ProcessModule>().Select(m => m.FileName);
        var files = assemblies.Where(a => !a.IsDynamic).Select(a => a.Location).Concat(native)
            .Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Hashed);
        var inMemory = assemblies.Where(a => a.IsDynamic || a.Location.Length == 0).Select(a => a.GetName().Name ?? "(unnamed)")
            .Order(StringComparer.Ordinal).Select(name => new LoadedModule(name, null, null, "made in memory"));
        return [.. files, .. inMemory];
    }

    /// <summary>Of the modules that this process has hashed: they are tens of megabytes and stay as they are while they are loaded; one that was written again is hashed again.</summary>
    static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string> Hashes = new();

    static LoadedModule Hashed(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            var file = new FileInfo(path);
            return new(name, path, Hashes.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), f => ContentId.OfFile(f.Path)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return new(name, path, null, error.Message); }
    }
}
