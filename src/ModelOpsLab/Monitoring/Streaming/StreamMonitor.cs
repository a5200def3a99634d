using System.Diagnostics.CodeAnalysis;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The stream as a whole: which bucket is under way, who reads what, and what a reading says. Not for several threads.</summary>
sealed class StreamMonitor
{
    /// <summary>Readings that wait at most.</summary>
    const int MostReadings = 10_000;
    /// <summary>Nobody is silent for longer and then goes on as before: a wrong clock is.</summary>
    static readonly long Jump = TimeSpan.FromDays(400).Ticks;
    /// <summary>So many rows in a row that agree on a time far ahead are believed.</summary>
    const int Believed = 3;

    readonly MonitoringOptions _options;
    readonly Func<int> _assets;
    readonly ColumnStream[] _inputs;
    readonly ColumnStream? _predicted;
    readonly PredictionStream? _predictions;
    readonly ReturnStream _returns;
    readonly EventOrder _order;
    readonly Silence _silence;
    readonly LagHistogram _lag = new();
    readonly Queue<MonitorReading> _readings = new();
    readonly bool _isPanel;
    long _number = 1, _start, _end, _time, _told, _ahead;
    int _hour, _aheadCount;
    bool _isOpen;

    public StreamMonitor(Frame reference, MonitoringOptions options, Func<string, int> number, Func<int> assets)
    {
        (_options, _assets, _isPanel) = (options, assets, reference.Has(reference.Schema.Asset));
        var schema = reference.Schema;
        string[] names = [.. schema.Features, .. reference.Has(schema.Prediction) ? [schema.Prediction!] : (string[])[]];
        var judges = new ColumnJudge[names.Length];
        Parallel.For(0, names.Length, i => judges[i] = new(reference, names[i], options));
        var last = new LastOfReference(reference, [.. judges.Where(j => j.IsPersistent).Select(j => j.Name)], number);
        ColumnStream[] columns = [.. judges.Select((j, i) => new ColumnStream(j, options.Window, _isPanel, last, i < schema.Features.Count ? (double)i / schema.Features.Count : null))];
        _inputs = columns[..schema.Features.Count];
        _predicted = columns.Length > _inputs.Length ? columns[^1] : null;
        _predictions = _predicted is null ? null : new(reference, _predicted.Name, options);
        _returns = new(reference, options);
        _order = new(options.Window, DataQuality.Longest(reference));
        _silence = new(reference, options.Calendar);
        if (!_isPanel) number("");
    }

    public void Observe(in Observation row)
    {
        var ticks = row.Time.Ticks;
        if (row.Received is { } received && !Arrived(ticks, received.Ticks)) return;
        if (ticks >= _end && !MoveTo(ticks, row.Received is not null)) return;
        if (IsLate(ticks))
        {
            if (_start - ticks > Jump) _order.Now.ClockJumps++;
            else _order.Now.Late++;
            return;
        }
        if (row.Features.Length != _inputs.Length || (uint)row.Asset >= (uint)_assets())
        {
            _order.Now.SchemaBreaches++;
            return;
        }
        if (!_order.Take(ticks, row.Asset)) return;
        if (ticks != _time) EndTime(ticks);
        var asset = row.Asset;
        var features = row.Features;
        for (var i = 0; i < _inputs.Length; i++) _inputs[i].Add(features[i], asset, ticks, _hour, _number);
        if (_predicted is null) return;
        _predicted.Add(row.Prediction, asset, ticks, _hour, _number);
        if (double.IsFinite(row.Prediction)) _predictions!.Add(row.Prediction, asset, _predicted.Tally);
    }

    public void Observe(in Outcome outcome)
    {
        var ticks = outcome.Time.Ticks;
        if (ticks >= _end) MoveTo(ticks, arrivalIsKnown: false);
        if (IsLate(ticks)) _order.Now.LateOutcomes++;
        _returns.Add(outcome);
    }

    /// <summary>Whether a row has arrived no earlier than it is of.</summary>
    bool Arrived(long ticks, long received)
    {
        if (ticks - received > _options.FutureTolerance.Ticks)
        {
            _order.Now.Future++;
            return false;
        }
        _lag.Add(received - ticks);
        return true;
    }

    /// <summary>Time has passed without an event.</summary>
    public void Advance(long now)
    {
        if (_isOpen && now - _end >= _options.Lateness.Ticks) Close();
        if (!_isOpen) Tell(now - now % _options.Every.Ticks);
    }

    public bool TryRead([NotNullWhen(true)] out MonitorReading? reading) => _readings.TryDequeue(out reading);

    /// <summary>Closes what has ended before a time and opens its bucket; not for a row whose clock must be wrong.</summary>
    bool MoveTo(long ticks, bool arrivalIsKnown)
    {
        if (ticks > DateTime.MaxValue.Ticks - 2 * TimeSpan.TicksPerDay || (_order.Last > 0 && !arrivalIsKnown && ticks - _order.Last > Jump && !Agreed(ticks)))
        {
            _order.Now.ClockJumps++;
            return false;
        }
        if (_isOpen) Close();
        var start = ticks - ticks % _options.Every.Ticks;
        if (_end > 0 && start > _end) Tell(start);
        Open(start);
        return true;
    }

    /// <summary>Whether the bucket of a time is closed: what comes so late is counted by the one under way, or the next.</summary>
    bool IsLate(long ticks) => ticks < (_isOpen ? _start : _end);

    /// <summary>Whether enough rows in a row agree that so much time has passed.</summary>
    bool Agreed(long ticks)
    {
        if (_aheadCount == 0 || Math.Abs(ticks - _ahead) > Jump) _aheadCount = 0;
        (_ahead, _aheadCount) = (ticks, _aheadCount + 1);
        return _aheadCount >= Believed;
    }

    void Open(long ticks)
    {
        _start = ticks - ticks % _options.Every.Ticks;
        (_end, _isOpen, _aheadCount) = (_start + _options.Every.Ticks, true, 0);
    }

    void EndTime(long ticks)
    {
        if (_isPanel)
        {
            foreach (var column in _inputs) column.EndTime(_time);
            _predicted?.EndTime(_time);
        }
        (_time, _hour) = (ticks, (int)(ticks / TimeSpan.TicksPerHour % 24));
    }

    /// <summary>Ends the bucket under way and queues its reading.</summary>
    void Close()
    {
        EndTime(0);
        List<SeriesProfile> series = [];
        _predictions?.Close(_start, _end, _predicted!.Tally);
        foreach (var column in _inputs) series.Add(new("input", column.Close(_number)));
        if (_predicted is not null) series.Add(new("prediction", _predicted.Close(_number)));
        series.AddRange(_returns.Series.Where(s => s.Tally.Rows > 0).Select(s => new SeriesProfile(s.Name, s.Tally.Profile(s.Name))));
        _returns.Close(_start);
        _order.Close();
        IReadOnlyList<Measurement> measurements =
        [
            .. _order.Measure(),
            _silence.Measure(_order.Last, _end, 1),
            .. _inputs.SelectMany(c => c.Measure()),
            .. _predicted?.Measure() ?? [],
            .. _predictions?.Measure() ?? [],
            .. _returns.Measure(),
            .. _lag.Measure(),
        ];
        _lag.Clear();
        _number++;
        (_isOpen, _told) = (false, Math.Max(_told, _end));
        Queue(new(new(_start, DateTimeKind.Utc), new(_end, DateTimeKind.Utc), measurements, series.Where(s => s.Profile.Rows > 0).ToArray()));
    }

    /// <summary>Reads off a silence, once a bucket at most, while it is unusual.</summary>
    void Tell(long now)
    {
        if (now <= _told || _order.Last == 0) return;
        var silence = _silence.Measure(_order.Last, now, 1);
        if (!(silence.Value > 1)) return;
        Queue(new(new(_told, DateTimeKind.Utc), new(now, DateTimeKind.Utc), [silence], []));
        _told = now;
    }

    void Queue(MonitorReading reading)
    {
        if (_readings.Count == MostReadings) _readings.Dequeue();
        _readings.Enqueue(reading);
    }

    public void Save(BinaryWriter to)
    {
        to.WriteAll([_number, _start, _end, _time, _told, _ahead, _hour, _aheadCount, _isOpen ? 1 : 0]);
        foreach (var column in _inputs) column.Save(to);
        _predicted?.Save(to);
        _predictions?.Save(to);
        _returns.Save(to);
        _order.Save(to);
        _lag.Save(to);
        to.Write(_readings, r => to.Write(System.Text.Json.JsonSerializer.Serialize(r, JsonFormat.Line)));
    }

    public void Restore(BinaryReader from)
    {
        var whole = from.ReadLongs();
        (_number, _start, _end, _time, _told, _ahead) = (whole[0], whole[1], whole[2], whole[3], whole[4], whole[5]);
        (_hour, _aheadCount, _isOpen) = ((int)whole[6], (int)whole[7], whole[8] == 1);
        foreach (var column in _inputs) column.Restore(from);
        _predicted?.Restore(from);
        _predictions?.Restore(from);
        _returns.Restore(from);
        _order.Restore(from);
        _lag.Restore(from);
        _readings.Clear();
        foreach (var reading in from.ReadList(() => JsonFormat.Read<MonitorReading>(from.ReadString(), "reading"))) _readings.Enqueue(reading);
    }
}
