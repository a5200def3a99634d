using System.Diagnostics;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>What to read and how, from the options of <c>modelops monitor</c>.</summary>
sealed record MonitorStreamOptions(string Input)
{
    /// <summary>Whether to wait for more at the end of the file.</summary>
    public bool Follow { get; init; }
    /// <summary>Seconds of the rows in one second; null for live rows, which come when they come.</summary>
    public double? Replay { get; init; }
    /// <summary>Rows before this day only warm the features up; null for the day the model went live.</summary>
    public DateOnly? From { get; init; }
    /// <summary>Where what was measured is kept.</summary>
    public required string Place { get; init; }
    /// <summary>Whether people are told, and pages open incidents.</summary>
    public required bool Tells { get; init; }
    /// <summary>Port of the metrics; null for none.</summary>
    public int? Port { get; init; }
    /// <summary>File of the metrics, for a collector of text files; null for none.</summary>
    public string? TextFile { get; init; }
    /// <summary>Where metrics are sent by OTLP; null for nowhere.</summary>
    public Uri? Otlp { get; init; }
}

/// <summary>Runs a monitoring session over an input until its end or until it is stopped, shows it and tells people.</summary>
sealed class MonitorStream : IDisposable
{
    static readonly TimeSpan Current = TimeSpan.FromDays(7), MetricsEvery = TimeSpan.FromSeconds(15), CommitEvery = TimeSpan.FromSeconds(1), FlushFor = TimeSpan.FromSeconds(10);
    const int HistoryShown = 40, TransitionsShown = 50, ReadingsHeld = 256;

    readonly Session _session;
    readonly LiveState _state;
    readonly MonitorStreamOptions _options;
    readonly MeasurementHistory _history;
    readonly MonitoringSession _monitor;
    readonly DeclaredRetention _retention;
    readonly HashSet<string> _limited;
    readonly MonitorMetrics _metrics = new();
    readonly PrometheusEndpoint? _endpoint;
    readonly OtlpExport? _otlp;
    readonly AlertDelivery? _delivery;
    readonly List<AlertTransition> _transitions = [];
    readonly Dictionary<(string, string), Queue<double>> _past = [];
    readonly List<Incident> _incidents = [];
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly long _rowsBefore, _scoredBefore;
    readonly SystemSampler _machine;
    MonitorReading? _shown;
    long _sampled;
    DateTime? _time;
    RowFault? _fault;
    string? _unshown;
    long _faults;
    int _sinceCommit, _recorded = -1; // what an earlier run left unrecorded comes first
    TimeSpan _committed;
    string _version;

    public MonitorStream(Session session, LiveState state, MonitorStreamOptions options)
    {
        (_session, _state, _options) = (session, state, options);
        var live = state.Live;
        _history = MeasurementHistory.Open(options.Place);
        _monitor = MonitoringSession.Open(live, state.Record, _history, options.From?.ToDateTime(default, DateTimeKind.Utc));
        _retention = new(live, _history);
        _limited = [.. _monitor.Limits.Select(t => t.Metric)];
        (_rowsBefore, _scoredBefore, _version) = (_monitor.Rows, _monitor.Scored, live.Version.Label);
        _machine = new(new() { Hosts = [.. live.Workspace.Resources.Hosts.Select(host => new NetworkHost(host.Host, host.Port))], Disk = live.Workspace.Folder });
        var model = live.Definition.Name;
        if (options.Tells && live.Workspace.Deliver is { Count: > 0 } channels)
            _delivery = new(channels, new((after, most) => _history.Transitions(model, after, most), name => _history.Cursor($"{model}/{name}"), (name, next) => _history.MoveCursor($"{model}/{name}", next)), live.Workspace.StateFolder, session.Error);
        if (options.Port is { } port) _endpoint = new(_metrics.ToPrometheus, port);
        if (options.Otlp is { } to) _otlp = new(to, MetricsEvery);
    }

    /// <summary>Every transition since the start of this run.</summary>
    public IReadOnlyList<AlertTransition> Transitions => _transitions;
    /// <summary>Incidents that pages have opened or joined.</summary>
    public IReadOnlyList<Incident> Incidents => _incidents;
    /// <summary>The session.</summary>
    public MonitoringSession Monitor => _monitor;
    /// <summary>What this run has let go.</summary>
    public DeclaredRetention Retention => _retention;
    /// <summary>What was let go of the history, by any run.</summary>
    public IReadOnlyList<LetGo> Gone => _history.Gone(_state.Live.Definition.Name);
    /// <summary>Rows that this run has read.</summary>
    public long Rows => _monitor.Rows - _rowsBefore;
    /// <summary>Of them, rows that could be scored.</summary>
    public long Scored => _monitor.Scored - _scoredBefore;
    /// <summary>Why what was measured last is not kept; null where all is.</summary>
    public string? Unkept { get; private set; }
    /// <summary>Time of the last row that is kept; null where none is of this run.</summary>
    public DateTime? KeptTo { get; private set; }
    /// <summary>The version in force.</summary>
    public string Version => _version;
    /// <summary>Faults of the input, with those before a restart.</summary>
    public long Faults => _faults;
    /// <summary>Where metrics can be read; null where nothing listens.</summary>
    public string? MetricsAddress => _endpoint is null ? null : $"http://{_endpoint.Address}/metrics";
    /// <summary>How channels stand.</summary>
    public IReadOnlyList<DeliveryState> Channels => _delivery?.States ?? [];

    /// <summary>Reads until the end, or until it is stopped; then keeps the rest.</summary>
    public async Task RunAsync(MonitorView view, CancellationToken stop)
    {
        var schema = _state.Live.Raw.Schema;
        var reading = new RowStreamOptions { Follow = _options.Follow, Columns = _monitor.Columns };
        using var rows = _options.Input == "-" ? RowStream.Of(_session.Input(), "standard input", schema, reading, _monitor.Position) : RowStream.Open(_options.Input, schema, reading, _monitor.Position);
        var pace = new ReplayPace(_options.Replay ?? double.PositiveInfinity);
        if (_monitor.BegunAnew is { } anew) _session.Remark(anew);
        view.Show(Snapshot("starts"));
        CarryOut(view);
        var read = rows.Read();
        for (; read != RowRead.End && !stop.IsCancellationRequested; read = rows.Read())
        {
            _faults = rows.FaultCount;
            if (read == RowRead.Row)
            {
                if (rows.Row.Time >= _monitor.From) await pace.UntilAsync(rows.Row.Time, stop).ConfigureAwait(false);
                if (stop.IsCancellationRequested) break; // the row is read again by the next run
                Take(view, rows);
            }
            else if (read == RowRead.Fault) view.Tell(_fault = rows.Fault);
            else
            {
                Told(view, _monitor.Settle());
                Keep(view);
                if (IsLive) Told(view, _monitor.Advance(_session.Clock.GetUtcNow().UtcDateTime));
                if (IsLive) Sample(view);
                await rows.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            if (_sinceCommit >= ReadingsHeld || _clock.Elapsed - _committed >= CommitEvery) Keep(view);
            if (view.IsDue) view.Show(Snapshot(State));
        }
        if (read == RowRead.End) Told(view, _monitor.Settle(ended: true));
        Keep(view);
        if (_delivery?.Flush(FlushFor) == false) _session.Remark("Some alerts were not delivered yet: the next run of this command delivers them.");
        view.Show(Snapshot("stopped"));
    }

    string State => _options.Replay is { } speed ? double.IsInfinity(speed) ? "replay" : $"replay x {Format.Number(speed)}" : "live";

    void Take(MonitorView view, RowStream rows)
    {
        var row = rows.Row;
        _time = row.Time;
        _sinceCommit++;
        Told(view, _monitor.Take(row.Time, row.Numbers, row.Asset, _options.Replay is null && _options.Follow ? _session.Clock.GetUtcNow().UtcDateTime : null, rows.Position));
        if (ReferenceEquals(_monitor.Last, _shown) || _monitor.Last is not { } last) return;
        _shown = last;
        foreach (var one in last.Measurements)
        {
            if (!_past.TryGetValue((one.Metric, one.Of), out var past)) _past.Add((one.Metric, one.Of), past = new());
            past.Enqueue(one.Exists ? one.Value : double.NaN);
            if (past.Count > HistoryShown) past.Dequeue();
        }
    }

    void Told(MonitorView view, IReadOnlyList<AlertTransition> transitions)
    {
        foreach (var one in transitions)
        {
            _transitions.Add(one);
            view.Tell(one);
        }
    }

    /// <summary>Keeps what was measured. A full disk or a locked file is told once, and tried again the next time: nothing is lost meanwhile.</summary>
    /// <exception cref="InvalidDataException">Another monitor of the model has written meanwhile.</exception>
    void Keep(MonitorView view)
    {
        var isKept = false;
        try
        {
            CarryOut(view);
            Commit();
            isKept = true;
            if (Unkept is not null) _session.Remark("What was measured is kept again; nothing was lost.");
            (Unkept, KeptTo) = (null, _time);
            if (_options.Tells && _transitions.Count > _recorded) Record();
            _delivery?.Notify(_transitions is [.., var last] ? last.Number : 0);
            _retention.Apply(_monitor);
            Renew();
        }
        catch (Exception full) when (full is IOException or TimeoutException or UnauthorizedAccessException)
        {
            if (isKept || Unkept != full.Message) _session.Remark($"{full.Message} It is tried again.");
            if (!isKept) Unkept = full.Message;
        }
        (_sinceCommit, _committed) = (0, _clock.Elapsed); // after it: a store that fails slowly is not all that is done
        Show();
    }

    /// <summary>Goes on with the version that was promoted or rolled back to meanwhile.</summary>
    void Renew()
    {
        if (_options is not { Follow: true, Replay: null } || _monitor.Renew() is not { } now) return;
        _version = now.Version.Label;
        _session.Remark(Safe.Text(now.State == SlotState.Halted ? $"{now.Definition.Name}: slot {now.Definition.Slots[0]} is stopped; sessions that begin from now on have no prediction."
            : $"{now.Definition.Name}: {now.Version.Label} is in force; sessions that begin from now on are scored with it."));
    }

    void Commit()
    {
        try { _monitor.Commit(); }
        catch (InvalidOperationException other) { throw new InvalidDataException(other.Message, other); } // a mistake of who started two, not of ours
    }

    /// <summary>Whether the clock of the machine is that of the stream: an old file that is followed says nothing of today.</summary>
    bool IsLive => _options.Replay is null && _time is { } time && _session.Clock.GetUtcNow().UtcDateTime - time < Current;

    /// <summary>Once a minute of a live stream, the machine.</summary>
    void Sample(MonitorView view)
    {
        var now = _session.Clock.GetUtcNow().UtcDateTime;
        if (now.Ticks / TimeSpan.TicksPerMinute == _sampled) return;
        var lost = _faults - (_monitor.Position?.Faults.Values.Sum() ?? 0); // since the last row, which has closed no stretch with them
        if (_sampled > 0) Told(view, _monitor.Judge(now, [.. _machine.Sample(), .. lost > 0 ? [MonitoringSession.Faults(lost)] : Array.Empty<Measurement>()]));
        _sampled = now.Ticks / TimeSpan.TicksPerMinute;
    }

    void CarryOut(MonitorView view)
    {
        var (done, refused) = _monitor.CarryOut();
        Told(view, done);
        foreach (var why in refused) _session.Remark(Safe.Text(why));
    }

    void Record()
    {
        using var registry = ModelRegistry.Open(_state.Live.Workspace);
        _incidents.AddRange(AlertIncidents.Record(_history, registry, _state.Live.Definition));
        _recorded = _transitions.Count;
    }

    void Show()
    {
        _metrics.Show(new() { Model = _state.Live.Definition.Name, Severity = Worst, Reading = _monitor.Last, Standing = _monitor.Standing, Observations = Rows, Channels = Channels });
        if (_options.TextFile is not { } file) return;
        try
        {
            PrometheusText.Write(file, _metrics.ToPrometheus());
            _unshown = null;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException) // figures are no reason to stop watching
        {
            if (_unshown != full.Message) _session.Remark($"{full.Message} It is tried again.");
            _unshown = full.Message;
        }
    }

    Severity Worst => _monitor.Standing.Where(s => s.To == AlertState.Firing).Select(s => s.Severity).DefaultIfEmpty(Severity.Healthy).Max();

    MonitorSnapshot Snapshot(string state) => new()
    {
        Model = _state.Live.Definition.Name,
        Version = _version,
        State = state,
        Severity = Worst,
        Time = _time,
        Rows = _monitor.Rows,
        RowsPerSecond = Rows / Math.Max(0.001, _clock.Elapsed.TotalSeconds),
        Faults = _faults,
        LastFault = _fault?.ToString(),
        Lag = _options is { Follow: true, Replay: null } && _time is { } time ? _session.Clock.GetUtcNow().UtcDateTime - time : null,
        Measurements = [.. (_monitor.Last?.Measurements ?? []).Where(m => _limited.Contains(m.Metric)).Select(m => new MeasurementLine(m, Judged(m), [.. _past.GetValueOrDefault((m.Metric, m.Of)) ?? []]))],
        Alerts = [.. _monitor.Standing.Select(s => new AlertLine(s.Rule, s.To, s.Severity, s.FiringSince ?? s.At, s.Because) { Of = s.Of, AcknowledgedBy = s.AcknowledgedBy, Muted = s.Muted })],
        Transitions = [.. _transitions.TakeLast(TransitionsShown)],
        Channels = [.. Channels.Select(c => new ChannelLine(c.Channel, c.Delivered, c.Waiting, c.DeadLetters) { LastError = c.LastError })],
    };

    /// <summary>What the rules say of a measurement that has a limit: the severity of its alert, healthy where none fires, unknown where there is no value.</summary>
    Severity Judged(Measurement m) =>
        _monitor.Standing.FirstOrDefault(s => s.To == AlertState.Firing && s.Evidence.Metric == m.Metric && s.Of == m.Of) is { } alert ? alert.Severity
        : m.Exists ? Severity.Healthy : Severity.Unknown;

    public void Dispose()
    {
        _delivery?.Dispose();
        _endpoint?.Dispose();
        _otlp?.Dispose();
        _metrics.Dispose();
        _history.Dispose();
    }
}
