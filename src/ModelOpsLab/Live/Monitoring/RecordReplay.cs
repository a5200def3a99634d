using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>A track record driven through the monitors of its model, time by time: what a <see cref="MonitoringSession"/> would have read off and alerted, also of a panel, whose assets of one time come together.</summary>
/// <remarks>The session scores each row itself, to the same bits as the record has them; here they are taken from the record.</remarks>
sealed class RecordReplay
{
    readonly RealTimeMonitor _data, _life;
    readonly AlertEngine _engine;
    readonly List<MonitorReading> _readings = [];
    readonly List<AlertTransition> _transitions = [];

    RecordReplay(LiveModel live, TrackRecord record, MonitoringOptions options)
    {
        _life = new(record.Backtest) { Options = options };
        _data = new(MonitoringSession.Numbers(record.Raw.Before(record.GoLive))) { Options = MonitoringSession.OfData(options) };
        var (policy, market) = DeclaredAlerts.Of(live.Workspace, live.Definition, MonitoringSession.LimitsOf(_life));
        _engine = new(live.Definition.Name, policy, market);
    }

    /// <summary>Drives a record from the day the model went live.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record.</param>
    /// <param name="to">The day after the last.</param>
    /// <param name="options">Limits and stretches of monitoring; null for what the model's declaration says.</param>
    public static RecordReplay Of(LiveModel live, TrackRecord record, DateOnly to, MonitoringOptions? options = null)
    {
        var replay = new RecordReplay(live, record, options ?? MonitoringSession.OptionsOf(live));
        replay.Run(record, to);
        return replay;
    }

    /// <summary>What alerts did.</summary>
    public IReadOnlyList<AlertTransition> Transitions => _transitions;
    /// <summary>What was read off.</summary>
    public IReadOnlyList<MonitorReading> Readings => _readings;
    /// <summary>Rules for which there never was a measurement.</summary>
    public IReadOnlyList<string> Unmeasured => _engine.Unmeasured;

    void Run(TrackRecord record, DateOnly to)
    {
        Frame raw = record.Raw.Since(record.GoLive).Before(to), rows = record.Live.Before(to);
        DateTime[] times = [.. raw.Starts[..^1].Select(start => raw.Time[start])];
        var rowIsDay = MonitoringSession.RowIsDay(_data);
        IReadOnlyList<MonitorReading>[] data = [], life = [];
        Parallel.Invoke(() => data = Market(raw, times, rowIsDay), () => life = Life(record, rows, times, rowIsDay));
        for (var t = 0; t < times.Length; t++)
            foreach (var read in MonitoringSession.Merged(data[t], life[t]))
            {
                var isOfRows = read.Series.Count > 0;
                var reading = isOfRows ? read with { Measurements = [.. read.Measurements, MonitoringSession.Faults(0)] } : read;
                if (isOfRows) _readings.Add(reading);
                _transitions.AddRange(_engine.Advance(reading.To, reading.Measurements));
            }
    }

    /// <summary>What the monitor of the market data reads off at each time.</summary>
    IReadOnlyList<MonitorReading>[] Market(Frame raw, DateTime[] times, bool rowIsDay)
    {
        var feed = new Feed(raw, _data);
        return Driven(_data, times, rowIsDay, t =>
        {
            for (var row = raw.Starts[t]; row < raw.Starts[t + 1]; row++) _data.Observe(new Observation(times[t], feed.Row(row)) { Asset = feed.Asset(row) });
        });
    }

    /// <summary>What the monitor of predictions and returns reads off at each time; a time whose rows could not be scored has none.</summary>
    IReadOnlyList<MonitorReading>[] Life(TrackRecord record, Frame rows, DateTime[] times, bool rowIsDay)
    {
        double[] Numbers(string column) => rows[column].Span.ToArray();
        double[] predictions = Numbers(rows.Schema.Prediction!), targets = Numbers(rows.Schema.Target!), returns = Numbers(rows.Schema.Return!), costs = Numbers(record.Cost);
        var feed = new Feed(rows, _life);
        var next = 0;
        return Driven(_life, times, rowIsDay, t =>
        {
            while (next < rows.Count && rows.Time[next] < times[t]) next++;
            var first = next;
            for (; next < rows.Count && rows.Time[next] == times[t]; next++) _life.Observe(new Observation(times[t], feed.Row(next)) { Asset = feed.Asset(next), Prediction = predictions[next] });
            for (var row = first; row < next; row++) _life.Observe(new Outcome(times[t]) { Asset = feed.Asset(row), Prediction = predictions[row], Target = targets[row], Return = returns[row], Cost = costs[row] });
        });
    }

    static IReadOnlyList<MonitorReading>[] Driven(RealTimeMonitor monitor, DateTime[] times, bool rowIsDay, Action<int> observe)
    {
        var readings = new IReadOnlyList<MonitorReading>[times.Length];
        for (var t = 0; t < times.Length; t++)
        {
            monitor.Advance(times[t]);
            observe(t);
            monitor.Advance(rowIsDay ? times[t].Date.AddDays(1) : times[t]);
            readings[t] = [.. MonitoringSession.Read(monitor)];
        }
        return readings;
    }

    /// <summary>Rows as a monitor takes them.</summary>
    sealed class Feed(Frame frame, RealTimeMonitor monitor)
    {
        readonly double[][] _columns = [.. monitor.Inputs.Select(c => frame[c].Span.ToArray())];
        readonly int[]? _assets = frame.Has(frame.Schema.Asset) ? [.. frame[frame.Schema.Asset!].Strings.Select(a => monitor.AssetNumber(a ?? ""))] : null;
        readonly double[] _row = new double[monitor.Inputs.Count];

        public int Asset(int row) => _assets?[row] ?? 0;

        public ReadOnlySpan<double> Row(int row)
        {
            for (var c = 0; c < _row.Length; c++) _row[c] = _columns[c][row];
            return _row;
        }
    }
}
