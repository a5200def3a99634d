namespace ModelOpsLab.Registry;

/// <summary>Whether a slot can go back to a version. What was promoted after the live version is no way back but forward, which needs what a promotion needs.</summary>
static class RollbackCheck
{
    /// <summary>Why it cannot, in words; null where it can.</summary>
    /// <param name="registry">Where it is live.</param>
    /// <param name="live">What is live in the slot.</param>
    /// <param name="target">Number of the version, which was promoted there at some time.</param>
    public static string? WhyNot(ModelRegistry registry, Deployment live, int target)
    {
        var promotion = registry.Ledger.Query("SELECT coalesce(max(seq), 0) FROM slot_changes WHERE slot = ?1 AND model = ?2 AND version = ?3 AND kind = ?4 AND seq < (SELECT promotion FROM slot_changes WHERE seq = ?5)",
            r => r.GetInt64(0), live.Slot, live.Model, target, RegistryEvents.Promoted, live.Sequence)[0];
        if (promotion == 0) return FormattableString.Invariant($"it was promoted there only after version {live.Version}; to bring it back is a promotion");
        return WhyNotLoaded(registry, live.Model, target, "it")
            ?? (RegistryTables.Payload<ModelPromoted>(registry.Event(promotion)).Fallback.Version is { } fallback ? WhyNotLoaded(registry, live.Model, fallback, "its fallback") : null);
    }

    /// <summary>The version that a slot would fall back to once it was rolled back; null where that is none.</summary>
    public static int? FallbackBehind(ModelRegistry registry, Deployment live) => live.RollbackTo is { } back
        && registry.History(live.Slot).LastOrDefault(d => d.Sequence < live.Sequence && d.Version == back && d.Change == RegistryEvents.Promoted) is { } before ? before.Fallback.Version : null;

    static string? WhyNotLoaded(ModelRegistry registry, string model, int version, string what)
    {
        if (registry.IsRetired(model, version)) return $"{what} was retired";
        try
        {
            registry.Blobs.Read(registry.ContentOf(model, version).Id);
            return null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return $"{what} cannot be loaded: {error.Message.TrimEnd('.')}";
        }
    }
}
