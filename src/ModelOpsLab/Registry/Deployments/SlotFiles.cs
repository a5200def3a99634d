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
            PointerOf(registry, live).Write(registry.Workspace.StateFolder);
            var files = new KillSwitch(registry.Workspace.StateFolder, slot);
            if (files.Read() > live.State && live.State == SlotState.Halted) files.Halt();
            else if (files.Read() > live.State) files.Reduce();
            return [];
        });
        return live!;
    }

    /// <summary>Arms a slot, unless it was stopped again meanwhile.</summary>
    public static Deployment Arm(ModelRegistry registry, string slot)
    {
        Deployment? live = null;
        registry.Ledger.Append(() =>
        {
            live = registry.LiveNow(slot)!;
            if (live.State == SlotState.Active) new KillSwitch(registry.Workspace.StateFolder, slot).Arm(SlotState.Active);
            return [];
        });
        return live!;
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
        var version = registry.Version(live.Model, live.Version);
        var fallback = live.Fallback.Version is { } number ? registry.Version(live.Model, number) : null;
        return new()
        {
            Slot = live.Slot, Model = live.Model, Version = live.Version, ContentId = version.ContentId, Format = version.Format,
            Fallback = live.Fallback, FallbackContentId = fallback?.ContentId, FallbackFormat = fallback?.Format, Sequence = live.Sequence,
            Ranges = [.. (version.Training.Evidence?.Inputs ?? []).Select(i => new FeatureRange(i.Feature, i.Minimum, i.Maximum))],
        };
    }
}
