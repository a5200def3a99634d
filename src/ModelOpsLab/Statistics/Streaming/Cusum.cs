namespace ModelOpsLab.Statistics.Streaming;

/// <summary>
/// One-sided cumulative sum (Page 1954): the excess over the running mean and an allowance accumulates, never below zero, and alarms above a threshold.
/// Signals at the same values as frouros 0.9's <c>CUSUM</c>.
/// </summary>
/// <remarks>Threshold and allowance are in the unit of the values. To watch for a fall, pass the negatives.</remarks>
public sealed class Cusum : IChangeDetector
{
    CumulativeSumState _state;

    /// <summary>Values before the first signal.</summary>
    public int Warmup { get; init; } = 30;

    /// <summary>Excess that is allowed for nothing, in the unit of the values.</summary>
    public double Allowance { get; init; } = 0.005;

    /// <summary>Accumulated excess above which it signals, in the unit of the values.</summary>
    public double Threshold { get; init => field = StreamValue.Setting(value, 0, double.PositiveInfinity, nameof(Threshold)); } = 50;

    /// <summary>The detector's memory.</summary>
    public CumulativeSumState State
    {
        get => _state;
        init => _state = value;
    }

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireFinite(value);
        var state = _state.Changed ? default : _state;
        var count = state.Count + 1;
        var mean = state.Mean + (value - state.Mean) / count;
        var sum = Math.Max(0, state.Sum + value - mean - Allowance);
        var changed = count >= Warmup && sum > Threshold;
        _state = new(count, mean, sum, changed);
        return changed ? ChangeSignal.Change : ChangeSignal.None;
    }
}
