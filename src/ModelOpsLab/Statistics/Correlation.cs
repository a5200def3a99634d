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
