using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>What was measured of each model and period, kept so that a review compares with past months and a retraining policy reads it; and what a monitor saw minute by minute, its alerts and where it stands.</summary>
public sealed class MeasurementHistory : IDisposable
{
    readonly MeasurementStore _store;

    MeasurementHistory(MeasurementStore store) => _store = store;

    /// <summary>Opens the history, and makes it where there is none. Several processes may have it open, and threads may share one.</summary>
    /// <param name="place">A file; or a PostgreSQL database as <c>postgres://user@host/database</c> or <c>Host=...;Database=...</c> (see <see cref="MeasurementStore.Open"/>).</param>
    /// <exception cref="InvalidDataException">The file is damaged or no history; so say all members where they meet the damage.</exception>
    /// <exception cref="IOException">The file cannot be opened, or there is no connection.</exception>
    /// <exception cref="ArgumentException">The connection string holds a password, or is none.</exception>
    public static MeasurementHistory Open(string place) => Whole(place, () => new MeasurementHistory(MeasurementStore.Open(place)));

    /// <summary>Keeps the measurements of the reports of a period in one transaction, and the severity of each as the metric <c>severity</c> (0 healthy, 1 unknown, 2 warning, 3 critical).</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="from">First day of the period.</param>
    /// <param name="to">Last day of the period.</param>
    /// <param name="reports">The reports.</param>
    public void Append(string model, DateOnly from, DateOnly to, params IReadOnlyList<Report> reports) =>
        Whole(_store.Path, () => _store.Append([.. reports.SelectMany(report => RowsOf(report, model, from, to))]));

    static IEnumerable<MeasurementRow> RowsOf(Report report, string model, DateOnly from, DateOnly to)
    {
        var alerts = report.Alerts;
        yield return Row(new Measurement("severity", (double)report.Severity) { Count = report.Measurements.Count }, report.Severity);
        foreach (var measurement in report.Measurements) yield return Row(measurement, Judged(measurement));

        Severity Judged(Measurement m) => alerts.FirstOrDefault(a => a.Evidence == m)?.Severity ?? (report.Thresholds.Any(t => t.Metric == m.Metric) ? Severity.Healthy : Severity.Unknown);
        MeasurementRow Row(Measurement m, Severity severity) => new(model, m.Metric, m.Of, from, to, m.Exists ? m.Value : null, m.Because, m.Count, m.EffectiveCount, m.Unit, report.Title, severity.ToString().ToLowerInvariant(), report.Provenance.AsOf ?? to);
    }

    /// <summary>The measurements of a metric from one kind of report, oldest period first; of periods with the same first day the one with the latest last day, so that a whole month takes the place of its beginning.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="report">Title of the report they come from.</param>
    /// <param name="metric">Metric.</param>
    /// <param name="before">Only periods that ended before this day; null for all.</param>
    public IReadOnlyList<PastMeasurement> Query(string model, string report, string metric, DateOnly? before = null) =>
    [
        .. Latest(model, metric)
            .Where(r => r.Source == report && (before is null || r.PeriodEnd < before))
            .GroupBy(r => (r.PeriodStart, r.Of)).Select(restated => restated.MaxBy(r => r.PeriodEnd)!)
            .OrderBy(r => r.PeriodStart).ThenBy(r => r.Of, StringComparer.Ordinal)
            .Select(r => new PastMeasurement(r.PeriodStart, r.PeriodEnd, (r.Value is { } v ? new Measurement(r.Metric, v) : Measurement.Missing(r.Metric, r.Because ?? "not recorded")) with { Of = r.Of, Count = r.Count, EffectiveCount = r.EffectiveCount, Unit = r.Unit })),
    ];

    /// <summary>Whether anything is kept of the model.</summary>
    public bool Knows(string model) => Latest(model, "severity").Count > 0;

    /// <summary>Keeps what a monitor gives at once in one transaction, and rolls up the hours and days that it completes. A commit that is there already changes nothing. Returns the version to go on from.</summary>
    /// <exception cref="InvalidOperationException">Another monitor of the model has written since <see cref="MonitorCommit.After"/>, or what is kept of a stretch or a number says something else; nothing was kept.</exception>
    /// <exception cref="ArgumentException">A reading is not of minutes that make up an hour, or of hours that make up a day, or before hours that are complete; or a transition's number is not the next. Nothing was kept.</exception>
    /// <exception cref="IOException">The disk is full or the connection broke; repeat the same commit when that has passed.</exception>
    public long Commit(MonitorCommit commit)
    {
        SeriesRow[] rows = [.. commit.Readings.SelectMany(r => SeriesHistory.Rows(commit.Model, r))];
        var state = Packed(commit.State);
        return Whole(() => Monitors.Transaction(() =>
        {
            var head = Monitors.Head(commit.Model) ?? new(commit.Model, 0, 0, 0, 0, 0, 0, 0, []);
            if (head.Version == commit.After + 1 && Unpacked(head.State) == commit.State) return head.Version;
            if (head.Version != commit.After)
                throw new InvalidOperationException(FormattableString.Invariant($"Another monitor of '{commit.Model}' has written to {_store.Path}: it made commit {head.Version}, and this one goes on from {commit.After}. Let one of them run; what this one gave was not kept."));
            Append(commit.Model, commit.Transitions);
            Monitors.Put(Append(head, rows, commit.Readings) with { Version = commit.After + 1, State = state });
            return commit.After + 1;
        }));
    }

    /// <summary>Where the monitor of a model stood after its last commit; null before the first.</summary>
    public MonitorState? State(string model) => Whole(() => Monitors.Head(model) is { Version: > 0 } head ? new MonitorState(head.Version, SeriesHistory.Time(head.Latest), Unpacked(head.State)) : null);

    /// <summary>What a series was, stretch by stretch, oldest first; stretches without rows, or whose rows have gone (<see cref="Gone"/>), are left out. The last one is of what has come so far.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="metric">What kind: <c>input</c>, <c>prediction</c>, <c>return</c>, or the name of a measurement.</param>
    /// <param name="of">A column, an asset, or nothing.</param>
    /// <param name="from">Only stretches that start at this time, UTC, or later.</param>
    /// <param name="to">Only stretches that start before this time, UTC.</param>
    /// <param name="resolution">Length of the stretches; series that were given in longer ones have none.</param>
    public IReadOnlyList<SeriesPoint> Series(string model, string metric, string of, DateTime from, DateTime to, Resolution resolution) => Whole(() => Monitors.Snapshot(() =>
    {
        if (Monitors.Head(model) is not { } head) return [];
        long first = SeriesHistory.Up(SeriesHistory.Minute(from, "The start"), resolution), last = SeriesHistory.Up(SeriesHistory.Minute(to, "The end"), resolution);
        IEnumerable<SeriesRow> rows = Monitors.Rows(model, metric, of, (int)resolution, first, last);
        if (resolution > Resolution.Minute)
        {
            var rest = Monitors.Rows(model, metric, of, (int)Resolution.Minute, Math.Max(first, head.HoursTo), last).AsEnumerable();
            if (resolution == Resolution.Day) rest = Monitors.Rows(model, metric, of, (int)Resolution.Hour, Math.Max(first, head.DaysTo), last).Concat(rest);
            rows = rows.Concat(SeriesHistory.RollUp(rest, resolution));
        }
        return (IReadOnlyList<SeriesPoint>)[.. rows.OrderBy(r => r.Start).Select(r => new SeriesPoint(SeriesHistory.Time(r.Start), SeriesHistory.Profile(r)))];
    }));

    /// <summary>What the inputs of a model were over a period, as a drift detector takes it: the merge of all stretches that begin within the period, of days and hours where they are complete. Null where there is none.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="from">Start of the period, UTC.</param>
    /// <param name="to">Its end, UTC, which does not belong to it.</param>
    /// <param name="schema">The schema of the model's rows; null for one that names the inputs alone.</param>
    /// <exception cref="ArgumentException">The period does not begin and end with full hours, or days, where shorter stretches have gone; or begins before days that have gone (<see cref="Gone"/>).</exception>
    public FrameProfile? ProfileOf(string model, DateTime from, DateTime to, Schema? schema = null) => Whole(() => Monitors.Snapshot(() =>
    {
        if (Monitors.Head(model) is not { } head) return null;
        SeriesRow[] rows = [.. SeriesHistory.Cover(head, SeriesHistory.Minute(from, "The start"), SeriesHistory.Minute(to, "The end")).SelectMany(s => Monitors.Rows(model, Input, null, (int)s.Resolution, s.From, s.To))];
        if (rows is []) return null;
        ColumnProfile[] columns = [.. rows.GroupBy(r => (r.Of, r.Type)).Select(g => ColumnProfile.RollUp([.. g.Select(SeriesHistory.Profile)]))];
        var last = rows.Max(r => r.Start + SeriesHistory.Length((Resolution)r.Resolution)) - 1;
        return new FrameProfile
        {
            Version = 1, Name = model, Schema = schema ?? new() { Timestamp = "time", Features = [.. columns.Select(c => c.Name).Distinct()] }, Rows = columns.Max(c => c.Rows),
            From = DateOnly.FromDateTime(SeriesHistory.Time(rows.Min(r => r.Start))), To = DateOnly.FromDateTime(SeriesHistory.Time(last)), Columns = columns,
        };
    }));

    /// <summary>Lets go, of all models, rows of series that ended longer ago than they are kept, by the time of each model's own stream: minutes and hours that are part of complete hours and days, and days where that is said. Returns how many rows went.</summary>
    /// <param name="kept">How long they are kept.</param>
    /// <param name="hold">Nothing that starts at this time, UTC, or later goes; null for no such time.</param>
    /// <exception cref="ArgumentException">It has <see cref="Retention.Problems"/>.</exception>
    public int Keep(Retention kept, DateTime? hold = null)
    {
        var rows = 0;
        foreach (var head in Whole(Monitors.AllHeads))
            while (LetGo(head.Model, kept, hold) is { } some) rows += some;
        return rows;
    }

    /// <summary>Lets go the oldest rows of one model that are due, in one transaction: of a day of minutes, a month of hours or a year of days. Returns how many; null where none are due.</summary>
    /// <param name="model">Name of the model.</param>
    /// <inheritdoc cref="Keep" path="/param"/>
    /// <inheritdoc cref="Keep" path="/exception"/>
    public int? LetGo(string model, Retention kept, DateTime? hold = null) => Whole(() => SeriesRetention.Step(Monitors, model, Sound(kept), hold));

    /// <summary>Whether rows of a model are due to go.</summary>
    /// <param name="model">Name of the model.</param>
    /// <inheritdoc cref="Keep" path="/param"/>
    /// <inheritdoc cref="Keep" path="/exception"/>
    public bool IsDue(string model, Retention kept, DateTime? hold = null) => Whole(() => SeriesRetention.Next(Monitors, model, Sound(kept), hold) is not null);

    /// <summary>What was let go of a model's series, in order: it is only appended, in the transaction in which the rows went.</summary>
    public IReadOnlyList<LetGo> Gone(string model) => Whole(() => Monitors.LetGo(model).Select(r => new LetGo((Resolution)r.Resolution, r.Number, SeriesHistory.Time(r.First), SeriesHistory.Time(r.Until), SeriesHistory.Time(r.At))).ToArray());

    static Retention Sound(Retention kept) => kept.Problems().FirstOrDefault() is { } problem ? throw new ArgumentException($"Rows of series cannot be kept so: {problem}.") : kept;

    /// <summary>Metric and what it is of, of each series of a model, in the order of their bytes.</summary>
    public IReadOnlyList<(string Metric, string Of)> SeriesOf(string model) => Whole(() => Monitors.Names(model));

    /// <summary>Transitions of a model's alerts after a number, in order.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="after">Only later numbers; 0 for all.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<AlertTransition> Transitions(string model, long after = 0, int most = int.MaxValue) =>
        Whole(() => Monitors.Transitions(model, after, most).Select(Transition).ToArray());

    /// <summary>Keeps what a person did about alerts, for the monitor of the model to carry out. Returns its place among all events.</summary>
    /// <param name="act">The act; its own <see cref="AlertAct.Sequence"/> is not read.</param>
    public long Append(AlertAct act) => Whole(() => Monitors.Transaction(() => Monitors.Append(act.Model, null, act.Kind, Ticks(act.At), act.Body)));

    /// <summary>What people did about the alerts of a model after a place among all events, in order.</summary>
    public IReadOnlyList<AlertAct> Acts(string model, long after = 0) =>
        Whole(() => Monitors.Acts(model, after).Select(e => new AlertAct(e.Sequence, e.Model, new(e.At, DateTimeKind.Utc), e.Kind, e.Body)).ToArray());

    /// <summary>How far a channel has come, as last put down by <see cref="MoveCursor"/>; 0 before that.</summary>
    public long Cursor(string channel) => Whole(() => Monitors.Cursor(channel));

    /// <summary>Puts down how far a channel has come; it never goes back.</summary>
    public void MoveCursor(string channel, long to) => Whole(() => { Monitors.MoveCursor(channel, to); return 0; });

    MonitorStore Monitors => _store.Monitors;

    void Append(string model, IReadOnlyList<AlertTransition> transitions)
    {
        var last = transitions.Count == 0 ? 0 : Monitors.LastNumber(model);
        foreach (var one in transitions)
        {
            if (one.Model != model) throw new ArgumentException($"A transition of '{one.Model}' does not belong in a commit of '{model}'.");
            if (one.Number != ++last) throw new ArgumentException(FormattableString.Invariant($"'{model}': the next transition has number {last}, and {one.Number} was given; nothing was kept."));
            Monitors.Append(model, one.Number, Transitioned, Ticks(one.At), JsonSerializer.Serialize(one, JsonFormat.Line));
        }
    }

    /// <summary>Appends the rows of series and those of hours and days that are complete now.</summary>
    MonitorHead Append(MonitorHead head, SeriesRow[] rows, IReadOnlyList<MonitorReading> readings)
    {
        var latest = readings.Select(r => SeriesHistory.Minute(r.To, "The end of a reading")).Append(head.Latest).Max();
        long hours = SeriesHistory.Down(latest, Resolution.Hour), days = SeriesHistory.Down(latest, Resolution.Day);
        if (rows.GroupBy(r => (r.Metric, r.Of, r.Type, r.Resolution, r.Start)).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Kept([.. twice]);
        foreach (var row in rows)
        {
            var complete = row.Resolution == (int)Resolution.Minute ? head.HoursTo : row.Resolution == (int)Resolution.Hour ? head.DaysTo : head.DaysFrom;
            if (row.Start < complete)
                throw row.Resolution == (int)Resolution.Day ? new ArgumentException(FormattableString.Invariant($"'{head.Model}': a reading of {SeriesHistory.Time(row.Start):yyyy-MM-dd} comes after that day was let go. Times of readings go forward; nothing was kept.")) : new ArgumentException(FormattableString.Invariant($"'{head.Model}': a reading from {SeriesHistory.Time(row.Start):yyyy-MM-dd HH:mm} comes after the {(row.Resolution == 0 ? "hour" : "day")} that it belongs to was completed. Times of readings go forward; nothing was kept."));
        }
        Add(Of(Resolution.Minute));
        Add(SeriesHistory.RollUp(Of(Resolution.Hour).Concat(Monitors.Rows(head.Model, null, null, (int)Resolution.Minute, head.HoursTo, hours)), Resolution.Hour));
        Add(SeriesHistory.RollUp(Of(Resolution.Day).Concat(Monitors.Rows(head.Model, null, null, (int)Resolution.Hour, head.DaysTo, days)), Resolution.Day));
        return head with { Latest = latest, HoursTo = hours, DaysTo = days };

        IEnumerable<SeriesRow> Of(Resolution resolution) => rows.Where(r => r.Resolution == (int)resolution);
    }

    void Add(IEnumerable<SeriesRow> rows)
    {
        if (Monitors.Add(rows) is { } some) throw Kept(some);
    }

    static InvalidOperationException Kept(IReadOnlyList<SeriesRow> some) =>
        new(FormattableString.Invariant($"'{some[0].Model}': a {((Resolution)some[0].Resolution).ToString().ToLowerInvariant()} that starts between {SeriesHistory.Time(some.Min(r => r.Start)):yyyy-MM-dd HH:mm} and {SeriesHistory.Time(some.Max(r => r.Start)):HH:mm} is kept already. A monitor goes on from its last state; nothing was kept."));

    const string Transitioned = "transition", Input = "input";

    static AlertTransition Transition(EventRow row) => JsonFormat.Read<AlertTransition>(row.Body, $"transition {row.Number} of '{row.Model}'");

    static long Ticks(DateTime time) => time.Kind == DateTimeKind.Local ? throw new ArgumentException("A local time was given. Give it in UTC.") : time.Ticks;

    static byte[] Packed(string text)
    {
        using var bytes = new MemoryStream();
        using (var pack = new DeflateStream(bytes, CompressionLevel.Fastest)) pack.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    static string Unpacked(byte[] bytes)
    {
        using var unpack = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var text = new StreamReader(unpack, Encoding.UTF8);
        return text.ReadToEnd();
    }

    T Whole<T>(Func<T> work) => Whole(_store.Path, work);

    IReadOnlyList<MeasurementRow> Latest(string model, string metric) => Whole(_store.Path, () => _store.Latest(model, metric));

    static T Whole<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException damaged) when (File.Exists(place) && !SqliteFile.IsAnother(place, MeasurementStore.Schema))
        {
            throw new InvalidDataException($"{Path.GetFullPath(place)} is damaged, or no measurement history of this version. Restore it from a copy, if a monitor wrote to it. Delete the file: the next command makes it again from the data.", damaged);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}

/// <summary>A measurement of a past period.</summary>
public sealed record PastMeasurement(DateOnly From, DateOnly To, Measurement Measurement);
