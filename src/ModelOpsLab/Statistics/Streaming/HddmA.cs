namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What an <see cref="HddmA"/> detector remembers.</summary>
/// <param name="Count">Values read since the start or the last change.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="LowCount">Values up to the cut where the mean plus its bound was lowest; 0 before the first value.</param>
/// <param name="LowMean">Their mean.</param>
/// <param name="HighCount">Values up to the cut where the mean less its bound was highest.</param>
/// <param name="HighMean">Their mean.</param>
/// <param name="Changed">Whether the last value signalled a change.</param>
public readonly record struct HddmAState(long Count, double Mean, long LowCount, double LowMean, long HighCount, double HighMean, bool Changed);

/// <summary>
/// Drift detection by Hoeffding's bound on means, for values between 0 and 1 (Frías-Blanco and others 2015, test A): compares the mean since the start with that
/// up to the best earlier cut. Signals at the same values as river's <c>HDDM_A</c>.
/// </summary>
public sealed class HddmA : IChangeDetector
{
    HddmAState _state;

    /// <summary>Chance, by the bound, of a false change at one look.</summary>
    public double ChangeConfidence { get; init => field = StreamValue.Setting(value, 0, 1, nameof(ChangeConfidence)); } = 0.001;

    /// <summary>Chance, by the bound, of a false warning at one look.</summary>
    public double WarningConfidence { get; init => field = StreamValue.Setting(value, 0, 1, nameof(WarningConfidence)); } = 0.005;

    /// <summary>Whether falls of the mean signal too.</summary>
    public bool TwoSided { get; init; }

    /// <summary>The detector's memory.</summary>
    public HddmAState State
    {
        get => _state;
        init => _state = value;
    }

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireShare(value);
        var (count, mean, lowCount, lowMean, highCount, highMean, _) = _state.Changed ? default : _state;
        count++;
        mean += (value - mean) / count;
        if (lowCount == 0) (lowCount, lowMean) = (count, mean);
        if (highCount == 0) (highCount, highMean) = (count, mean);
        var width = -Math.Log(ChangeConfidence) / 2;
        var bound = Math.Sqrt(width / count);
        if (lowMean + Math.Sqrt(width / lowCount) >= mean + bound) (lowCount, lowMean) = (count, mean);
        if (highMean - Math.Sqrt(width / highCount) <= mean - bound) (highCount, highMean) = (count, mean);

        var signal = Signal(mean - lowMean, count, lowCount);
        if (TwoSided)
        {
            var fall = Signal(highMean - mean, count, highCount);
            if (fall > signal) signal = fall;
        }
        _state = new(count, mean, lowCount, lowMean, highCount, highMean, signal == ChangeSignal.Change);
        return signal;
    }

    ChangeSignal Signal(double gap, long count, long cut)
    {
        if (cut == count) return ChangeSignal.None;
        var share = (count - cut) / (double)cut / count / 2;
        return gap >= Math.Sqrt(share * Math.Log(2 / ChangeConfidence)) ? ChangeSignal.Change
            : gap >= Math.Sqrt(share * Math.Log(2 / WarningConfidence)) ? ChangeSignal.Warning
            : ChangeSignal.None;
    }
}
