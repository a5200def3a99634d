using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>A measure of performance that is watched over a rolling window.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Because">Why a window has none.</param>
/// <param name="LowIsBad">Whether a fall is the bad direction.</param>
/// <param name="Of">Its value in a range of rows, NaN where there is none.</param>
sealed record RollingMetric(string Name, string Unit, string Because, bool LowIsBad, Func<Residuals, Range, double> Of)
{
    public static RollingMetric RelativeError { get; } = new("relative error", "", "the target is zero in the whole window", false, (r, w) => r.RelativeError(w));
    public static RollingMetric HitRate { get; } = new("hit rate", "%", "no row has a sign on both sides", true, (r, w) => r.HitRate(w));
    public static RollingMetric InformationCoefficient { get; } = new("information coefficient", "", "prediction or target is constant in the window", true, (r, w) =>
        r.IsPanel ? MeanBySession(r, w) : r.RankCorrelation(w));
    public static RollingMetric CalibrationSlope { get; } = new("calibration slope", "", "the prediction is constant in the window", true, (r, w) =>
        Moments.IsConstant(r.Predictions.AsSpan(w)) ? double.NaN : NeweyWest.Slope(r.Predictions.AsSpan(w), r.Targets.AsSpan(w), 0).Slope);

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<RollingMetric> All { get; } = [RelativeError, HitRate, InformationCoefficient, CalibrationSlope];

    /// <summary>Of a panel: the mean over the sessions in which prediction and outcome can be ranked among the assets.</summary>
    static double MeanBySession(Residuals rows, Range window)
    {
        var (start, length) = window.GetOffsetAndLength(rows.Values.Length);
        int first = Array.BinarySearch(rows.Starts, start), end = Array.BinarySearch(rows.Starts, start + length);
        double[] ranked = [.. rows.RankCorrelations[first..end].Where(double.IsFinite)];
        return ranked.Length == 0 ? double.NaN : Moments.Mean(ranked);
    }

    /// <summary>The value of each window that has one.</summary>
    public double[] Over(Residuals rows, IEnumerable<Range> windows) => [.. windows.Select(w => Of(rows, w)).Where(v => !double.IsNaN(v))];

    /// <summary>Where a value stands among past windows, worst first; null where it, or they, are too few.</summary>
    public WindowRankResult? Rank(double value, double[] past, int atLeast) =>
        double.IsNaN(value) || past.Length < atLeast ? null : LowIsBad ? WindowRank.Upper(-value, Array.ConvertAll(past, v => -v)) : WindowRank.Upper(value, past);
}
