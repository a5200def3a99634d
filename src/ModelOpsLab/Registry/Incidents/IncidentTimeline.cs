using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What a line of a timeline is about.</summary>
public enum TimelineKind
{
    /// <summary>An alert was raised.</summary>
    Alert,
    /// <summary>Predictions were sealed.</summary>
    Predictions,
    /// <summary>A version was promoted.</summary>
    Promotion,
    /// <summary>An earlier version was put back.</summary>
    Rollback,
    /// <summary>The slot was stopped, or restricted to closing positions.</summary>
    Kill,
    /// <summary>The slot was armed again.</summary>
    Arming,
    /// <summary>The kill switch was tried.</summary>
    Drill,
    /// <summary>The incident was opened, owned or closed.</summary>
    Incident,
    /// <summary>Something was noted.</summary>
    Note,
    /// <summary>An action was agreed or done.</summary>
    Action,
}

/// <summary>One event of a timeline.</summary>
/// <param name="EffectiveAt">When it took effect; of the opening of an incident, when that was done.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="By">Who or what did it.</param>
/// <param name="Text">What happened, as a sentence.</param>
/// <param name="Sequence">The event's sequence.</param>
/// <param name="Hash">The event's hash, which a proof of inclusion leads to.</param>
public sealed record TimelineLine(DateTimeOffset EffectiveAt, DateTimeOffset RecordedAt, TimelineKind Kind, string By, string Text, long Sequence, string Hash);

/// <summary>
/// What happened in an incident's slot and to its model, from some days before it began until it was closed: assembled from
/// the ledger, so that every line can be proved and none was written from memory.
/// </summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record IncidentTimeline : IRenderable
{
    /// <summary>The incident.</summary>
    public required Incident Incident { get; init; }
    /// <summary>First time that is looked at.</summary>
    public required DateTimeOffset From { get; init; }
    /// <summary>Last time that is looked at: the closing, or what was given; null for all there is.</summary>
    public required DateTimeOffset? To { get; init; }
    /// <summary>The events, by the time at which they took effect, then by sequence.</summary>
    public required IReadOnlyList<TimelineLine> Lines { get; init; }
    /// <summary>How long it took.</summary>
    public required IncidentFigures Figures { get; init; }
    /// <summary>The version that was live, with the moments that matter; a gap in the line is a halt.</summary>
    public required LineChart Picture { get; init; }

    internal static IncidentTimeline Of(Ledger ledger, Incident incident, TimeSpan before, DateTimeOffset? asOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(before, TimeSpan.Zero);
        var last = asOf ?? DateTimeOffset.MaxValue;
        LedgerEvent[] own = [.. IncidentIndex.OfIncident(ledger, IncidentEvents.Number(incident.Id)!.Value).Where(e => e.RecordedAt <= last)];
        incident = IncidentFold.Of(own) ?? throw new KeyNotFoundException($"{incident.Id} was opened later, on {Time(incident.OpenedAt)}Z.");
        var from = incident.BeganAt.UtcTicks > before.Ticks ? incident.BeganAt - before : DateTimeOffset.MinValue;
        var to = incident.Closed?.At ?? asOf;
        var alerts = own.Select(e => e.Whole("alert")).OfType<long>().Select(s => IncidentIndex.Event(ledger, s)).OfType<LedgerEvent>();
        LedgerEvent[] events = [.. IncidentIndex.Around(ledger, incident.Slot, incident.Model, from, to ?? DateTimeOffset.MaxValue).Concat(alerts).Concat(own).Where(e => e.RecordedAt <= last).DistinctBy(e => e.Sequence).OrderBy(e => e.EffectiveAt).ThenBy(e => e.Sequence)];
        return new()
        {
            Incident = incident,
            From = from,
            To = to,
            Lines = [.. events.Select(TimelineSentence.Line).OrderBy(l => l.EffectiveAt).ThenBy(l => l.Sequence)],
            Figures = IncidentFigures.Of(incident, events),
            Picture = IncidentPicture.Of(incident, Before(IncidentEvents.Promoted, IncidentEvents.RolledBack), Before(IncidentEvents.Halted, IncidentEvents.Armed)?.Kind == IncidentEvents.Halted, events, from, to),
        };

        LedgerEvent? Before(string kind, string other) => IncidentIndex.LastBefore(ledger, incident.Slot, incident.Model, from, kind, other);
    }

    /// <summary>The incident in four sentences, each with a link to the table: how it was seen, owned, mitigated and closed.</summary>
    public Verdict Summary => new(Incident.Severity, $"{Incident.Id}: {IncidentText.Shown(Incident.Title)}",
    [
        Point(Figures.ToDetect is { } detected ? $"Opened {Duration.Of(detected)} after it began, by {IncidentText.Shown(Incident.OpenedBy)}{(Incident.Alert is null ? "" : ", for an alert")}." : $"Opened by {IncidentText.Shown(Incident.OpenedBy)}; when it began is not known."),
        Point(Figures.ToOwn is { } owned ? $"{IncidentText.Shown(Incident.Owner)} answers for it; the first owner came after {Duration.Of(owned)}." : "Nobody answers for it."),
        Point(Figures.ToMitigate is { } mitigated ? mitigated == TimeSpan.Zero ? "Stopped or rolled back before it was opened." : $"Stopped, restricted or rolled back {Duration.Of(mitigated)} after it was opened." : "Nothing was stopped or rolled back."),
        Point(Incident.Closed is { } closed ? $"Closed after {Duration.Of(Figures.ToClose!.Value)}: {IncidentText.Shown(closed.Because)}." : "Not closed."),
    ]);

    /// <summary>The events as a table; predictions sealed one after the other, with nothing in between, are one row.</summary>
    /// <param name="hashes">Whether the hash of each event is shown. A ledger that is built again has others, for signatures differ each time.</param>
    public Table Table(bool hashes = true) => new(
        [.. new TableColumn[] { new("took effect", Align.Right), new("recorded", Align.Right), "kind", "by", "what happened", new("event", Align.Right), "hash" }.Take(hashes ? 7 : 6)], [.. Runs().Select(run => (IReadOnlyList<Cell>)[.. Row(run).Take(hashes ? 7 : 6)])],
        $"Times are UTC. Each event can be proved by its sequence and hash against a signed checkpoint of the ledger.{(hashes ? "" : $" The hashes: modelops incidents timeline {Incident.Id}.")}", "timeline");

    /// <inheritdoc/>
    public Document ToDocument() => new(
    [
        new Heading($"{Incident.Id}: {IncidentText.Shown(Incident.Title)}", 3),
        new Facts(
        [
            new("State", Incident.State.ToString().ToLowerInvariant()),
            new("Severity", Incident.Severity.ToString().ToLowerInvariant()),
            .. Incident.Slot is { } slot ? new Fact[] { new("Slot", IncidentText.Shown(slot)) } : [],
            .. Incident.Model is { } model ? new Fact[] { new("Model", IncidentText.Shown(model)) } : [],
            new("Owner", IncidentText.Shown(Incident.Owner ?? "nobody")),
            .. Figures.Facts,
        ]),
        Picture,
        Table(),
    ]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    IEnumerable<IReadOnlyList<TimelineLine>> Runs()
    {
        for (var i = 0; i < Lines.Count;)
        {
            var end = i + 1;
            while (Lines[i].Kind == TimelineKind.Predictions && end < Lines.Count && Lines[end].Kind == TimelineKind.Predictions && Lines[end].By == Lines[i].By) end++;
            yield return [.. Lines.Skip(i).Take(end - i)];
            i = end;
        }
    }

    static IReadOnlyList<Cell> Row(IReadOnlyList<TimelineLine> run)
    {
        var (first, last) = (run[0], run[^1]);
        var one = run.Count == 1;
        return
        [
            Time(first.EffectiveAt), one ? first.RecordedAt == first.EffectiveAt ? "" : Time(first.RecordedAt) : $"until {Time(last.RecordedAt)}", first.Kind.ToString().ToLowerInvariant(), first.By,
            one ? first.Text : $"{Format.Count(run.Count)} segments of predictions sealed. First: {first.Text} Last: {last.Text}",
            one ? Number(first.Sequence) : $"{Number(first.Sequence)} to {Number(last.Sequence)}", one ? first.Hash[..12] : $"{first.Hash[..12]} to {last.Hash[..12]}",
        ];
    }

    static Point Point(string text) => new(text, null, "#timeline");
    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
