using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelOpsLab.Models;

/// <summary>Products of rows in four lanes whose sums are added in a fixed order: the same bits on every processor.</summary>
static class Lanes
{
    /// <summary>target += factor · source.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
        var factors = Vector256.Create(factor);
        nuint i = 0, n = (nuint)source.Length;
        for (; i + 4 <= n; i += 4) (Vector256.LoadUnsafe(ref to, i) + factors * Vector256.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
        for (; i < n; i++) target[(int)i] += factor * source[(int)i];
    }

    /// <summary>result = a · factors · factor, elementwise.</summary>
    public static void Scale(ReadOnlySpan<double> a, ReadOnlySpan<double> factors, double factor, Span<double> result)
    {
        for (var i = 0; i < a.Length; i++) result[i] = a[i] * factors[i] * factor;
    }

    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b[..a.Length]);
        var sums = Vector256<double>.Zero;
        nuint i = 0, n = (nuint)a.Length;
        for (; i + 4 <= n; i += 4) sums += Vector256.LoadUnsafe(ref left, i) * Vector256.LoadUnsafe(ref right, i);
        var rest = 0.0;
        for (; i < n; i++) rest += a[(int)i] * b[(int)i];
        return Sum(sums) + rest;
    }

    /// <summary>The sums of products of a row with each of four rows that follow one another, each as <see cref="Dot"/> adds it.</summary>
    /// <param name="a">The row.</param>
    /// <param name="rows">The first of the four, and the numbers after it to the end of the fourth.</param>
    /// <param name="stride">Numbers from one of the four to the next.</param>
    public static Vector256<double> Dots(ReadOnlySpan<double> a, ReadOnlySpan<double> rows, int stride)
    {
        _ = rows[..(3 * stride + a.Length)];
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(rows);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint i = 0, n = (nuint)a.Length, next = (nuint)stride;
        for (; i + 4 <= n; i += 4)
        {
            var own = Vector256.LoadUnsafe(ref left, i);
            s0 += own * Vector256.LoadUnsafe(ref right, i);
            s1 += own * Vector256.LoadUnsafe(ref right, next + i);
            s2 += own * Vector256.LoadUnsafe(ref right, 2 * next + i);
            s3 += own * Vector256.LoadUnsafe(ref right, 3 * next + i);
        }
        var rest = Vector256<double>.Zero;
        for (var k = (int)i; k < a.Length; k++) rest += Vector256.Create(a[k]) * Vector256.Create(rows[k], rows[stride + k], rows[2 * stride + k], rows[3 * stride + k]);
        return Vector256.Create(Sum(s0), Sum(s1), Sum(s2), Sum(s3)) + rest;
    }

    static double Sum(Vector256<double> lanes)
    {
        var halves = lanes.GetLower() + lanes.GetUpper();
        return halves[0] + halves[1];
    }
}
