using MathNet.Numerics.LinearAlgebra;

namespace ModelOpsLab.Statistics;

/// <summary>Result of Engle's test.</summary>
/// <param name="Statistic">Observations used times R² of the squares on their own lags.</param>
/// <param name="PValue">Upper tail of the chi-square law with as many degrees of freedom as lags.</param>
/// <param name="F">The same regression's F ratio.</param>
/// <param name="FPValue">Its upper tail.</param>
/// <param name="Lags">Lags of the regression.</param>
public sealed record ArchLmResult(double Statistic, double PValue, double F, double FPValue, int Lags);

/// <summary>Whether volatility clusters: do squares depend on past squares (Engle 1982)? statsmodels' <c>het_arch</c>, to 1e-10 and 1e-8.</summary>
/// <remarks>The squares are of the values as given: pass residuals, or centre the series first. Too few values, constant squares, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class ArchLm
{
    /// <summary>Tests a series in time order; needs more than twice the lags and one observations.</summary>
    public static ArchLmResult Test(ReadOnlySpan<double> series, int lags = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        Finite.Require(series, nameof(series), 2 * lags + 2);
        var squares = new double[series.Length];
        for (var i = 0; i < squares.Length; i++) squares[i] = series[i] * series[i];
        Moments.RequireVaried(squares, 2 * lags + 2, "dependence of squares");
        // Scaled to mean 1: R² and F do not change, the normal equations are better behaved.
        var scale = Moments.Mean(squares);
        var rows = squares.Length - lags;
        var x = Matrix<double>.Build.Dense(rows, lags + 1, (row, column) => column == 0 ? 1 : squares[row + lags - column] / scale);
        var y = Vector<double>.Build.Dense(rows, row => squares[row + lags] / scale);
        var residual = y - x * x.QR().Solve(y);
        double mean = y.Sum() / rows, total = 0, unexplained = residual.DotProduct(residual);
        foreach (var v in y) total += (v - mean) * (v - mean);
        if (total == 0) throw new ArgumentException("The squares after the first lags are all equal: there is no dependence to measure.", nameof(series));
        var share = 1 - unexplained / total;
        double statistic = rows * share, freedom = rows - lags - 1, f = (total - unexplained) / lags / (unexplained / freedom);
        return new(statistic, TailProbability.ChiSquare(statistic, lags), f, TailProbability.Fisher(f, lags, freedom), lags);
    }
}
