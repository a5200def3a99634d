using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>The finite numbers of a sample, in their order, and how many entries were left out.</summary>
/// <param name="Values">The finite values.</param>
/// <param name="Dropped">How many entries were NaN or infinite. A jump of this count is a finding of its own: report it.</param>
public sealed record FiniteSample(double[] Values, int Dropped);

/// <summary>
/// Separates finite numbers from NaN and infinities. Every test of this namespace takes finite numbers only and throws
/// <see cref="ArgumentException"/>, naming the index and the value, when given anything else; callers pass samples through here first.
/// </summary>
public static class Finite
{
    /// <summary>Drops NaN and infinities and counts them; a sample without any finite number gives no values.</summary>
    public static FiniteSample Of(ReadOnlySpan<double> sample)
    {
        var count = 0;
        foreach (var v in sample)
            if (double.IsFinite(v)) count++;

        var values = new double[count];
        var next = 0;
        foreach (var v in sample)
            if (double.IsFinite(v)) values[next++] = v;
        return new(values, sample.Length - count);
    }

    /// <summary>Throws <see cref="ArgumentException"/> if the sample is shorter than <paramref name="atLeast"/> or holds a number that is not finite.</summary>
    internal static void Require(ReadOnlySpan<double> sample, string name, int atLeast = 1)
    {
        if (sample.Length < atLeast)
            throw new ArgumentException(sample.IsEmpty
                ? $"'{name}' is empty. Check the count first and report 'no observations' instead."
                : Invariant($"'{name}' has {sample.Length} observations and {atLeast} are needed. Check the count first and report how many are missing."), name);
        for (var i = 0; i < sample.Length; i++)
            if (!double.IsFinite(sample[i]))
                throw new ArgumentException(Invariant($"'{name}'[{i}] is {sample[i]}. Pass finite numbers: Finite.Of drops the others and counts them."), name);
    }

    internal static void RequireSameLength(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string nameX, string nameY)
    {
        if (x.Length != y.Length)
            throw new ArgumentException(Invariant($"'{nameX}' has {x.Length} observations and '{nameY}' has {y.Length}. Pairs need equal lengths."), nameY);
    }

    /// <summary>An ascending copy of a sample checked by <see cref="Require"/>.</summary>
    internal static double[] Sorted(ReadOnlySpan<double> sample, string name)
    {
        Require(sample, name);
        double[] sorted = [.. sample];
        Sorting.Sort(sorted);
        return sorted;
    }

    internal static void RequireSorted(ReadOnlySpan<double> sample, string name)
    {
        Require(sample, name);
        for (var i = 1; i < sample.Length; i++)
            if (sample[i] < sample[i - 1])
                throw new ArgumentException(Invariant($"'{name}' is not ascending at index {i}: {sample[i - 1]}, {sample[i]}. Sort it first."), name);
    }
}
