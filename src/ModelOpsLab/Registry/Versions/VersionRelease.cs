using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Whether the blobs of a version may be removed, and which of them nothing else needs.</summary>
static class VersionRelease
{
    /// <summary>The label that keeps a version, whatever its age.</summary>
    public const string Hold = "hold";

    /// <summary>Records the release and removes the blobs; after a crash in between, removes what is left.</summary>
    /// <inheritdoc cref="ModelRegistry.Release" path="/returns|/exception"/>
    public static IReadOnlyList<string> Run(ModelRegistry registry, int keepYears, string model, int version, string by, string because, DateTimeOffset now)
    {
        var ledger = registry.Ledger;
        HashSet<string> others = new(StringComparer.Ordinal);
        var read = NamedBeside(ledger, model, version, 1, others); // what is long past, before the lock
        IReadOnlyList<string> ids = [];
        StateFolder.Write(registry.Workspace, () =>
        {
            ledger.Append(() =>
            {
                var one = registry.Version(model, version);
                if (Released(ledger, one) is { } before)
                {
                    ids = before;
                    return [];
                }
                if (WhyNot(registry, one, keepYears, now) is { } why) throw new InvalidDataException($"{model} version {version} was not released: {why}.");
                read = NamedBeside(ledger, model, version, read + 1, others);
                ids = [.. registry.Event(one.Sequence).Blobs.Where(id => !others.Contains(id)).Distinct()];
                return [LedgerEntry.Of(RegistryEvents.Released, by, new BlobsReleased(model, version, ids, because))];
            });
            ledger.Append(() =>
            {
                NamedBeside(ledger, model, version, read + 1, others); // what was registered since needs them again
                ids = [.. ids.Where(id => !others.Contains(id))];
                foreach (var id in ids) registry.Blobs.Remove(id);
                return [];
            });
        });
        return ids;
    }

    /// <summary>What speaks against it, in words; null where nothing does.</summary>
    /// <param name="now">The machine's time; where it was set back, more is kept.</param>
    static string? WhyNot(ModelRegistry registry, ModelVersion version, int keepYears, DateTimeOffset now)
    {
        if (!version.Retired) return "it is not retired: 'modelops models retire' comes first";
        if (registry.Alias(version.Name, Hold) == version.Number) return $"it carries the label '{Hold}', a legal hold: take that away first";
        foreach (var stretch in registry.Slots.SelectMany(registry.History).Where(d => d.Model == version.Name && (d.Version == version.Number || d.Fallback.Version == version.Number)))
        {
            var what = stretch.Version == version.Number ? "live" : "the fallback";
            if (stretch.Until is not { } until) return $"it is {what} in '{stretch.Slot}'";
            if (until.AddYears(keepYears) > now) return $"it was {what} in '{stretch.Slot}' until {Format.Date(DateOnly.FromDateTime(until.UtcDateTime))}, and is kept for {Format.Count(keepYears)} years from then";
        }
        return null;
    }

    /// <summary>The ids that were released with a version; null where it was not.</summary>
    static IReadOnlyList<string>? Released(Ledger ledger, ModelVersion version) => !version.Released ? null
        : RegistryTables.Payload<BlobsReleased>(ledger.Read(ledger.Query("SELECT released FROM versions WHERE model = ?1 AND version = ?2", r => r.GetInt64(0), version.Name, version.Number)[0]).First()).Ids;

    /// <summary>Adds the blobs that are named by events other than the registration of this version, or of versions that were released, from an event on.</summary>
    /// <returns>The last event that was read.</returns>
    static long NamedBeside(Ledger ledger, string model, int version, long from, HashSet<string> named)
    {
        var released = ledger.Query("SELECT seq FROM versions WHERE released > 0 OR (model = ?1 AND version = ?2)", r => r.GetInt64(0), model, version).ToHashSet();
        foreach (var one in ledger.Read(from))
        {
            from = one.Sequence + 1;
            if (!released.Contains(one.Sequence)) named.UnionWith(one.Blobs);
        }
        return from - 1;
    }
}
