namespace ModelOpsLab.Registry;

/// <summary>Kinds of the registry's events; the payloads are below.</summary>
static class RegistryEvents
{
    public const string Registered = "model.registered", Aliased = "alias.set", Promoted = "model.promoted", RolledBack = "model.rolled-back",
        Halted = "slot.halted", Reduced = "slot.reduced", Armed = "slot.armed", Retired = "version.retired", Released = "blobs.released", Reproduced = "model.reproduced", Experimented = "experiment.decided";

    /// <summary>Kinds that change a slot.</summary>
    public static readonly string[] OfSlots = [Promoted, RolledBack, Halted, Reduced, Armed];
}

sealed record ModelRegistered(string Model, int Version, string Content, string Format, string Training, string Because)
{
    /// <summary>The blobs that the training record names: data, difference of the code. Named here too, where an audit looks.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
}

sealed record AliasSet(string Model, string Alias, int? Version);

sealed record ModelPromoted(string Slot, string Model, int Version, int? Previous, TradingLimits Limits, int? RollbackTo, Fallback Fallback, IReadOnlyList<Rehearsal> Rehearsals, IReadOnlyList<string> ApprovedBy, IReadOnlyList<string> Approvals, string Because)
{
    public IReadOnlyList<RollbackRule> Rules { get; init; } = [];
}

sealed record ModelRolledBack(string Slot, string Model, int From, int To, string Because, string? Incident, bool Automatic);

sealed record SlotChanged(string Slot, string Because)
{
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];
    public IReadOnlyList<string> Approvals { get; init; } = [];
}

sealed record ModelReproduced(string Model, int Version, string Outcome, string Because);

sealed record ExperimentDecided(string Model, int Champion, string Decision, string Winner, int? Version, string Report, string Because);

sealed record VersionRetired(string Model, int Version, string Because);

/// <summary>Blobs that may be gone: named without the mark by which an audit looks for them.</summary>
sealed record BlobsReleased(string Model, int Version, IReadOnlyList<string> Ids, string Because);
