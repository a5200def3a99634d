using System.Runtime.InteropServices;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>The names under which packages keep files for this platform, the closest first.</summary>
static class RuntimeIds
{
    public static IReadOnlyList<string> Fitting { get; } = [.. Of(RuntimeInformation.RuntimeIdentifier, System(), RuntimeInformation.ProcessArchitecture).Distinct(StringComparer.Ordinal)];

    /// <summary>How close files of <paramref name="id"/> are: 0 the closest; null where they do not fit.</summary>
    public static int? Distance(string id)
    {
        for (var i = 0; i < Fitting.Count; i++)
            if (Fitting[i].Equals(id, StringComparison.OrdinalIgnoreCase)) return i;
        return null;
    }

    static IEnumerable<string> Of(string own, string system, Architecture architecture)
    {
        var cpu = architecture.ToString().ToLowerInvariant();
        yield return own;
        if (system == "linux" && (own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal)))
        {
            yield return $"linux-musl-{cpu}";
            yield return "linux-musl";
        }
        yield return $"{system}-{cpu}";
        yield return system;
        if (system != "win")
        {
            yield return $"unix-{cpu}";
            yield return "unix";
        }
        yield return "any";
    }

    static string System() => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
}
