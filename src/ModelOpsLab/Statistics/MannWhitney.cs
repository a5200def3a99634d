namespace ModelOpsLab.Statistics;

/// <summary>How the p-values of <see cref="MannWhitney"/> are computed.</summary>
public enum MannWhitneyMethod
{
    /// <summary>Exact without ties where one sample has at most 8 observations (and the product of the counts is at most 10,000), else asymptotic.</summary>
    Auto,

    /// <summary>By the exact law of U; ties are not allowed.</summary>
    Exact,

    /// <summary>By the normal law, with correction for ties and continuity.</summary>
    Asymptotic,
}

/// <summary>Result of a Mann-Whitney test.</summary>
/// <param name="U">Pairs in which the reference exceeds the current value, ties counting one half.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="PValueLess">Against the alternative that the reference is smaller: the current sample moved up.</param>
/// <param name="PValueGreater">Against the alternative that the reference is greater: the current sample moved down.</param>
/// <param name="CliffsDelta">Effect size in [−1, 1]: chance that the current value exceeds the reference, less the converse.</param>
/// <param name="IsExact">Whether the p-values come from the exact law.</param>
public sealed record MannWhitneyResult(double U, double PValue, double PValueLess, double PValueGreater, double CliffsDelta, bool IsExact);

/// <summary>Whether one sample tends to exceed another (Mann and Whitney, 1947); SciPy's <c>mannwhitneyu</c> (1.10), to 1e-12 and 1e-9.</summary>
/// <remarks>Valid for independent observations only. Empty, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class MannWhitney
{
    /// <summary>Tests two samples in any order.</summary>
    public static MannWhitneyResult Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, MannWhitneyMethod method = MannWhitneyMethod.Auto)
    {
        double[] a = Finite.Sorted(reference, nameof(reference)), b = Finite.Sorted(current, nameof(current));
        double n = a.Length, m = b.Length;
        double u = 0;
        for (int i = 0, below = 0, upTo = 0; i < a.Length; i++)
        {
            while (below < b.Length && b[below] < a[i]) below++;
            while (upTo < b.Length && b[upTo] <= a[i]) upTo++;
            u += below + 0.5 * (upTo - below);
        }

        double[] pooled = [.. a, .. b];
        Sorting.Sort(pooled);
        var ties = Ranks.TieSizes(pooled);
        var tied = ties.Count < pooled.Length;
        if (tied && method == MannWhitneyMethod.Exact)
            throw new ArgumentException("The samples have ties, for which the exact law does not hold. Use the asymptotic method.", nameof(method));

        var exact = method == MannWhitneyMethod.Exact || (method == MannWhitneyMethod.Auto && !tied && Math.Min(n, m) <= 8 && n * m <= 10_000);
        Func<double, double> tail = exact ? ExactTail(a.Length, b.Length) : AsymptoticTail(n, m, ties);
        var other = n * m - u;
        return new(u, Math.Min(1, 2 * tail(Math.Max(u, other))), tail(other), tail(u), (other - u) / (n * m), exact);
    }

    /// <summary>P(U ≥ u) by the normal law.</summary>
    static Func<double, double> AsymptoticTail(double n, double m, List<long> ties)
    {
        double total = n + m, tieTerm = 0;
        foreach (var t in ties) tieTerm += (double)t * t * t - t;
        var deviation = Math.Sqrt(n * m / 12 * (total + 1 - tieTerm / (total * (total - 1))));
        // All values equal: no variance, nothing to reject.
        return u => deviation > 0 ? TailProbability.Normal((u - n * m / 2 - 0.5) / deviation) : 1;
    }

    /// <summary>
    /// P(U ≥ u) exactly. The largest of i + j values belongs to the first sample with chance i/(i+j), and then exceeds all j of the second:
    /// a recursion of positive terms only.
    /// </summary>
    static Func<double, double> ExactTail(int n, int m)
    {
        var law = new double[m + 1][];
        for (var j = 0; j <= m; j++) law[j] = [1];
        for (var i = 1; i <= n; i++)
        {
            var next = new double[m + 1][];
            next[0] = [1];
            for (var j = 1; j <= m; j++)
            {
                var p = next[j] = new double[i * j + 1];
                for (var u = 0; u < law[j].Length; u++) p[u + j] += law[j][u] * i / (i + j);
                for (var u = 0; u < next[j - 1].Length; u++) p[u] += next[j - 1][u] * j / (i + j);
            }
            law = next;
        }
        return u =>
        {
            double sum = 0;
            for (var k = law[m].Length - 1; k >= u; k--) sum += law[m][k];
            return Math.Min(1, sum);
        };
    }
}
