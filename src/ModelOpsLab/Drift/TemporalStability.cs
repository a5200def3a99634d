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
        var measured = Measure(before, all, options);
        return report with { Measurements = measured, Body = Body(before, all, measured, options) };
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
            With("hit_rate", hits, "last window", "no row has a sign on both sides") with { Unit = "%" },
        ];
        if (double.IsNaN(error)) return [.. measured, With("stability_q", double.NaN, "relative error", NoTarget)];
        if (past.Length < options.MinimumWindows)
            return [.. measured, With("stability_q", double.NaN, "relative error", $"{past.Length} past windows of {size} rows, {options.MinimumWindows} needed: {(options.MinimumWindows - past.Length) * size - before.Values.Length % size} more days of history")];
        var errorRank = WindowRank.Upper(error, past.Select(before.RelativeError).ToArray());
        var misses = past.Select(w => 1 - before.HitRate(w)).Where(m => !double.IsNaN(m)).ToArray();
        var hitRank = double.IsNaN(hits) ? null : WindowRank.Upper(1 - hits, misses);
        var kendall = trend.Length >= 8 ? MannKendall.TestAutoregressive(trend) : null;
        List<string> aspects = ["relative error"];
        List<double> p = [errorRank.PValue];
        if (hitRank is not null)
        {
            aspects.Add("hit rate");
            p.Add(hitRank.PValue);
        }
        if (kendall is not null)
        {
            aspects.Add("trend");
            p.Add(kendall.S > 0 ? kendall.PValue : 1);
            measured.Add(With("mann_kendall_p", kendall.PValue, "trend"));
            measured.Add(With("mann_kendall_tau", kendall.Tau, "trend"));
        }
        measured.Add(With("stability_rank", errorRank.Rank, "relative error"));
        if (hitRank is not null) measured.Add(With("stability_rank", hitRank.Rank, "hit rate"));
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

    static IReadOnlyList<Block> Body(Residuals before, Residuals all, IReadOnlyList<Measurement> measured, DriftOptions options)
    {
        var size = options.StabilityWindow;
        var first = Math.Max(size, all.Values.Length - 1500);
        double[] x = [.. Enumerable.Range(first, all.Values.Length - first + 1).Select(end => all.Days[end - 1])];
        double[] y = [.. Enumerable.Range(first, all.Values.Length - first + 1).Select(end => all.RelativeError((end - size)..end))];
        var past = Windows(before, size).Select(before.RelativeError).Where(double.IsFinite).Order().ToArray();
        List<Band> bands = past.Length < 5 ? [] :
            [new("reference, 5 to 95 %", [x[0], x[^1]], [RobustScale.Quantile(past, 0.05), RobustScale.Quantile(past, 0.05)], [RobustScale.Quantile(past, 0.95), RobustScale.Quantile(past, 0.95)])];
        List<Marker> markers = before.Days.Length > 0 && before.Days[^1] > x[0] && before.Days[^1] < x[^1] ? [new("live", before.Days[^1] + 1)] : [];
        string Text(string metric, string of, Func<double, string> write) => measured.FirstOrDefault(m => m.Metric == metric && m.Of == of) is { Exists: true } m ? write(m.Value) : "–";
        IReadOnlyList<Cell> Row(string aspect, string value) => [aspect, value, Text("stability_rank", aspect, r => $"{Format.Number(r)} of {Format.Count(past.Length)}"), Text("stability_q", aspect, Format.Probability)];
        return
        [
            new Table(["aspect", new($"last {Format.Count(size)} rows", Align.Right), new("rank", Align.Right), new("q", Align.Right)],
            [
                Row("relative error", Text("relative_error", "last window", v => Format.Fixed(v, 3))),
                Row("hit rate", Text("hit_rate", "last window", v => Format.Percent(v))),
                Row("trend", "Mann-Kendall p " + Text("mann_kendall_p", "trend", Format.Probability)),
            ]),
            new Note($"Rank: 1 is the worst among windows of {Format.Count(size)} rows of the reference that do not overlap. Hit rate: of rows where neither prediction nor outcome is zero. Trend: of the relative error of the last {TrendWindows} such windows, corrected for autocorrelation; only a rise counts. q: Benjamini-Hochberg over the three."),
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
