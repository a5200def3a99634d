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
    /// <summary>A longer difference to the commit is not kept: it would be data, not code.</summary>
    const int MostDifferenceBytes = 4 << 20;

    /// <summary>Trains a declared model on its training rows, and registers the version.</summary>
    /// <param name="workspace">Where the model is declared and the version is registered.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="clock">The time written into the record; never into a result.</param>
    /// <param name="policy">What to do where the checks of quality and drift find something critical.</param>
    /// <param name="declaration">What to train instead of what is declared: other rows, another penalty. Recorded with the version.</param>
    /// <param name="by">Who trains.</param>
    /// <param name="because">Why.</param>
    /// <exception cref="InvalidDataException">The data are critical and the policy refuses, or there are too few rows.</exception>
    public static TrainingResult TrainModel(Workspace workspace, string name, TimeProvider clock, CheckPolicy policy = CheckPolicy.Warn, ModelDefinition? declaration = null, string by = "modelops", string because = "trained as declared") => TrainModel(workspace, name, clock, policy, declaration, by, because, () => GitRevision.WithDifference(workspace.Folder, MostDifferenceBytes));

    /// <summary>The same with code that is told and not looked at.</summary>
    internal static TrainingResult TrainModel(Workspace workspace, string name, TimeProvider clock, CheckPolicy policy, ModelDefinition? declaration, string by, string because, Func<(GitRevision Revision, byte[]? Difference)> revision)
    {
        var began = clock.GetUtcNow();
        var definition = (declaration ?? workspace.Model(name)) with { Name = name };
        var file = workspace.Resolve(definition.Data);
        var (all, bytes) = Read(workspace, definition, file);
        var (raw, prepared) = TrainingData(definition, all);
        if (prepared.Frame.TimeCount < definition.Backtest.FirstTraining && definition.TrainFrom is null)
            throw new InvalidDataException($"{name}: {prepared.Frame.TimeCount} training {(raw.Schema.Asset is null ? "rows" : "sessions")} up to {Format.Date(definition.TrainUntil)}, {definition.Backtest.FirstTraining} needed. Give it more data or a smaller backtest.firstTraining.");
        var checks = Checks(raw, prepared.Frame, new() { Thresholds = definition.Thresholds });
        policy.Apply($"{name} was not trained", checks);
        var model = DeclaredWindow.Of(definition.Window).Train(definition.Trainer.Create(), prepared.Frame);
        var (code, difference) = revision();
        using var registry = ModelRegistry.Open(workspace, clock);
        var training = new TrainingRecord
        {
            Provenance = Provenance(definition, raw, prepared.Frame),
            Definition = definition,
            Data = Recorded(registry, definition, all, bytes, raw, prepared.Frame),
            Importance = model switch { LinearModel linear => linear.Importance, LogisticModel logistic => logistic.Importance, BoostedTrees trees => trees.Importance, _ => [] },
            Evidence = EvidenceMeasurement.Of(definition, model, prepared.Frame),
            Checks = [.. checks.Select(TrainingCheck.Of)],
            Golden = GoldenPredictions.Of(model, prepared.Frame),
            Code = code,
            CodeDifference = difference is null ? null : Keep(registry, difference),
            Environment = EnvironmentRecord.Capture(clock),
            Packages = ResolvedPackage.OfThisProgram(),
            BeganAt = began,
            EndedAt = clock.GetUtcNow(),
        };
        return new(registry.Register(name, Encoding.UTF8.GetBytes(ModelJson.Write(model)), ModelRegistry.OwnFormat, training, by, because), prepared, checks);
    }

    /// <summary>The data file's bytes, read once, and the rows in them: what is recorded is what was trained on, also where the file changes meanwhile.</summary>
    static (Frame Rows, byte[] Bytes) Read(Workspace workspace, ModelDefinition definition, string file)
    {
        if (!File.Exists(file)) workspace.DataOf(definition); // says what is missing
        FileReads.Note(file);
        var bytes = File.ReadAllBytes(file);
        return (FrameCsv.Parse(bytes, workspace.SchemaOf(definition), file), bytes);
    }

    static RecordedData Recorded(ModelRegistry registry, ModelDefinition definition, Frame all, byte[] bytes, Frame raw, Frame prepared) => new()
    {
        File = definition.Data.Replace('\\', '/'),
        Content = Keep(registry, bytes),
        Bytes = bytes.Length,
        Schema = raw.Schema,
        FirstRow = all.Before(raw.Time[0]).Count,
        Rows = raw.Count,
        From = raw.Time[0],
        To = raw.Time[^1],
        Table = raw.ContentHashes(),
        Prepared = prepared.ContentHashes(),
        Change = registry.Versions(definition.Name).LastOrDefault(v => v.Training.Data is not null) is { } before ? DataChange.Of(all, raw, before.Number, before.Training.Data!) : null,
    };

    static string Keep(ModelRegistry registry, byte[] bytes)
    {
        var id = "";
        StateFolder.Write(registry.Workspace, () => id = registry.Blobs.Write(bytes));
        return ModelRegistry.BlobMark + id;
    }

    /// <summary>The rows that a declaration trains on, as received and prepared; features of the first rows may look back before <see cref="ModelDefinition.TrainFrom"/>.</summary>
    internal static (Frame Raw, PreparedData Prepared) TrainingData(ModelDefinition definition, Frame all)
    {
        var raw = all.Before(definition.TrainUntil.AddDays(1));
        var prepared = definition.Pipeline.Prepare(raw);
        return definition.TrainFrom is { } from ? (raw.Since(from), prepared with { Frame = prepared.Frame.Since(from) }) : (raw, prepared);
    }

    /// <summary>Provenance of a training, from which it is known whether a stored version is the declared one.</summary>
    internal static Provenance Provenance(ModelDefinition definition, Frame raw, Frame prepared) => new()
    {
        AsOf = definition.TrainUntil,
        DataHashes = new Dictionary<string, string> { ["raw"] = raw.ContentHash(), ["training"] = prepared.ContentHash() },
        Rows = prepared.Count,
        Model = definition.Name,
        Parameters = new Dictionary<string, string>(definition.Window is null ? [] : [new("window", DeclaredWindow.Of(definition.Window).Name)])
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
