using System.Text;
using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// The versions of a workspace's models, where each is live and was live, and who decided it: all of it events of the
/// ledger, so that nothing is ever overwritten. Several processes may use one registry at once.
/// </summary>
/// <remarks>Errors of the file are those of <see cref="Registry.Ledger"/>. What a call changes is on disk when it returns.</remarks>
public sealed class ModelRegistry : IDisposable
{
    /// <summary>The format of models written by <see cref="ModelJson"/>.</summary>
    public const string OwnFormat = "modelopslab-json";

    internal const string BlobMark = "blob:sha256:";

    readonly TimeProvider _clock;
    readonly IReadOnlyDictionary<string, Func<byte[], IModel>> _loaders;

    ModelRegistry(Workspace workspace, Ledger ledger, TimeProvider? clock, IReadOnlyDictionary<string, Func<byte[], IModel>>? loaders)
    {
        (Workspace, Ledger, Blobs, _clock) = (workspace, ledger, workspace.Ledger.Blobs, clock ?? TimeProvider.System);
        _loaders = new Dictionary<string, Func<byte[], IModel>>(loaders ?? new Dictionary<string, Func<byte[], IModel>>(), StringComparer.Ordinal)
        {
            [OwnFormat] = bytes => ModelJson.Read(Encoding.UTF8.GetString(bytes)),
        };
    }

    /// <summary>The state tables that the registry keeps in the ledger: give them to <see cref="LedgerFolder.Verify"/>.</summary>
    public static IReadOnlyList<LedgerProjection> Projections { get; } = [RegistryTables.Versions, RegistryTables.Aliases, RegistryTables.Slots, PredictionArchive.Segments, IncidentLog.Projection, ActionRegister.Projection];

    /// <summary>Where the models are declared.</summary>
    public Workspace Workspace { get; }
    /// <summary>What happened.</summary>
    public Ledger Ledger { get; }
    /// <summary>The bytes of models and of what they were trained from.</summary>
    public BlobStore Blobs { get; }
    /// <summary>The incidents of its models.</summary>
    public IncidentLog Incidents => new(Ledger, Blobs);
    /// <summary>What reviews of its models proposed to do.</summary>
    public ActionRegister Actions => new(Ledger);
    /// <summary>Reviews of its models that were signed.</summary>
    public SignedReviews Signed => new(this);

    /// <summary>Opens a workspace's registry, and makes it where there is none.</summary>
    /// <param name="clock">The time of what is recorded; the machine's if not given.</param>
    /// <param name="loaders">How models of other formats are read: by format, bytes in, model out.</param>
    /// <param name="patience">How long to wait for another process that keeps the ledger locked; 30 s if not given.</param>
    /// <exception cref="UnauthorizedAccessException">The workspace's state cannot be written.</exception>
    public static ModelRegistry Open(Workspace workspace, TimeProvider? clock = null, IReadOnlyDictionary<string, Func<byte[], IModel>>? loaders = null, TimeSpan? patience = null)
    {
        ModelRegistry? registry = null;
        StateFolder.Write(workspace, () =>
        {
            registry = new(workspace, workspace.Ledger.Open(workspace.Name, Projections, clock, patience), clock, loaders);
            try
            {
                foreach (var slot in registry.Slots.Where(s => !SlotFiles.IsPublished(registry, s))) SlotFiles.Publish(registry, slot); // a crash came between an event and its files
            }
            catch
            {
                registry.Dispose();
                throw;
            }
        });
        return registry!;
    }

    /// <summary>Opens a registry to read, as it is or as it was where <see cref="LedgerAsOf"/> says so; null where there is none.</summary>
    public static ModelRegistry? OpenToRead(Workspace workspace, IReadOnlyDictionary<string, Func<byte[], IModel>>? loaders = null)
    {
        if (!File.Exists(workspace.Ledger.Database)) return null;
        if (LedgerAsOf.Seen(Ledger.Open(workspace.Ledger.Database, Projections, readOnly: true), Projections) is not { } ledger) return null;
        if (!ledger.IsBehind) return new(workspace, ledger, null, loaders);
        ledger.Dispose();
        return Open(workspace, null, loaders);
    }

    /// <summary>Registers a version: its bytes and its record are kept, and the number is the next one.</summary>
    /// <param name="model">Its name, as declared.</param>
    /// <param name="bytes">The model, in any format.</param>
    /// <param name="format">What the bytes are: at most 64 of <c>a-z 0-9 . _ -</c>.</param>
    /// <param name="training">What it was trained from; folders of this machine in it are left out.</param>
    /// <param name="by">Who registers it.</param>
    /// <param name="because">Why.</param>
    /// <exception cref="KeyNotFoundException">The model is not declared.</exception>
    /// <exception cref="InvalidDataException">The format is no name, the bytes are empty or cannot be read as their format says, or a text is not recorded.</exception>
    public ModelVersion Register(string model, ReadOnlySpan<byte> bytes, string format, TrainingRecord training, string by, string because)
    {
        Workspace.Model(model);
        if (!LedgerEntry.IsName(format)) throw new InvalidDataException($"'{format}' is no name of a format: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
        if (bytes.IsEmpty) throw new InvalidDataException($"{model}: the model has no bytes.");
        RequireReason(because);
        if (_loaders.TryGetValue(format, out var load) && load(bytes.ToArray()) is var read && training.Golden?.Difference(read) is { } difference)
            throw new InvalidDataException($"{model} was not registered: when its bytes are read again, {difference}.");
        void RequireKept()
        {
            if (training.Blobs.FirstOrDefault(b => !b.StartsWith(BlobMark, StringComparison.Ordinal) || !ContentId.IsWellFormed(b[BlobMark.Length..]) || !Blobs.Contains(b[BlobMark.Length..])) is { } absent)
                throw new InvalidDataException($"{model} was not registered: its training record names {LedgerEntry.Shown(absent)}, which is not kept here. Write it to the registry's blobs first.");
        }
        RequireKept();
        var content = bytes.ToArray();
        ModelVersion? version = null;
        StateFolder.Write(Workspace, () =>
        {
            var number = 0;
            Ledger.Append(() =>
            {
                RequireKept(); // under the lock, where nothing is released
                var (id, record) = (Blobs.Write(content), Blobs.Write(JsonSerializer.SerializeToUtf8Bytes(training.WithoutPaths(), JsonFormat.Options)));
                number = Ledger.Query("SELECT coalesce(max(version), 0) + 1 FROM versions WHERE model = ?1", r => r.GetInt32(0), model)[0];
                return [LedgerEntry.Of(RegistryEvents.Registered, by, new ModelRegistered(model, number, BlobMark + id, format, BlobMark + record, because) { Inputs = training.Blobs })];
            });
            version = Version(model, number);
        });
        return version!;
    }

    /// <summary>A version.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this number: the message lists what there is.</exception>
    /// <exception cref="InvalidDataException">Its record is damaged.</exception>
    public ModelVersion Version(string model, int number) => RegistryRows.Versions(this, "model = ?1 AND version = ?2", model, number) is [var version] ? version
        : throw new KeyNotFoundException(FormattableString.Invariant($"{model} has no version {number}. {(Numbers(model) is { Count: > 0 } there ? $"It has: {string.Join(", ", there)}." : "None is registered yet.")}"));

    /// <summary>All versions of a model, in order of number; none where none was registered.</summary>
    public IReadOnlyList<ModelVersion> Versions(string model) => RegistryRows.Versions(this, "model = ?1", model);

    /// <summary>The bytes of a version, hashed again.</summary>
    /// <inheritdoc cref="BlobStore.Read" path="/exception"/>
    public byte[] Bytes(ModelVersion version) => Blobs.Read(version.ContentId);

    /// <summary>The model of a version.</summary>
    /// <exception cref="NotSupportedException">Nothing was given that reads its format.</exception>
    /// <exception cref="InvalidDataException">Its bytes are damaged, or are not of its format.</exception>
    public IModel Load(ModelVersion version) => _loaders.TryGetValue(version.Format, out var load) ? load(Bytes(version))
        : throw new NotSupportedException($"{version.Name} version {version.Number} is in the format {version.Format}, which nothing here reads. Open the registry with a loader for it.");

    /// <summary>What differs between two versions.</summary>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    public VersionComparison Compare(string model, int from, int to) => VersionComparison.Of(this, Version(model, from), Version(model, to));

    /// <summary>Sets a label on a version, or takes it away where the version is null.</summary>
    /// <exception cref="InvalidDataException">The alias is no name.</exception>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    public void SetAlias(string model, string alias, int? version, string by)
    {
        if (!LedgerEntry.IsName(alias)) throw new InvalidDataException($"'{alias}' is no alias: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
        if (version is { } number) Version(model, number);
        Ledger.Append(LedgerEntry.Of(RegistryEvents.Aliased, by, new AliasSet(model, alias, version)));
    }

    /// <summary>The version that a label is on; null where it is on none.</summary>
    public int? Alias(string model, string alias) => Ledger.Query("SELECT version FROM aliases WHERE model = ?1 AND alias = ?2", r => r.GetInt32(0), model, alias) is [var version] ? version : null;

    /// <summary>The labels of a model and the versions they are on, by label.</summary>
    public IReadOnlyList<(string Alias, int Version)> Aliases(string model) => Ledger.Query("SELECT alias, version FROM aliases WHERE model = ?1 ORDER BY alias", r => (r.GetString(0), r.GetInt32(1)), model);

    /// <summary>Retires a version: it is kept, and is not promoted again.</summary>
    /// <exception cref="InvalidDataException">It is live, or a slot would go back to it.</exception>
    public void Retire(string model, int version, string by, string because)
    {
        RequireReason(because);
        Version(model, version);
        Ledger.Append(() =>
        {
            foreach (var live in Slots.Select(LiveNow).OfType<Deployment>().Where(d => d.Model == model))
                if (live.Version == version || live.RollbackTo == version || live.Fallback.Version == version || RollbackCheck.FallbackBehind(this, live) == version)
                    throw new InvalidDataException($"{model} version {version} was not retired: slot '{live.Slot}' {(live.Version == version ? "runs it" : "would go back to it")}.");
            return Version(model, version).Retired ? [] : [LedgerEntry.Of(RegistryEvents.Retired, by, new VersionRetired(model, version, because))];
        });
    }

    /// <summary>
    /// Removes the blobs that only a retired version needs: its bytes, its training record, and the data and code behind it that
    /// no other version and no other event names. The event comes first, then the removal; after a crash in between, call it again.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Number of the version: it stays in the list, its history with it.</param>
    /// <param name="by">Who releases it.</param>
    /// <param name="because">Why.</param>
    /// <returns>The ids of what was removed.</returns>
    /// <exception cref="InvalidDataException">It is not retired, carries the label <c>hold</c>, or was live, as model or as fallback, within the years that <c>governance.keepYears</c> declares (five by default: RTS 6, article 28).</exception>
    /// <exception cref="KeyNotFoundException">The model or the version does not exist.</exception>
    public IReadOnlyList<string> Release(string model, int version, string by, string because) =>
        VersionRelease.Run(this, Workspace.Model(model).Governance.KeepYears, model, version, by, RequireReason(because), _clock.GetUtcNow());

    /// <summary>The slots in which something is or was live, by name.</summary>
    public IReadOnlyList<string> Slots => Ledger.Query("SELECT DISTINCT slot FROM slot_changes ORDER BY slot", r => r.GetString(0));

    /// <summary>Puts a version in a slot. Refused, and nothing written, without limits, a fallback that can be loaded, a version to go back to that was rehearsed (but for the first), the code of a commit, or the approvals that the policy asks for.</summary>
    /// <exception cref="InvalidDataException">It is refused: the message lists all that is missing.</exception>
    /// <exception cref="KeyNotFoundException">The model or the version does not exist.</exception>
    public Deployment Promote(Promotion promotion, string by)
    {
        RequireReason(promotion.Because);
        var first = false;
        var slot = Named(promotion).Slot;
        Ledger.Append(() =>
        {
            var (definition, version, _) = Named(promotion); // again: it may have been retired meanwhile
            var live = LiveNow(slot);
            var check = PromotionCheck.Of(this, promotion, definition, version, live);
            var decision = Workspace.ApprovalPolicy.Check(RequestOf(ApprovalRequest.Promote, slot, version, live, check.Terms), promotion.Approvals, Now(), by, version.By);
            string[] problems = [.. check.Problems, .. decision.IsEnough ? [] : new[] { decision.ToString().TrimEnd('.') }];
            first = live is null;
            if (first && problems.Length == 0) SlotFiles.Prepare(this, slot);
            return problems.Length == 0
                ? [LedgerEntry.Of(RegistryEvents.Promoted, by, new ModelPromoted(slot, version.Name, version.Number, check.Previous, check.Limits!, check.RollbackTo, check.Fallback!, check.Rehearsals, decision.ApprovedBy, Keep(decision), promotion.Because) { Rules = check.Rules })]
                : throw new InvalidDataException($"{version.Name} version {version.Number} was not promoted to '{slot}': {string.Join("; ", problems)}.");
        });
        var published = SlotFiles.Publish(this, slot);
        return first ? SlotFiles.Arm(this, slot) : published;
    }

    /// <summary>What people sign to approve a promotion, as the slot stands now: once anything has changed it, they sign anew.</summary>
    /// <exception cref="KeyNotFoundException">The model or the version does not exist.</exception>
    public ApprovalRequest RequestOf(Promotion promotion)
    {
        var (definition, version, slot) = Named(promotion);
        var live = LiveNow(slot);
        return RequestOf(ApprovalRequest.Promote, slot, version, live, PromotionCheck.Of(this, promotion, definition, version, live).Terms);
    }

    /// <summary>What people sign to let a slot be armed again, as it stands now.</summary>
    /// <exception cref="InvalidDataException">Nothing was ever live there, or it is armed: an approval is not given ahead of the stop.</exception>
    public ApprovalRequest RequestToEnable(string slot)
    {
        var live = LiveNow(slot) ?? throw NothingLive(slot);
        if (live.State == SlotState.Active && StateOf(slot) == SlotState.Active) throw new InvalidDataException($"Slot '{slot}' is armed already.");
        return RequestOf(ApprovalRequest.Enable, slot, Version(live.Model, live.Version), live, null);
    }

    /// <summary>Puts back the version that a slot's promotion named, or another that was live there. Needs no approval: it must work at night.</summary>
    /// <param name="incident">The incident it belongs to.</param>
    /// <param name="to">A version that was live there; null for the one that the promotion named.</param>
    /// <param name="automatic">Whether a rule did it.</param>
    /// <param name="from">The version that must be live, for who decided by what was known of that one; null for any.</param>
    /// <exception cref="InvalidDataException">Nothing is live there, another version than <paramref name="from"/> is, there is no version to go back to, or the other one was never live there before this one's promotion, was retired, or has damaged bytes.</exception>
    public Deployment Rollback(string slot, string by, string because, string? incident = null, int? to = null, bool automatic = false, int? from = null)
    {
        RequireReason(because);
        incident = IncidentText.CheckedName(incident, "incident");
        Ledger.Append(() =>
        {
            var live = LiveNow(slot) ?? throw NothingLive(slot);
            if (from is { } expected && live.Version != expected) throw new InvalidDataException($"Slot '{slot}' runs version {live.Version}, not version {expected}: it was changed in between.");
            var target = to ?? live.RollbackTo ?? throw new InvalidDataException($"Slot '{slot}' has no version to go back to: version {live.Version} was the first there. 'modelops models disable' stops it.");
            if (target == live.Version) throw new InvalidDataException($"Slot '{slot}' runs version {target} already.");
            if (Ledger.Query("SELECT count(*) FROM slot_changes WHERE slot = ?1 AND model = ?2 AND version = ?3 AND kind = ?4", r => r.GetInt64(0), slot, live.Model, target, RegistryEvents.Promoted)[0] == 0)
                throw new InvalidDataException($"Version {target} was never live in slot '{slot}': a rollback goes back. Promote it.");
            if (RollbackCheck.WhyNot(this, live, target) is { } why) throw new InvalidDataException($"Slot '{slot}' did not go back to version {target}: {why}. 'modelops models disable' stops it.");
            return [LedgerEntry.Of(RegistryEvents.RolledBack, by, new ModelRolledBack(slot, live.Model, live.Version, target, because, incident, automatic))];
        });
        return SlotFiles.Publish(this, slot);
    }

    /// <summary>Stops a slot: the fallback is served until it is armed again. The stop comes first, by its files, and the record after it: it works on a full disk and beside a locked ledger.</summary>
    /// <exception cref="InvalidDataException">Nothing was ever live there, or no reason was given: the stop stands all the same.</exception>
    /// <exception cref="IOException">The stop could not be made, or could not be recorded: the message says which.</exception>
    public Deployment Disable(string slot, string by, string because)
    {
        new KillSwitch(Workspace.StateFolder, slot).Halt();
        because = IncidentText.Shown(because); // a stop is not refused for its words
        RequireReason(because);
        return Change(slot, RegistryEvents.Halted, by, because);
    }

    /// <summary>Lets a slot only make positions smaller, until it is armed again; as <see cref="Disable"/>, the files first.</summary>
    /// <inheritdoc cref="Disable" path="/exception"/>
    public Deployment ReduceOnly(string slot, string by, string because)
    {
        new KillSwitch(Workspace.StateFolder, slot).Reduce();
        because = IncidentText.Shown(because);
        RequireReason(because);
        RequireNotHalted(slot);
        return Change(slot, RegistryEvents.Reduced, by, because);
    }

    /// <summary>Arms a slot that was stopped.</summary>
    /// <param name="approvals">What people signed to let it happen: see <see cref="RequestToEnable"/>.</param>
    /// <exception cref="InvalidDataException">Nothing was ever live there, it is armed already, or the policy asks for approvals that are not there.</exception>
    public Deployment Enable(string slot, string by, string because, params IReadOnlyList<DsseEnvelope> approvals)
    {
        RequireReason(because);
        Ledger.Append(() =>
        {
            var decision = Workspace.ApprovalPolicy.Check(RequestToEnable(slot), approvals, Now(), by);
            if (!decision.IsEnough) throw new InvalidDataException($"Slot '{slot}' was not armed: {decision}");
            SlotFiles.Prepare(this, slot);
            return [.. SlotFiles.UnrecordedStop(this, slot), LedgerEntry.Of(RegistryEvents.Armed, by, new SlotChanged(slot, because) { ApprovedBy = decision.ApprovedBy, Approvals = Keep(decision) })];
        });
        return SlotFiles.Arm(this, slot);
    }

    /// <summary>What was live in a slot at a time; null where nothing was yet.</summary>
    public Deployment? LiveAt(string slot, DateTimeOffset time) => RegistryRows.Deployments(this, "slot = ?1 AND at <= ?2 ORDER BY at DESC, seq DESC LIMIT 1", slot, RegistryTables.Text(time)) is [var one] ? one : null;

    /// <summary>What is live in a slot now; null where nothing ever was.</summary>
    public Deployment? LiveNow(string slot) => RegistryRows.Deployments(this, "slot = ?1 ORDER BY seq DESC LIMIT 1", slot) is [var one] ? one : null;

    /// <summary>A slot's whole life, in order.</summary>
    public IReadOnlyList<Deployment> History(string slot) => RegistryRows.Deployments(this, "slot = ?1 ORDER BY seq", slot);

    /// <inheritdoc/>
    public void Dispose() => Ledger.Dispose();

    /// <summary>Records that a version was trained again, and how that compared.</summary>
    internal LedgerEvent RecordReproduction(string by, string model, int version, string outcome, string because) =>
        Ledger.Append(LedgerEntry.Of(RegistryEvents.Reproduced, by, new ModelReproduced(model, version, outcome, because)))[0];

    /// <summary>Loads a version as if it were needed, and asks it its golden rows.</summary>
    internal Rehearsal Rehearse(string name, int number)
    {
        try
        {
            var version = Version(name, number);
            var model = Load(version);
            return version.Training.Golden is { Rows.Count: > 0 } golden
                ? new(number, golden.Rows.Count, golden.Difference(model))
                : new(number, 0, "no golden rows were recorded with it");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            return new(number, 0, error.Message);
        }
    }

    /// <summary>What the files say of a slot: what the processes that trade see. It is never more than the ledger says, and less where a slot was stopped by its files alone.</summary>
    public SlotState StateOf(string slot) => SlotFiles.StateOf(Workspace, slot);

    Deployment Change(string slot, string kind, string by, string because)
    {
        Ledger.Append(() =>
        {
            if (LiveNow(slot) is null) throw NothingLive(slot);
            if (kind == RegistryEvents.Reduced) RequireNotHalted(slot);
            // Again, under the lock: an arming that was decided before may have been completed since the files were removed
            var files = new KillSwitch(Workspace.StateFolder, slot);
            if (kind == RegistryEvents.Halted) files.Halt();
            else files.Reduce();
            return [LedgerEntry.Of(kind, by, new SlotChanged(slot, because))];
        });
        return LiveNow(slot)!;
    }

    void RequireNotHalted(string slot)
    {
        if (LiveNow(slot) is { State: SlotState.Halted }) throw new InvalidDataException($"Slot '{slot}' is halted, which is less than to reduce only.");
    }

    /// <summary>The time by which approvals are judged: the machine's, or the ledger's where the clock was set back, so that an approval that ended does not come back to life.</summary>
    DateTimeOffset Now() => Ledger.Size is > 0 and var size && Event(size).RecordedAt is var last && last > _clock.GetUtcNow() ? last : _clock.GetUtcNow();

    /// <summary>Whether a version was retired; false where there is none.</summary>
    internal bool IsRetired(string model, int number) => Ledger.Query("SELECT retired FROM versions WHERE model = ?1 AND version = ?2", r => r.GetInt64(0), model, number) is [> 0];

    /// <summary>Where the bytes of a version lie and what they are, from the ledger alone: its training record is not read.</summary>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    internal (string Id, string Format) ContentOf(string model, int number) =>
        Ledger.Query("SELECT content, format FROM versions WHERE model = ?1 AND version = ?2", r => (r.GetString(0)[BlobMark.Length..], r.GetString(1)), model, number) is [var content] ? content
            : throw new KeyNotFoundException(FormattableString.Invariant($"{model} has no version {number}."));

    (ModelDefinition Definition, ModelVersion Version, string Slot) Named(Promotion promotion)
    {
        var definition = Workspace.Model(promotion.Model);
        return (definition, Version(promotion.Model, promotion.Version), SlotOf(definition, promotion.Slot));
    }

    ApprovalRequest RequestOf(string action, string slot, ModelVersion version, Deployment? live, string? terms)
    {
        var last = live?.Sequence ?? version.Sequence;
        return new() { Action = action, Slot = slot, Model = version.Name, Version = version.Number, Content = version.ContentId, Terms = terms, After = last, State = Event(last).Hash };
    }

    /// <summary>Keeps the envelopes that counted.</summary>
    string[] Keep(ApprovalDecision decision) => [.. decision.Counted.Select(e => BlobMark + Blobs.Write(e.ToJson()))];

    static string SlotOf(ModelDefinition definition, string? named)
    {
        var slots = definition.Slots;
        return named is null
            ? slots is [var only] ? only : throw new InvalidDataException($"{definition.Name} has several slots: name one of {string.Join(", ", slots)}.")
            : slots.Contains(named) ? named : throw new InvalidDataException($"{definition.Name} has no slot '{named}'. deployment.slots declares: {string.Join(", ", slots)}.{Spelling.Suggest(named, slots)}");
    }
    InvalidDataException NothingLive(string slot) => new($"Nothing was ever live in slot '{slot}'.{Spelling.Suggest(slot, Slots)}");
    static string RequireReason(string because)
    {
        if (string.IsNullOrWhiteSpace(because)) throw new InvalidDataException("A reason is needed: who reads this in five years asks why.");
        return IncidentText.Checked(because, "reason", IncidentText.MostOfText + 1);
    }

    internal IReadOnlyList<int> Numbers(string model) => Ledger.Query("SELECT version FROM versions WHERE model = ?1 ORDER BY version", r => r.GetInt32(0), model);
    internal LedgerEvent Event(long sequence) => Ledger.Read(sequence, sequence).FirstOrDefault() ?? throw new InvalidDataException($"{Ledger.Path} is damaged: event {sequence} is missing. Restore it from a copy.");
}
