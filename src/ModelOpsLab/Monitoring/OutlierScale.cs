using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>By what the values of a column, or its changes, are called outliers: median and scaled median absolute deviation of the reference, and how far out the reference itself went.</summary>
sealed class OutlierScale
{
    readonly double _median, _scale;
    readonly int[] _far;
    readonly bool _changes;
    (int Length, double Share) _worst = (-1, 0);

    OutlierScale(double[] before, double[] sorted, double scale, double limit, bool changes)
    {
        (_median, _scale, Limit, _changes) = (RobustScale.QuantileSorted(sorted, 0.5), scale, limit, changes);
        Furthest = Math.Max(Distance(sorted[0]), Distance(sorted[^1]));
        _far = Array.ConvertAll(before, v => IsFar(v) ? 1 : 0);
        (Low, High) = (Bound(-1), Bound(+1));
    }

    /// <summary>Null where the reference has no scale, for half of it is one value.</summary>
    public static OutlierScale? Of(double[] before, double limit, bool changes)
    {
        if (before.Length == 0) return null;
        var sorted = Finite.Sorted(before, nameof(before));
        var scale = RobustScale.NormalConsistency * RobustScale.MedianAbsoluteDeviationSorted(sorted);
        return scale > 0 ? new(before, sorted, scale, limit, changes) : null;
    }

    /// <summary>Distance from which on a number is an outlier.</summary>
    public double Limit { get; }
    /// <summary>The largest distance in the reference.</summary>
    public double Furthest { get; }
    /// <summary>The lowest number that is no outlier.</summary>
    public double Low { get; }
    /// <summary>The highest number that is no outlier.</summary>
    public double High { get; }

    /// <summary>Distance from the median in scaled median absolute deviations.</summary>
    public double Distance(double value) => Math.Abs(value - _median) / _scale;

    /// <summary>Whether a number is an outlier.</summary>
    public bool IsFar(double value) => Distance(value) > Limit;

    /// <summary>What a period shows.</summary>
    /// <param name="far">Its outliers.</param>
    /// <param name="count">Its values.</param>
    /// <param name="furthest">The largest distance among them.</param>
    public Outliers Judge(long far, long count, double furthest)
    {
        var share = (double)far / count;
        return new(_changes, share, share - WorstShare(_changes ? (int)Math.Min(count, _far.Length) : _far.Length), furthest / Math.Max(Limit, Furthest));
    }

    /// <summary>The largest share of outliers in any stretch of the reference of so many in a row.</summary>
    double WorstShare(int length)
    {
        if (_worst.Length == length) return _worst.Share;
        int inside = _far.Take(length).Sum(), worst = inside;
        for (var i = length; i < _far.Length; i++) worst = Math.Max(worst, inside += _far[i] - _far[i - length]);
        return (_worst = (length, (double)worst / length)).Share;
    }

    /// <summary>The last number on a side that is no outlier, to the bit: the distance only grows away from the median.</summary>
    double Bound(int side)
    {
        double inside = _median, outside = side * double.MaxValue;
        if (!IsFar(outside)) return outside;
        while (true)
        {
            var middle = FromOrdered((Ordered(inside) >> 1) + (Ordered(outside) >> 1) + (Ordered(inside) & Ordered(outside) & 1));
            if (middle == inside || middle == outside) return inside;
            if (IsFar(middle)) outside = middle; else inside = middle;
        }
    }

    static long Ordered(double value) => BitConverter.DoubleToInt64Bits(value) is var bits && bits < 0 ? long.MinValue - bits : bits;

    static double FromOrdered(long order) => BitConverter.Int64BitsToDouble(order < 0 ? long.MinValue - order : order);
}
