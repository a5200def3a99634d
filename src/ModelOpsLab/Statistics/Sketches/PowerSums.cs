using System.Numerics;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>
/// Count and the sums of the first four powers of a sample, without any rounding: whatever the order or the parts, merging gives the same bytes, and the moments are those of the
/// whole sample to the last digits, however large the mean is beside the spread.
/// </summary>
/// <remarks>
/// A double is a whole number times a power of two; powers are added as such numbers of any length (exact accumulation after Kulisch, 2013). Definitions as in <see cref="Moments"/>.
/// NaN and infinities throw <see cref="ArgumentException"/>.
/// </remarks>
public sealed class PowerSums
{
    internal const int Powers = 4;
    /// <summary>Up to so many values are added one by one, without the table of an accumulator.</summary>
    const int Few = 16;
    readonly Dyadic[] _sums;

    internal PowerSums(long count, Dyadic[] sums) => (Count, _sums) = (count, sums);

    [JsonConstructor]
    PowerSums(long count, IReadOnlyList<string> sums)
        : this(count, sums.Count == Powers && count >= 0 ? [.. sums.Select(Dyadic.Parse)] : throw new ArgumentException($"{count} values and {sums.Count} sums; there are {Powers} sums, of the values and their squares, cubes and fourth powers.", nameof(sums)))
    {
    }

    /// <summary>Values that were added.</summary>
    public long Count { get; }

    /// <summary>Sums of the values, their squares, cubes and fourth powers, each written as <c>whole number*2^exponent</c>.</summary>
    public IReadOnlyList<string> Sums => [.. _sums.Select(s => s.ToString())];

    /// <summary>The same as numbers.</summary>
    internal ReadOnlySpan<Dyadic> Parts => _sums;

    /// <summary>The sums of a sample; zero of an empty one.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static PowerSums Of(ReadOnlySpan<double> sample)
    {
        Finite.Require(sample, nameof(sample), 0);
        if (sample.Length > Few)
        {
            var sums = new PowerAccumulator();
            foreach (var value in sample) sums.Add(value);
            return sums.Sums();
        }
        var few = new Dyadic[Powers];
        foreach (var value in sample)
        {
            var exact = Dyadic.Of(value);
            var power = exact;
            for (var p = 0; p < Powers; p++, power *= exact) few[p] = few[p] + power;
        }
        return new(sample.Length, few);
    }

    /// <summary>The sums of all the samples together; zero of none.</summary>
    public static PowerSums Merge(params IReadOnlyList<PowerSums> parts) =>
        new(parts.Sum(p => p.Count), [.. Enumerable.Range(0, Powers).Select(p => parts.Aggregate(default(Dyadic), (sum, part) => sum + part._sums[p]))]);

    /// <summary>Arithmetic mean; null of an empty sample.</summary>
    [JsonIgnore]
    public double? Mean => Count == 0 ? null : Dyadic.Ratio(_sums[0], Count).Value;

    /// <summary>Sample variance with divisor n − 1; null under two values, infinite where it exceeds a double.</summary>
    [JsonIgnore]
    public double? Variance => Count < 2 ? null : Central(2, Count - 1).Value;

    /// <summary>Square root of the variance, also where that exceeds a double; null under two values.</summary>
    [JsonIgnore]
    public double? StandardDeviation => Count < 2 ? null : Central(2, Count - 1).Root().Value;

    /// <summary>Skewness G₁; null under three values and where all are equal.</summary>
    [JsonIgnore]
    public double? Skewness
    {
        get
        {
            if (Count < 3 || Central(2, Count) is not { IsZero: false } square) return null;
            double n = Count;
            return (Central(3, Count) / (square.Root() * square)).Value * Math.Sqrt(n * (n - 1)) / (n - 2);
        }
    }

    /// <summary>Excess kurtosis G₂, 0 for a normal law; null under four values and where all are equal.</summary>
    [JsonIgnore]
    public double? ExcessKurtosis
    {
        get
        {
            if (Count < 4 || Central(2, Count) is not { IsZero: false } square) return null;
            double n = Count;
            return ((n + 1) * ((Central(4, Count) / (square * square)).Value - 3) + 6) * (n - 1) / ((n - 2) * (n - 3));
        }
    }

    /// <summary>Sum of powers of the deviations from the mean, over a divisor.</summary>
    Scaled Central(int power, long divisor)
    {
        BigInteger n = Count;
        Dyadic s1 = _sums[0], s2 = _sums[1], s3 = _sums[2], s4 = _sums[3];
        return power switch
        {
            2 => Dyadic.Ratio(n * s2 + -1 * (s1 * s1), n * divisor),
            3 => Dyadic.Ratio(n * n * s3 + -3 * n * (s1 * s2) + 2 * (s1 * s1 * s1), n * n * divisor),
            _ => Dyadic.Ratio(n * n * n * s4 + -4 * n * n * (s1 * s3) + 6 * n * (s1 * s1 * s2) + -3 * (s1 * s1 * s1 * s1), n * n * n * divisor),
        };
    }
}
