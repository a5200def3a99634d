using System.Diagnostics;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>
/// Lets go what <c>keep</c> in <c>modelops.json</c> says is kept no longer, beside a session that goes on: at its first commit, and then once a day of the stream.
/// What an open incident or a standing alert was judged from stays, with the time before it.
/// </summary>
/// <remarks>No verdict changes: what a session needs is in its state, alerts and the measurements of reviews stay. Not for several threads at once.</remarks>
/// <param name="live">The model.</param>
/// <param name="history">Where the session keeps.</param>
public sealed class DeclaredRetention(LiveModel live, MeasurementHistory history)
{
    /// <summary>After so long the stream goes on, and the rest goes at later commits.</summary>
    static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(200);

    /// <summary>The time before an incident began that its timeline shows.</summary>
    static readonly TimeSpan Before = TimeSpan.FromDays(7);

    string Model => live.Definition.Name;
    Retention Kept => live.Workspace.Keep;
    DateTime? _day;
    bool _begun, _more;

    /// <summary>Rows that this has let go.</summary>
    public long Rows { get; private set; }
    /// <summary>Why rows that are due stay, in words; null where nothing holds them.</summary>
    public string? Held { get; private set; }

    /// <summary>Lets go what is due, after a commit. It takes a fraction of a second and one transaction more at most; what is left then goes at the next call.</summary>
    /// <param name="session">The session that has just committed.</param>
    /// <exception cref="IOException">The disk is full, the connection broke, or the ledger cannot be read; ask again after the next commit.</exception>
    /// <exception cref="TimeoutException">Another process holds the history or the ledger.</exception>
    public void Apply(MonitoringSession session)
    {
        var day = session.Last?.To.Date;
        if (Kept.IsForEver || (_begun && !_more && day == _day)) return;
        Held = null;
        if (history.IsDue(Model, Kept with { HoldFrom = null }))
        {
            var (hold, because) = Hold(session);
            var clock = Stopwatch.StartNew();
            do
            {
                var rows = history.LetGo(Model, Kept, hold);
                _more = rows is not null;
                Rows += rows ?? 0;
            }
            while (_more && clock.Elapsed < AtMost);
            if (!_more && history.IsDue(Model, Kept with { HoldFrom = null })) Held = because;
        }
        else _more = false;
        (_day, _begun) = (day, true);
    }

    /// <summary>What went of minutes, of hours and of days, each as one.</summary>
    /// <param name="gone">What <see cref="MeasurementHistory.Gone"/> gave.</param>
    public static IReadOnlyList<LetGo> InAll(IReadOnlyList<LetGo> gone) =>
        [.. gone.GroupBy(g => g.Resolution).OrderBy(g => g.Key).Select(g => new LetGo(g.Key, g.Sum(l => l.Rows), g.Min(l => l.From), g.Max(l => l.Until), g.Max(l => l.At)))];

    /// <summary>The same in words for a person: how many rows, and up to when. Empty where nothing has gone.</summary>
    /// <inheritdoc cref="InAll" path="/param"/>
    public static string Text(IReadOnlyList<LetGo> gone) => string.Join(", ", InAll(gone).Select(g =>
        $"{Format.Count(g.Rows)} of {(g.Resolution == Resolution.Minute ? "minutes" : g.Resolution == Resolution.Hour ? "hours" : "days")} before {Format.Time(g.Until)}"));

    /// <summary>The time from which on nothing goes, and why; the end of time where nothing holds.</summary>
    (DateTime From, string Because) Hold(MonitoringSession session)
    {
        var window = 2 * MonitoringSession.OptionsOf(live).Every * MonitoringSession.OptionsOf(live).Window;
        var before = window > Before ? window : Before;
        List<(DateTime Began, string Because)> holds = [.. session.Standing.Select(s => (s.FiringSince ?? s.At, $"alert {s.Key} stands"))];
        using (var registry = ModelRegistry.OpenToRead(live.Workspace))
            holds.AddRange((registry?.Incidents.All() ?? []).Where(i => i.Closed is null && (i.Model == Model || (i.Slot is { } slot && live.Definition.Slots.Contains(slot)))).Select(i => (i.BeganAt.UtcDateTime, $"incident {i.Id} is open")));
        var hold = holds.OrderBy(h => h.Began).Select(h => (From: h.Began - DateTime.MinValue > before ? h.Began - before : DateTime.MinValue, h.Because)).FirstOrDefault((From: DateTime.MaxValue, Because: ""));
        return Kept.HoldFrom?.ToDateTime(default, DateTimeKind.Utc) is { } legal && legal <= hold.From ? (legal, $"keep.holdFrom is {Format.Date(Kept.HoldFrom.Value)}: nothing from that day on goes")
            : (hold.From, $"{hold.Because}: nothing from {Format.Time(hold.From)} on goes");
    }
}
