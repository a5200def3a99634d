using ModelOpsLab.Statistics;

namespace ModelOpsLab.Data;

/// <summary>Prices and volumes of one asset in the order of its sessions, and the features of a session from the sessions before it.</summary>
sealed class PriceSeries
{
    readonly double[] _close, _high, _low, _logVolume, _return;
    readonly string?[] _wrongClose, _wrongRange, _wrongVolume;
    readonly int _closeReach, _rangeReach, _volumeReach;

    PriceSeries(FeaturePipeline names, double[] close, double[] high, double[] low, double[] volume, IReadOnlyList<Feature> features)
    {
        (_close, _high, _low) = (close, high, low);
        _logVolume = Array.ConvertAll(volume, Math.Log);
        _return = new double[close.Length];
        for (var t = 1; t < close.Length; t++) _return[t] = close[t] / close[t - 1] - 1;
        _wrongClose = Array.ConvertAll(close, c => Wrong(c, names.Close));
        _wrongVolume = Array.ConvertAll(volume, v => Wrong(v, names.Volume));
        _wrongRange = [.. high.Zip(low, (h, l) => Wrong(h, names.High) ?? Wrong(l, names.Low) ?? (h < l ? $"{names.High} is below {names.Low}" : null))];
        int Reach(Func<FeatureKind, bool> kind) => features.Where(f => kind(f.Kind)).Max(f => (int?)f.Reach) ?? 0;
        _closeReach = Math.Max(1, Reach(k => k != FeatureKind.VolumeZ));
        _rangeReach = Reach(k => k == FeatureKind.Range);
        _volumeReach = Reach(k => k == FeatureKind.VolumeZ);
    }

    public static PriceSeries Of(FeaturePipeline pipeline, Frame raw, IReadOnlyList<int> rows, IReadOnlyList<Feature> features)
    {
        double[] Values(string column, FeatureKind? reader)
        {
            var values = new double[rows.Count];
            if (reader is { } kind && features.All(f => f.Kind != kind)) return values;
            var all = raw[column].Span;
            for (var t = 0; t < values.Length; t++) values[t] = all[rows[t]];
            return values;
        }
        return new(pipeline, Values(pipeline.Close, null), Values(pipeline.High, FeatureKind.Range), Values(pipeline.Low, FeatureKind.Range), Values(pipeline.Volume, FeatureKind.VolumeZ), features);
    }

    /// <summary>Why session t has no row: too few sessions before it, or the latest wrong value among those it would read; null where it has one.</summary>
    public string? WhyNot(int t)
    {
        var reach = Math.Max(_closeReach, _volumeReach);
        if (t < reach) return PreparedData.WarmUpReason;
        if (_wrongClose[t] is { } own) return own;
        for (var back = 1; back <= reach; back++)
            if (((back <= _closeReach ? _wrongClose[t - back] : null) ?? (back <= _rangeReach ? _wrongRange[t - back] : null) ?? (back <= _volumeReach ? _wrongVolume[t - back] : null)) is { } wrong)
                return wrong;
        return null;
    }

    /// <summary>Simple return of session t.</summary>
    public double Return(int t) => _return[t];

    /// <summary>A feature of session t, from sessions t−1 and earlier.</summary>
    public double Value(Feature feature, int t)
    {
        var n = feature.Window;
        return feature.Kind switch
        {
            FeatureKind.Return => _close[t - 1] / _close[t - 1 - n] - 1,
            FeatureKind.Momentum => Sum(_return.AsSpan(t - n, n)),
            FeatureKind.Volatility => Moments.StandardDeviation(_return.AsSpan(t - n, n)),
            FeatureKind.Range => MeanRange(t, n),
            FeatureKind.VolumeZ => Score(_logVolume[t - 1], _logVolume.AsSpan(t - 1 - n, n)),
            FeatureKind.MovingAverageGap => _close[t - 1] / Moments.Mean(_close.AsSpan(t - n, n)) - 1,
            _ => throw new ArgumentOutOfRangeException(nameof(feature), feature.Kind, $"Feature '{feature.Name}' has an unknown kind."),
        };
    }

    double MeanRange(int t, int n)
    {
        double sum = 0;
        for (var s = t - n; s < t; s++) sum += (_high[s] - _low[s]) / _close[s];
        return sum / n;
    }

    static double Score(double value, ReadOnlySpan<double> before) =>
        Moments.IsConstant(before) ? double.NaN : (value - Moments.Mean(before)) / Moments.StandardDeviation(before);

    static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var v in values) sum += v;
        return sum;
    }

    static string? Wrong(double value, string column) =>
        double.IsNaN(value) ? $"{column} is missing" : double.IsInfinity(value) ? $"{column} is infinite" : value <= 0 ? $"{column} is not positive" : null;
}
