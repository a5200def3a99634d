using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Result of a Ljung-Box test.</summary>
/// <param name="Statistic">Q = n(n+2)·Σ ρ²(k)/(n−k).</param>
/// <param name="DegreesOfFreedom">Lags less fitted parameters.</param>
/// <param name="PValue">Upper tail of the chi-square law.</param>
/// <param name="Lags">Number of autocorrelations summed.</param>
/// <param name="Count">Observations.</param>
public sealed record LjungBoxResult(double Statistic, int DegreesOfFreedom, double PValue, int Lags, int Count);

/// <summary>Whether a series shows autocorrelation up to a lag (Ljung and Box, 1978); statsmodels' <c>acorr_ljungbox</c>, to 1e-12 and 1e-9.</summary>
public static class LjungBox
{
    /// <summary>Tests a series in time order; squares of it test for volatility clustering (McLeod and Li, 1983).</summary>
    /// <param name="series">Finite, not constant, more observations than lags; else <see cref="ArgumentException"/>.</param>
    /// <param name="lags">At least one more than the fitted parameters.</param>
    /// <param name="fittedParameters">p + q where the series is the residual of an ARMA(p, q).</param>
    public static LjungBoxResult Test(ReadOnlySpan<double> series, int lags, int fittedParameters = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(fittedParameters);
        if (lags <= fittedParameters)
            throw new ArgumentException(Invariant($"{lags} lags leave no degree of freedom after {fittedParameters} fitted parameters. Ask for more lags."), nameof(lags));
        var rho = Moments.Autocorrelations(series, lags);
        double n = series.Length, sum = 0;
        for (var k = 1; k <= lags; k++) sum += rho[k] * rho[k] / (n - k);
        var statistic = n * (n + 2) * sum;
        return new(statistic, lags - fittedParameters, TailProbability.ChiSquare(statistic, lags - fittedParameters), lags, series.Length);
    }
}
