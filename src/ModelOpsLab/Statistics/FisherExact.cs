namespace ModelOpsLab.Statistics;

/// <summary>Result of Fisher's exact test.</summary>
/// <param name="OddsRatio">a·d / (b·c); +∞ where b or c is 0 and a·d is not; NaN where a row or column is empty.</param>
/// <param name="PValue">Two-sided: the chance of every table at most as likely as the one seen.</param>
public sealed record FisherExactResult(double OddsRatio, double PValue);

/// <summary>Whether two counts of two outcomes share one rate (Fisher 1922): SciPy's <c>fisher_exact</c>, to 1e-9. For few observations, where chi-square is rough.</summary>
public static class FisherExact
{
    /// <summary>Tables as likely as the one seen within this factor count as equally likely: rounding must not decide.</summary>
    const double Equal = 1 + 1e-7;

    /// <summary>Tests the table [[a, b], [c, d]]: a and b are the two outcomes of one side, c and d of the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static FisherExactResult Test(long a, long b, long c, long d)
    {
        foreach (var count in (ReadOnlySpan<long>)[a, b, c, d]) ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0) return new(double.NaN, 1);
        long row = a + b, column = a + c, total = a + b + c + d, low = Math.Max(0, row + column - total), high = Math.Min(row, column);
        var mode = Math.Clamp((long)((row + 1.0) * (column + 1) / (total + 2)), low, high);
        // Chances relative to the mode's, by ratios of neighbours: positive terms only, no factorials.
        double seen = 0, all = 0;
        double[] relative = new double[high - low + 1];
        relative[mode - low] = 1;
        for (var k = mode; k < high; k++) relative[k + 1 - low] = relative[k - low] * ((double)(row - k) * (column - k)) / ((k + 1.0) * (total - row - column + k + 1));
        for (var k = mode; k > low; k--) relative[k - 1 - low] = relative[k - low] * (k * (double)(total - row - column + k)) / ((row - k + 1.0) * (column - k + 1));
        var limit = relative[a - low] * Equal;
        for (var k = 0; k < relative.Length; k++)
        {
            all += relative[k];
            if (relative[k] <= limit) seen += relative[k];
        }
        var odds = (double)b * c == 0 ? double.PositiveInfinity : (double)a * d / ((double)b * c);
        return new(odds, Math.Min(1, seen / all));
    }
}
