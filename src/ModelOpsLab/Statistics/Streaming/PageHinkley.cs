namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What a <see cref="PageHinkley"/> or <see cref="Cusum"/> detector remembers.</summary>
/// <param name="Count">Values read since the start or the last change.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Sum">Accumulated excess over the mean, not below 0.</param>
/// <param name="Changed">Whether the last value signalled a change.</param>
public readonly record struct CumulativeSumState(long Count, double Mean, double Sum, bool Changed);

/// <summary>
/// Page-Hinkley test for an increase of the mean: the excess over the running mean and an allowance accumulates, with slow forgetting, never below zero, and alarms
/// at a threshold (Page 1954; Hinkley 1971). Signals at the same values as river's <c>PageHinkley</c>.
/// </summary>
/// <remarks>Threshold and allowance are in the unit of the values: scale the values first (by their reference's deviation, say). To watch for a fall, pass the negatives.</remarks>
public sealed class PageHinkley : IChangeDetector
{
    CumulativeSumState _state;

    /// <summary>Values before the first signal, this one counted; the reference counts one more than it has read.</summary>
    public int Warmup { get; init; } = 30;

    /// <summary>Excess that is allowed for nothing, in the unit of the values.</summary>
    public double Allowance { get; init; } = 0.005;

    /// <summary>Accumulated excess that signals, in the unit of the values.</summary>
    public double Threshold { get; init => field = StreamValue.Setting(value, 0, double.PositiveInfinity, nameof(Threshold)); } = 50;

    /// <summary>Share of the accumulated excess that is kept from value to value.</summary>
    public double Forgetting { get; init => field = StreamValue.Setting(value, 0, Math.BitIncrement(1.0), nameof(Forgetting)); } = 1 - 0.0001;

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
        var sum = Math.Max(0, Forgetting * state.Sum + (value - mean - Allowance));
        var changed = count + 1 >= Warmup && sum >= Threshold;
        _state = new(count, mean, sum, changed);
        return changed ? ChangeSignal.Change : ChangeSignal.None;
    }
}
