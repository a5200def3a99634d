using System.Runtime.CompilerServices;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>Adds the first four powers of values as they come, without any rounding and, once every size of value was seen, without allocating.</summary>
sealed class PowerAccumulator
{
    /// <summary>By sign and exponent, as the upper twelve bits of a double have them.</summary>
    readonly PowerBucket?[] _buckets = new PowerBucket?[4096];
    long _count;

    /// <summary>Adds a finite value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        _count++;
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var place = (int)(bits >> 52);
        var mantissa = bits & ((1UL << 52) - 1);
        if ((place & 0x7FF) != 0) mantissa |= 1UL << 52;
        (_buckets[place] ?? New(place)).Add(mantissa);
    }

    /// <summary>Adds finite values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values) Add(value);
    }

    PowerBucket New(int place) => _buckets[place] = new();

    /// <summary>The sums of all that was added.</summary>
    public PowerSums Sums()
    {
        var sums = new Dyadic[PowerSums.Powers];
        for (var place = 0; place < _buckets.Length; place++)
            for (var p = 1; _buckets[place] is { } bucket && p <= PowerSums.Powers; p++)
            {
                // As IEEE 754 has it: value = mantissa · 2^(exponent − 1075), and exponent 0 stands for 1 without the leading bit.
                var sum = new Dyadic(bucket.Sum(p), p * (Math.Max(1, place & 0x7FF) - 1075));
                sums[p - 1] = sums[p - 1] + (place >= 2048 && p % 2 == 1 ? -1 * sum : sum);
            }
        return new(_count, sums);
    }

    /// <summary>Starts again from nothing.</summary>
    public void Clear()
    {
        _count = 0;
        foreach (var bucket in _buckets) bucket?.Clear();
    }
}
