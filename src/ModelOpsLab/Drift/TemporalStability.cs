using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Rolling error and hit rate: does the last window stand out of history (a sudden fall), do the windows trend (a slow decline)?</summary>
static class TemporalStability
{
    /// <summary>Windows that the trend test looks back over.</summary>
    const int TrendWindows = 24;

    const string NoTarget = "the target is zero in the whole window";

    public static Report Of(Frame reference, Frame history, DriftOptions options)
    {
        var before = Residuals.Of(reference);
        var all = Residuals.Of(history);
        int n = all.Values.Length, size = options.StabilityWindow;
        Threshold[] thresholds =
        [
            Threshold.Below("stability_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over error, hit rate and trend", size),
            Threshold.Above("stability_excess", null, 1, "relative error worse than in every past window and than 1.1", size),
        ];
        var report = new Report
        {
            Title = "Temporal stability",
            Of = InputDistributionDrift.Period(history),
            Measurements = [],
            Thresholds = thresholds,
            Provenance = FrameWindows.Provenance(reference, history, [.. options.Parameters, KeyValuePair.Create("stabilityWindow", Format.Count(size))]),
        };
        if (n < size)
            return report with { Measurements = [Measurement.Missing("stability_q", $"{n} rows with prediction and target: {size - n} more days needed for one window of {size}") with { Of = "relative error", Count = n }] };
        return report with { Measurements = Measure(before, all, options), Body = Body(before, all, options) };
    }

    static IReadOnlyList<Measurement> Measure(Residuals before, Residuals all, DriftOptions options)
    {
        var size = options.StabilityWindow;
        var last = ^size..;
        Measurement With(string metric, double value, string of, string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Count = size };
        double error = all.RelativeError(last), hits = all.HitRate(last);
        var past = Windows(before, size).Where(w => !double.IsNaN(before.RelativeError(w))).ToArray();
        var trend = Windows(all, size).TakeLast(TrendWindows).Select(all.RelativeError).Where(e => !double.IsNaN(e)).ToArray();
        List<Measurement> measured =
        [
            With("relative_error", error, "last window", NoTarget),
            With("hit_rate", hits, "last window") with { Unit = "%" },
        ];
        if (double.IsNaN(error)) return [.. measured, With("stability_q", double.NaN, "relative error", NoTarget)];
        if (past.Length < options.MinimumWindows)
            return [.. measured, With("stability_q", double.NaN, "relative error", $"{past.Length} past windows of {size} rows, {options.MinimumWindows} needed: {(options.MinimumWindows - past.Length) * size - before.Values.Length % size} more days of history")];
        var errorRank = WindowRank.Upper(error, past.Select(before.RelativeError).ToArray());
        var hitRank = WindowRank.Upper(1 - hits, past.Select(w => 1 - before.HitRate(w)).ToArray());
        var kendall = trend.Length >= 8 ? MannKendall.TestAutoregressive(trend) : null;
        List<string> aspects = ["relative error", "hit rate"];
        List<double> p = [errorRank.PValue, hitRank.PValue];
        if (kendall is not null)
        {
            aspects.Add("trend");
            p.Add(kendall.S > 0 ? kendall.PValue : 1);
            measured.Add(With("mann_kendall_p", kendall.PValue, "trend"));
            measured.Add(With("mann_kendall_tau", kendall.Tau, "trend"));
        }
        measured.Add(With("stability_rank", errorRank.Rank, "relative error"));
        measured.Add(With("stability_rank", hitRank.Rank, "hit rate"));
        var q = BenjaminiHochberg.Adjust(p.ToArray());
        for (var i = 0; i < q.Length; i++) measured.Add(With("stability_q", q[i], aspects[i]));
        measured.Add(With("stability_excess", error / Math.Max(1.1, errorRank.Furthest), "relative error"));
        return measured;
    }

    /// <summary>Windows that do not overlap, counted back from the end.</summary>
    static Range[] Windows(Residuals residuals, int size)
    {
        var count = residuals.Values.Length / size;
        var start = residuals.Values.Length - count * size;
        return [.. Enumerable.Range(0, count).Select(i => (start + i * size)..(start + (i + 1) * size))];
    }

    static IReadOnlyList<Block> Body(Residuals before, Residuals all, DriftOptions options)
    {
        var size = options.StabilityWindow;
        var first = Math.Max(size, all.Values.Length - 1500);
        double[] x = [.. Enumerable.Range(first, all.Values.Length - first + 1).Select(end => all.Days[end - 1])];
        double[] y = [.. Enumerable.Range(first, all.Values.Length - first + 1).Select(end => all.RelativeError((end - size)..end))];
        var past = Windows(before, size).Select(before.RelativeError).Where(double.IsFinite).Order().ToArray();
        List<Band> bands = past.Length < 5 ? [] :
            [new("reference, 5 to 95 %", [x[0], x[^1]], [RobustScale.Quantile(past, 0.05), RobustScale.Quantile(past, 0.05)], [RobustScale.Quantile(past, 0.95), RobustScale.Quantile(past, 0.95)])];
        List<Marker> markers = before.Days.Length > 0 && before.Days[^1] > x[0] && before.Days[^1] < x[^1] ? [new("live", before.Days[^1] + 1)] : [];
        return
        [
            new LineChart
            {
                Title = $"Relative error over the last {size} rows",
                Series = [new("relative error", x, y)],
                Bands = bands,
                Markers = markers,
                Id = "stability",
                Caption = $"Root mean squared error over the root mean square of the target: 1 is no better than predicting zero, whatever the volatility. Band: windows of {size} rows of the reference that do not overlap.",
            },
        ];
    }
}
