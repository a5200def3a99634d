using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>What happened to a model beside its numbers, since the review before: which version was live, which alerts fired, which incidents there were, who reviewed it.</summary>
/// <remarks>Nothing later than the last day of the period is in it: an incident that was closed afterwards is open here. Times are UTC.</remarks>
public sealed record PeriodEvents
{
    const string Held = "review.held", Signed = SignedReviews.Kind;

    PeriodEvents(string model, ReviewPeriod period) => (Model, Period) = (model, period);

    /// <summary>The model.</summary>
    public string Model { get; }
    /// <summary>The days reviewed.</summary>
    public ReviewPeriod Period { get; }
    /// <summary>First day that is looked at: the day after the last one that was reviewed before; the first of the period where that is none, or not before it.</summary>
    public required DateOnly Since { get; init; }
    /// <summary>Reviews that were recorded of periods before, oldest first.</summary>
    public required IReadOnlyList<HeldReview> Reviews { get; init; }
    /// <summary>States of the slot that held in these days, the one that stood at their beginning first.</summary>
    public required IReadOnlyList<Deployment> Deployments { get; init; }
    /// <summary>Alerts that fired in these days, also those that began before.</summary>
    public required IReadOnlyList<AlertPeriod> Alerts { get; init; }
    /// <summary>Whether the alerts are those a monitor would have raised: none had run.</summary>
    public required bool AlertsAreReplayed { get; init; }
    /// <summary>Why no alerts can be known; null where they are.</summary>
    public string? NoAlertsBecause { get; init; }
    /// <summary>Incidents that were open in these days, as they stood at their end.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>Collects them from the ledger and from the transitions of alerts.</summary>
    /// <param name="workspace">Whose ledger; one that was never written to gives no deployments, incidents and reviews.</param>
    /// <param name="model">The model.</param>
    /// <param name="period">The days reviewed.</param>
    /// <param name="transitions">Transitions of its alerts, those before the period too.</param>
    /// <param name="replayed">Whether they come from a replay.</param>
    /// <param name="noAlertsBecause">Why no alerts can be known; null where they are.</param>
    public static PeriodEvents Of(Workspace workspace, string model, ReviewPeriod period, IReadOnlyList<AlertTransition> transitions, bool replayed, string? noAlertsBecause = null)
    {
        using var registry = ModelRegistry.OpenToRead(workspace);
        var reviews = registry is null ? [] : ReviewsOf(registry.Ledger, model, period);
        var since = reviews.Count > 0 && reviews[^1].To.AddDays(1) < period.From ? reviews[^1].To.AddDays(1) : period.From;
        var (from, to) = (Start(since), Start(period.To.AddDays(1)));
        var known = transitions.Where(t => t.At <= to.UtcDateTime).ToArray(); // a day is judged at the midnight that ends it
        return new(model, period)
        {
            Since = since,
            Reviews = reviews,
            Deployments = registry is null ? [] : [.. registry.History(workspace.Model(model).Slots[0]).Where(d => d.From < to && (d.Until is not { } until || until > from))],
            Alerts = [.. AlertHistory.Of(known, []).Periods.Where(a => a.To is not { } end || end > from.UtcDateTime)],
            AlertsAreReplayed = replayed,
            NoAlertsBecause = noAlertsBecause,
            Incidents = registry is null ? [] : [.. registry.Incidents.All().Where(i => i.Model == model || (i.Slot is { } slot && workspace.Model(model).Slots.Contains(slot))).Select(i => AsOf(i, to)).OfType<Incident>().Where(i => i.Closed is not { } closed || closed.At >= from)],
        };
    }

    static List<HeldReview> ReviewsOf(Ledger ledger, string model, ReviewPeriod period)
    {
        List<HeldReview> reviews = [];
        foreach (var one in ledger.Read().Where(e => e.Kind is Held or Signed))
            if (Text(one, "model") == model && Day(one, "from") is { } from && Day(one, "to") is { } to && to < period.To && to < period.From)
                reviews.Add(new(from, to, Text(one, "decision") ?? "", one.Actor, one.EffectiveAt, one.Sequence));
        return [.. reviews.OrderBy(r => r.To).ThenBy(r => r.Sequence)];
    }

    /// <summary>An incident as it stood at a time; null where it was not open yet.</summary>
    static Incident? AsOf(Incident incident, DateTimeOffset time) => incident.OpenedAt >= time ? null : incident with
    {
        Closed = incident.Closed is { } closed && closed.At < time ? closed : null,
        Notes = [.. incident.Notes.Where(n => n.At < time)],
        Actions = [.. incident.Actions.Where(a => a.At < time).Select(a => a.DoneAt is { } done && done >= time ? a with { DoneAt = null, DoneBy = null } : a)],
        Owner = incident.OwnedAt is { } owned && owned < time ? incident.Owner : null,
    };

    /// <summary>What happened, as a picture in time and as a table, newest last, each with its place in the ledger.</summary>
    public Document In(Language language) => PeriodEventsText.Of(this, language).In(language);

    static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(default), TimeSpan.Zero);
    static string? Text(LedgerEvent one, string name) => one.Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    static DateOnly? Day(LedgerEvent one, string name) => DateOnly.TryParseExact(Text(one, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>A review that the ledger knows.</summary>
/// <param name="From">First day it was about.</param>
/// <param name="To">Last day.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="At">When it was held.</param>
/// <param name="Sequence">The event.</param>
public sealed record HeldReview(DateOnly From, DateOnly To, string Decision, string By, DateTimeOffset At, long Sequence);
