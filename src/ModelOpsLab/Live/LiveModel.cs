using System.Diagnostics;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>A declared model with the version that is live: predicts, and tells its whole track record.</summary>
public sealed class LiveModel : IDisposable
{
    static readonly TimeSpan OpenAgainAfter = TimeSpan.FromSeconds(1);

    readonly DeclaredRows _rows;
    readonly IReadOnlyList<Stretch> _life;
    readonly Lock _opening = new();
    volatile LivePredictor? _predictor;
    long? _openedAt;
    (long, DateTime) _ledger;

    LiveModel(Workspace workspace, ModelDefinition definition, ModelVersion version, IModel model, DeclaredRows rows, IReadOnlyList<Stretch> life, (long, DateTime) ledger) =>
        (Workspace, Definition, Version, Model, _rows, _life, _ledger) = (workspace, definition, version, model, rows, life, ledger);

    /// <summary>Where it is declared.</summary>
    public Workspace Workspace { get; }
    /// <summary>Its declaration.</summary>
    public ModelDefinition Definition { get; }
    /// <summary>The version that is live; where none was promoted, the newest that is as declared.</summary>
    public ModelVersion Version { get; }
    /// <summary>The model of that version.</summary>
    public IModel Model { get; }
    /// <summary>What its first slot may do.</summary>
    public SlotState State => _life[^1].State;
    /// <summary>Its market data.</summary>
    public Frame Raw => _rows.Raw;
    /// <summary>Features and target.</summary>
    public PreparedData Prepared => _rows.Prepared;

    /// <summary>Loads the version that is live in the model's first slot. Where none was ever promoted: the newest that was trained as declared, from these data; it is trained first where there is none. A demonstration is built first.</summary>
    /// <param name="workspace">Where the model is declared.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="clock">The time written into a new training record.</param>
    /// <exception cref="InvalidDataException">A version is damaged, or reads inputs that the declared pipeline does not make.</exception>
    public static LiveModel Load(Workspace workspace, string name, TimeProvider? clock = null)
    {
        var definition = workspace.Model(name);
        Demonstration.Ensure(workspace);
        var rows = DeclaredRows.Of(workspace, definition);
        var ledger = Stamp(workspace);
        using var registry = ModelRegistry.OpenToRead(workspace);
        if (LifeOf(registry, definition, rows) is { Count: > 0 } life) return new(workspace, definition, life[^1].Version, life[^1].Model, rows, life, ledger);
        var stored = registry?.Versions(name).LastOrDefault(v => !v.Retired && v.Provenance.Equals(rows.Expected) && IsOfThisFormat(registry, v));
        var version = stored ?? ModelTraining.TrainModel(workspace, name, clock ?? TimeProvider.System).Version;
        using var now = stored is null ? ModelRegistry.Open(workspace) : null;
        var model = (now ?? registry!).Load(version);
        return new(workspace, definition, version, model, rows, [new(DateTimeOffset.MinValue, SlotState.Active, version, model)], ledger);
    }

    /// <summary>The same model with what its first slot serves by now: after a promotion, a rollback or a stop. Null where there was none since it was loaded.</summary>
    /// <remarks>Its data are those that were read when it was loaded.</remarks>
    /// <inheritdoc cref="Load" path="/exception"/>
    public LiveModel? Renewed()
    {
        var ledger = Stamp(Workspace); // before the ledger is read: what is written meanwhile is seen the next time
        if (ledger == _ledger) return null;
        using var registry = ModelRegistry.OpenToRead(Workspace);
        var life = LifeOf(registry, Definition, _rows);
        _ledger = ledger;
        return life.Count == 0 || Told(life).SequenceEqual(Told(_life)) ? null : new(Workspace, Definition, life[^1].Version, life[^1].Model, _rows, life, ledger);

        static IEnumerable<(DateTimeOffset, SlotState, int)> Told(IReadOnlyList<Stretch> life) => life.Select(s => (s.From, s.State, s.Version.Number));
    }

    /// <summary>Length and time of the ledger's file: as long as they stay, nothing was recorded.</summary>
    static (long, DateTime) Stamp(Workspace workspace) => new FileInfo(workspace.Ledger.Database) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;

    /// <summary>What was ever in force in the model's first slot, in order; empty where nothing was.</summary>
    static IReadOnlyList<Stretch> LifeOf(ModelRegistry? registry, ModelDefinition definition, DeclaredRows rows)
    {
        if (registry?.History(definition.Slots[0]) is not { Count: > 0 } history) return [];
        var models = history.Select(d => d.Version).Distinct().ToDictionary(n => n, n => registry.Version(definition.Name, n) is var v ? (Version: v, Model: Runs(registry.Load(v), v, rows.Prepared.Frame)) : default);
        return [.. history.Select(d => new Stretch(d.From, d.State, models[d.Version].Version, models[d.Version].Model))];
    }

    /// <summary>
    /// The prediction for one row, one number a feature, by the version that is live in the model's first slot at this moment:
    /// logged, under the kill switch, and without ever throwing; see <see cref="LivePredictor.Predict"/>. The slot is opened at the
    /// first call; where that fails the answer is flat, with the reason Closed, and it is tried again a second later.
    /// </summary>
    /// <remarks>A process that only predicts opens a <see cref="LivePredictor"/> itself: that reads no data.</remarks>
    public Prediction Predict(ReadOnlySpan<double> row) => (_predictor ?? Opened())?.Predict(row) ?? new(default, 0, Version.Number, PredictionSource.Flat, SlotState.Halted, PredictionReason.Closed);

    /// <summary>Closes the prediction log, where one was opened.</summary>
    public void Dispose() => _predictor?.Dispose();

    LivePredictor? Opened()
    {
        lock (_opening)
        {
            if (_predictor is not null || (_openedAt is { } at && Stopwatch.GetElapsedTime(at) < OpenAgainAfter)) return _predictor;
            try
            {
                _openedAt = Stopwatch.GetTimestamp();
                return _predictor = LivePredictor.Open(Workspace, Definition.Slots[0]);
            }
            catch (Exception)
            {
                return null; // nothing is live there, a full disk: a trading loop goes on
            }
        }
    }

    /// <summary>Whether this library would write the stored model with the same bytes; one of an older build is trained again.</summary>
    static bool IsOfThisFormat(ModelRegistry registry, ModelVersion stored) =>
        stored.Format == ModelRegistry.OwnFormat && ContentId.Of(Encoding.UTF8.GetBytes(ModelJson.Write(registry.Load(stored)))) == stored.ContentId;

    static IModel Runs(IModel model, ModelVersion version, Frame rows) => model.Features.FirstOrDefault(f => rows.Schema.Features.All(c => c != f)) is { } missing
        ? throw new InvalidDataException($"{version.Name} version {version.Number} is live and reads '{missing}', which the pipeline that is declared now does not make. Declare the pipeline it was trained with, or promote a version that was trained with this one.")
        : model;

    /// <summary>A version in force from a time on.</summary>
    sealed record Stretch(DateTimeOffset From, SlotState State, ModelVersion Version, IModel Model);

    /// <summary>Checks new rows against the reference, then scores them.</summary>
    /// <param name="raw">Market data, enough before the rows of interest to warm the features up.</param>
    /// <param name="policy">What to do where quality or drift is critical.</param>
    /// <returns>The rows that could be scored, with prediction, position, cost and return by the roles of their schema, and the reports of the checks.</returns>
    /// <exception cref="InvalidDataException">A check is critical and the policy refuses.</exception>
    public ScoredRows LoadModelAndPredict(Frame raw, CheckPolicy policy = CheckPolicy.Warn)
    {
        var prepared = Definition.Pipeline.Prepare(raw).Frame;
        IReadOnlyList<Report> checks = prepared.Count == 0 ? [] :
        [
            new RealTimeMonitor(Raw.Before(Definition.GoLive)) { Options = new() { Thresholds = Definition.Thresholds } }.MonitorDataQuality(raw),
            new DriftDetector(Prepared.Frame.Before(Definition.GoLive)).MonitorInputDistributionDrift(prepared),
        ];
        policy.Apply($"{Definition.Name} did not predict", checks);
        return new(Traded(prepared, Model.Predict(prepared)), checks);
    }

    /// <summary>The whole record: a walk-forward backtest up to the first live day, the stored version since, up to the last live day where one is declared, traded on paper at cost. Of a panel the rows are those of each asset; their returns add up to the book's.</summary>
    /// <exception cref="InvalidDataException">There are too few rows before the first live day for a backtest, or the data are a panel and the declared sizing is of one asset.</exception>
    public TrackRecord TrackRecord()
    {
        var rows = Prepared.Frame;
        var before = rows.Before(Definition.GoLive);
        var (goLive, first) = (before.Count, Definition.Backtest.FirstTraining);
        if (first >= before.TimeCount)
            throw new InvalidDataException($"{Definition.Name}: there are {before.TimeCount} sessions with every feature before {Format.Date(Definition.GoLive)}, and the backtest trains on {first} before it predicts. Give it more data or a smaller backtest.firstTraining.");
        var (predictions, versions) = Served(rows, goLive);
        _rows.Backtest.CopyTo(predictions);
        var record = new TrackRecord
        {
            Model = Definition.Name,
            Version = versions.Count > 0 ? Trading.TrackRecord.Told(versions) : Version.Label,
            Served = versions,
            TrainedUntil = Definition.TrainUntil,
            GoLive = Definition.GoLive,
            Raw = Raw,
            Read = Definition.Pipeline.Columns,
            Rows = Traded(rows, predictions),
        };
        return Definition.LiveUntil is { } last ? record.AsOf(last) : record;
    }

    /// <summary>What was served for each live session by the version that was in force when it began: a stopped slot serves 0, no position. And the versions.</summary>
    (double[] Predictions, IReadOnlyList<ServedVersion> Versions) Served(Frame rows, int goLive)
    {
        var served = new double[rows.Count];
        var by = _life.ToDictionary(s => s, s => s.State == SlotState.Halted ? null : s.Model.Predict(rows));
        List<ServedVersion> versions = [];
        for (int row = goLive, at = 0; row < rows.Count; row++)
        {
            at = StretchOf(rows.Time[row], at);
            served[row] = by[_life[at]]?[row] ?? 0;
            var label = _life[at].State == SlotState.Halted ? null : _life[at].Version.Label;
            if (versions.Count == 0 || versions[^1].Label != label) versions.Add(new(DateOnly.FromDateTime(rows.Time[row]), label));
        }
        return (served, versions);
    }

    /// <summary>The model that was in force when a session began; null where its slot was stopped.</summary>
    internal IModel? InForce(DateTime session) => _life[StretchOf(session, 0)] is { State: not SlotState.Halted } stretch ? stretch.Model : null;

    /// <summary>The model that was in force on a day; where its slot was stopped, the one that is live now.</summary>
    public IModel ModelOn(DateOnly day) => InForce(day.ToDateTime(default, DateTimeKind.Utc)) ?? Model;

    /// <summary>The version of the slot on a day: the one that was served, or would have been but for a stop.</summary>
    public ModelVersion VersionOn(DateOnly day) => _life[StretchOf(day.ToDateTime(default, DateTimeKind.Utc), 0)].Version;

    /// <summary>The positions that predictions for some rows lead to by the declared trading rule, from none held before, as fractions of capital.</summary>
    /// <param name="rows">Rows with the pipeline's features.</param>
    /// <param name="predictions">One a row; NaN for none.</param>
    /// <exception cref="InvalidDataException">The pipeline has no sizing feature, or the rule does not fit the data.</exception>
    public double[] Positions(Frame rows, double[] predictions) => Traded(rows, predictions)["position"].ToArray();

    int StretchOf(DateTime session, int at)
    {
        while (at + 1 < _life.Count && _life[at + 1].From <= new DateTimeOffset(session.Date, TimeSpan.Zero)) at++;
        return at;
    }

    /// <summary>The rows with predictions, and the positions, costs and returns that follow from them; a row without a prediction has no return.</summary>
    internal Frame Traded(Frame rows, double[] predictions)
    {
        var sizing = Definition.Pipeline.Sizing?.Name ?? throw new InvalidDataException($"{Definition.Name}: the pipeline has no sizing feature; positions are sized by volatility. Declare pipeline.sizing.");
        var said = rows.With("prediction", predictions);
        said = said.With(said.Schema with { Prediction = "prediction" });
        if (said.Schema.Asset is { } asset && Definition.Trading.Sizing != PositionSizing.CrossSection)
            throw new InvalidDataException($"{Definition.Name}: its data are a panel, with the asset in column '{asset}', and its positions are sized one asset at a time. Declare \"sizing\": \"crossSection\" under trading, or give the model a file of one asset and a schema that names no asset column.");
        if (said.Schema.Asset is null && Definition.Trading.Sizing == PositionSizing.CrossSection)
            throw new InvalidDataException($"{Definition.Name}: its positions are sized across assets, and its schema names no asset column. Declare \"sizing\": \"sign\" or \"proportional\" under trading, or give it a panel.");
        var paper = PaperTrading.Run(said, sizing, policy: Definition.Trading);
        double[] net = [.. paper.Net.Select((r, i) => double.IsNaN(predictions[i]) ? double.NaN : r)];
        var frame = said.With("position", paper.Position).With("cost", paper.Cost).With("return", net);
        if (paper.Assets is null) return frame.With(frame.Schema with { Return = "return" });
        // The return of a row is a fraction of the book's capital already: as it stands it counts in the sum over the assets.
        frame = frame.With("share", [.. Enumerable.Repeat(1.0, frame.Count)]);
        return frame.With(frame.Schema with { Return = "return", Weight = "share" });
    }
}

/// <summary>Rows with predictions and what trading them on paper gave, and the checks that went before.</summary>
public sealed record ScoredRows(Frame Rows, IReadOnlyList<Report> Checks);
