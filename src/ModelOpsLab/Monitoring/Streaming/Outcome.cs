namespace ModelOpsLab.Monitoring;

/// <summary>What became of a prediction, once it is known: the target, the money and the costs. NaN where a part is not known.</summary>
/// <param name="Time">When it became known, UTC.</param>
public readonly record struct Outcome(DateTime Time)
{
    /// <summary>Number of the asset, as <see cref="RealTimeMonitor.AssetNumber"/> gives it; 0 where the schema names none.</summary>
    public int Asset { get; init; }
    /// <summary>What the model had said.</summary>
    public double Prediction { get; init; } = double.NaN;
    /// <summary>What it was to say.</summary>
    public double Target { get; init; } = double.NaN;
    /// <summary>Return net of costs, as a fraction of capital.</summary>
    public double Return { get; init; } = double.NaN;
    /// <summary>Cost, as a fraction of capital.</summary>
    public double Cost { get; init; } = double.NaN;
    /// <summary>Slippage against the price that was decided on, as a fraction of capital; positive is worse.</summary>
    public double Slippage { get; init; } = double.NaN;
}
