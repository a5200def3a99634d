using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>
/// What reviews proposed to do and what became of it: each step an event of the ledger, who and why with it, nothing ever
/// overwritten. A change that is refused writes nothing; several processes may change actions at once.
/// </summary>
/// <remarks>
/// An action is of one review and one kind, so that reviewing a period again proposes nothing again; and while one of a kind is
/// open, a later review carries it over and proposes no second. A reason has at most 4,000 characters, a name 128, none of
/// which controls or reorders text: others are refused as <see cref="InvalidDataException"/>, an unknown action as <see cref="KeyNotFoundException"/>.
/// </remarks>
public sealed class ActionRegister
{
    readonly Ledger _ledger;

    /// <param name="ledger">Opened with <see cref="Projection"/> among its state tables.</param>
    /// <exception cref="ArgumentException">The ledger does not keep the state table of actions.</exception>
    public ActionRegister(Ledger ledger)
    {
        if (ledger.Query("SELECT count(*) FROM projections WHERE name = ?1", r => r.GetInt64(0), ActionIndex.Table)[0] == 0)
            throw new ArgumentException($"{ledger.Path} was opened without the state table of actions. Open it with ActionRegister.Projection among its projections.", nameof(ledger));
        _ledger = ledger;
    }

    /// <summary>The state table that actions keep in the ledger.</summary>
    public static LedgerProjection Projection => ActionIndex.Projection;

    /// <summary>Records what a review proposes, but for what was proposed by it before, and for kinds of which one is open.</summary>
    /// <param name="actions">What is proposed.</param>
    /// <param name="by">Who or what proposes.</param>
    /// <param name="at">When it takes effect: the end of the period; null for now.</param>
    /// <returns>Those that are new.</returns>
    /// <exception cref="InvalidDataException">A model or an action has no name by the ledger's allow-list, or two actions have the same id. Nothing was written.</exception>
    public IReadOnlyList<TrackedAction> Propose(IReadOnlyList<PlannedAction> actions, string by, DateTimeOffset? at = null)
    {
        foreach (var action in actions)
        {
            if (!LedgerEntry.IsName(action.Model) || !LedgerEntry.IsName(action.Name)) throw new InvalidDataException($"'{LedgerEntry.Shown(action.Id)}' is no id of an action: model and action are names of at most 64 of a-z, 0-9, '.', '_' and '-'.");
            if (action.Period.Length is 0 or > 32 || action.Period.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-')) throw new InvalidDataException($"'{LedgerEntry.Shown(action.Id)}' is no id of an action: its period is like 2020-03.");
        }
        if (actions.GroupBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InvalidDataException($"{twice.Key} is proposed twice in one review.");
        HashSet<string> written = [];
        _ledger.Append(() =>
        {
            var known = All();
            var fresh = actions.Where(a => !known.Any(k => k.Id == a.Id || (k.IsOpen && k.Action.Model == a.Model && k.Action.Name == a.Name))).ToArray();
            written = [.. fresh.Select(a => a.Id)];
            return [.. fresh.Select(a => LedgerEntry.Of(ActionEvents.Proposed, by, new ActionProposed(a.Model, a.Id, Kept(a))) with { EffectiveAt = at })];
        });
        return [.. All().Where(a => written.Contains(a.Id))];
    }

    /// <summary>Takes an action on, with a new owner or day where they are given; again to change these.</summary>
    /// <exception cref="InvalidDataException">It is done or dropped.</exception>
    public TrackedAction Take(string id, string by, string because = "", string? owner = null, DateOnly? due = null, DateTimeOffset? at = null) =>
        Change(id, ActionEvents.Taken, by, because, at, owner is null ? null : IncidentText.Checked(owner, "owner", IncidentText.MostOfName), due);

    /// <summary>Marks an action as done.</summary>
    /// <param name="id">The action.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="because">What was done.</param>
    /// <param name="at">When; null for now.</param>
    /// <exception cref="InvalidDataException">It is done or dropped already.</exception>
    public TrackedAction Close(string id, string by, string because, DateTimeOffset? at = null) => Change(id, ActionEvents.Done, by, IncidentText.Checked(because, "reason", IncidentText.MostOfText), at);

    /// <summary>Drops an action: it will not be done.</summary>
    /// <inheritdoc cref="Close" path="/exception"/>
    public TrackedAction Drop(string id, string by, string because, DateTimeOffset? at = null) => Change(id, ActionEvents.Dropped, by, IncidentText.Checked(because, "reason", IncidentText.MostOfText), at);

    /// <summary>An action.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this id: the message names the nearest.</exception>
    public TrackedAction Action(string id)
    {
        var all = All();
        return all.FirstOrDefault(a => a.Id == id) ?? throw new KeyNotFoundException($"There is no action '{IncidentText.Shown(id, 200)}'.{(all.Count == 0 ? " None was proposed yet." : Spelling.Suggest(id, all.Select(a => a.Id)) is { Length: > 0 } near ? near : $" Open are: {string.Join(", ", all.Where(a => a.IsOpen).Select(a => a.Id).DefaultIfEmpty("none"))}.")}");
    }

    /// <summary>Actions in the order in which they were proposed.</summary>
    /// <param name="model">The model; null for all.</param>
    /// <param name="asOf">The last moment that counts: a step that took effect later is not known; null for all there is.</param>
    public IReadOnlyList<TrackedAction> All(string? model = null, DateTimeOffset? asOf = null) => ActionIndex.Read(_ledger, model, asOf);

    TrackedAction Change(string id, string kind, string by, string because, DateTimeOffset? at, string? owner = null, DateOnly? due = null)
    {
        _ledger.Append(() =>
        {
            var action = Action(id);
            if (!action.IsOpen)
                throw new InvalidDataException($"{id} was {(action.State == ActionState.Done ? "done" : "dropped")} by {IncidentText.Shown(action.Steps[^1].By, 128)} on {Format.Date(DateOnly.FromDateTime(action.Steps[^1].At.UtcDateTime))} already.");
            return [LedgerEntry.Of(kind, by, new ActionChanged(action.Action.Model, id, because.Length == 0 ? "" : IncidentText.Checked(because, "reason", IncidentText.MostOfText), owner, due)) with { EffectiveAt = at }];
        });
        return Action(id);
    }

    /// <summary>Texts that measurements wrote, as they may be kept.</summary>
    static PlannedAction Kept(PlannedAction a) => a with
    {
        What = IncidentText.Shown(a.What, IncidentText.MostOfText - 1), Because = IncidentText.Shown(a.Because, IncidentText.MostOfText - 1), Owner = IncidentText.Shown(a.Owner, IncidentText.MostOfName - 1),
        Trigger = IncidentText.Shown(a.Trigger, IncidentText.MostOfText - 1), NoGain = a.NoGain is null ? null : IncidentText.Shown(a.NoGain, IncidentText.MostOfText - 1),
    };
}
