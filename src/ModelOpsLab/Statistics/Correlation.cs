namespace ModelOpsLab.Statistics;

/// <summary>Correlation of pairs, with a t that serial dependence does not inflate.</summary>
/// <remarks>Fewer than two pairs, a constant side, unequal lengths, NaN or an infinity throws <see cref="ArgumentException"/>: no correlation exists.</remarks>
public static class Correlation
{
    /// <summary>Pearson's linear correlation, in [−1, 1].</summary>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Require(x, y, 2);
        double meanX = Moments.Mean(x), meanY = Moments.Mean(y), xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            double a = x[i] - meanX, b = y[i] - meanY;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }
        return Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1);
    }

    /// <summary>Spearman's rank correlation, ties given their average rank (the rank information coefficient).</summary>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Require(x, y, 2);
        return Pearson(Ranks.Average(x), Ranks.Average(y));
    }

    /// <summary>Kendall's τ-b: pairs in the same order less pairs in the opposite one, over the pairs without a tie on either side; in n log n (Knight, 1966).</summary>
    public static double Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Require(x, y, 2);
        var pairs = new (double X, double Y)[x.Length];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = (x[i], y[i]);
        Array.Sort(pairs);
        double[] sorted = Array.ConvertAll(pairs, p => p.Y), buffer = new double[pairs.Length];
        long both = Ties(pairs), inX = Ties(Array.ConvertAll(pairs, p => p.X)), swaps = Swaps(sorted, buffer), inY = Ties(sorted), all = (long)pairs.Length * (pairs.Length - 1) / 2;
        return Math.Clamp((all - inX - inY + both - 2 * swaps) / Math.Sqrt(all - inX) / Math.Sqrt(all - inY), -1, 1);
    }

    /// <summary>Pairs of equal neighbours and all between them, in ascending values.</summary>
    static long Ties<T>(T[] ascending) where T : IEquatable<T>
    {
        long ties = 0;
        for (int start = 0, end; start < ascending.Length; start = end)
        {
            for (end = start + 1; end < ascending.Length && ascending[end].Equals(ascending[start]);) end++;
            ties += (long)(end - start) * (end - start - 1) / 2;
        }
        return ties;
    }

    /// <summary>Sorts by merging and counts the pairs that change their order.</summary>
    static long Swaps(Span<double> values, Span<double> buffer)
    {
        if (values.Length < 2) return 0;
        var half = values.Length / 2;
        var swaps = Swaps(values[..half], buffer) + Swaps(values[half..], buffer);
        for (int left = 0, right = half, to = 0; to < values.Length; to++)
        {
            if (right == values.Length || left < half && values[left] <= values[right]) buffer[to] = values[left++];
            else
            {
                buffer[to] = values[right++];
                swaps += half - left;
            }
        }
        buffer[..values.Length].CopyTo(values);
        return swaps;
    }

    /// <summary>Newey-West t of Pearson's correlation: that of the slope between the two sides, which is 0 exactly where the correlation is. At least three pairs in time order.</summary>
    public static double NeweyWestT(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int? lags = null)
    {
        Require(x, y, 3);
        return NeweyWest.Slope(x, y, lags).T;
    }

    /// <summary>Newey-West t of Spearman's correlation: <see cref="NeweyWestT"/> of the ranks.</summary>
    public static double NeweyWestTOfRanks(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int? lags = null)
    {
        Require(x, y, 3);
        return NeweyWest.Slope(Ranks.Average(x), Ranks.Average(y), lags).T;
    }

    static void Require(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int atLeast)
    {
        Finite.RequireSameLength(x, y, nameof(x), nameof(y));
        Finite.Require(x, nameof(x), atLeast);
        Finite.Require(y, nameof(y), atLeast);
        if (Moments.IsConstant(x)) throw new ArgumentException("'x' is constant: there is no correlation. Check Moments.IsConstant and report 'constant' instead.", nameof(x));
        if (Moments.IsConstant(y)) throw new ArgumentException("'y' is constant: there is no correlation. Check Moments.IsConstant and report 'constant' instead.", nameof(y));
    }
}
