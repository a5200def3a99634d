using System.Text;
using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>How a training that was done again compares to the first one.</summary>
public enum ReproductionOutcome
{
    /// <summary>The same bytes.</summary>
    Equal,
    /// <summary>Other bytes, and every prediction and coefficient within the tolerance.</summary>
    Within,
    /// <summary>Another model, or other data than were recorded.</summary>
    Different,
    /// <summary>It could not be trained again.</summary>
    Failed,
}

/// <summary>A version trained again from what was recorded with it, and how the result compares: from the kept data file and declaration, whatever became of those in the workspace.</summary>
public sealed record ModelReproduction
{
    /// <summary>Largest relative difference at which two models count as the same.</summary>
    public const double DefaultTolerance = 1e-9;

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Number of the version.</summary>
    public required int Version { get; init; }
    /// <summary>How it compares.</summary>
    public required ReproductionOutcome Outcome { get; init; }
    /// <summary>Why, in a sentence.</summary>
    public required string Because { get; init; }
    /// <summary>SHA-256 of the recorded model's bytes; null where its record could not be read.</summary>
    public string? Recorded { get; init; }
    /// <summary>SHA-256 of the bytes that were trained now; null where nothing was.</summary>
    public string? Now { get; init; }
    /// <summary>Largest difference of a prediction on the training rows, as a fraction of the largest prediction; null where they were not compared.</summary>
    public double? PredictionDifference { get; init; }
    /// <summary>Largest difference of a coefficient as a fraction of the larger one; null where there are none.</summary>
    public double? CoefficientDifference { get; init; }
    /// <summary>What of the machine, runtime, modules and packages is other than when it was trained; a reason only where the outcome is not equal.</summary>
    public IReadOnlyList<string> OtherThanThen { get; init; } = [];
    /// <summary>What became of the data file and the declaration since; no reason for anything here.</summary>
    public IReadOnlyList<string> Since { get; init; } = [];

    /// <summary>Whether the version was reproduced, to the bit or within the tolerance.</summary>
    [JsonIgnore]
    public bool Holds => Outcome is ReproductionOutcome.Equal or ReproductionOutcome.Within;

    /// <summary>Trains a version again, in this process. Nothing is written.</summary>
    /// <param name="registry">Where it is registered.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Number of the version.</param>
    /// <param name="clock">The time written into the comparison of machines; never into a result.</param>
    /// <param name="tolerance">Largest relative difference at which two models count as the same.</param>
    /// <returns>The comparison; damaged or missing blobs, and a version made elsewhere, are <see cref="ReproductionOutcome.Failed"/>.</returns>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    public static ModelReproduction Of(ModelRegistry registry, string model, int version, TimeProvider? clock = null, double tolerance = DefaultTolerance)
    {
        ModelReproduction Failed(string because, string? recorded = null) => new() { Model = model, Version = version, Outcome = ReproductionOutcome.Failed, Because = because, Recorded = recorded };

        ModelVersion first;
        try
        {
            first = registry.Version(model, version);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or FileNotFoundException)
        {
            return Failed("The training record of the version is damaged or missing: restore it from a copy. 'modelops audit verify' names the blob.");
        }
        if (first.Released) return Failed("Its bytes and its training record were released, years after it was last live: what it was trained from is no longer kept.", first.ContentId);
        var training = first.Training;
        if (training is not { Definition: { } definition, Data: { } data } || first.Format != ModelRegistry.OwnFormat)
            return Failed("The version was made elsewhere: no declaration and no data were recorded with it that could be trained here.", first.ContentId);
        if (Blob(registry, data.Sha256, "data file") is { Because: { } wrong }) return Failed(wrong, first.ContentId);
        if (Blob(registry, first.ContentId, "model's bytes") is { Because: { } gone }) return Failed(gone, first.ContentId);
        try
        {
            return Compared(registry, first, definition with { Name = model }, data, clock ?? TimeProvider.System, tolerance);
        }
        catch (Exception refused) when (refused is InvalidDataException or ArgumentException or KeyNotFoundException)
        {
            return Failed($"It could not be trained again: {refused.Message.Split(" (Parameter")[0]}", first.ContentId);
        }
    }

    /// <summary>Records the outcome in the ledger.</summary>
    /// <param name="registry">Where the version is registered.</param>
    /// <param name="by">Who asked for it.</param>
    public LedgerEvent Record(ModelRegistry registry, string by) => registry.RecordReproduction(by, Model, Version, Outcome.ToString().ToLowerInvariant(), Because);

    /// <summary>The outcome in one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Model} version {Version}: {Outcome.ToString().ToLowerInvariant()}. {Because}");

    static ModelReproduction Compared(ModelRegistry registry, ModelVersion first, ModelDefinition definition, RecordedData data, TimeProvider clock, double tolerance)
    {
        var (raw, prepared) = ModelTraining.TrainingData(definition, FrameCsv.Parse(registry.Blobs.Read(data.Sha256), data.Schema, "the recorded data file"));
        var reproduction = new ModelReproduction
        {
            Model = first.Name,
            Version = first.Number,
            Outcome = ReproductionOutcome.Equal,
            Because = "The same bytes.",
            Recorded = first.ContentId,
            OtherThanThen = OtherMachine.Differences(first.Training, EnvironmentRecord.Capture(clock).WithoutPaths(), ResolvedPackage.OfThisProgram()),
            Since = [.. Changes(registry.Workspace, first.Name, definition, data)],
        };
        if (data.Table.FirstDifference(raw.ContentHashes()) is { } other)
            return reproduction with { Outcome = ReproductionOutcome.Different, Because = $"The recorded data file does not hold the rows that the record says. {other.What}" };
        if (data.Prepared.FirstDifference(prepared.Frame.ContentHashes()) is { } made)
            return reproduction with { Outcome = ReproductionOutcome.Different, Because = $"From the same data other features are made. {made.What}" };

        var again = DeclaredWindow.Of(definition.Window).Train(definition.Trainer.Create(), prepared.Frame);
        var now = ContentId.Of(Encoding.UTF8.GetBytes(ModelJson.Write(again)));
        reproduction = reproduction with { Now = now };
        if (now == first.ContentId) return reproduction;
        var then = registry.Load(first);
        var (predictions, coefficients) = (Predictions(then.Predict(prepared.Frame), again.Predict(prepared.Frame)), Coefficients(then, again));
        var within = predictions <= tolerance && (coefficients ?? 0) <= tolerance && then.Features.SequenceEqual(again.Features);
        return reproduction with
        {
            Outcome = within ? ReproductionOutcome.Within : ReproductionOutcome.Different,
            PredictionDifference = predictions,
            CoefficientDifference = coefficients,
            Because = FormattableString.Invariant($"From the same data and declaration the {(within ? "same model within" : "model differs by more than")} {tolerance:0.##e+0}: predictions by {predictions:0.##e+0}{(coefficients is { } c ? FormattableString.Invariant($", coefficients by {c:0.##e+0}") : "")}{(reproduction.OtherThanThen.Count > 0 ? $". Other than then: {string.Join("; ", reproduction.OtherThanThen.Take(5))}" : ". Nothing that was recorded of the machine is other than then: the record or the model's bytes were not made by this training")}."),
        };
    }

    /// <summary>What the workspace holds now, against what was recorded.</summary>
    static IEnumerable<string> Changes(Workspace workspace, string model, ModelDefinition definition, RecordedData data)
    {
        var file = workspace.Resolve(data.File);
        if (!File.Exists(file)) yield return $"The data file {data.File} is no longer there.";
        else if (ContentId.OfFile(file) != data.Sha256) yield return OnDisk(File.ReadAllBytes(file), definition, data);
        if (!workspace.Models.Contains(model)) yield return $"{model} is no longer declared.";
        else if (JsonFormat.Write(workspace.Model(model)) != JsonFormat.Write(definition)) yield return $"The declaration of {model} is another one now.";
    }

    static string OnDisk(byte[] bytes, ModelDefinition definition, RecordedData data)
    {
        try
        {
            var rows = ModelTraining.TrainingData(definition, FrameCsv.Parse(bytes, data.Schema, data.File)).Raw;
            var change = DataChange.Of(rows, 0, data.Table);
            return change.Kind switch
            {
                DataChangeKind.Same => $"The data file {data.File} on disk is another one now; the rows that were trained on are the same in it.",
                DataChangeKind.Appended => $"The data file {data.File} on disk has {Format.Count(rows.Count - data.Rows)} more rows in the time of training, after the same {Format.Count(data.Rows)}.",
                _ => $"The data file {data.File} on disk differs from the recorded one. {change.What[(change.What.IndexOf(": ", StringComparison.Ordinal) + 2)..]}",
            };
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentException)
        {
            return $"The data file {data.File} on disk differs from the recorded one, and cannot be read with its schema: {unreadable.Message}";
        }
    }

    static (byte[]? Bytes, string? Because) Blob(ModelRegistry registry, string id, string what)
    {
        try
        {
            return (registry.Blobs.Read(id), null);
        }
        catch (FileNotFoundException)
        {
            return (null, $"The {what}, blob {id}, is missing: restore it from a copy.");
        }
        catch (InvalidDataException)
        {
            return (null, $"The {what}, blob {id}, is damaged: its bytes do not hash to its name. Restore it from a copy.");
        }
    }

    static double Predictions(double[] then, double[] now)
    {
        double most = 0, scale = 0;
        for (var i = 0; i < then.Length; i++)
        {
            scale = Math.Max(scale, Math.Max(Math.Abs(then[i]), Math.Abs(now[i])));
            most = Math.Max(most, Math.Abs(then[i] - now[i]));
        }
        return scale > 0 ? most / scale : 0;
    }

    static double? Coefficients(IModel then, IModel now) => (then, now) switch
    {
        (LinearModel a, LinearModel b) when a.Features.SequenceEqual(b.Features) => a.Coefficients.Append(a.Intercept).Zip(b.Coefficients.Append(b.Intercept), Relative).Max(),
        (LogisticModel a, LogisticModel b) => Coefficients(a.LogOdds, b.LogOdds),
        _ => null,
    };

    static double Relative(double then, double now) => then.Equals(now) ? 0 : Math.Abs(then - now) / Math.Max(Math.Abs(then), Math.Abs(now));
}
