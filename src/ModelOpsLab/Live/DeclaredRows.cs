using System.Collections.Concurrent;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Live;

/// <summary>
/// The rows of a declared model and what follows from them and the declaration alone: features, backtest, the provenance of a training as declared.
/// Those of the model that was loaded last are kept in this process, so that reviews of its months, and their verification, make them once.
/// </summary>
sealed class DeclaredRows
{
    /// <summary>One at a time: rows of large files are not gathered.</summary>
    static readonly ConcurrentDictionary<string, DeclaredRows> Last = new();

    readonly Lazy<Provenance> _expected;
    readonly Lazy<double[]> _backtest;

    DeclaredRows(ModelDefinition definition, Frame raw)
    {
        (Raw, Prepared) = (raw, definition.Pipeline.Prepare(raw));
        _expected = new(() => ModelTraining.TrainingData(definition, raw) is var (rows, training) ? ModelTraining.Provenance(definition, rows, training.Frame) : null!);
        _backtest = new(() =>
        {
            var before = Prepared.Frame.Before(definition.GoLive);
            return WalkForward.Predict(before, definition.Trainer.Create(), DeclaredWindow.Of(definition.Window), definition.Backtest.RefitEvery, definition.Backtest.Gap, before.Starts[definition.Backtest.FirstTraining]).Predictions;
        });
    }

    /// <summary>The rows as they are received.</summary>
    public Frame Raw { get; }
    /// <summary>Features and target.</summary>
    public PreparedData Prepared { get; }
    /// <summary>What the record of a version says that was trained as declared from these rows.</summary>
    public Provenance Expected => _expected.Value;
    /// <summary>Predictions of the walk-forward backtest, one for each prepared row before the first live day.</summary>
    public ReadOnlySpan<double> Backtest => _backtest.Value;

    /// <summary>The rows of a declared model, read from its file; as they were kept, where file, schema and declaration are the same.</summary>
    /// <inheritdoc cref="Workspace.DataOf" path="/exception"/>
    public static DeclaredRows Of(Workspace workspace, ModelDefinition definition)
    {
        string data = workspace.Resolve(definition.Data), schema = workspace.Resolve(definition.Schema);
        var key = Key();
        if (key is not null && Last.TryGetValue(key, out var last))
        {
            FileReads.Note(schema);
            FileReads.Note(data);
            return last;
        }
        var rows = new DeclaredRows(definition, workspace.DataOf(definition));
        if (key is not null && key == Key()) // it may have been written while it was read
        {
            Last.Clear();
            Last[key] = rows;
        }
        return rows;

        string? Key() => File.Exists(data) && File.Exists(schema) ? string.Join('\n', definition.Name, data, ContentId.OfFile(data), ContentId.OfFile(schema), JsonFormat.Write(definition)) : null;
    }
}
