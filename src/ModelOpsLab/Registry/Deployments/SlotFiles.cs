namespace ModelOpsLab.Registry;

/// <summary>The files by which processes that trade learn what the ledger says: which version is live, and whether it may trade.</summary>
static class SlotFiles
{
    /// <summary>What the files say.</summary>
    public static SlotState StateOf(Workspace workspace, string slot) => new KillSwitch(workspace.StateFolder, slot).Read();

    /// <summary>Makes known which version is live, and a stop. Under the lock, so that the newest is what stays.</summary>
    public static Deployment Publish(ModelRegistry registry, string slot)
    {
        Deployment? live = null;
        registry.Ledger.Append(() =>
        {
            live = registry.LiveNow(slot)!;
            var files = new KillSwitch(registry.Workspace.StateFolder, slot); // first: to remove needs no space
            if (files.Read() > live.State && live.State == SlotState.Halted) files.Halt();
            else if (files.Read() > live.State) files.Reduce();
            PointerOf(registry, live).Write(registry.Workspace.StateFolder);
            return [];
        });
        return live!;
    }

    /// <summary>Makes ready to arm, while it is decided: a stop that comes after this is not undone by <see cref="Arm"/>, whether it was recorded or not.</summary>
    public static void Prepare(ModelRegistry registry, string slot) => new KillSwitch(registry.Workspace.StateFolder, slot).Prepare(SlotState.Active);

    /// <summary>Arms a slot that was prepared, unless it was stopped again meanwhile.</summary>
    public static Deployment Arm(ModelRegistry registry, string slot)
    {
        Deployment? live = null;
        registry.Ledger.Append(() =>
        {
            live = registry.LiveNow(slot)!;
            if (live.State == SlotState.Active) new KillSwitch(registry.Workspace.StateFolder, slot).Complete(SlotState.Active);
            return [];
        });
        return live!;
    }

    /// <summary>The record of a stop that was made by the files alone, so that the history does not say that the slot traded on.</summary>
    public static IEnumerable<LedgerEntry> UnrecordedStop(ModelRegistry registry, string slot)
    {
        if (registry.LiveNow(slot) is { } live && StateOf(registry.Workspace, slot) is var state && state < live.State)
            yield return LedgerEntry.Of(state == SlotState.Halted ? RegistryEvents.Halted : RegistryEvents.Reduced, "modelops", new SlotChanged(slot, "Found stopped by its files when it was to be armed: the stop itself was not recorded."));
    }

    /// <summary>Whether the files say what the ledger says, or trade less.</summary>
    public static bool IsPublished(ModelRegistry registry, string slot)
    {
        var live = registry.LiveNow(slot)!;
        if (StateOf(registry.Workspace, slot) > live.State) return false;
        try
        {
            return LivePointer.Read(registry.Workspace.StateFolder, slot) is { } pointer && pointer.Model == live.Model && pointer.Version == live.Version && pointer.Fallback == live.Fallback;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    static LivePointer PointerOf(ModelRegistry registry, Deployment live)
    {
        var (content, format) = registry.ContentOf(live.Model, live.Version);
        var fallback = live.Fallback.Version is { } number ? registry.ContentOf(live.Model, number) : default((string Id, string Format)?);
        return new()
        {
            Slot = live.Slot, Model = live.Model, Version = live.Version, ContentId = content, Format = format,
            Fallback = live.Fallback, FallbackContentId = fallback?.Id, FallbackFormat = fallback?.Format, Sequence = live.Sequence,
            Ranges = RangesOf(registry, live),
        };
    }

    /// <summary>Where the inputs lay in training. A record that is damaged or missing says nothing: a rollback does not wait for it.</summary>
    static IReadOnlyList<FeatureRange> RangesOf(ModelRegistry registry, Deployment live)
    {
        try
        {
            return [.. (registry.Version(live.Model, live.Version).Training.Evidence?.Inputs ?? []).Select(i => new FeatureRange(i.Feature, i.Minimum, i.Maximum))];
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
