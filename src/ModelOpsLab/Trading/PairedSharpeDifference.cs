using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Whether two strategies observed on the same dates have different Sharpe ratios: a model against its challenger or a benchmark.</summary>
/// <remarks>
/// Ledoit and Wolf (2008): delta method on means and second moments, long-run variance by the Parzen kernel with Andrews' (1991) automatic bandwidth from
/// first-order autoregressions, factor n/(n − 4). Equals the R package PeerPerformance 2.4.0 to 1e-10. Only dates that both have are used. All ratios are
/// annual. For periods that do not overlap see <see cref="SharpeDifference"/>.
/// </remarks>
/// <param name="First">Annual Sharpe ratio of the first on the common dates.</param>
/// <param name="Second">Of the second.</param>
/// <param name="Difference">First less second with its 95 % interval: <c>paired_sharpe_difference</c>; or why there is none.</param>
/// <param name="StandardError">Of the difference; NaN where there is none.</param>
/// <param name="Z">Difference over its error; NaN where there is none.</param>
/// <param name="PValue">Two-sided, normal law; NaN where there is none.</param>
public sealed record PairedSharpeDifference(Measurement First, Measurement Second, Measurement Difference, double StandardError, double Z, double PValue)
{
    /// <summary>Fewer common dates than this and no difference is computed.</summary>
    public const int MinimumCount = 20;

    /// <summary>Compares two return series on their common dates; the calendar is that of the first.</summary>
    public static PairedSharpeDifference Of(ReturnSeries first, ReturnSeries second, Rate riskFree = default) => Of(first, second, SharpeDifferenceError.Hac, riskFree);

    /// <summary>The same by another error, as other software has it.</summary>
    internal static PairedSharpeDifference Of(ReturnSeries first, ReturnSeries second, SharpeDifferenceError kind, Rate riskFree = default)
    {
        var common = CommonDates.Of(first, second);
        var (dates, x, y) = (common.Dates, common.FirstReturns, common.SecondReturns);
        var (ratioX, ratioY) = (SharpeRatio.Of(x, riskFree), SharpeRatio.Of(y, riskFree));
        var because = common.Because(0) ?? (dates.Length < MinimumCount ? $"there are {Format.Count(dates.Length)} common dates; a difference needs {MinimumCount}"
            : !ratioX.Exists ? $"first: {ratioX.Because}" : !ratioY.Exists ? $"second: {ratioY.Because}" : null);
        var variance = because is null ? Variance(x.Above(riskFree).Values, y.Above(riskFree).Values, kind) : double.NaN;
        if (because is null && !(variance > 0)) because = "the two are the same up to scale";
        if (because is not null)
            return new(ratioX, ratioY, Measurement.Missing("paired_sharpe_difference", because) with { Count = dates.Length }, double.NaN, double.NaN, double.NaN);
        var error = Math.Sqrt(variance * first.Calendar.PeriodsPerYear);
        var difference = ratioX.Value - ratioY.Value;
        var interval = new Interval(difference - TailProbability.NormalPoint95 * error, difference + TailProbability.NormalPoint95 * error, 0.95, kind == SharpeDifferenceError.Hac ? "HAC, Parzen kernel" : "independent returns");
        return new(ratioX, ratioY, new("paired_sharpe_difference", difference) { Count = dates.Length, Interval = interval },
            error, difference / error, TailProbability.NormalTwoSided(difference / error));
    }

    /// <summary>Variance of the difference of the ratios per period.</summary>
    static double Variance(ReadOnlySpan<double> x, ReadOnlySpan<double> y, SharpeDifferenceError kind)
    {
        var n = x.Length;
        if (kind == SharpeDifferenceError.Normal)
        {
            double a = Moments.Mean(x) / Moments.StandardDeviation(x), b = Moments.Mean(y) / Moments.StandardDeviation(y), r = Correlation.Pearson(x, y);
            return (2 - 2 * r + (a * a + b * b - 2 * a * b * r * r) / 2) / n;
        }
        double[][] moments = [Centred(x, 1), Centred(y, 1), Centred(x, 2), Centred(y, 2)];
        var (meanX, meanY) = (Moments.Mean(x), Moments.Mean(y));
        var (cubeX, cubeY) = (Cube(x), Cube(y));
        double[] gradient = [SecondMoment(x) / cubeX, -SecondMoment(y) / cubeY, -meanX / 2 / cubeX, meanY / 2 / cubeY];
        var influence = new double[n];
        for (var t = 0; t < n; t++)
            for (var j = 0; j < 4; j++) influence[t] += gradient[j] * moments[j][t];
        if (kind == SharpeDifferenceError.Independent) return Product(influence, 0) / (n - 1) / n;
        var bandwidth = Bandwidth(moments);
        var sum = Product(influence, 0);
        for (var lag = 1; lag < Math.Min(bandwidth, n); lag++) sum += 2 * Parzen(lag / bandwidth) * Product(influence, lag);
        // Influences are of the order of one: what is left of two series equal up to scale is rounding.
        return sum / n > 1e-24 ? sum / n / (n - 4) : 0;
    }

    /// <summary>Andrews' bandwidth for the Parzen kernel: 2.6614 (α̂(2) n)^(1/5), each moment weighted alike.</summary>
    static double Bandwidth(double[][] moments)
    {
        double above = 0, below = 0;
        var n = moments[0].Length;
        foreach (var series in moments)
        {
            if (Moments.IsConstant(series.AsSpan(0, n - 1))) continue;
            var fit = NeweyWest.Slope(series.AsSpan(0, n - 1), series.AsSpan(1), 0);
            double rho = fit.Slope, residuals = 0;
            for (var t = 1; t < n; t++) residuals += Math.Pow(series[t] - fit.Intercept - rho * series[t - 1], 2);
            var variance = residuals / (n - 1);
            above += 4 * rho * rho * variance * variance / Math.Pow(1 - rho, 8);
            below += variance * variance / Math.Pow(1 - rho, 4);
        }
        var bandwidth = 2.6614 * Math.Pow(above / below * n, 0.2);
        return double.IsFinite(bandwidth) ? bandwidth : 0;
    }

    static double Parzen(double z) => z <= 0.5 ? 1 - 6 * z * z + 6 * z * z * z : z <= 1 ? 2 * Math.Pow(1 - z, 3) : 0;

    static double Product(double[] values, int lag)
    {
        double sum = 0;
        for (var t = lag; t < values.Length; t++) sum += values[t] * values[t - lag];
        return sum;
    }

    static double[] Centred(ReadOnlySpan<double> values, int power)
    {
        var powers = values.ToArray();
        if (power == 2) for (var t = 0; t < powers.Length; t++) powers[t] *= powers[t];
        var mean = Moments.Mean(powers);
        for (var t = 0; t < powers.Length; t++) powers[t] -= mean;
        return powers;
    }

    static double SecondMoment(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var v in values) sum += v * v;
        return sum / values.Length;
    }

    /// <summary>Variance with divisor n, to the power 3/2.</summary>
    static double Cube(ReadOnlySpan<double> values) => Math.Pow(Moments.Variance(values) * (values.Length - 1) / values.Length, 1.5);
}

/// <summary>What the error of a difference of Sharpe ratios takes the returns to be.</summary>
enum SharpeDifferenceError
{
    /// <summary>Serially dependent (Ledoit and Wolf, 2008).</summary>
    Hac,

    /// <summary>Independent, of any shape: the same delta method without lags.</summary>
    Independent,

    /// <summary>Independent and normal (Jobson and Korkie, 1981; Memmel, 2003).</summary>
    Normal,
}
