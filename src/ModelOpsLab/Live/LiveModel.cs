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

/// <summary>A declared model with its trained version: predicts, and tells its whole track record.</summary>
public sealed class LiveModel
{
    LiveModel(Workspace workspace, ModelDefinition definition, ModelVersion version, Frame raw, PreparedData prepared) =>
        (Workspace, Definition, Version, Raw, Prepared) = (workspace, definition, version, raw, prepared);

    /// <summary>Where it is declared.</summary>
    public Workspace Workspace { get; }
    /// <summary>Its declaration.</summary>
    public ModelDefinition Definition { get; }
    /// <summary>Its trained version.</summary>
    public ModelVersion Version { get; }
    /// <summary>Its market data.</summary>
    public Frame Raw { get; }
    /// <summary>Features and target.</summary>
    public PreparedData Prepared { get; }

    /// <summary>Loads the stored version; trains it first where there is none, or where data, declaration or the format of model files have changed since.</summary>
    /// <param name="workspace">Where the model is declared.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="clock">The time written into a new training record.</param>
    public static LiveModel Load(Workspace workspace, string name, TimeProvider? clock = null)
    {
        var definition = workspace.Model(name);
        var raw = workspace.DataOf(definition);
        var prepared = definition.Pipeline.Prepare(raw);
        var training = definition.TrainUntil.AddDays(1);
        var expected = ModelTraining.Provenance(definition, raw.Before(training), prepared.Frame.Before(training));
        var stored = ModelStore.Read(workspace, name);
        var version = stored is not null && stored.Provenance.Equals(expected) && IsOfThisFormat(stored) ? stored : ModelTraining.TrainModel(workspace, name, clock ?? TimeProvider.System).Version;
        return new(workspace, definition, version, raw, prepared);
    }

    /// <summary>Whether this library would write the stored model with the same bytes; one of an older build is trained again.</summary>
    static bool IsOfThisFormat(ModelVersion stored) => ContentId.Of(Encoding.UTF8.GetBytes(ModelJson.Write(stored.Model!))) == stored.ContentId;

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
        return new(Traded(prepared, Version.Model!.Predict(prepared)), checks);
    }

    /// <summary>The whole record: a walk-forward backtest up to the first live day, the stored version since, traded on paper at cost.</summary>
    /// <exception cref="InvalidDataException">The data are a panel of several assets.</exception>
    public TrackRecord TrackRecord()
    {
        if (Raw.Schema.Asset is { } asset)
            throw new InvalidDataException($"{Definition.Name}: its data are a panel, with the asset in column '{asset}', and paper trading and the review run one asset. Give the model a file of one asset, and a schema that names no asset column.");
        var rows = Prepared.Frame;
        var goLive = rows.Before(Definition.GoLive).Count;
        var backtest = WalkForward.Predict(rows.Rows(..goLive), Definition.Trainer.Create(), Window.Expanding(), Definition.Backtest.RefitEvery, Definition.Backtest.Gap, Definition.Backtest.FirstTraining).Predictions;
        double[] predictions = [.. backtest, .. Version.Model!.Predict(rows.Rows(goLive..))];
        return new()
        {
            Model = Definition.Name,
            Version = Version.Label,
            TrainedUntil = Definition.TrainUntil,
            GoLive = Definition.GoLive,
            Raw = Raw,
            Rows = Traded(rows, predictions),
        };
    }

    /// <summary>The rows with predictions, and the positions, costs and returns that follow from them; a row without a prediction has no return.</summary>
    Frame Traded(Frame rows, double[] predictions)
    {
        var sizing = Definition.Pipeline.Sizing?.Name ?? throw new InvalidDataException($"{Definition.Name}: the pipeline has no sizing feature; positions are sized by volatility. Declare pipeline.sizing.");
        var paper = PaperTrading.Run(rows.Time, predictions, rows[Definition.Pipeline.Target].Span, rows[sizing].Span, Definition.Trading);
        double[] net = [.. paper.Net.Select((r, i) => double.IsNaN(predictions[i]) ? double.NaN : r)];
        var frame = rows.With("prediction", predictions).With("position", [.. paper.Position]).With("cost", [.. paper.Cost]).With("return", net);
        return frame.With(frame.Schema with { Prediction = "prediction", Return = "return" });
    }
}

/// <summary>Rows with predictions and what trading them on paper gave, and the checks that went before.</summary>
public sealed record ScoredRows(Frame Rows, IReadOnlyList<Report> Checks);
