namespace ModelOpsLab.Statistics.Sketches;

/// <summary>Adds the first four powers of values as they come, without any rounding and, once every size of value was seen, without allocating.</summary>
sealed class PowerAccumulator
{
    readonly PowerBucket?[] _buckets = new PowerBucket?[2048];
    long _count;

    /// <summary>Adds a finite value.</summary>
    public void Add(double value)
    {
        _count++;
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & ((1UL << 52) - 1) | (exponent == 0 ? 0 : 1UL << 52);
        if (mantissa != 0) (_buckets[Math.Max(1, exponent)] ??= new()).Add(mantissa, negative: bits >> 63 == 1);
    }

    /// <summary>The sums of all that was added.</summary>
    public PowerSums Sums()
    {
        var sums = new Dyadic[PowerSums.Powers];
        for (var e = 1; e < _buckets.Length; e++)
            for (var p = 1; _buckets[e] is { } bucket && p <= PowerSums.Powers; p++)
                sums[p - 1] = sums[p - 1] + new Dyadic(bucket.Sum(p), p * (e - 1075)); // as IEEE 754 has it: value = mantissa · 2^(exponent − 1075)
        return new(_count, sums);
    }

    /// <summary>Starts again from nothing.</summary>
    public void Clear()
    {
        _count = 0;
        foreach (var bucket in _buckets) bucket?.Clear();
    }
}
