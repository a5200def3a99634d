namespace ModelOpsLab.Registry;

/// <summary>What was served: the model's prediction, or which fallback.</summary>
public enum PredictionSource
{
    /// <summary>The version that was live.</summary>
    Model = 1,
    /// <summary>No position, 0.</summary>
    Flat = 2,
    /// <summary>A constant.</summary>
    Constant = 3,
    /// <summary>Another version, as the deployment declared.</summary>
    Version = 4,
    /// <summary>What a person signed.</summary>
    Manual = 5,
}

/// <summary>Why a fallback was served, or what is to be known of a prediction of the model.</summary>
public enum PredictionReason
{
    /// <summary>Nothing: the model predicted.</summary>
    None = 0,
    /// <summary>The slot is halted.</summary>
    Halted = 1,
    /// <summary>The row had another number of inputs than the model reads.</summary>
    WrongLength = 2,
    /// <summary>An input was NaN or infinite.</summary>
    NotFinite = 3,
    /// <summary>An input lay outside of its range.</summary>
    OutOfRange = 4,
    /// <summary>The model threw an exception.</summary>
    ModelFailed = 5,
    /// <summary>The model said NaN or infinity.</summary>
    NoNumber = 6,
    /// <summary>The prediction could not be logged: a full disk.</summary>
    NotLogged = 7,
    /// <summary>The predictor was closed, or could not be opened.</summary>
    Closed = 8,
}

/// <summary>One logged prediction.</summary>
/// <param name="Row">Place in its segment, from 1.</param>
/// <param name="Time">When it was made, by the clock of the machine, in UTC.</param>
/// <param name="Value">What was served.</param>
/// <param name="Source">By what.</param>
/// <param name="Because">Why it was that.</param>
/// <param name="State">The slot's state as the predictor saw it.</param>
/// <param name="Given">How many inputs were given; more than the model reads are counted and not kept.</param>
/// <param name="Inputs">The inputs, as many as the model reads; NaN where none was given.</param>
public sealed record PredictionRecord(int Row, DateTimeOffset Time, double Value, PredictionSource Source, PredictionReason Because, SlotState State, int Given, IReadOnlyList<double> Inputs);
