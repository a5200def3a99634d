using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Result of a chi-square test.</summary>
/// <param name="Statistic">Σ (observed − expected)² / expected; +∞ where something was observed that was expected never to be.</param>
/// <param name="DegreesOfFreedom">Categories seen on either side, less one.</param>
/// <param name="PValue">Upper tail of the chi-square law; valid for independent observations only.</param>
/// <param name="CramersV">Effect size in [0, 1]; 0 with a single category, where no difference can show.</param>
/// <param name="SmallestExpected">Smallest expected count; below 5 the p-value is rough (Cochran, 1954).</param>
public sealed record ChiSquareResult(double Statistic, int DegreesOfFreedom, double PValue, double CramersV, double SmallestExpected)
{
    /// <summary>Effect size less what chance alone gives it (Bergsma 2013), for the comparison of two samples; 0 where chance explains all of it.</summary>
    public double CorrectedCramersV { get; init; }
}

/// <summary>
/// Chi-square tests for categories (Pearson, 1900), without Yates' correction: SciPy's <c>chi2_contingency(correction=False)</c> and
/// <c>chisquare</c>, to 1e-12 and 1e-9.
/// </summary>
/// <remarks>Counts by category, in the same order on both sides. A negative or non-finite count, unequal lengths or a side without observations throws <see cref="ArgumentException"/>.</remarks>
public static class ChiSquare
{
    /// <summary>Whether two samples share one distribution over categories. A category absent from both sides is left out.</summary>
    public static ChiSquareResult Contingency(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException(Invariant($"{reference.Length} reference and {current.Length} current categories. Count both sides over the union of categories."), nameof(current));
        double n = Total(reference, nameof(reference)), m = Total(current, nameof(current)), total = n + m;

        double statistic = 0, smallest = double.PositiveInfinity;
        var categories = 0;
        for (var k = 0; k < reference.Length; k++)
        {
            double a = reference[k], b = current[k], both = a + b;
            if (both == 0) continue;
            categories++;
            double expectedA = both * n / total, expectedB = both * m / total;
            statistic += (a - expectedA) * (a - expectedA) / expectedA + (b - expectedB) * (b - expectedB) / expectedB;
            smallest = Math.Min(smallest, Math.Min(expectedA, expectedB));
        }
        var freedom = categories - 1;
        return new(statistic, freedom, TailProbability.ChiSquare(statistic, freedom), freedom == 0 ? 0 : Math.Sqrt(statistic / total), smallest)
        {
            CorrectedCramersV = Corrected(statistic, categories, total),
        };
    }

    static double Corrected(double statistic, double categories, double total)
    {
        if (categories < 2 || total < 2) return 0;
        double square = Math.Max(0, statistic / total - (categories - 1) / (total - 1)), rows = categories - (categories - 1) * (categories - 1) / (total - 1), columns = 2 - 1 / (total - 1);
        return Math.Sqrt(square / (Math.Min(rows, columns) - 1));
    }

    /// <summary>Whether observed counts follow expected ones, whose sums must agree to 1e-8 relative. A category expected and observed never is left out.</summary>
    public static ChiSquareResult GoodnessOfFit(ReadOnlySpan<double> observed, ReadOnlySpan<double> expected)
    {
        if (observed.Length != expected.Length)
            throw new ArgumentException(Invariant($"{observed.Length} observed and {expected.Length} expected categories. Give one expected count per observed one."), nameof(expected));
        double n = Total(observed, nameof(observed)), m = Total(expected, nameof(expected));
        if (Math.Abs(n - m) > 1e-8 * Math.Min(n, m))
            throw new ArgumentException(Invariant($"Observed counts sum to {n} and expected ones to {m}. Scale the expected counts to the observed total."), nameof(expected));

        double statistic = 0, smallest = double.PositiveInfinity;
        var categories = 0;
        for (var k = 0; k < observed.Length; k++)
        {
            if (observed[k] == 0 && expected[k] == 0) continue;
            categories++;
            statistic += (observed[k] - expected[k]) * (observed[k] - expected[k]) / expected[k];
            smallest = Math.Min(smallest, expected[k]);
        }
        var freedom = categories - 1;
        var v = freedom == 0 ? 0 : Math.Min(1, Math.Sqrt(statistic / (n * freedom)));
        return new(statistic, freedom, TailProbability.ChiSquare(statistic, freedom), v, smallest);
    }

    static double Total(ReadOnlySpan<long> counts, string name)
    {
        long total = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] < 0) throw new ArgumentException(Invariant($"'{name}'[{k}] is {counts[k]}: a count cannot be negative."), name);
            total = checked(total + counts[k]);
        }
        return total > 0 ? total : throw Empty(name);
    }

    static double Total(ReadOnlySpan<double> counts, string name)
    {
        double total = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (!double.IsFinite(counts[k]) || counts[k] < 0) throw new ArgumentException(Invariant($"'{name}'[{k}] is {counts[k]}: a count must be finite and not negative."), name);
            total += counts[k];
        }
        return total > 0 ? total : throw Empty(name);
    }

    static ArgumentException Empty(string name) => new($"'{name}' counts nothing. Check the count first and report 'no observations' instead.", name);
}
