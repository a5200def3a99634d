using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>When the skill of predictions broke, and whether it did.</summary>
/// <remarks>
/// CUSUM of the mean (Ploberger and Krämer, 1992) of what each date adds to the correlation, measured by the long-run deviation of Newey and West, so that autocorrelation
/// does not raise the alarm. The deviation includes the break itself: a break is found later rather than too often. A date is named whether or not the test
/// passes; <see cref="IsShift"/> says whether to believe it.
/// </remarks>
/// <param name="LastBefore">Last date before the change; null where there is no test.</param>
/// <param name="Before">Mean until then: <c>mean_before_shift</c>.</param>
/// <param name="After">Mean since then: <c>mean_after_shift</c>.</param>
/// <param name="PValue">Of no change: <c>shift_p_value</c>; or why there is no test.</param>
public sealed record PredictionShift(DateTime? LastBefore, Measurement Before, Measurement After, Measurement PValue)
{
    /// <summary>Fewest dates that are tested.</summary>
    public const int MinimumCount = 20;

    /// <summary>Whether the change passes a test at 5 %.</summary>
    public bool IsShift => PValue.Exists && PValue.Value < 0.05;

    /// <summary>Looks for a change of the correlation of one asset's predictions with their outcomes.</summary>
    /// <param name="dates">One a pair, ascending.</param>
    /// <param name="prediction">One a date; a pair with a NaN or infinity is left out.</param>
    /// <param name="outcome">One a date.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PredictionShift Of(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> prediction, ReadOnlySpan<double> outcome)
    {
        if (dates.Count != prediction.Length || dates.Count != outcome.Length)
            throw new ArgumentException($"There are {dates.Count} dates, {prediction.Length} predictions and {outcome.Length} outcomes.", nameof(outcome));
        List<DateTime> kept = [];
        List<double> p = [], y = [];
        for (var i = 0; i < dates.Count; i++)
        {
            if (!double.IsFinite(prediction[i]) || !double.IsFinite(outcome[i])) continue;
            kept.Add(dates[i]);
            p.Add(prediction[i]);
            y.Add(outcome[i]);
        }
        double[] one = [.. p], other = [.. y];
        if (one.Length >= MinimumCount && (Moments.IsConstant(one) || Moments.IsConstant(other)))
            return None(one.Length, Moments.IsConstant(one) ? "the prediction is constant" : "the outcome is constant");
        return Of(kept, one.Length < MinimumCount ? one : Products(one, other));
    }

    /// <summary>Looks for a change of the mean of one number a date: rank correlations of a panel, say.</summary>
    /// <param name="dates">Ascending.</param>
    /// <param name="series">Finite.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a number is NaN or infinite.</exception>
    public static PredictionShift Of(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> series)
    {
        if (dates.Count != series.Length) throw new ArgumentException($"There are {dates.Count} dates and {series.Length} numbers.", nameof(series));
        if (series.Length < MinimumCount) return None(series.Length, $"needs {MinimumCount} dates; there {(series.Length == 1 ? "is one" : $"are {series.Length}")}");
        if (Moments.IsConstant(series)) return None(series.Length, "the series is constant");
        var deviation = NeweyWest.MeanStandardError(series) * Math.Sqrt(series.Length);
        if (!(deviation > 0)) return None(series.Length, "the long-run variance comes out as zero");
        var test = CusumOfMean.Test(series, deviation);
        var split = Math.Clamp(test.Index + 1, 1, series.Length - 1);
        return new(dates[split - 1],
            new("mean_before_shift", Moments.Mean(series[..split])) { Count = split }, new("mean_after_shift", Moments.Mean(series[split..])) { Count = series.Length - split },
            new("shift_p_value", test.PValue) { Count = series.Length });
    }

    static double[] Products(double[] p, double[] y)
    {
        double meanP = Moments.Mean(p), meanY = Moments.Mean(y), scale = Moments.StandardDeviation(p) * Moments.StandardDeviation(y);
        var products = new double[p.Length];
        for (var i = 0; i < products.Length; i++) products[i] = (p[i] - meanP) * (y[i] - meanY) / scale;
        return products;
    }

    static PredictionShift None(int count, string because) => new(null,
        Measurement.Missing("mean_before_shift", because) with { Count = count }, Measurement.Missing("mean_after_shift", because) with { Count = count }, Measurement.Missing("shift_p_value", because) with { Count = count });
}
