using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>A trained model: numbers in, one prediction out. Immutable.</summary>
public interface IModel
{
    /// <summary>Columns it reads, in the order of the numbers given to <see cref="Predict"/>.</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>The prediction for one row, one number a feature. A NaN feature gives NaN.</summary>
    double Predict(ReadOnlySpan<double> row);
}

/// <summary>Makes a model from rows whose features and target are known. Same rows, same model, bit for bit.</summary>
public interface ITrainer
{
    /// <summary>Name and settings, for reports: <c>ridge(penalty 10)</c>.</summary>
    string Name { get; }

    /// <summary>Whether it reads the schema's weight column. One that does not is refused where rows are weighted.</summary>
    bool UsesWeights => false;

    /// <summary>Settings it tries on each training window, 1 where it does not search: what a judgement of the best must allow for.</summary>
    int Trials => 1;

    /// <summary>Trains on the frame's features and target, by its schema.</summary>
    /// <exception cref="ArgumentException">A row has a missing or infinite feature or target (named), there is no target, or there are too few rows.</exception>
    IModel Train(Frame training);
}
