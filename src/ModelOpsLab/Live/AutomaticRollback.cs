using System.Text;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Live;

/// <summary>
/// Takes a live version back when the rules it was promoted with say so. The rules are those of the promotion, which people
/// approved, not those that <c>modelops.json</c> holds today. What has no version to go back to is stopped, and so is what
/// cannot be rolled back because the ledger cannot be written.
/// </summary>
public static class AutomaticRollback
{
    /// <summary>Who the ledger says did it.</summary>
    const string Actor = "modelops";

    /// <summary>Judges the version that is live in a slot, and does nothing.</summary>
    /// <param name="registry">Where it is live.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="measurements">What was measured of the model; only what began after the version went live counts, by whole days of UTC.</param>
    /// <param name="asOf">The day of the judgement; what was known later does not count.</param>
    /// <exception cref="InvalidDataException">Nothing was ever live there.</exception>
    public static RollbackDecision Judge(ModelRegistry registry, string slot, IReadOnlyList<MeasurementRow> measurements, DateOnly asOf)
    {
        var history = registry.History(slot);
        if (history.Count == 0) throw new InvalidDataException($"Nothing was ever live in slot '{slot}': there is nothing to judge.");
        var live = history[^1];
        var since = history.Last(d => d.Version == live.Version && d.Change is RegistryEvents.Promoted or RegistryEvents.RolledBack).From.UtcDateTime;
        var first = DateOnly.FromDateTime(since).AddDays(since.TimeOfDay > TimeSpan.Zero ? 1 : 0);
        var rows = measurements.Where(r => r.Model == live.Model);
        return new() { Live = live, AsOf = asOf, Verdicts = [.. live.Rules.Select(rule => rule.Evaluate(rows, first, asOf))] };
    }

    /// <summary>Judges the version that is live in a slot by the measurements of a store, and does what follows: nothing, a restriction to closing positions, or a rollback with an incident that holds the evidence.</summary>
    /// <param name="registry">Where it is live.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="store">The measurements.</param>
    /// <param name="asOf">The day of the judgement.</param>
    /// <returns>What was judged and done. A slot that is stopped already is left as it is.</returns>
    /// <exception cref="InvalidDataException">Nothing was ever live there.</exception>
    /// <inheritdoc cref="ModelRegistry.Disable" path="/exception"/>
    public static RollbackDecision Run(ModelRegistry registry, string slot, MeasurementStore store, DateOnly asOf) =>
        Act(registry, Judge(registry, slot, store.Latest(registry.LiveNow(slot)?.Model ?? "", knownBy: asOf), asOf));

    /// <summary>Does what follows from a judgement, where the version it is about is still live.</summary>
    /// <param name="registry">Where it is live.</param>
    /// <param name="decision">What <see cref="Judge"/> returned.</param>
    /// <inheritdoc cref="Run" path="/returns|/exception"/>
    public static RollbackDecision Act(ModelRegistry registry, RollbackDecision decision)
    {
        var live = decision.Live;
        if (live.State == SlotState.Halted || registry.StateOf(live.Slot) == SlotState.Halted) return decision with { Done = "nothing: the slot is stopped" };
        if (registry.LiveNow(live.Slot) is { } now && now.Version != live.Version) return Changed(decision, now);
        if (decision.Answer == RollbackAnswer.RollBack) return RollBack(registry, decision);
        if (decision.Answer == RollbackAnswer.Inconclusive && live.State == SlotState.Active && decision.Verdicts.FirstOrDefault(v => v.Answer == RollbackAnswer.Inconclusive && v.Rule.WhenInconclusive == WhenInconclusive.Restrict) is { } blind)
        {
            registry.ReduceOnly(live.Slot, Actor, IncidentText.Shown($"A rollback rule cannot tell: {blind.Because}"));
            return decision with { Done = "restricted to closing positions until a person arms the slot again" };
        }
        return decision with { Done = "nothing" };
    }

    static RollbackDecision RollBack(ModelRegistry registry, RollbackDecision decision)
    {
        var live = decision.Live;
        var because = IncidentText.Shown(string.Join("; ", decision.Verdicts.Where(v => v.Answer == RollbackAnswer.RollBack).Select(v => v.Because)));
        string? incident = null;
        try
        {
            foreach (var verdict in decision.Verdicts.Where(v => v.Answer == RollbackAnswer.RollBack)) incident = Raise(registry, live, verdict).Id;
        }
        catch (Exception error) when (CannotWrite(error))
        {
            return Stopped(registry, decision, incident, $"{because}. No incident could be opened: {error.Message}"); // nor could a rollback be recorded: stopping needs files only
        }
        try
        {
            foreach (var verdict in decision.Verdicts.Where(v => v.Answer == RollbackAnswer.RollBack))
                registry.Incidents.Note(incident!, IncidentText.Shown($"A rollback rule failed: {verdict.Because}. Limit: {verdict.Rule.Because}", IncidentText.MostOfText - 1), Actor, Encoding.UTF8.GetBytes(JsonFormat.Write(verdict)));
        }
        catch (Exception error) when (CannotWrite(error))
        {
            because += $" (the evidence could not be kept: {error.Message})"; // the rollback does not wait for it
        }
        if (live.RollbackTo is not { } target) return Stopped(registry, decision, incident, $"{because}. There is no version to go back to");
        try
        {
            registry.Rollback(live.Slot, Actor, IncidentText.Shown(because), incident, target, automatic: true, from: live.Version);
            return decision with { Incident = incident, Done = FormattableString.Invariant($"went back to version {target}") };
        }
        catch (InvalidDataException) when (registry.LiveNow(live.Slot) is { } now && now.Version != live.Version)
        {
            return Changed(decision, now) with { Incident = incident };
        }
        catch (Exception error) when (CannotWrite(error) || error is InvalidDataException)
        {
            return Stopped(registry, decision, incident, $"{because}. The rollback failed: {error.Message}");
        }
    }

    /// <summary>The alert of a rule that failed, and the incident that it opens or joins: one for each version, whichever rules fail.</summary>
    static Incident Raise(ModelRegistry registry, Deployment live, RollbackVerdict verdict)
    {
        var (rule, worst) = (verdict.Rule, verdict.Worst!);
        var measurement = new Measurement(worst.Metric, worst.Value!.Value) { Of = worst.Of, Count = worst.Count, Unit = worst.Unit };
        var limit = rule.Bad == Side.Above ? Threshold.Above(worst.Metric, null, rule.Limit, rule.Because) : Threshold.Below(worst.Metric, null, rule.Limit, rule.Because);
        return registry.Incidents.Raise(new(Severity.Critical, measurement, limit), live.Slot, live.Model, Actor, FormattableString.Invariant($"{live.Slot}/version {live.Version}/rollback"), new DateTimeOffset(verdict.FirstFailure!.PeriodEnd, TimeOnly.MinValue, TimeSpan.Zero))!;
    }

    static RollbackDecision Stopped(ModelRegistry registry, RollbackDecision decision, string? incident, string because)
    {
        const string done = "stopped: the fallback is served until people arm the slot again";
        try
        {
            registry.Disable(decision.Live.Slot, Actor, IncidentText.Shown(because));
            return decision with { Incident = incident, Done = done };
        }
        catch (Exception error) when (CannotWrite(error) && registry.StateOf(decision.Live.Slot) == SlotState.Halted)
        {
            return decision with { Incident = incident, Done = $"{done}; that was not recorded: {error.Message}" };
        }
    }

    static RollbackDecision Changed(RollbackDecision decision, Deployment now) => decision with { Done = FormattableString.Invariant($"nothing: version {now.Version} is live by now") };

    static bool CannotWrite(Exception error) => error is IOException or TimeoutException or UnauthorizedAccessException;
}
