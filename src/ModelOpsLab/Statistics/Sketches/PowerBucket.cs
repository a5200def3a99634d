using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>Sums of the first four powers of mantissas of one exponent and sign, in up to 256 bits each, lowest word first: exact for more values than there can be.</summary>
sealed class PowerBucket
{
    ulong _a0, _a1, _b0, _b1, _b2, _c0, _c1, _c2, _c3, _d0, _d1, _d2, _d3;

    /// <summary>Adds the powers of a whole number below 2^53.</summary>
    public void Add(ulong mantissa)
    {
        _a0 += mantissa;
        if (_a0 < mantissa) _a1++;

        var high = Math.BigMul(mantissa, mantissa, out var low);
        _b0 += low;
        var carry = _b0 < low ? 1UL : 0;
        var word = high + carry; // no overflow: high is below 2^42
        _b1 += word;
        if (_b1 < word) _b2++;

        var top = Math.BigMul(low, mantissa, out var cube0);
        var cube2 = Math.BigMul(high, mantissa, out var cube1);
        cube1 += top;
        if (cube1 < top) cube2++;
        Add(ref _c0, ref _c1, ref _c2, ref _c3, cube0, cube1, cube2, 0);

        var fourth1 = Math.BigMul(low, low, out var fourth0);
        var fourth3 = Math.BigMul(high, high, out var fourth2);
        var middle1 = Math.BigMul(low, 2 * high, out var middle0);
        fourth1 += middle0;
        middle1 += fourth1 < middle0 ? 1UL : 0;
        fourth2 += middle1;
        if (fourth2 < middle1) fourth3++;
        Add(ref _d0, ref _d1, ref _d2, ref _d3, fourth0, fourth1, fourth2, fourth3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(ref ulong w0, ref ulong w1, ref ulong w2, ref ulong w3, ulong x0, ulong x1, ulong x2, ulong x3)
    {
        w0 += x0;
        var carry = w0 < x0 ? 1UL : 0;
        var sum = w1 + x1;
        var next = sum < x1 ? 1UL : 0;
        w1 = sum + carry;
        carry = next + (w1 < sum ? 1UL : 0);
        sum = w2 + x2;
        next = sum < x2 ? 1UL : 0;
        w2 = sum + carry;
        w3 += x3 + next + (w2 < sum ? 1UL : 0);
    }

    public BigInteger Sum(int power) => power switch
    {
        1 => Whole(_a0, _a1, 0, 0),
        2 => Whole(_b0, _b1, _b2, 0),
        3 => Whole(_c0, _c1, _c2, _c3),
        _ => Whole(_d0, _d1, _d2, _d3),
    };

    public void Clear() => _a0 = _a1 = _b0 = _b1 = _b2 = _c0 = _c1 = _c2 = _c3 = _d0 = _d1 = _d2 = _d3 = 0;

    static BigInteger Whole(ulong w0, ulong w1, ulong w2, ulong w3) => ((BigInteger)new UInt128(w3, w2) << 128) + (BigInteger)new UInt128(w1, w0);
}
