using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelOpsLab.Monitoring;

/// <summary>Values of one column that wait to be read together: many at once cost a third of as many one by one.</summary>
/// <param name="phase">From 0 to 1: how full it counts as when it starts, so that columns are read at different events and none waits for all of them.</param>
sealed class ValueBatch(double phase)
{
    /// <summary>Values that wait at most.</summary>
    const int Most = 64;

    readonly double[] _values = new double[Most];
    int _limit = Most - (int)(phase * Most);

    /// <summary>Values that wait.</summary>
    public int Count { get; private set; }
    /// <summary>Hour of day and number of the bucket that the values are of.</summary>
    public int Hour { get; set; }
    public long Number { get; set; }

    /// <summary>Adds a value, and says whether it is time to read.</summary>
    public bool Add(double value)
    {
        _values[Count++] = value;
        return Count >= _limit;
    }

    /// <summary>The values that wait, which no longer do; to be read before the next is added.</summary>
    public ReadOnlySpan<double> Take()
    {
        var values = _values.AsSpan(0, Count);
        (Count, _limit) = (0, Most);
        return values;
    }

    /// <summary>Takes its turn again among the columns.</summary>
    public void Restart() => _limit = Most - (int)(phase * Most);

    /// <summary>Whether none is missing or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        foreach (var vector in vectors)
            if (!Vector256.LessThanOrEqualAll(Vector256.Abs(vector), Vector256.Create(double.MaxValue))) return false;
        foreach (var value in values[(vectors.Length * Vector256<double>.Count)..])
            if (!double.IsFinite(value)) return false;
        return true;
    }

    /// <summary>The least and the largest of finite values; the infinities of none.</summary>
    public static (double Least, double Most) Extremes(ReadOnlySpan<double> finite)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(finite);
        if (vectors.Length > 0)
        {
            var (low, high) = (vectors[0], vectors[0]);
            foreach (var vector in vectors[1..]) (low, high) = (Vector256.Min(low, vector), Vector256.Max(high, vector));
            for (var i = 0; i < Vector256<double>.Count; i++) (least, most) = (Math.Min(least, low[i]), Math.Max(most, high[i]));
        }
        foreach (var value in finite[(vectors.Length * Vector256<double>.Count)..]) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return (least, most);
    }

    /// <summary>Whether one equals the one before it.</summary>
    public static bool Repeats(ReadOnlySpan<double> values)
    {
        var i = 1;
        for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
            if (Vector256.EqualsAny(Vector256.Create(values[i..]), Vector256.Create(values[(i - 1)..]))) return true;
        for (; i < values.Length; i++)
            if (values[i] == values[i - 1]) return true;
        return false;
    }

    /// <summary>How many finite values reach a bound.</summary>
    public static int AtLeast(ReadOnlySpan<double> finite, double bound)
    {
        var (bounds, found) = (Vector256.Create(bound), Vector256<long>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(finite);
        foreach (var values in vectors) found -= Vector256.GreaterThanOrEqual(values, bounds).AsInt64();
        var count = (int)Vector256.Sum(found);
        foreach (var value in finite[(vectors.Length * Vector256<double>.Count)..])
            if (value >= bound) count++;
        return count;
    }

    /// <summary>How many finite values lie outside a range; none where it is not a number.</summary>
    public static int Outside(ReadOnlySpan<double> finite, double low, double high)
    {
        var (lows, highs, found) = (Vector256.Create(low), Vector256.Create(high), Vector256<long>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(finite);
        foreach (var values in vectors) found -= (Vector256.LessThan(values, lows) | Vector256.GreaterThan(values, highs)).AsInt64();
        var count = (int)Vector256.Sum(found);
        foreach (var value in finite[(vectors.Length * Vector256<double>.Count)..])
            if (value < low || value > high) count++;
        return count;
    }
}
