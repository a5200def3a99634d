using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Live;

/// <summary>What of runtime, system, processor, modules and packages is other than when a version was trained.</summary>
static class OtherMachine
{
    const int Most = 40;

    /// <summary>The differences, a sentence each: of modules and packages those that both have, since which ones are loaded depends on the program.</summary>
    public static IReadOnlyList<string> Differences(TrainingRecord then, EnvironmentRecord now, IReadOnlyList<ResolvedPackage> packages)
    {
        if (then.Environment is not { } was) return ["The machine and its modules were not recorded."];
        return
        [
            .. new[]
            {
                Other("library", was.Library, now.Library), Other("runtime", was.Runtime, now.Runtime), Other("operating system", was.OperatingSystem, now.OperatingSystem),
                Other("processor", was.Architecture, now.Architecture), Other("number of processors", $"{was.ProcessorCount}", $"{now.ProcessorCount}"), Other("garbage collector", was.GarbageCollector, now.GarbageCollector),
                Other("culture", was.Culture, now.Culture), Other("time zone", was.TimeZone, now.TimeZone),
            }.OfType<string>(),
            .. Parted(then.Packages.Select(p => (p.Name, p.Version)), packages.Select(p => (p.Name, p.Version))).Select(p => $"package {p}"),
            .. Parted(Hashes(was), Hashes(now)).Select(m => $"module {m}"),
        ];
    }

    static string? Other(string what, string then, string now) => then == now ? null : $"{what} {now}, then {then}";

    static IEnumerable<(string, string)> Hashes(EnvironmentRecord machine) => machine.Modules.Where(m => m.Sha256 is not null).Select(m => (m.Name, m.Sha256![..12]));

    static IEnumerable<string> Parted(IEnumerable<(string Name, string Is)> then, IEnumerable<(string Name, string Is)> now)
    {
        var known = now.ToLookup(n => n.Name, n => n.Is, StringComparer.Ordinal);
        return then.Where(t => known.Contains(t.Name) && !known[t.Name].Contains(t.Is)).Select(t => $"{t.Name} {known[t.Name].First()}, then {t.Is}").Distinct().Order(StringComparer.Ordinal).Take(Most);
    }
}
