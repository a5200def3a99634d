using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>
/// Watches one model's market data as it arrives, row by row: the data themselves, the predictions of the version in force, what they earned, and the alerts that follow.
/// What was read off, what became of alerts and where it stands are kept together, so that a session that was killed goes on to the same bytes.
/// </summary>
/// <remarks>Not for several threads at once. Time is the stream's own; nothing is kept before <see cref="Commit"/>.</remarks>
public sealed class MonitoringSession
{
    /// <summary>A row so far ahead is believed only once as many in a row agree: a slip in one date must not end the year.</summary>
    static readonly TimeSpan Jump = TimeSpan.FromDays(400);
    const int RowsThatAgree = 3;

    readonly MeasurementHistory? _history;
    readonly LiveScorer _scorer;
    readonly RealTimeMonitor _data, _life;
    readonly AlertEngine _engine;
    readonly int[] _scored;
    readonly bool _rowIsDay;
    readonly List<MonitorReading> _readings = [];
    readonly List<AlertTransition> _transitions = [];
    readonly List<AssetRow> _open;
    LiveModel _live;
    DateTime _newest;
    int _ahead;
    long _version, _actsSeen, _faults;

    MonitoringSession(LiveModel live, MeasurementHistory? history, LiveScorer scorer, RealTimeMonitor data, RealTimeMonitor life, AlertEngine engine, DateTime from, long version, SessionState? state)
    {
        (_live, _history, _scorer, _data, _life, _engine, From, _version) = (live, history, scorer, data, life, engine, from, version);
        _scored = [.. scorer.Columns.Select(c => data.Inputs.ToList().IndexOf(c))];
        _rowIsDay = RowIsDay(data);
        _open = [.. state?.Open ?? []];
        _newest = state?.OpenSince ?? scorer.Newest;
        (Position, Rows, Scored, _actsSeen, _ahead, _faults) = (state?.Position, state?.Rows ?? 0, state?.Scored ?? 0, state?.ActsSeen ?? 0, state?.Ahead ?? 0, state?.Faults ?? 0);
    }

    /// <summary>Opens a session that goes on where the last one of the model stood, or begins on the day the model went live.</summary>
    /// <remarks>Where the reference or the stretches were declared anew meanwhile, the windows fill again: see <see cref="BegunAnew"/>.</remarks>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record: what is normal is what lies before it went live.</param>
    /// <param name="history">Where it is kept. It stays open until the session is no longer used.</param>
    /// <param name="from">Rows before are not judged; null for the day the model went live. Only a session that begins anew reads it.</param>
    /// <param name="options">Limits and stretches of monitoring; null for what the model's declaration says.</param>
    /// <exception cref="InvalidDataException">The stored state is damaged, or of another model or format.</exception>
    public static MonitoringSession Open(LiveModel live, TrackRecord record, MeasurementHistory history, DateTime? from = null, MonitoringOptions? options = null)
    {
        if (history.State(live.Definition.Name) is not { } stored) return Begin(live, record, from, options, history);
        options ??= OptionsOf(live);
        Frame raw = Numbers(record.Raw.Before(record.GoLive)), backtest = record.Backtest;
        var state = JsonFormat.Read<SessionState>(stored.Text, $"state of the monitor of '{live.Definition.Name}'");
        List<string> anew = [];
        var (data, life) = (GoneOn("data", raw, state.Data, OfData(options)), GoneOn("predictions and returns", backtest, state.Life, options));
        var (policy, market) = DeclaredAlerts.Of(live.Workspace, live.Definition, LimitsOf(life));
        return new(live, history, new(live, state.Scorer), data, life, AlertEngine.Restore(live.Definition.Name, policy, market, state.Alerts), state.From, stored.Version, state)
        {
            BegunAnew = anew.Count == 0 ? null : $"The windows of {string.Join(", and those of ", anew)}. Alerts, silences and what was measured go on.",
        };

        RealTimeMonitor GoneOn(string what, Frame reference, string saved, MonitoringOptions under)
        {
            if (RealTimeMonitor.Mismatch(reference, saved, under) is not { } why) return RealTimeMonitor.Restore(reference, saved, under);
            anew.Add($"{what} begin anew: what was stored cannot go on, {why}");
            return new(reference) { Options = under };
        }
    }

    /// <summary>Opens a session that begins anew.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record.</param>
    /// <param name="from">Rows before are not judged; null for the day the model went live.</param>
    /// <param name="options">Limits and stretches of monitoring; null for what the model's declaration says.</param>
    /// <param name="history">Where it is kept; null to keep nothing, and <see cref="Commit"/> is refused.</param>
    public static MonitoringSession Begin(LiveModel live, TrackRecord record, DateTime? from = null, MonitoringOptions? options = null, MeasurementHistory? history = null)
    {
        options ??= OptionsOf(live);
        var start = from ?? record.GoLive.ToDateTime(default, DateTimeKind.Utc);
        var life = new RealTimeMonitor(record.Backtest) { Options = options };
        var (policy, market) = DeclaredAlerts.Of(live.Workspace, live.Definition, LimitsOf(life));
        return new(live, history, LiveScorer.StartingAt(live, record, start), new(Numbers(record.Raw.Before(record.GoLive))) { Options = OfData(options) }, life, new(live.Definition.Name, policy, market), start, 0, null);
    }

    /// <summary>Limits and stretches that a model's declaration asks for.</summary>
    public static MonitoringOptions OptionsOf(LiveModel live)
    {
        var (said, usual) = (live.Definition.Monitoring ?? new(), new MonitoringOptions());
        return new()
        {
            Thresholds = live.Definition.Thresholds, Calendar = live.Workspace.CalendarOf(live.Definition), Cost = "cost", PeriodsPerYear = live.Definition.Trading.Calendar.PeriodsPerYear,
            Every = said.Every ?? usual.Every, Window = said.Window ?? usual.Window, Lateness = said.Lateness ?? usual.Lateness, FutureTolerance = said.FutureTolerance ?? usual.FutureTolerance,
            Seasonal = said.Seasonal ?? usual.Seasonal, AverageRunLength = said.AverageRunLength ?? usual.AverageRunLength,
        };
    }

    /// <summary>Why windows begin anew, in words; null where they go on.</summary>
    public string? BegunAnew { get; private init; }
    /// <summary>Columns of a row, in the order of <see cref="Take"/>'s numbers: all numbers of the data's schema.</summary>
    public IReadOnlyList<string> Columns => _data.Inputs;
    /// <summary>The time from which rows are judged, UTC; those before only warm the features up.</summary>
    public DateTime From { get; }
    /// <summary>The place in the input after the last row that was kept; null where there is none.</summary>
    public RowPosition? Position { get; private set; }
    /// <summary>Rows taken, those before a restart too.</summary>
    public long Rows { get; private set; }
    /// <summary>Of them, rows that could be scored.</summary>
    public long Scored { get; private set; }
    /// <summary>The newest reading; null before the first.</summary>
    public MonitorReading? Last { get; private set; }
    /// <summary>The limits of every metric of a reading, and of the machine.</summary>
    public IReadOnlyList<Threshold> Limits => LimitsOf(_life);
    /// <summary>Alerts that pend or fire.</summary>
    public IReadOnlyList<AlertTransition> Standing => _engine.Standing;
    /// <summary>Silences by hand that have not ended.</summary>
    public IReadOnlyList<HandSilence> Silences => _engine.Silences;
    /// <summary>Rules for which there never was a measurement.</summary>
    public IReadOnlyList<string> Unmeasured => _engine.Unmeasured;

    /// <summary>Takes the next row of market data. Rows before the session's start only warm the features up.</summary>
    /// <remarks>The assets of a panel are scored together: where a row of a later session comes, where <see cref="Advance"/> is told that the time is over, or at <see cref="Settle"/>.</remarks>
    /// <param name="time">Its time, UTC.</param>
    /// <param name="numbers">One number for each of <see cref="Columns"/>; NaN where it is missing.</param>
    /// <param name="asset">Its asset; not read where the data are of one.</param>
    /// <param name="received">When it arrived, UTC; null where no lag is measured.</param>
    /// <param name="position">The place in the input after it.</param>
    /// <returns>What became of alerts.</returns>
    public IReadOnlyList<AlertTransition> Take(DateTime time, ReadOnlySpan<double> numbers, string asset = "", DateTime? received = null, RowPosition? position = null)
    {
        Position = position;
        if (time < From) return [];
        Rows++;
        var observation = new Observation(time, numbers) { Received = received, Asset = _scorer.IsPanel ? _data.AssetNumber(asset) : 0 };
        if (received is { } arrived && time - arrived > _data.Options.FutureTolerance)
        {
            _data.Observe(observation); // counts a clock that is wrong; the session's own clock stays
            return [];
        }
        if (_newest > DateTime.MinValue && time - _newest > Jump && ++_ahead < RowsThatAgree * Math.Max(1, _scorer.NewestAssets.Count))
        {
            _data.Observe(observation);
            return [];
        }
        _ahead = 0;
        var before = _transitions.Count;
        if (time > _newest) Close();
        _data.Advance(time);
        _life.Advance(time);
        _data.Observe(observation);
        Hold(time, numbers, asset);
        if (!_scorer.IsPanel) Close();
        AdvanceTo(_scorer.IsPanel ? time : EndOf(time)); // a row that comes again moves the time too
        return _transitions[before..];
    }

    /// <summary>Told that the input has no more rows for now: a session of a panel in which every asset of the session before has come is scored and judged at once.</summary>
    /// <param name="ended">Whether the input has ended: then the newest session is as it is.</param>
    /// <returns>What became of alerts.</returns>
    public IReadOnlyList<AlertTransition> Settle(bool ended = false)
    {
        var before = _transitions.Count;
        if (ended || !_scorer.NewestAssets.Except(_open.Select(r => r.Asset)).Any()) Close();
        return _transitions[before..];
    }

    /// <summary>Goes on with what the model's slot serves now, where a version was promoted or rolled back or the slot was stopped since the session was opened: sessions that begin afterwards are scored with it.</summary>
    /// <returns>The model as it is served now; null where nothing changed.</returns>
    /// <inheritdoc cref="LiveModel.Renewed" path="/exception"/>
    public LiveModel? Renew()
    {
        if (_live.Renewed() is not { } renewed) return null;
        _scorer.Follow(_live = renewed);
        return renewed;
    }

    /// <summary>Closes the stretches that ended by a time and judges them: also where no row comes.</summary>
    /// <param name="now">The stream's time, UTC.</param>
    public IReadOnlyList<AlertTransition> Advance(DateTime now)
    {
        var before = _transitions.Count;
        if (_open.Count > 0 && now >= _newest.AddTicks(_life.Options.Every.Ticks - _newest.Ticks % _life.Options.Every.Ticks)) Close(); // its stretch is over
        AdvanceTo(now);
        return _transitions[before..];
    }

    void AdvanceTo(DateTime now)
    {
        _data.Advance(now);
        _life.Advance(now);
        foreach (var reading in Merged(Read(_data), Read(_life)))
        {
            if (reading.Series.Count > 0) _readings.Add(Last = reading with { Measurements = [.. reading.Measurements, NewFaults()] }); // what is said of a silence is evidence of its alert only: rows that are made up for afterwards lie before it
            _transitions.AddRange(_engine.Advance(reading.To, reading.Series.Count > 0 ? Last!.Measurements : reading.Measurements));
        }
    }

    /// <summary>Judges what was measured beside the stream, of the machine it runs on. It is kept as evidence of its alerts only.</summary>
    /// <param name="now">When, UTC, by the clock of the machine; the stream is live.</param>
    /// <param name="measured">What <see cref="SystemSampler.Sample"/> gave.</param>
    public IReadOnlyList<AlertTransition> Judge(DateTime now, IReadOnlyList<Measurement> measured)
    {
        var transitions = _engine.Advance(now, measured);
        _transitions.AddRange(transitions);
        return transitions;
    }

    /// <summary>What was read off since the last call, of a session that keeps nothing.</summary>
    /// <exception cref="InvalidOperationException">It has a history, which is to get the readings.</exception>
    public IReadOnlyList<MonitorReading> TakeReadings()
    {
        if (_history is not null) throw new InvalidOperationException("The readings of this session go to its history: Commit, and read them there.");
        _transitions.Clear();
        MonitorReading[] readings = [.. _readings];
        _readings.Clear();
        return readings;
    }

    /// <summary>Carries out what people did about alerts since the last time. Ask at the start, and before each commit.</summary>
    /// <returns>What became of alerts by it, and what could not be done any more, in words.</returns>
    public (IReadOnlyList<AlertTransition> Transitions, IReadOnlyList<string> Refused) CarryOut()
    {
        var (before, refused) = (_transitions.Count, new List<string>());
        foreach (var act in History.Acts(_live.Definition.Name, _actsSeen))
        {
            try { _transitions.AddRange(AlertActs.CarryOut(act, _engine)); }
            catch (ArgumentException late) { refused.Add($"{AlertActs.Text(act)}: {late.Message.Split(" (Parameter")[0]}"); }
            _actsSeen = act.Sequence;
        }
        return (_transitions[before..], refused);
    }

    /// <summary>Keeps everything since the last commit, all or nothing.</summary>
    /// <exception cref="InvalidOperationException">Another monitor of the model has written meanwhile.</exception>
    /// <exception cref="IOException">The disk is full or the connection broke: nothing was kept, and it may be called again.</exception>
    public void Commit()
    {
        var state = new SessionState(From, _data.Save(), _life.Save(), _engine.Save(), _scorer.Memory, Position, Rows, Scored, _actsSeen, _ahead, _faults) { OpenSince = _open.Count > 0 ? _newest : null, Open = _open.Count > 0 ? [.. _open] : null };
        _version = History.Commit(new() { Model = _live.Definition.Name, After = _version, Readings = [.. _readings], Transitions = [.. _transitions], State = JsonFormat.Write(state) });
        _readings.Clear();
        _transitions.Clear();
    }

    MeasurementHistory History => _history ?? throw new InvalidOperationException("This session keeps nothing: it was begun without a history.");

    /// <summary>Holds a row for its session; a row that comes again or late is data's finding and is not scored.</summary>
    void Hold(DateTime time, ReadOnlySpan<double> numbers, string asset)
    {
        if (time < _newest || (time == _newest && (_open.Count == 0 || _open.Any(r => r.Asset == asset)))) return;
        _newest = time;
        var values = new double[_scored.Length];
        for (var c = 0; c < values.Length; c++) values[c] = numbers[_scored[c]];
        _open.Add(new(_scorer.IsPanel ? asset : "", values));
    }

    /// <summary>Scores and judges the session whose rows are held.</summary>
    void Close()
    {
        if (_open.Count == 0) return;
        ScoredSession[] scored = [.. _scorer.Next(_newest, _open).Where(s => s.Because is null)];
        _open.Clear();
        Scored += scored.Length;
        foreach (var one in scored) _life.Observe(new Observation(one.Time, [.. one.Features]) { Asset = AssetOf(one), Prediction = one.Prediction });
        foreach (var one in scored) _life.Observe(new Outcome(one.Time) { Asset = AssetOf(one), Prediction = one.Prediction, Target = one.Target, Return = one.Return, Cost = one.Cost });
        AdvanceTo(EndOf(_newest));
    }

    DateTime EndOf(DateTime session) => _rowIsDay ? session.Date.AddDays(1) : session;

    int AssetOf(ScoredSession session) => _scorer.IsPanel ? _life.AssetNumber(session.Asset) : 0;

    internal static IReadOnlyList<Threshold> LimitsOf(RealTimeMonitor life) => DeclaredAlerts.LimitsOf(life.StreamThresholds);

    /// <summary>Lines of the input that could not be read, or not all of them, since the last reading.</summary>
    Measurement NewFaults()
    {
        var faults = Position?.Faults.Values.Sum() ?? 0;
        (var since, _faults) = (faults - _faults, faults);
        return Faults(since);
    }

    /// <summary>So many lines of the input that could not be read, or not all of them, as a measurement: for <see cref="Judge"/> while no row comes that closes a stretch.</summary>
    public static Measurement Faults(long lines) => new("input_faults", lines) { Count = 1, Unit = "lines" };

    /// <summary>Whether one row, of a panel one of each asset, is all that its day has.</summary>
    internal static bool RowIsDay(RealTimeMonitor monitor) => monitor.Options.Every == TimeSpan.FromDays(1) && monitor.Reference.Time.All(t => t.TimeOfDay == TimeSpan.Zero);

    /// <summary>Market data have neither costs nor slippage.</summary>
    internal static MonitoringOptions OfData(MonitoringOptions options) => options with { Cost = null, Slippage = null };

    /// <summary>The market data with their numbers as inputs, so that each is watched.</summary>
    internal static Frame Numbers(Frame raw) => raw.With(raw.Schema with { Features = [.. raw.Columns.Where(c => c.IsNumeric && c.Name != raw.Schema.Timestamp).Select(c => c.Name)] });

    internal static IEnumerable<MonitorReading> Read(RealTimeMonitor monitor)
    {
        while (monitor.TryRead(out var reading)) yield return reading;
    }

    /// <summary>Readings of the same stretch as one; what both have measured is taken from the first. That nothing could be scored is no silence of the feed: only the data's is told.</summary>
    internal static IEnumerable<MonitorReading> Merged(IEnumerable<MonitorReading> data, IEnumerable<MonitorReading> life) =>
        data.Concat(life.Where(r => r.Series.Count > 0)).GroupBy(r => (r.From, r.To)).OrderBy(g => g.Key.To).ThenBy(g => g.Key.From).Select(g => new MonitorReading(g.Key.From, g.Key.To,
            [.. g.SelectMany(r => r.Measurements).DistinctBy(m => (m.Metric, m.Of))],
            [.. g.SelectMany(r => r.Series).DistinctBy(s => (s.Metric, s.Profile.Name))]));
}

/// <summary>Where a session stands, as it is kept.</summary>
sealed record SessionState(DateTime From, string Data, string Life, string Alerts, ScorerMemory Scorer, RowPosition? Position, long Rows, long Scored, long ActsSeen, int Ahead, long Faults)
{
    /// <summary>Time of the session of a panel whose rows are still held.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? OpenSince { get; init; }
    /// <summary>Its rows so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AssetRow>? Open { get; init; }
}
