using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>Scores a model's market data one session at a time as <see cref="LiveModel.TrackRecord"/> scores all: the same features, predictions, positions, costs and returns to the last bit.</summary>
/// <remarks>Keeps only the rows that the features of each asset reach back to. The version of each session is the one that was in force when it began; a stopped slot predicts 0.</remarks>
public sealed class LiveScorer
{
    readonly string[] _columns;
    readonly string _sizing;
    readonly int _reach;
    readonly SortedDictionary<string, AssetPast> _pasts = new(StringComparer.Ordinal);
    LiveModel _live;

    /// <param name="live">The model.</param>
    /// <param name="memory">Where another scorer of the same model stood; null to start without a past.</param>
    /// <exception cref="InvalidDataException">The pipeline has no sizing feature, or the memory is of other columns.</exception>
    public LiveScorer(LiveModel live, ScorerMemory? memory = null)
    {
        var (pipeline, raw) = (live.Definition.Pipeline, live.Raw);
        _sizing = pipeline.Sizing?.Name ?? throw new InvalidDataException($"{live.Definition.Name}: the pipeline has no sizing feature; positions are sized by volatility. Declare pipeline.sizing.");
        (_live, IsPanel) = (live, raw.Has(raw.Schema.Asset));
        _columns = [.. new[] { pipeline.Close, pipeline.High, pipeline.Low, pipeline.Volume }.Distinct(StringComparer.Ordinal).Where(raw.Has)];
        _reach = pipeline.Features.Append(pipeline.Sizing).Max(f => f!.Reach);
        if (memory is null) return;
        if (memory.Assets is not null != IsPanel)
            throw new InvalidDataException($"{live.Definition.Name}: the stored sessions are of {(IsPanel ? "one asset, and its data are a panel" : "a panel, and its data are of one asset")}. Start without the stored state.");
        foreach (var (asset, past) in memory.Assets ?? new Dictionary<string, ScorerMemory> { [""] = memory })
        {
            if (past.Values.Count != _columns.Length || past.Values.Any(v => v.Count != past.Times.Count))
                throw new InvalidDataException($"{live.Definition.Name}: the stored sessions are of {past.Values.Count} columns, and its pipeline reads {_columns.Length}. Start without the stored state.");
            _pasts.Add(asset, new([.. past.Times], [.. past.Values.Select(v => v.ToList())]) { Position = past.Position });
        }
    }

    /// <summary>A scorer that stands where a record stood before a time: its sessions, its positions.</summary>
    public static LiveScorer StartingAt(LiveModel live, TrackRecord record, DateTime from)
    {
        var scorer = new LiveScorer(live);
        Frame past = record.Raw.Before(from), rows = record.Rows.Before(from);
        var assets = AssetsOf(past);
        double[][] values = [.. scorer._columns.Select(c => past[c].ToArray())];
        for (var row = 0; row < past.Count; row++) scorer.Past(assets[row]).Add(past.Time[row], [.. values.Select(v => v[row])], scorer._reach);
        var held = rows[record.Position].Span;
        var of = AssetsOf(rows);
        for (var row = 0; row < rows.Count; row++) scorer.Past(of[row]).Position = held[row];
        return scorer;
    }

    /// <summary>Whether its data are of several assets.</summary>
    public bool IsPanel { get; }

    /// <summary>Columns of the market data that are read, in the order of <see cref="AssetRow.Values"/>.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The time of the newest session; the smallest of all times before the first.</summary>
    public DateTime Newest => _pasts.Values.Select(p => p.Newest).DefaultIfEmpty().Max();

    /// <summary>The assets of the newest session.</summary>
    public IReadOnlyList<string> NewestAssets => [.. _pasts.Where(p => p.Value.Newest == Newest).Select(p => p.Key)];

    /// <summary>What a scorer must remember to go on.</summary>
    public ScorerMemory Memory => IsPanel
        ? new([], [], 0) { Assets = _pasts.ToDictionary(p => p.Key, p => p.Value.Memory, StringComparer.Ordinal) }
        : _pasts.TryGetValue("", out var past) ? past.Memory : new([], [.. _columns.Select(_ => Array.Empty<double>())], 0);

    /// <summary>Goes on with what the model's slot serves now: see <see cref="LiveModel.Renewed"/>.</summary>
    /// <param name="live">The same model.</param>
    public void Follow(LiveModel live) => _live = live;

    /// <summary>Scores the next session.</summary>
    /// <param name="time">Its time, after that of the session before.</param>
    /// <param name="rows">Its rows: one, of a panel one for each asset, in any order.</param>
    /// <returns>For each row, by asset, what the model made of it, or why nothing: too few sessions before it, a wrong price.</returns>
    /// <exception cref="ArgumentException">There is no row, or an asset stands twice.</exception>
    public IReadOnlyList<ScoredSession> Next(DateTime time, IReadOnlyList<AssetRow> rows)
    {
        if (rows.Count == 0 || rows.DistinctBy(r => IsPanel ? r.Asset : "").Count() < rows.Count)
            throw new ArgumentException($"The session of {Format.Time(time)} has {rows.Count} rows: give one{(IsPanel ? " for each asset" : "")}.", nameof(rows));
        AssetRow[] session = [.. rows.OrderBy(r => r.Asset, StringComparer.Ordinal)];
        foreach (var row in session) Past(row.Asset).Add(time, row.Values, _reach + 1);
        var prepared = session.Select(row => Prepared(Past(row.Asset))).ToArray();
        int[] kept = [.. Enumerable.Range(0, session.Length).Where(i => IsOf(prepared[i], time))];
        var scored = Scored(time, [.. kept.Select(i => session[i].Asset)], [.. kept.Select(i => prepared[i].Frame.Rows(^1..))]);
        return [.. session.Select((row, i) => Array.IndexOf(kept, i) is >= 0 and var k ? scored[k] : new ScoredSession(time, WhyNot(prepared[i], time)) { Asset = row.Asset })];
    }

    /// <summary>Features and target of the sessions of one asset that are remembered.</summary>
    PreparedData Prepared(AssetPast past)
    {
        var schema = new Schema { Timestamp = _live.Raw.Schema.Timestamp };
        return _live.Definition.Pipeline.Prepare(Frame.Of(schema, [Column.Timestamps(schema.Timestamp, [.. past.Times.Select(t => Timestamp.FromDateTime(t))]), .. _columns.Select((name, c) => Column.Numbers(name, [.. past.Values[c]]))]));
    }

    static bool IsOf(PreparedData prepared, DateTime time) => prepared.Frame.Count > 0 && prepared.Frame.Time[^1] == time;

    static string WhyNot(PreparedData prepared, DateTime time) => prepared.Dropped.FirstOrDefault(d => d.Last == time)?.Reason ?? "it cannot be scored";

    /// <summary>What the model says of the rows of a session, and what trading it on paper gives.</summary>
    ScoredSession[] Scored(DateTime time, string[] assets, Frame[] rows)
    {
        var (policy, pipeline) = (_live.Definition.Trading, _live.Definition.Pipeline);
        double[] Numbers(string column) => [.. rows.Select(r => r[column].Span[0])];
        var features = pipeline.Features.Select(f => Numbers(f.Name)).ToArray();
        double[] volatility = Numbers(_sizing), target = Numbers(pipeline.Target);
        var predictions = time < _live.Definition.GoLive.ToDateTime(default, DateTimeKind.Utc) ? [.. rows.Select(_ => double.NaN)] : _live.InForce(time) is { } model ? rows.Select(r => model.Predict(r)[0]).ToArray() : new double[rows.Length];
        var across = IsPanel ? policy.Positions(predictions, volatility) : [];
        return
        [
            .. rows.Select((_, i) =>
            {
                var past = Past(assets[i]);
                var before = past.Position;
                past.Position = IsPanel ? policy.Traded(across[i], before) : policy.Held(predictions[i], volatility[i], before);
                var cost = policy.CostPerTurnover * Math.Abs(past.Position - before);
                return new ScoredSession(time, null)
                {
                    Asset = assets[i], Features = [.. features.Select(f => f[i])],
                    Prediction = predictions[i], Target = target[i], Position = past.Position, Cost = cost,
                    Return = double.IsNaN(predictions[i]) ? double.NaN : past.Position * target[i] - cost,
                };
            }),
        ];
    }

    AssetPast Past(string asset)
    {
        var name = IsPanel ? asset : "";
        if (!_pasts.TryGetValue(name, out var past)) _pasts.Add(name, past = new([], [.. _columns.Select(_ => new List<double>())]));
        return past;
    }

    static string[] AssetsOf(Frame rows) => rows.Has(rows.Schema.Asset) ? [.. rows[rows.Schema.Asset!].Strings.Select(a => a ?? "")] : [.. Enumerable.Repeat("", rows.Count)];

    /// <summary>What is remembered of an asset.</summary>
    sealed class AssetPast(List<DateTime> times, List<double>[] values)
    {
        public List<DateTime> Times { get; } = times;
        public List<double>[] Values { get; } = values;
        public double Position { get; set; }
        public DateTime Newest => Times is [.., var newest] ? newest : DateTime.MinValue;
        public ScorerMemory Memory => new([.. Times], [.. Values.Select(v => (IReadOnlyList<double>)[.. v])], Position);

        public void Add(DateTime time, IReadOnlyList<double> values, int most)
        {
            Times.Add(time);
            for (var c = 0; c < Values.Length; c++) Values[c].Add(values[c]);
            if (Times.Count <= most) return;
            Times.RemoveAt(0);
            foreach (var column in Values) column.RemoveAt(0);
        }
    }
}

/// <summary>What a <see cref="LiveScorer"/> remembers: the sessions that features reach back to, and the position.</summary>
/// <param name="Times">Their times.</param>
/// <param name="Values">For each column its numbers.</param>
/// <param name="Position">As a fraction of capital.</param>
public sealed record ScorerMemory(IReadOnlyList<DateTime> Times, IReadOnlyList<IReadOnlyList<double>> Values, double Position)
{
    /// <summary>Of a panel, what is remembered of each asset; the others are empty then. Null where the data are of one asset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ScorerMemory>? Assets { get; init; }
}

/// <summary>The market data of one asset in one session.</summary>
/// <param name="Asset">Its name; empty where the data are of one asset.</param>
/// <param name="Values">One number for each of <see cref="LiveScorer.Columns"/>; NaN where it is missing.</param>
public sealed record AssetRow(string Asset, IReadOnlyList<double> Values);

/// <summary>A session of an asset as the model saw it, or why there is none.</summary>
/// <param name="Time">Its time.</param>
/// <param name="Because">Why it was not scored; null where it was.</param>
public sealed record ScoredSession(DateTime Time, string? Because)
{
    /// <summary>Its asset; empty where the data are of one.</summary>
    public string Asset { get; init; } = "";
    /// <summary>Features in the order of the pipeline.</summary>
    public IReadOnlyList<double> Features { get; init; } = [];
    /// <summary>What the model said of the session before it began.</summary>
    public double Prediction { get; init; } = double.NaN;
    /// <summary>What the session returned.</summary>
    public double Target { get; init; } = double.NaN;
    /// <summary>Position held, as a fraction of capital; of a panel, of the book's.</summary>
    public double Position { get; init; } = double.NaN;
    /// <summary>Cost of reaching it.</summary>
    public double Cost { get; init; } = double.NaN;
    /// <summary>Return net of costs; those of a panel's assets add up to the book's.</summary>
    public double Return { get; init; } = double.NaN;
}
