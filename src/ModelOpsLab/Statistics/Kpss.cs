namespace ModelOpsLab.Statistics;

/// <summary>Result of a KPSS test.</summary>
/// <param name="Statistic">Squared partial sums of deviations from the mean, over the long-run variance.</param>
/// <param name="PValue">Interpolated between the tabled critical values, kept within [0.01, 0.1] as the table is.</param>
/// <param name="Lags">Lags of the long-run variance.</param>
/// <param name="IsCapped">Whether the p-value is an end of that range: the true one lies beyond.</param>
public sealed record KpssResult(double Statistic, double PValue, int Lags, bool IsCapped);

/// <summary>
/// Whether a series keeps its level: stationarity is the hypothesis, a wandering level what speaks against it (Kwiatkowski, Phillips, Schmidt and Shin 1992). statsmodels'
/// <c>kpss(regression="c")</c>, to 1e-12 and 1e-9.
/// </summary>
/// <remarks>Fewer than four values, all equal, NaN, infinite: <see cref="ArgumentException"/>.</remarks>
public static class Kpss
{
    static ReadOnlySpan<double> Critical => [0.347, 0.463, 0.574, 0.739];
    static ReadOnlySpan<double> Levels => [0.10, 0.05, 0.025, 0.01];

    /// <summary>Tests a series in time order.</summary>
    /// <param name="series">At least four values, not all equal.</param>
    /// <param name="lags">Lags of the Bartlett kernel; by default chosen from the data (Hobijn, Franses and Ooms 1998).</param>
    public static KpssResult Test(ReadOnlySpan<double> series, int? lags = null)
    {
        Moments.RequireVaried(series, 4, "level to keep");
        var n = series.Length;
        var mean = Moments.Mean(series);
        var residual = new double[n];
        for (var i = 0; i < n; i++) residual[i] = series[i] - mean;
        var used = lags ?? Math.Min(DataLags(residual), n - 1);
        ArgumentOutOfRangeException.ThrowIfNegative(used, nameof(lags));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(used, n, nameof(lags));

        var variance = Product(residual, 0);
        for (var k = 1; k <= used; k++) variance += 2 * Product(residual, k) * (1 - k / (used + 1.0));
        double sum = 0, squares = 0;
        foreach (var v in residual) squares += (sum += v) * sum;
        var statistic = squares / ((double)n * n) / (variance / n);

        if (statistic <= Critical[0]) return new(statistic, Levels[0], used, true);
        if (statistic >= Critical[3]) return new(statistic, Levels[3], used, true);
        var at = 0;
        while (statistic > Critical[at + 1]) at++;
        var part = (statistic - Critical[at]) / (Critical[at + 1] - Critical[at]);
        return new(statistic, Levels[at] + part * (Levels[at + 1] - Levels[at]), used, false);
    }

    static double Product(double[] residual, int lag)
    {
        double sum = 0;
        for (var i = lag; i < residual.Length; i++) sum += residual[i] * residual[i - lag];
        return sum;
    }

    static int DataLags(double[] residual)
    {
        var n = residual.Length;
        var most = (int)Math.Pow(n, 2.0 / 9);
        double s0 = Product(residual, 0) / n, s1 = 0;
        for (var k = 1; k <= most; k++)
        {
            var product = Product(residual, k) / (n / 2.0);
            s0 += product;
            s1 += k * product;
        }
        var ratio = s1 / s0;
        return (int)(1.1447 * Math.Pow(ratio * ratio, 1.0 / 3) * Math.Pow(n, 1.0 / 3));
    }
}
