using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// A sudden and lasting move of a level, by two <see cref="PageHinkley"/> detectors: the excess over the running mean that has piled up on each side, over the most that ever piled up in the reference.
/// </summary>
/// <remarks>The limit is the reference's own, so that a level which wanders is not mistaken for one that has moved.</remarks>
sealed class LevelShift
{
    readonly double _middle, _scale, _mostUp, _mostDown;
    readonly string? _because;
    PageHinkley _up = new(), _down = new();
    long _count;

    LevelShift(double[] means)
    {
        _because = means.Length < 30 ? $"the reference has {means.Length} buckets with predictions and 30 are needed" : Moments.IsConstant(means) ? "the predictions of the reference are constant" : null;
        if (_because is not null) return;
        (_middle, _scale) = (Moments.Mean(means), Moments.StandardDeviation(means));
        (_up, _down) = (New(default), New(default));
        foreach (var mean in means)
        {
            Update(mean);
            (_mostUp, _mostDown) = (Math.Max(_mostUp, _up.State.Sum), Math.Max(_mostDown, _down.State.Sum));
        }
        // The live stream is a stretch of its own, that begins at the level of the reference.
        (_up, _down) = (New(new(means.Length, 0, 0, false)), New(new(means.Length, 0, 0, false)));
    }

    /// <summary>Learns from the means of the reference's buckets.</summary>
    public static LevelShift Of(Frame reference, string name, TimeSpan every)
    {
        if (!reference.Has(name) || !reference[name].IsNumeric) return new([]);
        var values = reference[name].Span;
        List<double> means = [], bucket = [];
        for (var row = 0; row < reference.Count; row++)
        {
            if (row > 0 && reference.Time[row].Ticks / every.Ticks != reference.Time[row - 1].Ticks / every.Ticks) End();
            if (double.IsFinite(values[row])) bucket.Add(values[row]);
        }
        End();
        return new([.. means]);

        void End()
        {
            if (bucket.Count > 0) means.Add(Moments.Mean(bucket.ToArray()));
            bucket.Clear();
        }
    }

    /// <summary>Reads the mean of a bucket.</summary>
    public void Add(double mean)
    {
        _count++;
        if (_because is null) Update(mean);
    }

    void Update(double mean)
    {
        _up.Update((mean - _middle) / _scale);
        _down.Update((_middle - mean) / _scale);
    }

    public IReadOnlyList<Measurement> Measure() => _because is not null
        ? [Measurement.Missing("prediction_shift", _because) with { Count = _count }]
        :
        [
            new("prediction_shift", _up.State.Sum / Math.Max(1, _mostUp)) { Of = "up", Count = _count },
            new("prediction_shift", _down.State.Sum / Math.Max(1, _mostDown)) { Of = "down", Count = _count },
        ];

    static PageHinkley New(CumulativeSumState state) => new() { Threshold = double.MaxValue, Allowance = 0.25, State = state };

    public void Save(BinaryWriter to)
    {
        to.Write(_count);
        foreach (var state in new[] { _up.State, _down.State })
        {
            to.Write(state.Count);
            to.Write(state.Mean);
            to.Write(state.Sum);
        }
    }

    public void Restore(BinaryReader from)
    {
        _count = from.ReadInt64();
        _up = New(new(from.ReadInt64(), from.ReadDouble(), from.ReadDouble(), false));
        _down = New(new(from.ReadInt64(), from.ReadDouble(), from.ReadDouble(), false));
    }
}
