using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>Scores a model's market data one session at a time as <see cref="LiveModel.TrackRecord"/> scores all: the same features, prediction, position, cost and return to the last bit.</summary>
/// <remarks>Keeps only the sessions that the features reach back to. For one asset. The version of each session is the one that was in force when it began; a stopped slot predicts 0.</remarks>
public sealed class LiveScorer
{
    readonly LiveModel _live;
    readonly Schema _schema;
    readonly string[] _columns;
    readonly int _reach;
    readonly string _sizing;
    readonly List<DateTime> _times;
    readonly List<double>[] _values;
    double _position;

    /// <param name="live">The model.</param>
    /// <param name="memory">Where another scorer of the same model stood; null to start without a past.</param>
    /// <exception cref="InvalidDataException">The data are a panel, the pipeline has no sizing feature, or the memory is of other columns.</exception>
    public LiveScorer(LiveModel live, ScorerMemory? memory = null)
    {
        var pipeline = live.Definition.Pipeline;
        if (live.Raw.Schema.Asset is { } asset) throw new InvalidDataException($"{live.Definition.Name}: its data are a panel, with the asset in column '{asset}', and rows are scored one session of one asset at a time.");
        _sizing = pipeline.Sizing?.Name ?? throw new InvalidDataException($"{live.Definition.Name}: the pipeline has no sizing feature; positions are sized by volatility. Declare pipeline.sizing.");
        _live = live;
        _columns = [.. new[] { pipeline.Close, pipeline.High, pipeline.Low, pipeline.Volume }.Distinct(StringComparer.Ordinal).Where(live.Raw.Has)];
        _schema = new() { Timestamp = live.Raw.Schema.Timestamp };
        _reach = pipeline.Features.Append(pipeline.Sizing).Max(f => f!.Reach);
        if (memory is not null && (memory.Values.Count != _columns.Length || memory.Values.Any(v => v.Count != memory.Times.Count)))
            throw new InvalidDataException($"{live.Definition.Name}: the stored sessions are of {memory.Values.Count} columns, and its pipeline reads {_columns.Length}. Start without the stored state.");
        _times = [.. memory?.Times ?? []];
        _values = [.. _columns.Select((_, c) => new List<double>(memory?.Values[c] ?? []))];
        _position = memory?.Position ?? 0;
    }

    /// <summary>A scorer that stands where a record stood before a time: its sessions, its position.</summary>
    public static LiveScorer StartingAt(LiveModel live, TrackRecord record, DateTime from)
    {
        var scorer = new LiveScorer(live);
        var past = record.Raw.Before(from);
        past = past.Rows(Math.Max(0, past.Count - scorer._reach)..);
        var held = record.Rows.Before(from)[record.Position].Span;
        return new(live, new([.. past.Time], [.. scorer._columns.Select(c => past[c].Span.ToArray())], held.Length == 0 ? 0 : held[^1]));
    }

    /// <summary>Columns of the market data that are read, in the order of <see cref="Next"/>'s values.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>What a scorer must remember to go on.</summary>
    public ScorerMemory Memory => new([.. _times], [.. _values.Select(v => (IReadOnlyList<double>)[.. v])], _position);

    /// <summary>Scores the next session.</summary>
    /// <param name="time">Its time, after that of the session before.</param>
    /// <param name="values">One number for each of <see cref="Columns"/>; NaN where it is missing.</param>
    /// <returns>The scored session, or why it has none: too few sessions before it, a wrong price.</returns>
    public ScoredSession Next(DateTime time, ReadOnlySpan<double> values)
    {
        _times.Add(time);
        for (var c = 0; c < _columns.Length; c++) _values[c].Add(values[c]);
        if (_times.Count > _reach + 1)
        {
            _times.RemoveAt(0);
            foreach (var column in _values) column.RemoveAt(0);
        }
        var raw = Frame.Of(_schema, [Column.Timestamps(_schema.Timestamp, [.. _times.Select(t => Timestamp.FromDateTime(t))]), .. _columns.Select((name, c) => Column.Numbers(name, [.. _values[c]]))]);
        var prepared = _live.Definition.Pipeline.Prepare(raw);
        if (prepared.Frame.Count == 0 || prepared.Frame.Time[^1] != time)
            return new(time, prepared.Dropped.FirstOrDefault(d => d.Last == time)?.Reason ?? "it cannot be scored");
        var row = prepared.Frame.Rows(^1..);
        var prediction = time < _live.Definition.GoLive.ToDateTime(default, DateTimeKind.Utc) ? double.NaN : _live.InForce(time)?.Predict(row)[0] ?? 0;
        var before = _position;
        _position = _live.Definition.Trading.Held(prediction, row[_sizing].Span[0], before);
        var cost = _live.Definition.Trading.CostPerTurnover * Math.Abs(_position - before);
        var target = row[_live.Definition.Pipeline.Target].Span[0];
        return new(time, null)
        {
            Features = [.. _live.Definition.Pipeline.Features.Select(f => row[f.Name].Span[0])],
            Prediction = prediction, Target = target, Position = _position, Cost = cost,
            Return = double.IsNaN(prediction) ? double.NaN : _position * target - cost,
        };
    }
}

/// <summary>What a <see cref="LiveScorer"/> remembers: the sessions that features reach back to, and the position.</summary>
/// <param name="Times">Their times.</param>
/// <param name="Values">For each column its numbers.</param>
/// <param name="Position">As a fraction of capital.</param>
public sealed record ScorerMemory(IReadOnlyList<DateTime> Times, IReadOnlyList<IReadOnlyList<double>> Values, double Position);

/// <summary>A session as the model saw it, or why there is none.</summary>
/// <param name="Time">Its time.</param>
/// <param name="Because">Why it was not scored; null where it was.</param>
public sealed record ScoredSession(DateTime Time, string? Because)
{
    /// <summary>Features in the order of the pipeline.</summary>
    public IReadOnlyList<double> Features { get; init; } = [];
    /// <summary>What the model said of the session before it began.</summary>
    public double Prediction { get; init; } = double.NaN;
    /// <summary>What the session returned.</summary>
    public double Target { get; init; } = double.NaN;
    /// <summary>Position held, as a fraction of capital.</summary>
    public double Position { get; init; } = double.NaN;
    /// <summary>Cost of reaching it.</summary>
    public double Cost { get; init; } = double.NaN;
    /// <summary>Return net of costs.</summary>
    public double Return { get; init; } = double.NaN;
}
