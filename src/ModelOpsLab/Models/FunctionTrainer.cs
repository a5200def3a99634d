using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>Any engine that .NET can call, as the functions that train and predict: Microsoft.ML, XGBoost through its C interface, a formula of one's own.</summary>
/// <remarks>
/// Rows reach the functions only when every feature and target is finite, and a prediction that is NaN or infinite is an error, so that an engine's silence never looks like a number.
/// One training runs at a time, whatever the number of threads that ask; predictions of one model may run at once. What the functions do must depend on the rows alone: a seed is fixed, threads change nothing.
/// A function that may hang cannot be stopped: give such an engine to <see cref="ExternalTrainer"/>.
/// </remarks>
/// <typeparam name="T">The engine's own model.</typeparam>
public sealed class FunctionTrainer<T> : ITrainer where T : class
{
    readonly Lock _one = new();
    readonly Func<Frame, T> _train;
    readonly Func<T, ReadOnlySpan<double>, double> _predict;

    /// <param name="name">Engine and settings, for reports: <c>xgboost(100 trees)</c>. No secrets.</param>
    /// <param name="train">Rows in, by their schema; the engine's model out.</param>
    /// <param name="predict">The model and one row in, in the order of the schema's features; one prediction out. A row with a NaN is not asked for.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public FunctionTrainer(string name, Func<Frame, T> train, Func<T, ReadOnlySpan<double>, double> predict)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(predict);
        (Name, _train, _predict) = (name, train, predict);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether the training function reads the schema's weight column. Default no.</summary>
    public bool UsesWeights { get; init; }

    /// <summary>The engine's model as bytes; null where it is not to be stored.</summary>
    public Func<T, byte[]>? ToBytes { get; init; }

    /// <summary>The engine's model from those bytes. Bytes come from a file: they must never name a type to make.</summary>
    public Func<byte[], T>? FromBytes { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function threw, which is told and kept as the inner exception, or gave null.</exception>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training, atLeast: 1);
        try
        {
            lock (_one)
            {
                return new Model(this, rows.Names, _train(training) ?? throw new InvalidDataException("it gave no model (null)"));
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException and not OperationCanceledException)
        {
            throw new InvalidOperationException($"{Name} failed to train on {rows.Count} rows up to {Format.Time(training.Time[^1])}: {failure.Message}", failure);
        }
    }

    /// <summary>A model of this trainer as bytes that <see cref="Load"/> reads, for <c>registry.Register</c> in a format of its own.</summary>
    /// <exception cref="ArgumentException">The model was not made by a trainer of this engine.</exception>
    /// <exception cref="InvalidOperationException">There is no <see cref="ToBytes"/>.</exception>
    public byte[] Save(IModel model) => EngineFile.Write(
        model is Model own ? own.Features : throw new ArgumentException($"A {model.GetType().Name} is no model of {Name}.", nameof(model)),
        (ToBytes ?? throw new InvalidOperationException($"{Name} has no ToBytes: say how its model becomes bytes."))(own.Engine));

    /// <summary>Reads what <see cref="Save"/> wrote, as in <c>loaders: new() { ["xgboost"] = trainer.Load }</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what Save writes.</exception>
    /// <exception cref="InvalidOperationException">There is no <see cref="FromBytes"/>.</exception>
    public IModel Load(byte[] bytes)
    {
        var (features, payload) = EngineFile.Read(bytes, Name);
        return new Model(this, features, (FromBytes ?? throw new InvalidOperationException($"{Name} has no FromBytes: say how its model is read."))(payload) ?? throw new InvalidDataException($"{Name}: the bytes gave no model (null)."));
    }

    sealed class Model(FunctionTrainer<T> trainer, IReadOnlyList<string> features, T engine) : IModel
    {
        public T Engine => engine;
        public IReadOnlyList<string> Features => features;

        public double Predict(ReadOnlySpan<double> row)
        {
            this.Require(row);
            foreach (var value in row)
                if (double.IsNaN(value)) return double.NaN;
            var prediction = trainer._predict(engine, row);
            return double.IsFinite(prediction) ? prediction : throw new InvalidOperationException(FormattableString.Invariant($"{trainer.Name} predicts {prediction} for a row that has every feature."));
        }
    }
}
