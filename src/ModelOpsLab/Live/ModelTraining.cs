using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>Trains declared models: checks the data first, records everything needed to train again.</summary>
public static class ModelTraining
{
    /// <summary>Trains a declared model on its rows up to the end of training, and stores the version.</summary>
    /// <param name="workspace">Where the model is declared and the version is stored.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="clock">The time written into the record; never into a result.</param>
    /// <param name="policy">What to do where the checks of quality and drift find something critical.</param>
    /// <exception cref="InvalidDataException">The data are critical and the policy refuses, or there are too few rows.</exception>
    public static TrainingResult TrainModel(Workspace workspace, string name, TimeProvider clock, CheckPolicy policy = CheckPolicy.Warn)
    {
        var definition = workspace.Model(name);
        var raw = workspace.DataOf(definition).Before(definition.TrainUntil.AddDays(1));
        var prepared = definition.Pipeline.Prepare(raw);
        if (prepared.Frame.Count < definition.Backtest.FirstTraining)
            throw new InvalidDataException($"{name}: {prepared.Frame.Count} training rows up to {Format.Date(definition.TrainUntil)}, {definition.Backtest.FirstTraining} needed. Give it more data or a smaller backtest.firstTraining.");
        var checks = Checks(raw, prepared.Frame, new() { Thresholds = definition.Thresholds });
        policy.Apply($"{name} was not trained", checks);
        var model = definition.Trainer.Create().Train(prepared.Frame);
        var bytes = Encoding.UTF8.GetBytes(ModelJson.Write(model));
        var version = new ModelVersion
        {
            Name = name,
            Number = 1,
            ContentId = ContentId.Of(bytes),
            Model = model,
            Provenance = Provenance(definition, raw, prepared.Frame),
            Importance = model is LinearModel linear ? linear.Importance : [],
            Code = GitRevision.Of(workspace.Folder),
            Environment = EnvironmentRecord.Capture(clock),
        };
        ModelStore.Write(workspace, version, bytes);
        return new(version, prepared, checks);
    }

    /// <summary>Provenance of a training, from which it is known whether a stored version is the declared one.</summary>
    internal static Provenance Provenance(ModelDefinition definition, Frame raw, Frame prepared) => new()
    {
        AsOf = definition.TrainUntil,
        DataHashes = new Dictionary<string, string> { ["raw"] = raw.ContentHash(), ["training"] = prepared.ContentHash() },
        Rows = prepared.Count,
        Model = definition.Name,
        Parameters = new Dictionary<string, string>
        {
            ["trainer"] = definition.Trainer.Create().Name,
            ["features"] = string.Join(", ", definition.Pipeline.Features.Select(f => f.Name)),
        },
    };

    /// <summary>The last fifth of the training rows against the four before it.</summary>
    static IReadOnlyList<Report> Checks(Frame raw, Frame prepared, MonitoringOptions limits)
    {
        int cutRaw = raw.Count * 4 / 5, cut = prepared.Count * 4 / 5;
        return
        [
            new RealTimeMonitor(raw.Rows(..cutRaw)) { Options = limits }.MonitorDataQuality(raw.Rows(cutRaw..)),
            new DriftDetector(prepared.Rows(..cut)).MonitorInputDistributionDrift(prepared.Rows(cut..)),
        ];
    }
}

/// <summary>A trained version with the data it was made from and the checks that went before.</summary>
public sealed record TrainingResult(ModelVersion Version, PreparedData Data, IReadOnlyList<Report> Checks);
