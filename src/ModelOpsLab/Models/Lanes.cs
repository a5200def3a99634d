using System.Runtime.Intrinsics;

namespace ModelOpsLab.Models;

/// <summary>Products of rows in four lanes whose sums are added in a fixed order: the same bits on every processor.</summary>
static class Lanes
{
    /// <summary>target += factor · source.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        var factors = Vector256.Create(factor);
        var i = 0;
        for (; i + 4 <= source.Length; i += 4)
            (Vector256.Create<double>(target[i..]) + factors * Vector256.Create<double>(source[i..])).CopyTo(target[i..]);
        for (; i < source.Length; i++) target[i] += factor * source[i];
    }

    /// <summary>result = a · factors · factor, elementwise.</summary>
    public static void Scale(ReadOnlySpan<double> a, ReadOnlySpan<double> factors, double factor, Span<double> result)
    {
        var all = Vector256.Create(factor);
        var i = 0;
        for (; i + 4 <= a.Length; i += 4) (Vector256.Create<double>(a[i..]) * Vector256.Create<double>(factors[i..]) * all).CopyTo(result[i..]);
        for (; i < a.Length; i++) result[i] = a[i] * factors[i] * factor;
    }

    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i + 4 <= a.Length; i += 4) sums += Vector256.Create<double>(a[i..]) * Vector256.Create<double>(b[i..]);
        var rest = 0.0;
        for (; i < a.Length; i++) rest += a[i] * b[i];
        return sums[0] + sums[1] + (sums[2] + sums[3]) + rest;
    }
}
