namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What a <see cref="Ddm"/> detector remembers.</summary>
/// <param name="Count">Values read since the start or the last change.</param>
/// <param name="Rate">Their error rate.</param>
/// <param name="LowestRate">The rate where rate plus deviation was lowest.</param>
/// <param name="LowestDeviation">The deviation there; 0 before the warm-up has ended.</param>
/// <param name="Signal">What the last value gave.</param>
public readonly record struct DdmState(long Count, double Rate, double LowestRate, double LowestDeviation, ChangeSignal Signal);

/// <summary>
/// Drift Detection Method (Gama, Medas, Castillo and Rodrigues 2004) for a stream of errors, 1 wrong and 0 right: signals when the error rate since the
/// start exceeds its lowest level by some of its deviations. Signals at the same values as river's <c>DDM</c>.
/// </summary>
/// <remarks>Sees increases only. The rate is over all values since the last change, so a change after a long quiet stretch is seen late.</remarks>
public sealed class Ddm : IChangeDetector
{
    long _count;
    double _rate, _lowestRate, _lowestDeviation;
    ChangeSignal _signal;

    /// <summary>Values read before anything is judged.</summary>
    public int Warmup { get; init; } = 30;

    /// <summary>Deviations above the lowest level that warn.</summary>
    public double WarningLevel { get; init; } = 2;

    /// <summary>Deviations above the lowest level that signal a change.</summary>
    public double ChangeLevel { get; init; } = 3;

    /// <summary>The detector's memory.</summary>
    public DdmState State
    {
        get => new(_count, _rate, _lowestRate, _lowestDeviation, _signal);
        init => (_count, _rate, _lowestRate, _lowestDeviation, _signal) = value;
    }

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireBit(value);
        if (_signal == ChangeSignal.Change) Restart();
        double count = ++_count, rate = _rate += (value - _rate) / count;
        if (_count <= Warmup) return _signal;
        double deviation = Math.Sqrt(rate * (1 - rate) / count), level = rate + deviation;
        if (_count == Warmup + 1L || level <= _lowestRate + _lowestDeviation) (_lowestRate, _lowestDeviation) = (rate, deviation);
        return _signal = level > _lowestRate + ChangeLevel * _lowestDeviation ? ChangeSignal.Change
            : level > _lowestRate + WarningLevel * _lowestDeviation ? ChangeSignal.Warning
            : ChangeSignal.None;
    }

    void Restart()
    {
        (_count, _signal) = (0, ChangeSignal.None);
        (_rate, _lowestRate, _lowestDeviation) = (0, 0, 0);
    }
}
