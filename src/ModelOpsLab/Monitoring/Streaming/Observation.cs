namespace ModelOpsLab.Monitoring;

/// <summary>One row as it arrives: the inputs of one asset at one time and what the model said. Lives on the stack; nothing of it is kept but counts, sums and short windows.</summary>
public readonly ref struct Observation
{
    /// <summary>A row.</summary>
    /// <param name="time">When it is of, UTC.</param>
    /// <param name="features">Its inputs in the order of <see cref="RealTimeMonitor.Inputs"/>; NaN where a value is missing.</param>
    public Observation(DateTime time, ReadOnlySpan<double> features)
    {
        Time = time;
        Features = features;
    }

    /// <summary>When the row is of, UTC.</summary>
    public DateTime Time { get; }
    /// <summary>Inputs in the order of <see cref="RealTimeMonitor.Inputs"/>; NaN where a value is missing.</summary>
    public ReadOnlySpan<double> Features { get; }
    /// <summary>When it arrived, UTC; null where that is not known, and no lag is measured.</summary>
    public DateTime? Received { get; init; }
    /// <summary>Number of its asset, as <see cref="RealTimeMonitor.AssetNumber"/> gives it; 0 where the schema names none.</summary>
    public int Asset { get; init; }
    /// <summary>What the model said; NaN where it said nothing.</summary>
    public double Prediction { get; init; } = double.NaN;
}
