using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Control of the false discovery rate over many tests (Benjamini and Hochberg, 1995); statsmodels' <c>fdr_bh</c>.</summary>
public static class BenjaminiHochberg
{
    /// <summary>Adjusted p-values in the order given: rejecting those at or below q keeps the expected share of false discoveries at q. Empty gives empty.</summary>
    /// <exception cref="ArgumentException">A p-value is NaN or outside [0, 1].</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        Require(pValues);
        double[] sorted = [.. pValues];
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var smallest = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, sorted[i] * sorted.Length / (i + 1));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }

    /// <exception cref="ArgumentException">A p-value is NaN or outside [0, 1].</exception>
    internal static void Require(ReadOnlySpan<double> pValues)
    {
        for (var i = 0; i < pValues.Length; i++)
            if (!(pValues[i] >= 0 && pValues[i] <= 1))
                throw new ArgumentException(Invariant($"'pValues'[{i}] is {pValues[i]}, not in [0, 1]. Leave out tests that could not be made."), nameof(pValues));
    }
}
