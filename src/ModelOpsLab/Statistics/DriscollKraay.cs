using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>
/// Standard errors for a panel: what the members of one time have in common is not taken for independent observations. The scores of a time are added up, and their sums are a series with the
/// long-run variance of <see cref="NeweyWest"/> (Driscoll and Kraay, 1998). Of one member a time they are those of Newey and West.
/// </summary>
/// <remarks>They rest on the number of times, not of rows: with fewer than some twenty times they are too small. NaN, infinite, too few times: <see cref="ArgumentException"/>.</remarks>
public static class DriscollKraay
{
    /// <summary>Standard error of the mean over all rows.</summary>
    /// <param name="values">Rows ordered by time.</param>
    /// <param name="starts">First row of each time, ascending from 0, and the number of rows at the end; at least two times.</param>
    /// <param name="lags">Times that depend on each other; null for <see cref="NeweyWest.DefaultLags"/> of the number of times.</param>
    public static double MeanStandardError(ReadOnlySpan<double> values, ReadOnlySpan<int> starts, int? lags = null)
    {
        Finite.Require(values, nameof(values), 2);
        Require(starts, values.Length, 2);
        var mean = Moments.Mean(values);
        var scores = new double[starts.Length - 1];
        for (var t = 0; t < scores.Length; t++)
            for (var i = starts[t]; i < starts[t + 1]; i++) scores[t] += values[i] - mean;
        return Math.Sqrt(NeweyWest.LongRunSum(scores, lags ?? NeweyWest.DefaultLags(scores.Length))) / values.Length;
    }

    /// <summary>Regression of y on x with a constant over all rows.</summary>
    /// <param name="x">Regressor of each row, ordered by time; not constant.</param>
    /// <param name="y">Response of each row.</param>
    /// <param name="starts">First row of each time, ascending from 0, and the number of rows at the end; at least three times.</param>
    /// <param name="lags">Times that depend on each other; null for <see cref="NeweyWest.DefaultLags"/> of the number of times.</param>
    public static NeweyWestSlope Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> starts, int? lags = null)
    {
        Require(starts, x.Length, 3);
        var line = NeweyWest.Slope(x, y, 0);
        double meanX = Moments.Mean(x), xx = 0;
        foreach (var v in x) xx += (v - meanX) * (v - meanX);
        var scores = new double[starts.Length - 1];
        for (var t = 0; t < scores.Length; t++)
            for (var i = starts[t]; i < starts[t + 1]; i++) scores[t] += (x[i] - meanX) * (y[i] - line.Intercept - line.Slope * x[i]);
        var used = lags ?? NeweyWest.DefaultLags(scores.Length);
        return NeweyWest.Tested(line.Intercept, line.Slope, Math.Sqrt(NeweyWest.LongRunSum(scores, used)) / xx, used);
    }

    static void Require(ReadOnlySpan<int> starts, int rows, int atLeast)
    {
        if (starts.Length - 1 < atLeast) throw new ArgumentException(Invariant($"There are {Math.Max(0, starts.Length - 1)} times, {atLeast} needed."), nameof(starts));
        if (starts[0] != 0 || starts[^1] != rows) throw new ArgumentException(Invariant($"The times run from row {starts[0]} to {starts[^1]}; the rows from 0 to {rows}."), nameof(starts));
        for (var t = 1; t < starts.Length; t++)
            if (starts[t] <= starts[t - 1]) throw new ArgumentException(Invariant($"Time {t - 1} has no row: each time begins after the one before."), nameof(starts));
    }
}
