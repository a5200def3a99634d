using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>First Wasserstein distance: the area between two empirical distribution functions, in the unit of the sample (SciPy's <c>wasserstein_distance</c>, to 1e-12).</summary>
/// <remarks>An empty sample, NaN or an infinity throws <see cref="ArgumentException"/>.</remarks>
public static class Wasserstein
{
    /// <summary>W₁ between two samples in any order; zero only where the two empirical distributions are equal.</summary>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
        => BetweenSorted(Finite.Sorted(reference, nameof(reference)), Finite.Sorted(current, nameof(current)));

    /// <summary>W₁ between two ascending samples, without copying them.</summary>
    public static double DistanceSorted(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Finite.RequireSorted(reference, nameof(reference));
        Finite.RequireSorted(current, nameof(current));
        return BetweenSorted(reference, current);
    }

    /// <summary>
    /// W₁ in units of <paramref name="scale"/> (the reference's scaled MAD, see <see cref="RobustScale"/>), positive where the current sample
    /// lies above the reference and negative where below: the sign is that of the difference of medians, and of means where the medians are equal.
    /// </summary>
    /// <param name="reference">Observations to compare with.</param>
    /// <param name="current">Observations to place.</param>
    /// <param name="scale">Positive and finite; a constant reference has none, report that instead.</param>
    public static double SignedScaled(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double scale)
        => SignedScaledSorted(Finite.Sorted(reference, nameof(reference)), Finite.Sorted(current, nameof(current)), scale);

    /// <summary><see cref="SignedScaled"/> of two ascending samples, without copying them.</summary>
    public static double SignedScaledSorted(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double scale)
    {
        if (!(scale > 0) || double.IsInfinity(scale))
            throw new ArgumentException(Invariant($"Scale is {scale}; it must be positive and finite. A constant reference has no scale: report 'constant' instead."), nameof(scale));
        var distance = DistanceSorted(reference, current) / scale;
        return IsBelow(reference, current) ? -distance : distance;
    }

    /// <summary>Whether the second of two ascending samples lies below the first: by the medians, and by the means where those are equal.</summary>
    internal static bool IsBelow(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var shift = RobustScale.QuantileSorted(current, 0.5) - RobustScale.QuantileSorted(reference, 0.5);
        if (shift == 0) shift = Moments.Mean(current) - Moments.Mean(reference);
        return shift < 0;
    }

    /// <summary>W₁ of what is known to be ascending; infinite only where the distance itself is beyond a 64-bit number.</summary>
    internal static double BetweenSorted(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var area = Area(a, b, 1);
        return double.IsFinite(area) ? area : 2 * Area(a, b, 0.5);
    }

    static double Area(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double unit)
    {
        int i = 0, j = 0;
        double area = 0, previous = Math.Min(a[0], b[0]) * unit;
        while (i < a.Length || j < b.Length)
        {
            var value = i == a.Length ? b[j] : j == b.Length ? a[i] : Math.Min(a[i], b[j]);
            var at = value * unit;
            area += Math.Abs((double)i / a.Length - (double)j / b.Length) * (at - previous);
            previous = at;
            while (i < a.Length && a[i] <= value) i++;
            while (j < b.Length && b[j] <= value) j++;
        }
        return area;
    }
}
