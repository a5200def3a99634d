using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Performance through time: does the last window stand out of history, do the windows decline slowly, did the loss jump one day, and what could not be told yet?</summary>
static class TemporalStability
{
    /// <summary>Windows that trend and change point look back over.</summary>
    internal const int TrendWindows = 24;

    public const string Trend = "trend", Sudden = "sudden fall";

    public static Report Of(Frame reference, Frame history, DriftOptions options)
    {
        var before = Residuals.Of(reference);
        var all = Residuals.Of(history);
        int n = all.TimeCount, size = options.StabilityWindow;
        Threshold[] thresholds =
        [
            Threshold.Below("stability_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over error, hit rate, trend and sudden fall", size),
            Threshold.Above("stability_excess", null, 1, "relative error worse than in every past window and than 1.1", size),
        ];
        var report = new Report
        {
            Title = "Temporal stability",
            Of = InputDistributionDrift.Period(history),
            Measurements = [],
            Thresholds = thresholds,
            Provenance = FrameWindows.Provenance(reference, history, [.. options.Parameters, KeyValuePair.Create("stabilityWindow", Format.Count(size)),
                KeyValuePair.Create("hitRateFall", Format.Number(options.HitRateFall)), KeyValuePair.Create("relativeErrorRise", Format.Number(options.RelativeErrorRise))]),
        };
        if (n < size)
            return report with { Measurements = [Measurement.Missing("stability_q", $"{n} {all.Unit} with prediction and target: {size - n} more days needed for one window of {size}") with { Of = RollingMetric.RelativeError.Name, Count = n }] };
        var findings = StabilityFindings.Of(before, all, options);
        var measured = Measure(findings, options);
        return report with { Measurements = measured, Body = StabilityPage.Of(findings, measured, options) };
    }

    static IReadOnlyList<Measurement> Measure(StabilityFindings found, DriftOptions options)
    {
        var size = options.StabilityWindow;
        Measurement With(string metric, double value, string of, string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Count = size };
        RollingMetric error = RollingMetric.RelativeError, hits = RollingMetric.HitRate;
        List<Measurement> measured = [.. RollingMetric.All.Select(m => With(m.Name.Replace(' ', '_'), found.Last[m], "last window", m.Because) with { Unit = m.Unit })];
        measured.AddRange(found.Detectable.Select(d => d.Measurement));
        if (found.Slope is { } slope) measured.Add(With("relative_error_per_year", slope.Value, Trend) with { Interval = slope.Interval });
        measured.Add(found.Fall.RowsSince(found.All) with { Of = Sudden, Count = found.All.TimeCount - found.Fall.First, EffectiveCount = found.Fall.Change?.EffectiveCount });
        if (found.Fall.Change is { } change)
        {
            measured.Add(With("change_point_p", change.PValue, Sudden) with { EffectiveCount = change.EffectiveCount });
            measured.Add(With("loss_change", change.After - change.Before, Sudden));
        }
        if (double.IsNaN(found.Last[error])) return [.. measured, With("stability_q", double.NaN, error.Name, error.Because)];
        if (found.Ranks[error] is not { } rank)
            return [.. measured, With("stability_q", double.NaN, error.Name, $"{found.Past[error].Length} past windows of {size} {found.All.Unit}, {options.MinimumWindows} needed: {(options.MinimumWindows - found.Past[error].Length) * size - found.Before.TimeCount % size} more days of history")];
        if (found.Kendall is { } kendall)
        {
            measured.Add(With("mann_kendall_p", kendall.PValue, Trend));
            measured.Add(With("mann_kendall_tau", kendall.Tau, Trend));
        }
        measured.AddRange(RollingMetric.All.Where(m => found.Ranks[m] is not null).Select(m => With("stability_rank", found.Ranks[m]!.Rank, m.Name)));

        // One false discovery rate. Trend and sudden fall are two ways to ask for one decline and share one weight (Genovese, Roeder and Wasserman, 2006): p over a weight of 4/3, 4/3, 2/3, 2/3.
        List<(string Of, double P, double Weight)> judged = [(error.Name, rank.PValue, 1)];
        if (found.Ranks[hits] is { } hitRank) judged.Add((hits.Name, hitRank.PValue, 1));
        var declines = (found.Kendall is null ? 0 : 1) + (found.Fall.Change is null ? 0 : 1);
        if (found.Kendall is { } trend) judged.Add((Trend, trend.S > 0 ? trend.PValue : 1, 1.0 / declines));
        if (found.Fall.Change is not null) judged.Add((Sudden, found.Fall.PValue, 1.0 / declines));
        var mean = judged.Sum(j => j.Weight) / judged.Count;
        var q = BenjaminiHochberg.Adjust(judged.Select(j => Math.Min(1, j.P * mean / j.Weight)).ToArray());
        for (var i = 0; i < q.Length; i++) measured.Add(With("stability_q", q[i], judged[i].Of));
        measured.Add(With("stability_excess", found.Last[error] / Math.Max(1.1, rank.Furthest), error.Name));
        return measured;
    }

    /// <summary>The rows of windows of so many points in time that do not overlap, counted back from the end.</summary>
    internal static Range[] Windows(Residuals residuals, int size)
    {
        var count = residuals.TimeCount / size;
        var start = residuals.TimeCount - count * size;
        return [.. Enumerable.Range(0, count).Select(i => residuals.RowsOf((start + i * size)..(start + (i + 1) * size)))];
    }
}
