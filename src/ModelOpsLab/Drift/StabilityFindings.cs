using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>All that was found out about performance through time, before it is written as measurements and as a page.</summary>
sealed record StabilityFindings(Residuals Before, Residuals All)
{
    /// <summary>Each metric in the last window; NaN where it has none.</summary>
    public required IReadOnlyDictionary<RollingMetric, double> Last { get; init; }
    /// <summary>Each metric in the past windows of the reference that have it.</summary>
    public required IReadOnlyDictionary<RollingMetric, double[]> Past { get; init; }
    /// <summary>Where the last window stands; null where it is not ranked.</summary>
    public required IReadOnlyDictionary<RollingMetric, WindowRankResult?> Ranks { get; init; }
    /// <summary>Trend of the relative error; null with fewer than eight windows.</summary>
    public required MannKendallResult? Kendall { get; init; }
    /// <summary>Its slope a year, null where there is no trend to measure.</summary>
    public required (double Value, Interval Interval)? Slope { get; init; }
    public required SuddenFall Fall { get; init; }
    public required IReadOnlyList<DetectableFall> Detectable { get; init; }

    public static StabilityFindings Of(Residuals before, Residuals all, DriftOptions options)
    {
        var size = options.StabilityWindow;
        Range[] history = TemporalStability.Windows(before, size), recent = [.. TemporalStability.Windows(all, size).TakeLast(TemporalStability.TrendWindows)];
        var last = RollingMetric.All.ToDictionary(m => m, m => m.Of(all, all.RowsOf(^size..)));
        var past = RollingMetric.All.ToDictionary(m => m, m => m.Over(before, history));
        var trend = RollingMetric.RelativeError.Over(all, recent);
        var kendall = trend.Length >= 8 ? MannKendall.TestAutoregressive(trend) : null;
        var live = before.Days.Length == 0 ? all.TimeCount : all.Days.Count(d => d > before.Days[^1]);
        return new(before, all)
        {
            Last = last,
            Past = past,
            Ranks = RollingMetric.All.ToDictionary(m => m, m => m.Rank(last[m], past[m], options.MinimumWindows)),
            Kendall = kendall,
            Slope = kendall is { Variance: > 0 } ? PerYear(trend, kendall.Variance, all, size) : null,
            Fall = SuddenFall.Of(before, all, TemporalStability.TrendWindows * size, options),
            Detectable =
            [
                DetectableFall.From(RollingMetric.HitRate.Name, options.HitRateFall, Hits(before), live),
                DetectableFall.From(RollingMetric.RelativeError.Name, options.RelativeErrorRise, ErrorScores(before), live),
            ],
        };
    }

    /// <summary>Theil-Sen slope of the windows, times the windows of a year, on the calendar of the rows.</summary>
    static (double, Interval) PerYear(double[] trend, double variance, Residuals all, int size)
    {
        var rows = Math.Min(all.TimeCount, trend.Length * size);
        var days = all.Days[^1] - all.Days[^rows];
        var windows = days > 0 ? 365.25 / days * (rows - 1) / size : 0;
        var (slope, low, high) = TheilSen.Interval(trend, variance);
        return (slope * windows, new(low * windows, high * windows, 0.95, "Sen, autoregressive"));
    }

    /// <summary>Hits of the rows that have a sign on both sides, in a panel their share of each session.</summary>
    static double[] Hits(Residuals rows) => rows.IsPanel
        ? [.. Enumerable.Range(0, rows.TimeCount).Select(t => rows.HitRate(rows.Starts[t]..rows.Starts[t + 1])).Where(double.IsFinite)]
        : [.. rows.Predictions.Zip(rows.Targets, (p, t) => p * t).Where(s => s != 0).Select(s => s > 0 ? 1.0 : 0)];

    /// <summary>What each point in time adds to the relative error r = √(Σe²/Σt²), to first order: (e² − r²t²) / (2·r·mean t²).</summary>
    static double[] ErrorScores(Residuals rows)
    {
        if (rows.Values.Length == 0) return [];
        var relative = rows.RelativeError(..);
        if (!(relative > 0)) return new double[rows.TimeCount];
        var target = 0.0;
        foreach (var t in rows.Targets) target += t * t;
        target /= rows.Targets.Length;
        return rows.ByTime([.. rows.Values.Zip(rows.Targets, (e, t) => (e * e - relative * relative * t * t) / (2 * relative * target))]);
    }
}
